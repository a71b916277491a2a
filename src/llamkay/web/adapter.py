"""How staff accounts behave: nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter

from llamkay.apps.institutions.accounts.brakes import account_of


class StaffAccounts(DefaultAccountAdapter):
    """Accounts are made by whoever administers the system."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """The address that ``ClientAddress`` left: the only one that nobody writes at will."""
        return request.META.get("REMOTE_ADDR", "")


def attempted(request, credentials=None):
    """The account that a sign-in tries to open, whatever its capitals, spaces or signs that look alike."""
    typed = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return account_of(str(typed))
