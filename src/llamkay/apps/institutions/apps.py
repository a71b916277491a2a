from allauth.account.signals import password_changed
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
        # The form is allauth's; what it means for the account is ours.
        password_changed.connect(_own_password_chosen, dispatch_uid="institutions")
        from llamkay.apps.institutions.sessions import signals

        signals.connect()


def _own_password_chosen(sender, request, user, **_):
    from llamkay.apps.institutions.accounts.services import own_password_chosen
    from llamkay.apps.institutions.sessions.services import ROW

    own_password_chosen(user=user, here=request.session.get(ROW))
