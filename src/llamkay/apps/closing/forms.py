"""What the list of closes can be filtered by."""

from collections.abc import Iterable, Mapping

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.sheets.queries import sheets_at
from llamkay.apps.closing.filling import MonthSheets
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.core.errors import Refused
from llamkay.platform.screens.forms import FilterForm, MonthField
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.scope import Scope

STATES = [
    ("", _("Todos")),
    ("ready", _("Por cerrar")),
    ("open", _("Con planillas sin aprobar")),
    ("closed", _("Cerrado")),
    ("past", _("Quedó sin cerrar")),
]


class CloseFilter(FilterForm):
    """Month, establishment and state."""

    mes = MonthField(label=_("Mes"), required=False)
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"),
        queryset=no_establishments(),
        required=False,
        empty_label=_("Todos"),
        to_field_name="code",
    )
    estado = forms.ChoiceField(label=_("Estado"), choices=STATES, required=False)

    def __init__(self, *args, scope: Scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = (
            in_scope(scope).filter(Exists(sheets_at(OuterRef("pk")))).order_by("order")
        )


REASON = "motivo-"  # and the number of the sheet


def reasons_in(data: QueryDict) -> dict[int, str]:
    """Sheet → why it is closed although it is unusually empty, as they were typed on the page of the close."""
    return {pk: data[name] for name in data if name.startswith(REASON) for pk in numbers([name.removeprefix(REASON)])}


def numbers(texts: Iterable[str]) -> list[int]:
    """The numbers of rows among some texts of a form; what is none is nobody's."""
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]


def unusual_fields(sheets: MonthSheets, *, typed: Mapping[int, str], refusal: Refused | None) -> list[dict[str, str]]:
    """The field of each sheet that asks for a reason: what is unusual of it, what was typed, what is wrong with it."""
    errors = {reason.field: sentence(reason) for reason in refusal.reasons} if refusal else {}
    return [
        {
            "field": f"{REASON}{each.sheet.pk}",
            "name": each.sheet.activity.name,
            "what": " ".join(each.unusual),
            "reason": typed.get(each.sheet.pk, ""),
            "error": errors.get(f"{REASON}{each.sheet.pk}", ""),
        }
        for each in sheets.sheets
        if each.unusual
    ]
