"""Who has a place in an activity, and who stands in the registers: placed, ended, entered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.inbox.services import untell_of_places
from llamkay.apps.activities.kinds import Kind, SheetState
from llamkay.apps.activities.models import (
    Activity,
    Allocation,
    Completion,
    EndReason,
    Enrolment,
    PlaceRequest,
    Sheet,
    SheetRow,
    Suspension,
)
from llamkay.apps.activities.places.checks import Checks, Wanted, marked, most_at_once, within_activity
from llamkay.apps.activities.places.request_services import answer_requests, give_back
from llamkay.apps.people.queries import departure, is_held
from llamkay.apps.people.writing import lock_people
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


ONE = timedelta(days=1)


@transaction.atomic
def allocate(*, actor: Any, activity: Activity, person: "Person", start: date, end: date | None = None) -> Allocation:
    """Place a person in an activity; sheets already open get the person's row, an approved request is answered.

    Refuses a person not held in the establishment on the first day, a full activity, a day outside its dates, and
    whoever's request still waits for the council. Of two who want the last place the second is told who has it.
    """
    locked = lock_activities([activity.pk])[activity.pk]
    require_answer(actor, permissions.MANAGE, locked)
    lock_people([person.pk])
    wanted = Wanted(locked, person, start, end)
    (placed,) = give_places(actor=actor, accepted=[(wanted, Checks([wanted]).accept(wanted))])
    return placed


def lock_activities(ids: Iterable[int]) -> dict[int, Activity]:
    """Some activities as they stand now, locked in their order until the transaction ends."""
    rows = Activity.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    return {row.pk: row for row in rows.select_related("establishment", "responsible", "programme", "trade")}


def give_places(*, actor: Any, accepted: Sequence[tuple[Wanted, PlaceRequest | None]]) -> list[Allocation]:
    """Write the places that ``Checks`` accepted, with the requests they answer, in a number of queries that does not
    grow with them; sheets already open get their rows."""
    made = []
    for one, _request in accepted:
        trial = one.start + timedelta(days=one.activity.trial_days) if one.activity.trial_days else None
        made.append(
            Allocation(
                person=one.person, activity=one.activity, period=DateRange(one.start, one.until), trial_until=trial
            )
        )
    Allocation.objects.bulk_create(made)
    answer_requests((request, place) for (_one, request), place in zip(accepted, made, strict=True) if request)
    _rows_on_open_sheets(made)
    audit.record_each(
        {
            "actor": actor.username,
            "verb": acts.ALLOCATE,
            "target": f"person:{place.person_id}",
            "sentence": f"Asignó a {place.person.full_name} a {place.activity.name} "
            f"desde el {place.period.lower:%d/%m/%Y}",
            "stream": place.activity.establishment.code,
            "details": {"activity": place.activity_id, "allocation": place.pk},
        }
        for place in made
    )
    return made


def name_endings(ended: Iterable[tuple[Allocation, EndReason]]) -> None:
    """Say of places that were over when they were written why they ended."""
    rows = []
    for place, reason in ended:
        place.ending = reason
        rows.append(place)
    Allocation.objects.bulk_update(rows, ["ending"])


def _rows_on_open_sheets(places: Sequence[Allocation]) -> None:
    if not places:
        return
    first = min(place.period.lower for place in places).replace(day=1)
    of: dict[int, list[Sheet]] = defaultdict(list)
    sheets = Sheet.objects.filter(
        activity__in={place.activity_id for place in places}, state=SheetState.OPEN, month__gte=first
    )
    for sheet in sheets.select_for_update():
        of[sheet.activity_id].append(sheet)
    SheetRow.objects.bulk_create(
        [
            SheetRow(sheet=sheet, person=place.person)
            for place in places
            for sheet in of[place.activity_id]
            if sheet.month >= place.period.lower.replace(day=1)
            and (place.period.upper is None or sheet.month < place.period.upper)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def end_allocation(
    *, actor: Any, allocation: Allocation, end: date, reason: str = "", ending: str = "other"
) -> Allocation:
    """End a place: ``end`` is the first day without it, past or to come. Refused when later days are already marked.

    ``ending`` is the code of the reason; one that says nothing by itself needs words.
    """
    locked = lock_place(allocation)
    activity = locked.activity
    require_answer(actor, permissions.MANAGE, activity)
    why = without_removal(chosen_ending(ending, reason))
    if end <= locked.period.lower:
        raise Refused(
            _("El término va después del inicio ({start:%d/%m/%Y}). Si la asignación fue un error, anúlela.").format(
                start=locked.period.lower
            ),
            field="end",
        )
    if locked.period.upper and end > locked.period.upper:
        raise Refused(
            _("La asignación ya terminaba el {end:%d/%m/%Y}: para que dure más, cambie su término.").format(
                end=locked.period.upper
            ),
            field="end",
        )
    within_activity(activity, end)
    end_place(actor, locked, activity, end, ending=why, reason=reason.strip())
    return locked


@transaction.atomic
def end_for(*, actor: Any, allocation: Allocation, end: date, ending: str, reason: str) -> Allocation:
    """End a place because of an act of a higher app, which asked for its own permission; what ends before stays."""
    locked = lock_place(allocation)
    why = chosen_ending(ending, reason)
    if end <= locked.period.lower:
        raise Refused(
            _("La plaza empezó el {start:%d/%m/%Y}: termina después.").format(start=locked.period.lower), field="on"
        )
    if locked.period.upper is None or end < locked.period.upper:
        end_place(actor, locked, locked.activity, end, ending=why, reason=reason.strip()[:120])
    return locked


@transaction.atomic
def resume_for(*, actor: Any, person: "Person", activity: Activity, ended_on: date, reason: str) -> Allocation | None:
    """A place that an act of a higher app ended that day runs again, because the act was undone: to the end of its
    activity, or to the day on which she left the prison, of which its end then speaks. Nothing where she had none.

    Refused while the activity is full, or she was placed in it anew.
    """
    row = Allocation.objects.filter(person=person, activity=activity, period__endswith=ended_on).first()
    if row is None or row.ending_id is None:
        return None
    locked = lock_place(row)
    end, ending = locked.activity.period.upper, ""
    left = departure(person, at=activity.establishment_id, since=ended_on)
    if left and (end is None or left[0] < end):
        end, ending = left
    if end != ended_on:
        _free_later(locked, locked.activity, ended_on, end)
    locked.period = DateRange(locked.period.lower, end)
    locked.ending_id, locked.end_reason = ending or None, "Salida del establecimiento" if ending else ""
    locked.save()
    _record(actor, acts.CHANGE_END, locked, "La plaza sigue", reason=reason)
    return locked


def chosen_ending(code: str, reason: str) -> EndReason:
    """The reason of that code, if somebody may choose it and it is said in words where it needs them."""
    found = EndReason.objects.filter(code=code, automatic=False).first()
    if found is None:
        raise Refused(_("Elija el motivo de la lista."), field="ending")
    if code == "other" and not reason.strip():
        raise Refused(_("Escriba el motivo del término."), field="reason")
    return found


def without_removal(ending: EndReason) -> EndReason:
    """Refuse what is somebody's own failure: one proposes it and another decides it (``removal_services``)."""
    if ending.failure:
        raise Refused(
            _("«{ending}» quita la plaza por lo que hizo la persona: propóngalo, y lo decide otra.").format(
                ending=ending
            ),
            field="ending",
        )
    return ending


@transaction.atomic
def change_end(
    *, actor: Any, allocation: Allocation, end: date | None, reason: str = "", ending: str = "other"
) -> Allocation:
    """A planned end is moved earlier or later, or taken back (``None``): then the place runs as long as its activity.

    Later days need a free place on each of them. Refused for a place that has already ended.
    """
    locked = lock_place(allocation)
    activity = locked.activity
    require_answer(actor, permissions.MANAGE, activity)
    before = locked.period.upper
    if before is None or before <= clock.today():
        raise Refused(
            _("Esa plaza no tiene un término por venir: termínela o, si ya terminó, asígnela de nuevo."), field="end"
        )
    why = without_removal(chosen_ending(ending, reason)) if end else None
    end = end or activity.period.upper
    if end == before:
        raise Refused(_("Ese ya era su término."), field="end")
    if end and end <= locked.period.lower:
        raise Refused(_("El término va después del inicio: si la asignación fue un error, anúlela."), field="end")
    within_activity(activity, end)
    if end and end < before:
        _unmarked(locked, end)
    else:
        Activity.objects.select_for_update().get(pk=activity.pk)
        _free_later(locked, activity, before, end)
    locked.period = DateRange(locked.period.lower, end)
    locked.ending, locked.end_reason = why, reason.strip()[:120]
    locked.save(update_fields=["period", "ending", "end_reason"])
    if end:
        cut_suspensions([locked])
    when = f"termina el {end:%d/%m/%Y}" if end else "sigue sin término"
    _record(actor, acts.CHANGE_END, locked, f"Cambió el término: la plaza {when}", reason=reason.strip())
    return locked


def _free_later(place: Allocation, activity: Activity, start: date, end: date | None) -> None:
    """Refuse when the days that a place gains are already of others."""
    others = Allocation.objects.filter(activity=activity, period__overlap=(start, end)).exclude(pk=place.pk)
    if others.filter(person=place.person_id).exists():
        raise Refused(_("{person} ya tiene otra plaza en esas fechas.").format(person=place.person), field="end")
    if most_at_once(others.values_list("period", flat=True), since=start) >= activity.capacity:
        raise Refused(
            _("Desde el {start:%d/%m/%Y} las {n} plazas ya son de otras personas.").format(
                start=start, n=activity.capacity
            ),
            field="end",
        )


@transaction.atomic
def pass_trial(*, actor: Any, allocation: Allocation) -> Allocation:
    """The trial of a place was passed: it goes on like any other."""
    locked = lock_place(allocation)
    require_answer(actor, permissions.MANAGE, locked.activity)
    if locked.trial_until is None or locked.trial_passed_on:
        raise Refused(_("{person} no está a prueba.").format(person=locked.person))
    locked.trial_passed_on = clock.today()
    locked.save(update_fields=["trial_passed_on"])
    _record(actor, acts.PASS_TRIAL, locked, "Pasó el período de prueba")
    return locked


def end_place(
    actor: Any, place: Allocation, activity: Activity, end: date, *, ending: EndReason | None, reason: str = ""
) -> None:
    """A place ends before a day, or is taken out when it had not begun; refused when later days are already marked."""
    _unmarked(place, end)
    if end <= place.period.lower:
        take_out(actor, [place], reason=reason or str(ending))
        return
    place.period = DateRange(place.period.lower, end)
    place.ending, place.end_reason = ending, reason[:120]
    place.save()
    cut_suspensions([place])
    if ending is not None and ending.completed and not Completion.objects.filter(allocation=place).exists():
        completed(actor, place).save()
    _record(
        actor,
        acts.END_ALLOCATION,
        place,
        f"Terminó la asignación el {end:%d/%m/%Y} ({ending})" if ending else f"Terminó la asignación el {end:%d/%m/%Y}",
        reason=place.end_reason,
    )


def cut_suspensions(places: Sequence[Allocation]) -> None:
    """What was suspended beyond the end of some places ends with them; three statements."""
    ends = {place.pk: end for place in places if (end := place.period.upper)}
    if not ends:
        return
    rows = Suspension.objects.filter(allocation__in=these(ends), period__overlap=(min(ends.values()), None))
    gone, cut = [], []
    for row in rows:
        end = ends[row.allocation_id]
        if row.period.lower >= end:
            gone.append(row.pk)
        elif row.period.upper is None or row.period.upper > end:
            row.period = DateRange(row.period.lower, end)
            cut.append(row)
    Suspension.objects.filter(pk__in=gone).delete()
    Suspension.objects.bulk_update(cut, ["period"])


def completed(actor: Any, place: Allocation) -> Completion:
    """What was completed, with every name as it is today: a later change of names does not reach it."""
    activity = place.activity
    programme = activity.programme
    return Completion(
        person_id=place.person_id,
        allocation=place,
        establishment=activity.establishment,
        period=place.period,
        establishment_name=activity.establishment.name,
        activity_name=activity.name,
        programme_name=programme.name if programme else "",
        programme_norm=programme.norm if programme else "",
        kind=activity.kind,
        trade_name=activity.trade.name if activity.trade else "",
        by=actor.username,
        at=clock.now(),
    )


def _record(actor: Any, verb: Verb, place: Allocation, words: str, *, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{place.person_id}",
        sentence=f"{words}: {place.person.full_name}, {place.activity.name}",
        stream=place.activity.establishment.code,
        reason=reason,
        details={"allocation": place.pk},
    )


@transaction.atomic
def undo_allocation(*, actor: Any, allocation: Allocation, reason: str) -> None:
    """Take out a place that has not begun, or in which nobody was ever marked; its history keeps it."""
    locked = lock_place(allocation)
    activity = locked.activity
    require_answer(actor, permissions.MANAGE, activity)
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula la asignación."), field="reason")
    _unmarked(locked, locked.period.lower)
    take_out(actor, [locked], reason=reason.strip())


def lock_place(allocation: Allocation) -> Allocation:
    """The place as it stands now, locked until the transaction ends, with its activity and its person."""
    found = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related("activity__establishment", "activity__responsible", "person")
        .filter(pk=allocation.pk)
        .first()
    )
    if found is None:
        raise Refused(_("Esa asignación ya no está: recargue la página."))
    return found


def _unmarked(place: Allocation, first: date) -> None:
    """Refuse when a day of the place from that one on is marked on a sheet."""
    for refusal in marked({place: first}).values():
        raise refusal


def take_out(actor: Any, places: Sequence[Allocation], *, reason: str) -> None:
    """Delete places, and the empty rows that only they gave to open sheets; a number of queries that does not grow."""
    if not places:
        return
    lines = [(place.pk, place, place.activity, place.period.lower) for place in places]
    give_back(place.pk for place in places)
    Allocation.objects.filter(pk__in=[place.pk for place in places]).delete()
    pairs = {(place.activity_id, place.person_id) for place in places}
    activities, people = {activity for activity, _person in pairs}, {person for _activity, person in pairs}
    others: dict[tuple[int, int], list[DateRange]] = defaultdict(list)
    rest = Allocation.objects.filter(activity__in=activities, person__in=these(people)).order_by()
    for activity, person, period in rest.values_list("activity_id", "person_id", "period"):
        others[activity, person].append(period)
    rows = SheetRow.objects.filter(
        sheet__activity__in=activities,
        person__in=these(people),
        sheet__state=SheetState.OPEN,
        sheet__month__gte=min(start for *_place, start in lines).replace(day=1),
        edits=None,
    ).select_related("sheet")
    empty = []
    for row in rows:
        pair, month = (row.sheet.activity_id, row.person_id), Month.of(row.sheet.month)
        still = any(
            (period.upper is None or period.upper > month.first) and period.lower < month.end for period in others[pair]
        )
        if pair in pairs and not still and not any(row.reasons):
            empty.append(row.pk)
    SheetRow.objects.filter(pk__in=empty).delete()
    untell_of_places({pair for pair in pairs if not others[pair]})
    audit.record_each(
        {
            "actor": actor.username,
            "verb": acts.UNDO_ALLOCATION,
            "target": f"person:{place.person_id}",
            "sentence": f"Anuló la asignación de {place.person.full_name} a {activity.name} desde el {start:%d/%m/%Y}",
            "stream": activity.establishment.code,
            "reason": reason,
            "details": {"allocation": number, audit.TAKES_BACK: "allocation"},
        }
        for number, place, activity, start in lines
    )


@transaction.atomic
def enrol(
    *, actor: Any, establishment: "Establishment", person: "Person", kind: str, start: date, folio: str
) -> Enrolment:
    """Enter a person in the register of work or of education (Reglamento art. 175, 176): the first day that counts."""
    require(actor, permissions.MANAGE, establishment_id=establishment.pk)
    if kind not in (Kind.WORK, Kind.STUDY):
        raise Refused(_("Hay registro de trabajo y registro de estudio; elija uno."), field="kind")
    if not folio.strip():
        raise Refused(_("Escriba el folio del libro de registro."), field="folio")
    if not is_held(person, at=establishment, on=start):
        raise Refused(
            _("{person} no estaba en {establishment} el {start:%d/%m/%Y}.").format(
                person=person, establishment=establishment, start=start
            ),
            field="start",
        )
    if Enrolment.objects.filter(person=person, kind=kind, period__overlap=(start, None)).exists():
        raise Refused(_("{person} ya tiene inscripción vigente en ese registro.").format(person=person), field="start")
    entry = Enrolment.objects.create(person=person, kind=kind, period=DateRange(start, None), folio=folio.strip()[:40])
    audit.record(
        actor=actor.username,
        verb=acts.ENROL,
        target=f"person:{person.pk}",
        sentence=f"Inscribió a {person.full_name} en el registro de {audit.spanish(entry.get_kind_display).lower()}, "
        f"folio {entry.folio}, desde el {start:%d/%m/%Y}",
        stream=establishment.code,
        details={"enrolment": entry.pk},
    )
    return entry
