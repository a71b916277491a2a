"""Somebody's hours are excluded, and no longer; one transaction each, and the sheets handed in follow."""

from collections.abc import Collection, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.inbox.services import tell_of, untell
from llamkay.apps.activities.kinds import ChangeKind, ExclusionKind
from llamkay.apps.activities.models import HourExclusion
from llamkay.apps.activities.places.suspension_services import closed_days
from llamkay.apps.activities.sheets.elsewhere import follow
from llamkay.apps.months.queries import first_open_day
from llamkay.apps.people.hooks import Changed, Leaving
from llamkay.apps.people.queries import custody
from llamkay.apps.people.writing import lock_people
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


@transaction.atomic
def exclude_hours(
    *,
    actor: Any,
    person: "Person",
    kind: str,
    weekdays: Collection[int],
    starts_at: time,
    ends_at: time,
    start: date,
    end: date | None = None,
    paid: bool = False,
    note: str = "",
) -> HourExclusion:
    """From a day on somebody has those hours of those weekdays for something else; ``end`` is the first day without.
    ``paid``: a session of which they leave nothing earns its time; it redeems nothing."""
    spell = custody(of=person, on=start).select_related("establishment").first()
    if spell is None:
        raise Refused(_("{person} no estaba bajo custodia ese día.").format(person=person), field="start")
    require(actor, permissions.EXCLUDE, establishment_id=spell.establishment_id)
    lock_people([person.pk])
    if kind not in ExclusionKind.values:
        raise Refused(_("Indique para qué son las horas."), field="kind")
    if not weekdays or set(weekdays) - set(range(7)):
        raise Refused(_("Elija al menos un día de la semana."), field="weekdays")
    if starts_at >= ends_at:
        raise Refused(_("Las horas terminan después de empezar."), field="ends_at")
    if end is not None and end <= start:
        raise Refused(_("Termina después de empezar: corrija las fechas."), field="end")
    made = HourExclusion(
        person=person,
        establishment=spell.establishment,
        kind=kind,
        weekdays=sorted(set(weekdays)),
        starts_at=starts_at,
        ends_at=ends_at,
        period=DateRange(start, end),
        paid=paid,
        note=note.strip()[:200],
        by=actor.username,
        at=clock.now(),
    )
    same = HourExclusion.objects.filter(
        person=person,
        period__overlap=(start, end),
        weekdays__overlap=made.weekdays,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    ).first()
    if same is not None:
        raise Refused(
            _("{person} ya tiene excluidas esas horas: {hours}.").format(person=person, hours=same.words),
            field="starts_at",
        )
    made.save()
    tell_of(ChangeKind.HOURS, person, on=start, what=_what(made))
    _record(
        actor,
        acts.EXCLUDE_HOURS,
        made,
        made.pk,
        f"Excluyó horas de {person.full_name}: {made.hours}{', con pago' if paid else ''}",
    )
    return made


@transaction.atomic
def end_exclusion(*, actor: Any, exclusion: HourExclusion, on: date, reason: str) -> HourExclusion:
    """The hours are the activity's again from a day on; one that never held is taken out, its history keeps it."""
    found = HourExclusion.objects.select_for_update(of=("self",)).select_related("person", "establishment")
    row = found.filter(pk=exclusion.pk).first()
    if row is None:
        raise Refused(_("Esa exclusión ya no está: recargue la página."))
    require(actor, permissions.EXCLUDE, establishment_id=row.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué termina."), field="reason")
    if row.period.upper and on >= row.period.upper:
        raise Refused(_("Ya terminaba antes."), field="on")
    if (first := first_open_day(row.establishment_id)) and on < first:
        raise Refused(closed_days(first), field="on")
    words = f"Terminó las horas excluidas de {row.person.full_name}: {row.hours}, desde el {on:%d/%m/%Y}"
    row.end_reason = reason.strip()[:200]
    number = row.pk
    if never := on <= row.period.lower:
        untell(ChangeKind.HOURS, row.person, on=row.period.lower, what=_what(row))
        row.delete()
    else:
        row.period = DateRange(row.period.lower, on)
        row.save(update_fields=["period", "end_reason"])
    _record(actor, acts.END_EXCLUSION, row, number, words, back=never)
    return row


def end_exclusions(leavings: Sequence[Leaving]) -> None:
    """Whoever leaves a prison has no hours excluded there from that day on; three statements for many."""
    of = {leaving.person.pk: leaving for leaving in leavings}
    first = min(leaving.on for leaving in leavings)
    gone, cut = [], []
    for row in HourExclusion.objects.filter(person__in=these(of), period__overlap=(first, None)):
        leaving = of[row.person_id]
        if row.establishment_id != leaving.establishment.pk or (row.period.upper or date.max) <= leaving.on:
            continue
        if row.period.lower >= leaving.on:
            gone.append(row.pk)
            continue
        row.period, row.end_reason = DateRange(row.period.lower, leaving.on), "Salida del establecimiento"
        cut.append(row)
    HourExclusion.objects.filter(pk__in=gone).delete()
    HourExclusion.objects.bulk_update(cut, ["period", "end_reason"])


@override("es")  # kept in Spanish, whoever acts
def _what(row: HourExclusion) -> str:
    return f"{row.get_kind_display()}: {row.hours}"


def _record(actor: Any, verb: Verb, row: HourExclusion, number: int, words: str, *, back: bool = False) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{row.person_id}",
        sentence=words,
        stream=row.establishment.code,
        reason=row.end_reason or row.note,
        details={"exclusion": number, **({audit.TAKES_BACK: "exclusion"} if back else {})},
    )
    follow([Changed(actor, row.person, row.period.lower)])
