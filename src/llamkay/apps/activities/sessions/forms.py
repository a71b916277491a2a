"""What the screen of sessions asks for: a rota written as in its notebook, a session that was not held."""

import re
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import CancelReason, SuspensionKind
from llamkay.apps.activities.models import Activity, Allocation, Cancellation, Suspension
from llamkay.apps.activities.places.suspension_services import dates
from llamkay.apps.activities.sessions.not_required import places_to_come, required_again, say_not_required
from llamkay.apps.activities.sessions.services import MOST_WEEKS, Turn, cancel_session, restore_session, set_rota
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm

DAYS = "LMXJVSD"  # Monday to Sunday, as the sheet writes them
_LINE = re.compile(r"(?:(?P<week>[1-8])\s*:)?\s*(?P<days>[LMXJVSD]+)\s+(?P<start>\S+)\s*[-–a]\s*(?P<end>\S+)", re.I)


class SessionAct(OfficeForm):
    """An act on the sessions of one activity."""

    def __init__(self, *args: Any, activity: Activity, **more: Any) -> None:
        super().__init__(*args, **more)
        self.activity = activity


class CancelForm(SessionAct):
    """A session is not held."""

    title = gettext_lazy("Anotar una sesión que no se realiza")
    button = gettext_lazy("Anotar")
    done = gettext_lazy("Quedó anotada. La planilla ya lo dice para todas las personas.")

    on = DayField(label=gettext_lazy("Día"))
    reason = forms.ChoiceField(label=gettext_lazy("Por qué"), choices=[("", CHOOSE), *CancelReason.choices])
    paid = forms.BooleanField(label=gettext_lazy("Con pago"), required=False)
    note = forms.CharField(label=gettext_lazy("Observación"), max_length=200, required=False)

    def save(self, *, actor: Any) -> Any:
        return cancel_session(actor=actor, activity=self.activity, **self.cleaned_data)


class RestoreForm(SessionAct):
    """A session was held after all."""

    title = gettext_lazy("Restablecer una sesión")
    button = gettext_lazy("Restablecer")
    done = gettext_lazy("Sesión restablecida.")

    cancellation = forms.ModelChoiceField(Cancellation.objects.none(), label=gettext_lazy("Sesión"), empty_label=CHOOSE)
    why = forms.CharField(label=gettext_lazy("Motivo"), max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["cancellation"]
        field.queryset = self.activity.cancellations.filter(restored_at=None)
        field.label_from_instance = lambda row: f"{row.on:%d/%m/%Y}: {row.words}"

    def save(self, *, actor: Any) -> Any:
        return restore_session(actor=actor, **self.cleaned_data)


class NotRequiredForm(SessionAct):
    """Some people need not come to the sessions of some days."""

    title = gettext_lazy("Avisar que algunas personas no son requeridas")
    button = gettext_lazy("Avisar")
    done = gettext_lazy("Quedó anotado. La planilla y las listas de esos días ya lo dicen.")

    people = forms.ModelMultipleChoiceField(
        Allocation.objects.none(), label=gettext_lazy("Quiénes"), widget=forms.CheckboxSelectMultiple
    )
    start = DayField(label=gettext_lazy("Primer día"))
    last = DayField(
        label=gettext_lazy("Último día"), required=False, help_text=gettext_lazy("En blanco: solo el primer día.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Por qué no se les requiere"),
        max_length=200,
        help_text=gettext_lazy("Por ejemplo: falta material, una máquina parada. Sin datos de salud ni del delito."),
    )
    paid = forms.BooleanField(label=gettext_lazy("Con pago"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["people"]
        field.queryset = places_to_come(self.activity, clock.today())
        field.label_from_instance = lambda place: place.person.full_name

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return say_not_required(
            actor=actor,
            activity=self.activity,
            places=[place.pk for place in data["people"]],
            start=data["start"],
            last=data["last"] or data["start"],
            reason=data["reason"],
            paid=data["paid"],
        )


class RequiredAgainForm(SessionAct):
    """Some people are required after all."""

    title = gettext_lazy("Retirar avisos de personas no requeridas")
    button = gettext_lazy("Retirar")
    done = gettext_lazy("Avisos retirados: los días de los meses abiertos vuelven a ser como eran.")

    notices = forms.ModelMultipleChoiceField(
        Suspension.objects.none(), label=gettext_lazy("Avisos"), widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(label=gettext_lazy("Motivo"), max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["notices"]
        rows = Suspension.objects.filter(allocation__activity=self.activity, kind=SuspensionKind.NOT_REQUIRED)
        field.queryset = rows.select_related("allocation__person").order_by("-period", "pk")
        field.label_from_instance = lambda row: f"{row.allocation.person.full_name}, {dates(row)}"

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        pks = [row.pk for row in data["notices"]]
        return required_again(actor=actor, activity=self.activity, notices=pks, why=data["why"])


class RotaForm(SessionAct):
    """The turns that hold from a day on."""

    title = gettext_lazy("Cambiar el horario o el rol de turnos desde un día")
    button = gettext_lazy("Cambiar")
    done = gettext_lazy("Rol guardado.")

    start = DayField(label=gettext_lazy("Rige desde"))
    weeks = forms.IntegerField(
        label=gettext_lazy("Semanas que se repiten"), min_value=1, max_value=MOST_WEEKS, initial=1
    )
    turns = forms.CharField(
        label=gettext_lazy("Turnos, uno por línea"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text=gettext_lazy(
            "Días y horas: «LMXJV 8:00-12:00». Con varias semanas, el número delante: «2: S 22:00-06:00». Un turno de "
            "noche termina al día siguiente."
        ),
    )

    def clean_turns(self) -> list[Turn]:
        """Each line as its turns; a line that is none is told with its number."""
        try:
            return read_turns(self.cleaned_data["turns"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def save(self, *, actor: Any) -> Any:
        return set_rota(actor=actor, activity=self.activity, **self.cleaned_data)


def read_turns(text: str) -> list[Turn]:
    """The turns of a rota, a line each: «LMX 8:00-12:00», «2: S 22:00-06:00». Raises ``Refused`` with the line."""
    turns = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        start, end = (_time(match[name]) if match else None for name in ("start", "end"))
        if match is None or start is None or end is None:
            raise Refused(
                _("Línea {n}, «{line}»: escriba los días y las horas, como LMXJV 8:00-12:00.").format(
                    n=number, line=line.strip()[:40]
                )
            )
        week = int(match["week"] or 1) - 1
        turns += [Turn(week, DAYS.index(day), start, end) for day in dict.fromkeys(match["days"].upper())]
    return turns


def write_turns(turns: Any, weeks: int) -> str:
    """The shifts of a rota as ``read_turns`` reads them."""
    lines: dict[tuple[int, time, time], str] = {}
    for turn in turns:
        key = (turn.week, turn.starts_at, turn.ends_at)
        lines[key] = lines.get(key, "") + DAYS[turn.weekday]
    several = weeks > 1
    return "\n".join(
        f"{f'{week + 1}: ' if several else ''}{days} {start:%H:%M}-{end:%H:%M}"
        for (week, start, end), days in sorted(lines.items())
    )


def _time(text: str) -> time | None:
    hours, _colon, minutes = text.partition(":")
    if not (hours.isascii() and hours.isdecimal() and (not minutes or minutes.isdecimal())):
        return None
    hour, minute = int(hours), int(minutes or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
