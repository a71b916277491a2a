"""The form of what came after an incident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.day import incidents
from llamkay.apps.nursery.day import queries as day_queries
from llamkay.apps.nursery.day.forms import HourField
from llamkay.apps.nursery.models import Incident, IncidentAddition
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm


class AdditionForm(OfficeForm):
    """A line more of an incident: that its mother knows, while she does not, what was done, what was known later."""

    title = _("Anotar qué pasó después")
    button = _("Anotar")
    done = _("Se anotó.")

    kind = forms.ChoiceField(label=_("Qué anota"))
    day = DayField(label=_("Día"))
    hour = HourField(label=_("Hora"))
    what = forms.CharField(
        label=_("Cuéntelo"),
        max_length=1000,
        help_text=_("Quién se lo dijo y qué respondió; quién hizo qué. Lo escrito no se cambia: se agrega otra línea."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        mother_knows = incident.mother_knows or incident.child_id is None
        kinds = [c for c in IncidentAddition.Kind.choices if not (mother_knows and c[0] == incidents.INFORMED)]
        self.fields["kind"].choices = [("", CHOOSE), *kinds]

    def save(self, *, actor: Any) -> IncidentAddition:
        data = self.cleaned_data
        return incidents.add(
            actor=actor,
            incident=self.incident,
            kind=data["kind"],
            at=day_queries.moment(data["day"], data["hour"]),
            what=data["what"],
        )
