"""Forms of establishments and authorities, and what every form of the office shares."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions import services
from llamkay.apps.institutions.models import Establishment, RegionalOffice

_CLASSES = {
    forms.Select: "govuk-select",
    forms.Textarea: "govuk-textarea",
    forms.CheckboxInput: "govuk-checkboxes__input",
}


class _OfficeField(forms.BoundField):
    """A field with the classes of the design kit, marked when it is wrong."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        used = widget or self.field.widget
        css = next((name for base, name in _CLASSES.items() if isinstance(used, base)), "govuk-input")
        wrong = f" {css}--error" if self.errors else ""
        narrow = " govuk-input--width-10" if isinstance(used, forms.DateInput | forms.NumberInput) else ""
        return attrs | {"class": css + wrong + narrow}


class DayField(forms.DateField):
    """A day, written by hand or picked; sent as ``2026-02-01``."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OfficeForm(forms.Form):
    """A form that ends in one service call; a refusal of the service is shown on the form itself."""

    bound_field_class = _OfficeField
    title: Any = ""
    button: Any = _("Guardar")
    done: Any = _("Se guardó.")

    def save(self, *, actor: Any) -> Any:
        raise NotImplementedError

    def saved(self, *, actor: Any) -> bool:
        """Whether the service accepted; when it refuses with ``ValueError``, its sentence stands on the form."""
        if not self.is_valid():
            return False
        try:
            self.result = self.save(actor=actor)
        except ValueError as error:
            self.add_error(None, str(error))
            return False
        return True


class EstablishmentFilter(OfficeForm):
    """What the list of establishments can be narrowed by."""

    q = forms.CharField(label=_("Buscar"), required=False, max_length=60, help_text=_("Nombre, código o departamento"))
    office = forms.ChoiceField(label=_("Oficina regional"), required=False)
    kind = forms.ChoiceField(
        label=_("Población"), required=False, choices=[("", _("Todas")), *Establishment.Population.choices]
    )
    dia = DayField(label=_("Al día"), required=False, help_text=_("Vacío: hoy"))
    counted = forms.BooleanField(label=_("Solo los que usan el sistema"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = RegionalOffice.objects.values_list("code", "name")
        self.fields["office"].choices = [("", _("Todas")), *offices]


class AppointmentForm(OfficeForm):
    """Someone takes a post."""

    title = _("Registrar autoridad")
    button = _("Registrar")
    done = _("Se registró la autoridad.")

    post = forms.CharField(label=_("Cargo"), max_length=120, help_text=_("Por ejemplo: Dirección, Jefatura de trabajo"))
    name = forms.CharField(label=_("Nombres y apellidos"), max_length=120)
    on = DayField(label=_("Asume el"), help_text=_("Quien tenía el cargo lo deja ese mismo día."))
    act = forms.CharField(label=_("Resolución (opcional)"), max_length=120, required=False)

    def __init__(self, *args: Any, establishment: Establishment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.establishment = establishment

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return services.appoint(
            actor=actor,
            establishment=self.establishment,
            title=data["post"],
            name=data["name"],
            on=data["on"],
            act=data["act"],
        )
