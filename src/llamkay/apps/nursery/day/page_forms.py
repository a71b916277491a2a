"""The lines of a room's paper form, typed in with the hours that it says."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.day import queries
from llamkay.apps.nursery.day.forms import HourField, HoursField, who_choices
from llamkay.apps.nursery.day.services import Happening
from llamkay.apps.nursery.models import Child, DayEvent
from llamkay.platform import clock
from llamkay.platform.screens.forms import OfficeForm

MINUTE = timedelta(minutes=1)
COUNTS = 4  # head counts that a page has room for
Event = tuple[Child, Happening]


class PaperLine(OfficeForm):
    """A child's line of the form: when it came and left, with whom, how it was, what it ate and slept."""

    came = HourField(required=False, label=_("Llegó"))
    left = HourField(required=False, label=_("Se fue"))
    came_with = forms.ChoiceField(required=False, label=_("Con quién llegó"))
    left_with = forms.ChoiceField(required=False, label=_("Con quién se fue"))
    meal = forms.ChoiceField(
        required=False, label=_("Comió"), choices=[("", "—"), *DayEvent._meta.get_field("amount").choices]
    )
    feeds = HoursField(required=False, max_length=60, label=_("Tomas"))
    slept = HourField(required=False, label=_("Se durmió"))
    woke = HourField(required=False, label=_("Despertó"))
    glance = forms.ChoiceField(required=False, label=_("Cómo llegó"), choices=DayEvent.Glance.choices)
    note = forms.CharField(required=False, max_length=200, label=_("Qué se vio"))

    def __init__(self, *args: Any, child: Child, name: str, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child, self.name, self.day = child, name, day
        for name in ("came_with", "left_with"):
            self.fields[name].choices = who_choices(child, day)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {name}"
        self.fields["feeds"].widget.attrs["placeholder"] = "08:30, 11:00"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("note") and not data.get("came") and "came" not in self.errors:
            raise forms.ValidationError(_("Escriba a qué hora llegó: lo que se vio es de su llegada."))
        return data

    def events(self) -> list[Event]:
        """The events that the line tells; whether they fit what is written already, the service judges."""
        data, found = self.cleaned_data, []
        if data["came"]:
            glance = data["glance"] or DayEvent.Glance.WELL
            if glance == DayEvent.Glance.WELL and data["note"]:
                glance = DayEvent.Glance.OTHER
            found.append(
                self._event(
                    "in", data["came"], who=data["came_with"] or queries.MOTHER, glance=glance, note=data["note"]
                )
            )
        if data["meal"]:
            found.append((self.child, {"kind": "meal", "at": self._noon(), "amount": data["meal"]}))
        found += [self._event("feed", hour) for hour in data["feeds"]]
        found += [self._event(kind, data[name]) for kind, name in (("sleep", "slept"), ("wake", "woke")) if data[name]]
        if data["left"]:
            found.append(self._event("out", data["left"], who=data["left_with"] or queries.MOTHER, glance="well"))
        return found

    def _event(self, kind: str, hour: time, **values: str) -> Event:
        return self.child, {"kind": kind, "at": queries.moment(self.day, hour), **values}

    def _noon(self) -> Any:
        """The form has no hour for the meal: noon, or as near to it as the child was there."""
        data, noon = self.cleaned_data, queries.moment(self.day, time(12))
        if data["came"]:
            noon = max(noon, queries.moment(self.day, data["came"]) + MINUTE)
        return min(noon, queries.moment(self.day, data["left"]) - MINUTE) if data["left"] else noon


class CountLine(OfficeForm):
    """A head count of the form: its hour, how many, and why it did not add up."""

    hour = HourField(required=False, label=_("Hora"))
    counted = forms.IntegerField(required=False, min_value=0, max_value=99, label=_("Niños contados"))
    reason = forms.CharField(required=False, max_length=300, label=_("Si no coincidió, qué pasó"))

    def __init__(self, *args: Any, day: date, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {number}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("hour") is None) != (data.get("counted") is None) and not self.errors:
            raise forms.ValidationError(_("De cada conteo escriba la hora y cuántos niños."))
        return data

    def counts(self) -> list[dict[str, Any]]:
        """The count as the service takes it; none from an empty line."""
        data = self.cleaned_data
        if data["hour"] is None:
            return []
        at = queries.moment(self.day, data["hour"])
        return [{"at": at, "counted": data["counted"], "reason": data["reason"]}]


class Page:
    """The whole form of a room and a day: valid when every line is."""

    def __init__(self, sent: Any, *, children: list[Child], names: Mapping[int, str], day: date) -> None:
        self.lines = [
            PaperLine(sent, child=child, name=names[child.pk], day=day, prefix=f"c{child.pk}") for child in children
        ]
        self.counts = [CountLine(sent, day=day, number=n + 1, prefix=f"n{n}") for n in range(COUNTS)]
        self.reason = sent.get("reason", "")[:300] if sent is not None else ""
        self.asks_reason = clock.today() - day > timedelta(days=7)

    def valid(self) -> bool:
        """Whether every line can be read; each tells its own mistakes."""
        found = [form.is_valid() for form in (*self.lines, *self.counts)]
        return all(found)

    def payload(self) -> dict[str, Any]:
        """What the page tells, as the service takes it."""
        return {
            "events": [event for line in self.lines for event in line.events()],
            "counts": [count for line in self.counts for count in line.counts()],
            "reason": self.reason,
        }
