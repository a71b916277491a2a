"""What the list of closes can be filtered by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.core.values import Month
from llamkay.platform.scope import Scope

STATES = [
    ("", _("Todos")),
    ("ready", _("Por cerrar")),
    ("open", _("Con planillas sin aprobar")),
    ("closed", _("Cerrado")),
]


class MonthField(forms.CharField):
    """A month written ``2026-01``."""

    widget = forms.DateInput(attrs={"type": "month", "class": "govuk-input govuk-input--width-10"})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except ValueError:
            raise forms.ValidationError(
                _("«%(text)s» no es un mes: escríbalo como 2026-01."), params={"text": text}
            ) from None


class CloseFilter(forms.Form):
    """Month, establishment and state."""

    mes = MonthField(label=_("Mes"), required=False)
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"),
        queryset=Establishment.objects.none(),
        required=False,
        empty_label=_("Todos"),
        to_field_name="code",
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    estado = forms.ChoiceField(
        label=_("Estado"), choices=STATES, required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )

    def __init__(self, *args, scope: Scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = scope.filter(
            Establishment.objects.filter(activities__sheets__isnull=False).distinct(), "pk"
        ).order_by("order")
