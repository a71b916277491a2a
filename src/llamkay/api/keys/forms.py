"""Forms of the keys of the API: one that is made, one that ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from llamkay.api.access import asked_of_programs
from llamkay.api.models import ApiToken
from llamkay.api.tokens import MAX_DAYS, issue_token, revoke_token
from llamkay.apps.institutions.queries import account_named
from llamkay.core.errors import Refused
from llamkay.platform.screens.forms import OfficeForm
from llamkay.platform.security.access import ACTIONS


class KeyForm(OfficeForm):
    """A new key of an account: what for, what it may do, for how many days."""

    title = _("Crear una llave")
    button = _("Crear la llave")

    username = forms.CharField(
        label=_("Cuenta"),
        max_length=150,
        help_text=_("El usuario por el que hablará el programa; conviene uno propio, con las funciones justas."),
    )
    name = forms.CharField(
        label=_("Para qué es"), max_length=80, help_text=_("Por ejemplo, tablero de la sede central.")
    )
    days = forms.IntegerField(label=_("Días que vale"), min_value=1, max_value=MAX_DAYS, initial=90)
    actions = forms.MultipleChoiceField(
        label=_("Qué puede"), widget=forms.CheckboxSelectMultiple, help_text=_("Solo lo que la cuenta también puede.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].choices = [(code, ACTIONS[code].name) for code in asked_of_programs()]

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        user = account_named(data["username"])
        if user is None:
            raise Refused(_now("No hay una cuenta activa con ese usuario."), field="username")
        return issue_token(actor=actor, user=user, name=data["name"], scopes=data["actions"], days=data["days"])


class RevokeForm(OfficeForm):
    """End a key now: nothing to fill in, only to confirm."""

    title = _("Anular la llave")
    button = title
    done = _("La llave ya no abre nada.")

    def __init__(self, *args: Any, token: ApiToken, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token = token

    def save(self, *, actor: Any) -> Any:
        return revoke_token(actor=actor, token=self.token)
