"""The form by which a mark made without a line is settled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.day.forms import HourField
from llamkay.apps.nursery.day.queries import moment
from llamkay.apps.offline import services
from llamkay.apps.offline.models import DayEntry, SheetEntry, Taking
from llamkay.platform import clock
from llamkay.platform.screens.forms import OfficeForm


class SettleForm(OfficeForm):
    """Which of the two holds, and why; of a line of the nursery, at what hour."""

    stood = forms.CharField(widget=forms.HiddenInput, max_length=500)
    holds = forms.ChoiceField(label=_("Qué vale"), widget=forms.RadioSelect, choices=[])
    hour = HourField(label=_("A qué hora fue"), required=False)
    why = forms.CharField(
        label=_("Por qué"), max_length=200, help_text=_("Las dos marcas y el motivo quedan en el historial.")
    )

    def __init__(self, *args: Any, entry: SheetEntry | DayEntry, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.fields["stood"].initial = now
        self.fields["holds"].choices = [
            ("mine", _("Lo marcado sin conexión: {what}").format(what=in_words(entry))),
            ("theirs", _("Lo que está ahora: {what}").format(what=now)),
        ]
        if isinstance(entry, SheetEntry):
            del self.fields["hour"]
        else:
            self.fields["hour"].initial = entry.happened_at.astimezone(clock.LIMA).time()

    def save(self, *, actor: Any) -> None:
        data = self.cleaned_data
        hour = data.get("hour")
        at = moment(self.entry.taking.day, hour) if hour else None
        mine, why, stood = data["holds"] == "mine", data["why"], data["stood"]
        services.settle(actor=actor, entry=self.entry, mine=mine, why=why, stood=stood, at=at)


class EndForm(OfficeForm):
    """Why a device shows no more what somebody took along."""

    why = forms.CharField(label=_("Por qué"), max_length=200, help_text=_("Queda en el registro de actos."))

    def __init__(self, *args: Any, taking: Taking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taking = taking

    def save(self, *, actor: Any) -> None:
        services.end(actor=actor, taking=self.taking, why=self.cleaned_data["why"])


def in_words(entry: SheetEntry | DayEntry) -> str:
    """What an entry says, in a few words."""
    if isinstance(entry, SheetEntry):
        return f"«{entry.mark or '—'}»" + (f" ({entry.note})" if entry.note else "")
    words = [f"{entry.happened_at.astimezone(clock.LIMA):%H:%M}", entry.get_kind_display()]
    words += [entry.get_amount_display().lower()] if entry.amount else []
    words += [entry.get_glance_display().lower()] if entry.glance not in ("", "well") else []
    return " ".join(words) + (f" ({entry.note})" if entry.note else "")
