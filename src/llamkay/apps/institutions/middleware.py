"""Whoever was given a password chooses another before working."""

from django.shortcuts import redirect


class TemporaryPassword:
    """Every page of the office leads to the change of password while somebody else knows the present one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/oficina/") and getattr(request.user, "temporary_password", False):
            return redirect("account_change_password")
        return self.get_response(request)
