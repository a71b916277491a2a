"""What every write about a person stands on: permission where she is held, her lock, the log, days that may not clash.

Each act asks permission where the person is held, locks the person, changes, and records, in one transaction. It runs
with the scope of headquarters, because where somebody was before is part of every check; what the actor may do is
decided by permission alone. The database itself refuses overlaps; here they get their sentence.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.models import (
    CustodySpell,
    LegalStatusSpell,
    PavilionSpell,
    Person,
    StageSpell,
)
from llamkay.apps.people.permissions import MANAGE
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock, lock_each
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


_Spell = TypeVar("_Spell", LegalStatusSpell, PavilionSpell, StageSpell)


@contextmanager
def acting() -> Iterator[None]:
    """One act in one transaction, under the scope of headquarters."""
    with scope.elevated(), transaction.atomic():
        yield


def record_act(
    actor: Any,
    verb: Verb,
    person: Person,
    place: "Establishment",
    sentence: str,
    *,
    reason: str = "",
    details: Mapping[str, object] | None = None,
    record: str = "",
    takes_back: bool = False,
) -> None:
    """The line of the log, in the stream of the prison that answers for it; ``record`` names the row that was entered,
    or that this act takes back."""
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{person.pk}",
        sentence=sentence,
        stream=place.code,
        reason=reason,
        details={
            **(details or {}),
            **({"record": record} if record else {}),
            **({audit.TAKES_BACK: "record"} if takes_back else {}),
        },
    )


def record_name(row: Any) -> str:
    """The name by which the log knows a row."""
    return f"{row._meta.model_name}:{row.pk}"


def not_in_the_future(on: date) -> None:
    """Refuse to record what has not happened yet."""
    if on > clock.today():
        raise Refused(_("El {on:%d/%m/%Y} todavía no llega; registre lo que ya ocurrió.").format(on=on), field="on")


def lock_person(person: Person) -> Person:
    """The person as it stands now, locked until the transaction ends."""
    return _lock(person.pk)


def lock_people(people: Collection[int]) -> None:
    """Each of these people, locked in their order until the transaction ends."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _lock(pk: int) -> Person:
    return Person.objects.select_for_update().get(pk=pk)


def locked_person(pk: int) -> Person:
    """The person, locked; refuses an identity that was joined to another."""
    person = _lock(pk)
    if person.merged_into_id is not None:
        raise Refused(_("La identidad {person.code} se unió a otra; trabaje con la que quedó.").format(person=person))
    return person


def lock_document(kind: str, number: str) -> None:
    """Nobody else enters this document until the transaction ends."""
    lock(Space.DOCUMENT, kind, number)


def lock_documents(documents: Iterable[tuple[str, str]]) -> None:
    """The same of many, by kind and number."""
    lock_each(Space.DOCUMENT, list(documents))


def place_of(person: Person, on: date | None) -> "Establishment":
    """Where the person is held that day, else where they were last."""
    spells = CustodySpell.objects.filter(person=person).select_related("establishment").order_by("-period")
    spell = (spells.filter(period__contains=on).first() if on else None) or spells.first()
    if spell is None:
        raise Refused(_("{person} no tiene ingreso registrado.").format(person=person))
    return spell.establishment


def reached(actor: Any, person: Person, on: date | None) -> "tuple[Person, Establishment]":
    """The person, locked, and the establishment to answer to, once the actor may act there."""
    person = locked_person(person.pk)
    place = place_of(person, on)
    require(actor, MANAGE, establishment_id=place.pk)
    return person, place


def in_custody_throughout(person: Person, start: date, end: date | None) -> None:
    """Refuse what lies outside custody; ``end`` may be the day of leaving."""
    spell = CustodySpell.objects.filter(person=person, period__contains=start).first()
    if spell is None:
        raise Refused(_("{person} no estaba bajo custodia el {start:%d/%m/%Y}.").format(person=person, start=start))
    if spell.exit == Exit.TRANSFER or spell.period.upper is None:
        return
    if end is None or end > spell.period.upper:
        raise Refused(
            _("{person} dejó la custodia el {until:%d/%m/%Y}; indique un fin anterior.").format(
                person=person, until=spell.period.upper
            )
        )


def period_of(start: date, end: date | None) -> DateRange:
    """The days from ``start`` up to but without ``end``; refuses an end that is not later."""
    if end is not None and end <= start:
        raise Refused(
            _("El fin ({end:%d/%m/%Y}) debe ser posterior al inicio ({start:%d/%m/%Y}).").format(end=end, start=start)
        )
    return DateRange(start, end)


def succeed(row: _Spell, on: date, *, same: tuple[str, ...]) -> _Spell:
    """End the state of that day and begin the new one, up to where the old one reached."""
    rows = type(row).objects.filter(person=row.person)
    later = rows.filter(period__startswith__gte=on).order_by("period").first()
    if later is not None:
        raise Refused(
            _(
                "{row.person} ya tiene registrado «{later}» desde el {since:%d/%m/%Y}; el cambio debe ser posterior."
            ).format(row=row, later=later, since=later.period.lower)
        )
    old = rows.filter(period__contains=on).first()
    if old is not None and all(getattr(old, name) == getattr(row, name) for name in same):
        raise Refused(
            _("{row.person} ya está en «{old}» desde el {since:%d/%m/%Y}.").format(
                row=row, old=old, since=old.period.lower
            )
        )
    row.period = DateRange(on, old.period.upper if old else None)
    if old is not None:
        old.period = DateRange(old.period.lower, on)
        old.save(update_fields=["period"])
    insert(row, plain_clash)
    return row


def insert(row: Any, clash: Any) -> None:
    """Insert, and turn the database's refusal of an overlap into its sentence."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # 23P01 is an exclusion, 23505 a repeated key; anything else is a fault of ours.
        if getattr(error.__cause__, "sqlstate", "") not in ("23P01", "23505"):
            raise
        raise Refused(clash(row)) from error


def end_open(model: Any, person: Person, on: date) -> None:
    """What still runs that day ends with it; what had not begun is taken out."""
    running = model.objects.filter(person=person, period__overlap=DateRange(on, None))
    running.filter(period__startswith__gte=on).delete()
    for row in running:
        row.period = DateRange(row.period.lower, on)
        row.save(update_fields=["period"])


def clashing(row: Any) -> Any:
    """The other row of the same person and table that a row crosses, if any."""
    return type(row).objects.filter(person=row.person, period__overlap=row.period).exclude(pk=row.pk).first()


def plain_clash(row: Any) -> str:
    """What a row crosses, in a sentence."""
    other = clashing(row)
    words = _("{person} ya tiene «{other}» {when}; las fechas no pueden cruzarse.")
    return words.format(person=row.person, other=other, when=dates(other.period))


def dates(period: DateRange) -> str:
    """A period in words."""
    if period.upper is None:
        return _("desde el {period.lower:%d/%m/%Y}").format(period=period)
    return _("del {start:%d/%m/%Y} al {end:%d/%m/%Y}").format(start=period.lower, end=period.upper)
