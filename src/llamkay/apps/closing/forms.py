"""What the list of closes can be filtered by."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.sheets.queries import sheets_at
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.platform.screens.forms import FilterForm, MonthField
from llamkay.platform.security.scope import Scope

STATES = [
    ("", _("Todos")),
    ("ready", _("Por cerrar")),
    ("open", _("Con planillas sin aprobar")),
    ("closed", _("Cerrado")),
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
