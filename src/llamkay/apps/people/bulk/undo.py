"""What was written for many at once, taken back whole; who calls has made sure that nothing rests on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from llamkay.apps.people.bulk.verdicts import Made
from llamkay.apps.people.models import (
    CustodySpell,
    IdentityDocument,
    IsolationSpell,
    LegalStatusSpell,
    PavilionSpell,
    Person,
    StageSpell,
    TemporaryAbsence,
)
from llamkay.apps.people.writing import lock_people
from llamkay.core.errors import Refused

# The tables of what was made, in the order in which they are taken out.
_TABLES: dict[str, Any] = {
    "documents": IdentityDocument,
    "stages": StageSpell,
    "statuses": LegalStatusSpell,
    "pavilions": PavilionSpell,
    "absences": TemporaryAbsence,
    "isolations": IsolationSpell,
    "custody": CustodySpell,
}


def people_of(made: Made) -> set[int]:
    """Everybody whom something that was made is about."""
    found = {*made.get("people", ()), *map(int, made.get("person_values", {}))}
    for name, model in _TABLES.items():
        rows = model.objects.filter(pk__in=_numbers(made, name)).order_by()
        found |= set(rows.values_list("person_id", flat=True))
    closed = CustodySpell.objects.filter(pk__in=made.get("custody_closed", ())).order_by()
    return found | set(closed.values_list("person_id", flat=True))


def _numbers(made: Made, name: str) -> list[int]:
    ended = made.get("ended", {}).get(name, {})
    return [*_rows(made, name), *map(int, ended)]


def _rows(made: Made, name: str) -> list[int]:
    """The numbers of the rows that were made in a table."""
    found: Any = made.get(name, [])
    return list(found)


def take_back(made: Made) -> None:
    """Take out what was made, and let what it cut short run on. Refused where a row of another app holds a person."""
    lock_people(people_of(made))
    for name, model in _TABLES.items():
        model.objects.filter(pk__in=_rows(made, name)).delete()
    closed = list(CustodySpell.objects.filter(pk__in=made.get("custody_closed", ())))
    for row in closed:
        row.period, row.exit = DateRange(row.period.lower, None), ""
    CustodySpell.objects.bulk_update(closed, ["period", "exit"])
    ends = dict(made.get("ended", {}))
    ends["stages"] = {**ends.get("stages", {}), **made.get("stage_ends", {})}
    for name, former in ends.items():
        _run_on(_TABLES[name], former)
    values = made.get("person_values", {})
    people = list(Person.objects.filter(pk__in=map(int, values)))
    for person in people:
        was = values[str(person.pk)]
        person.born_on = date.fromisoformat(was["born_on"]) if was["born_on"] else None
        person.second_surname, person.provisional = was["second_surname"], was["provisional"]
        person.search_text = person.folded()
    Person.objects.bulk_update(people, ["born_on", "second_surname", "provisional", "search_text"])
    try:
        Person.objects.filter(pk__in=made.get("people", ())).delete()
    except ProtectedError as error:
        held = {str(person) for row in error.protected_objects for person in [getattr(row, "person", None)] if person}
        raise Refused(
            _("Ya hay otros registros de {people}.").format(people=", ".join(sorted(held)[:5]) or _("esas personas"))
        ) from error


def _run_on(model: Any, former: Mapping[str, str | None]) -> None:
    rows = list(model.objects.filter(pk__in=map(int, former)))
    for row in rows:
        end = former[str(row.pk)]
        row.period = DateRange(row.period.lower, date.fromisoformat(end) if end else None)
    model.objects.bulk_update(rows, ["period"])
