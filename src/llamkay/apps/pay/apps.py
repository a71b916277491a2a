from django.apps import AppConfig


class PayConfig(AppConfig):
    name = "llamkay.apps.pay"
    label = "pay"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.pay_effect import GROSS_BY_BASIS
        from llamkay.apps.pay.books import joins
        from llamkay.apps.pay.levy.queries import debt_for_certificate
        from llamkay.apps.pay.panels import chapter, person_panel
        from llamkay.apps.pay.rates.effect import gross_by_basis
        from llamkay.apps.pay.settlements.services import on_leaving, opened_by_leaving
        from llamkay.apps.people.hooks import (
            ENDED_BY_LEAVING,
            JOINED,
            MAY_JOIN,
            ON_LEAVING,
            PANELS,
            STAYS,
            STORY,
            UNJOINED,
        )
        from llamkay.apps.remission.debts import DEBTS
        from llamkay.platform.papers.kinds import kind

        PANELS.register(person_panel)
        STORY.register(chapter)
        ON_LEAVING.register(on_leaving)
        ENDED_BY_LEAVING.register(opened_by_leaving)
        DEBTS.register(debt_for_certificate)
        GROSS_BY_BASIS.register(gross_by_basis)
        MAY_JOIN.register(joins.why_not)
        STAYS.register(joins.stays_with_former)
        JOINED.register(joins.move_money)
        UNJOINED.register(joins.move_back)
        kind("payslip_batch")
        kind("payout_receipt")
