"""A form that signs: whoever sends it types their password again."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from llamkay.platform.screens.forms import OfficeForm


class SignedForm(OfficeForm):
    """A form whose author types the password again: nobody else does it on a machine left open."""

    password = forms.CharField(
        label=_("Su contraseña"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Otra vez, como firma de este acto."),
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        user = self.request.user
        if authenticate(self.request, username=user.username, password=self.cleaned_data["password"]) != user:
            raise ValidationError(_("No es su contraseña."))
        return ""
