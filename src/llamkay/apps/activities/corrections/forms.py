"""What the screens of corrections ask for; the rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.sheets.marks import MAX_PIECES
from llamkay.platform.screens.forms import FilterForm, OfficeForm


class AdjustForm(OfficeForm):
    """A closed day as it should have been; what is left blank stays as it is."""

    day = forms.IntegerField(min_value=1, max_value=31, label=_("Día"))
    mark = forms.CharField(
        max_length=6,
        required=False,
        label=_("Marca correcta"),
        help_text=_("Una letra de la leyenda o las horas, como 4 o 3:30. En blanco: queda como está."),
    )
    erase = forms.BooleanField(required=False, label=_("Ese día no llevaba marca"))
    pieces = forms.IntegerField(
        min_value=0,
        max_value=MAX_PIECES,
        required=False,
        label=_("Piezas"),
        help_text=_("En blanco: quedan como están."),
    )
    why = forms.CharField(
        label=_("Motivo y documento que lo sustenta"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("erase") and data.get("mark"):
            self.add_error("mark", _("Escriba una marca o quítela, no las dos cosas."))
        if data.get("erase") and data.get("pieces") is None:
            data["pieces"] = 0
        return data


class AdjustManyForm(AdjustForm):
    """The same day of several people."""

    rows = forms.MultipleChoiceField(
        label=_("Personas"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Elija al menos una persona.")},
    )
    field_order = ("day", "rows")

    def __init__(self, *args: Any, lines: Any = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["rows"].choices = [(line.key, f"{line.number}. {line.row.person}") for line in lines]


class AdjustmentFilter(FilterForm):
    """What the list of corrections can be narrowed by."""

    arguments = {"estado": "state", "q": "words"}

    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[
            ("", _("Todos")),
            ("espera", _("Por confirmar")),
            ("confirmado", _("Confirmados, por asentar")),
            ("aplicado", _("Asentados")),
            ("rechazado", _("No se harán")),
        ],
    )
    q = forms.CharField(label=_("Persona o actividad"), required=False, max_length=60)
