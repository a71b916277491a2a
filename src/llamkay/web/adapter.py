"""How staff accounts behave: nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter


class StaffAccounts(DefaultAccountAdapter):
    """Accounts are made by whoever administers the system."""

    def is_open_for_signup(self, request):
        return False
