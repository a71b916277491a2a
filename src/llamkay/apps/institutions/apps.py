from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class InstitutionsConfig(AppConfig):
    name = "llamkay.apps.institutions"
    label = "institutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # A role may name any app's actions, and the navigation asks for them before their screens are loaded; the log
        # shows what any app did.
        autodiscover_modules("permissions", "acts")
        from llamkay.apps.institutions.accounts import signals as accounts
        from llamkay.apps.institutions.sessions import signals as sessions

        # The forms are allauth's; what they mean for the account is ours.
        accounts.connect()
        sessions.connect()
