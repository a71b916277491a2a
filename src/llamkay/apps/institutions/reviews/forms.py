"""Forms of the half-yearly review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Grant
from llamkay.apps.institutions.reviews.services import review
from llamkay.platform.screens.forms import FilterForm, OfficeForm


class ReviewFilter(FilterForm):
    """What the worklist can be narrowed by."""

    arguments = {"q": "words", "estado": "state"}

    q = forms.CharField(label=_("Buscar"), required=False, max_length=60, help_text=_("Nombre o usuario"))
    estado = forms.ChoiceField(
        label=_("Situación"),
        required=False,
        choices=[("due", _("Por revisar")), ("late", _("Sin revisar a tiempo")), ("all", _("Todas"))],
    )


class ReviewForm(OfficeForm):
    """A function stays, or is taken away with a reason."""

    title = _("Revisar una función")
    button = _("Registrar la revisión")
    done = _("Se registró la revisión.")

    stays = forms.TypedChoiceField(
        label=_("¿La necesita todavía?"),
        choices=[("1", _("Sí: la función sigue seis meses más")), ("0", _("No: se le quita desde hoy"))],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motivo"),
        required=False,
        max_length=200,
        help_text=_("Hace falta si se le quita. Queda en el registro."),
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return review(actor=actor, grant=self.grant, stays=data["stays"], reason=data["reason"])
