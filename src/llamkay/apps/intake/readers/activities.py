"""Activities of a prison: created, or changed where they are known by their code."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import services
from llamkay.apps.activities.queries import activities, trades
from llamkay.apps.intake.columns import WEEK, plain
from llamkay.apps.intake.readers.base import Reader
from llamkay.apps.intake.reading import Row
from llamkay.apps.people.bulk.verdicts import Outcome, Verdict
from llamkay.core.errors import Refused
from llamkay.platform.screens.refusals import sentence

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity

# A value of the service → the column that shows it.
_COLUMNS = {"period": "start", "timetable": "hours", "establishment": "place", "place": "where", "pay_basis": "pay"}
_SHOWN = ("name", "kind", "modality", "level", "trade", "place", "capacity", "timetable", "pay_basis", "period")


class ActivityReader(Reader):
    """Rows of activities. Each is tried by the service itself, inside a transaction that is rolled back."""

    def judge(self) -> None:
        known = activities(scope=self.job.scope)
        self.known: dict[tuple[int, str], Activity] = {(row.establishment_id, row.code.upper()): row for row in known}
        self.trades = {plain(text): row for row in trades() for text in (row.code, row.name, *row.synonyms)}
        self.values: dict[int, tuple[Any, dict[str, Any]]] = {}
        seen: dict[tuple[int, str], int] = {}
        for row in self.table.rows:
            line = self.lines[row.number]
            line.label = " · ".join(filter(None, (row.values.get("code", ""), row.values.get("name", ""))))
            line.adds = {"capacity": row.values.get("capacity", 0)}
            place, values = self.place(row), self._values(row)
            if row.faults:
                continue
            key = (place.pk, values["code"].upper())
            if key in seen:
                self.table.fault(row, "code", _("ya está en la fila {row}").format(row=seen[key]))
                continue
            seen[key] = row.number
            self.values[row.number] = place, values
            self.take(row, self._try(row))

    def _values(self, row: Row) -> dict[str, Any]:
        values = row.values
        each = [values.get(f"day_{at}") for at in range(len(WEEK))]
        if all(minutes is None for minutes in each):
            if "hours" not in values:
                self.table.fault(row, "hours", _("faltan las horas del día"))
            each = [values.get("hours", 0) if at < 5 else 0 for at in range(7)]
        trade = self.trades.get(plain(values.get("trade", "")))
        if values.get("trade") and trade is None:
            self.table.fault(row, "trade", _("no es una especialidad que se conozca"))
        start, end = values.get("start"), self.end(row)
        if start and end and end <= start:
            self.table.fault(row, "last", _("termina antes de empezar: revise las dos fechas"))
        elif start:
            values["period"] = DateRange(start, end)
        return {
            "code": values.get("code", ""),
            "name": values.get("name", ""),
            "kind": values.get("kind", ""),
            "modality": values.get("modality", ""),
            "level": values.get("level", ""),
            "trade": trade,
            "place": values.get("where", ""),
            "capacity": values.get("capacity", 0),
            "timetable": [minutes or 0 for minutes in each],
            "pay_basis": values.get("pay", "none"),
            "period": values.get("period"),
        }

    def _changes(self, row: Row) -> "tuple[Activity | None, dict[str, Any]]":
        """The activity known by the code of a row, and what the row says otherwise; a blank cell says nothing."""
        place, values = self.values[row.number]
        known = self.known.get((place.pk, values["code"].upper()))
        if known is None:
            return None, values
        filled = {
            name
            for name in _SHOWN
            if row.texts.get(_COLUMNS.get(name, name)) or (name == "timetable" and any(values[name]))
        }
        return known, {name: values[name] for name in _SHOWN if name in filled and getattr(known, name) != values[name]}

    def _try(self, row: Row) -> Verdict:
        known, changes = self._changes(row)
        if known is not None and not changes:
            return Verdict(Outcome.SAME, _("Ya consta igual."))
        try:
            with transaction.atomic():
                self._do(row)
                transaction.set_rollback(True)
        except PermissionDenied as denied:
            return Verdict(Outcome.REFUSED, str(denied))
        except Refused as refusal:
            first = refusal.reasons[0]
            return Verdict(Outcome.REFUSED, sentence(refusal), column=_COLUMNS.get(first.field, first.field))
        if known is None:
            return Verdict(Outcome.NEW, _("Se crea."))
        headings = [self.table.columns[_COLUMNS.get(name, name)].heading.lower() for name in changes]
        return Verdict(Outcome.CHANGED, _("Cambia: {what}.").format(what=", ".join(headings)))

    def _do(self, row: Row) -> "Activity":
        place, _values = self.values[row.number]
        known, changes = self._changes(row)
        if known is None:
            return services.create_activity(actor=self.job.actor, establishment=place, **changes)
        return services.change_activity(actor=self.job.actor, activity=known, **changes)

    def write(self) -> dict[str, Any]:
        made: dict[str, Any] = {"activities": [], "activity_values": {}}
        for row in self.table.rows:
            outcome = self.lines[row.number].outcome
            if outcome == Outcome.CHANGED:
                known, changes = self._changes(row)
                assert known is not None
                made["activity_values"][str(known.pk)] = {name: _former_value(getattr(known, name)) for name in changes}
                self._do(row)
            elif outcome == Outcome.NEW:
                made["activities"].append(self._do(row).pk)
        return made

    @staticmethod
    def former(values: dict[str, Any]) -> services.FormerActivity:
        """The former values of an activity as the service takes them."""
        found: Any = dict(values)
        if "period" in found:
            found["period"] = DateRange(*(date.fromisoformat(day) if day else None for day in found["period"]))
        if "trade" in found:
            found["trade"] = trades().filter(pk=found["trade"]).first()
        whole: services.FormerActivity = found
        return whole


def _former_value(value: Any) -> Any:
    """A former value as it is kept with the load."""
    if isinstance(value, DateRange):
        return [day.isoformat() if day else None for day in (value.lower, value.upper)]
    return getattr(value, "pk", value)
