"""How staff accounts behave: nobody signs up alone."""

import unicodedata

from allauth.account.adapter import DefaultAccountAdapter


class StaffAccounts(DefaultAccountAdapter):
    """Accounts are made by whoever administers the system."""

    def is_open_for_signup(self, request):
        return False


def attempted(request, credentials=None):
    """The account that a sign-in tries to open, whatever its capitals, spaces or signs that look alike."""
    typed = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return unicodedata.normalize("NFKC", str(typed)).strip().lower()[:150]
