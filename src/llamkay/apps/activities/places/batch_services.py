"""Places given or ended for many at once: one act, each who is refused with the reason, undone whole."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.models import Activity, Allocation, Completion, EndReason, PlaceBatch, Suspension
from llamkay.apps.activities.places.checks import Checks, Wanted, marked, most_at_once
from llamkay.apps.activities.places.services import (
    chosen_ending,
    completed,
    give_places,
    lock_activities,
    take_out,
    without_removal,
)
from llamkay.apps.people.writing import lock_people
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.screens.languages import in_each
from llamkay.platform.screens.refusals import sentence

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

MOST = 500


@dataclass
class Done:
    """What an act on many came to: its batch, where something was done, and each who was refused with the reason in
    each language of the house."""

    batch: PlaceBatch | None = None
    places: list[Allocation] = field(default_factory=list)
    refused: "list[tuple[Person, dict[str, str]]]" = field(default_factory=list)


@transaction.atomic
def place_many(
    *, actor: Any, activity: Activity, people: "Sequence[Person]", start: date, end: date | None = None
) -> Done:
    """Give each of some people a place from a day on, in their order, by the rules of ``allocate``."""
    _some(people)
    locked = lock_activities([activity.pk])[activity.pk]
    require_answer(actor, permissions.MANAGE, locked)
    lock_people([person.pk for person in people])
    wanted = [Wanted(locked, person, start, end) for person in people]
    checks, done, accepted = Checks(wanted), Done(), []
    for one in wanted:
        try:
            accepted.append((one, checks.accept(one)))
        except Refused:
            done.refused.append((one.person, in_each(partial(_why_not, checks, one))))
    done.places = give_places(actor=actor, accepted=accepted)
    if done.places:
        done.batch = _batch(actor, locked, PlaceBatch.Kind.GIVEN, start, [place.pk for place in done.places], done)
    return done


def _why_not(checks: Checks, one: Wanted) -> str:
    """Why somebody may not have a place, asked again of what refuses it: nothing is accepted in between."""
    try:
        checks.accept(one)
    except Refused as refusal:
        return sentence(refusal)
    raise AssertionError("what was refused a moment ago is refused now")


@transaction.atomic
def end_many(
    *, actor: Any, activity: Activity, places: Collection[int], end: date, ending: str = "other", reason: str = ""
) -> Done:
    """End some places of an activity on a day, by the rules of ``end_allocation``; what is suspended beyond it, and a
    place that had not begun, are left to the page of the place."""
    _some(places)
    locked = lock_activities([activity.pk])[activity.pk]
    require_answer(actor, permissions.MANAGE, locked)
    why = without_removal(chosen_ending(ending, reason))
    rows = Allocation.objects.select_for_update(of=("self",)).filter(activity=locked, pk__in=list(places))
    rows = rows.select_related("person", "activity__establishment", "activity__programme", "activity__trade")
    endings = [Ending(place, end, why, reason.strip()) for place in rows.order_by("person__sort_name", "pk")]
    staying = in_each(partial(keeping, endings))
    done = Done(refused=[(place.person, words) for place, *_rest in endings if (words := _words(staying, place.pk))])
    chosen = [one for one in endings if not _words(staying, one.place.pk)]
    before = write_endings(actor, chosen)
    done.places = [one.place for one in chosen]
    if chosen:
        done.batch = _batch(actor, locked, PlaceBatch.Kind.ENDED, end, before, done)
    return done


def _words(found: Mapping[str, Mapping[int, str]], place: int) -> dict[str, str]:
    """Language → why a place does not end; nothing where it does."""
    return {code: texts[place] for code, texts in found.items() if place in texts}


class Ending(NamedTuple):
    """A place that is to end before a day, and why."""

    place: Allocation
    end: date
    why: EndReason | None
    reason: str = ""


def keeping(endings: Sequence[Ending]) -> dict[int, str]:
    """Place → why it does not end that day in an act on many, of those that do not; two queries."""
    first = min((one.end for one in endings), default=date.max)
    held = Suspension.objects.filter(
        allocation__in=these(one.place.pk for one in endings), period__overlap=(first, None)
    ).order_by()
    suspended = {
        pk: end or date.max for pk, end in held.order_by("period").values_list("allocation_id", "period__endswith")
    }
    on_sheets = marked({one.place: one.end for one in endings})
    found = {}
    for place, end, _why, _reason in endings:
        if end <= place.period.lower:
            found[place.pk] = _("Su plaza empieza el {start:%d/%m/%Y}: si fue un error, anúlela.").format(
                start=place.period.lower
            )
        elif place.period.upper and end >= place.period.upper:
            found[place.pk] = _("Su plaza ya termina el {end:%d/%m/%Y}.").format(end=place.period.upper)
        elif suspended.get(place.pk, date.min) > end:
            found[place.pk] = _("Su plaza está suspendida más allá de ese día: termínela en su página.")
        elif place.pk in on_sheets:
            found[place.pk] = sentence(on_sheets[place.pk])
    return found


def write_endings(actor: Any, endings: Sequence[Ending]) -> dict[str, str | None]:
    """End the places that nothing keeps; gives the day on which each would have ended."""
    before = {}
    for place, end, why, reason in endings:
        before[str(place.pk)] = place.period.upper.isoformat() if place.period.upper else None
        place.period = DateRange(place.period.lower, end)
        place.ending, place.end_reason = why, reason[:120]
    places = [one.place for one in endings]
    Allocation.objects.bulk_update(places, ["period", "ending", "end_reason"])
    complete = [one.place for one in endings if one.why and one.why.completed]
    if complete:
        known = set(Completion.objects.filter(allocation__in=complete).values_list("allocation_id", flat=True))
        Completion.objects.bulk_create(completed(actor, place) for place in complete if place.pk not in known)
    audit.record_each(
        _line(actor, acts.END_ALLOCATION, f"Terminó la asignación el {end:%d/%m/%Y} ({why})", place, reason)
        for place, end, why, reason in endings
    )
    return before


@transaction.atomic
def undo_batch(*, actor: Any, batch: PlaceBatch) -> PlaceBatch:
    """Take back all that an act on many did. Refused, naming whom, where something rests on it."""
    locked = lock_activities([batch.activity_id])[batch.activity_id]
    require_answer(actor, permissions.MANAGE, locked)
    row = PlaceBatch.objects.select_for_update().get(pk=batch.pk)
    if row.undone_at:
        raise Refused(_("Ese acto ya se deshizo."))
    rows = Allocation.objects.select_for_update(of=("self",)).filter(pk__in=[int(pk) for pk in row.places])
    places = list(rows.select_related("person", "activity__establishment"))
    if row.kind == PlaceBatch.Kind.GIVEN:
        raise_rests(resting(places))
        row.places = {place.pk: place.person_id for place in places}
        take_out(actor, places, reason=_("Se deshizo el acto con que se dieron"))
    else:
        run_again(actor, places, ended={place.pk: row.on for place in places}, before=row.places)
    row.undone_by, row.undone_at = actor.username, clock.now()
    row.save(update_fields=["places", "undone_by", "undone_at"])
    return row


@transaction.atomic
def take_back(
    *, actor: Any, placed: Collection[int], ended: Mapping[str, str], before: Mapping[str, str | None]
) -> None:
    """Take out places that were given and let those that were ended run on; refused where something rests on them."""
    rows = Allocation.objects.select_for_update(of=("self",)).filter(pk__in=[*placed, *map(int, ended)])
    found = {row.pk: row for row in rows.select_related("person", "activity__establishment")}
    chosen = [found[pk] for pk in placed if pk in found]
    raise_rests(resting(chosen))
    take_out(actor, chosen, reason=_("Se deshizo la carga con que se dieron"))
    days = {int(pk): date.fromisoformat(day) for pk, day in ended.items() if int(pk) in found}
    run_again(actor, [found[pk] for pk in days], ended=days, before=before)


def resting(places: Sequence[Allocation]) -> list[str]:
    """What rests on places that are to be taken out, a sentence each: marks, what was completed, what was agreed."""
    found = [sentence(refusal) for refusal in marked({place: place.period.lower for place in places}).values()]
    names = {place.pk: place.person for place in places}
    ids = these(names)
    for rows, words in (
        (Completion.objects.filter(allocation__in=ids), _("{person}: ya consta que terminó.")),
        (Suspension.objects.filter(allocation__in=ids), _("{person}: su plaza tiene suspensiones anotadas.")),
    ):
        found += [
            words.format(person=names[pk]) for pk in rows.values_list("allocation_id", flat=True).distinct().order_by()
        ]
    return found


def raise_rests(reasons: Sequence[str]) -> None:
    """Refuse to take back what something rests on, with each thing."""
    if reasons:
        raise Refused.many(Refused(reason) for reason in reasons)


def run_again(
    actor: Any, places: Sequence[Allocation], *, ended: Mapping[int, date], before: Mapping[str, str | None]
) -> None:
    """Places that an act ended run on as before. Refused, naming whom, where something rests on their end."""
    former = {int(pk): date.fromisoformat(day) if day else None for pk, day in before.items()}
    done = set(Completion.objects.filter(allocation__in=places).values_list("allocation_id", flat=True))
    reasons = []
    for place in places:
        if place.pk in done:
            reasons.append(_("{person}: ya consta que terminó.").format(person=place.person))
        elif place.period.upper != ended[place.pk]:
            reasons.append(_("{person}: su término cambió después.").format(person=place.person))
    groups: dict[int, list[Allocation]] = defaultdict(list)
    for place in places:
        groups[place.activity_id].append(place)
    others: dict[int, list[tuple[int, DateRange]]] = defaultdict(list)
    first = min(ended.values(), default=date.max)
    taken = Allocation.objects.filter(activity__in=list(groups), period__overlap=(first, None)).order_by()
    for activity, person, period in taken.exclude(pk__in=list(former)).values_list(
        "activity_id", "person_id", "period"
    ):
        others[activity].append((person, period))
    for pk, group in groups.items():
        back = [DateRange(ended[place.pk], former[place.pk]) for place in group]
        since = min(period.lower for period in back)
        if most_at_once([*(period for _p, period in others[pk]), *back], since=since) > group[0].activity.capacity:
            words = _("{activity}: sus plazas ya son de otras personas desde el {on:%d/%m/%Y}.")
            reasons.append(words.format(activity=group[0].activity.name, on=since))
        again = {person for person, _period in others[pk]}
        words = _("{person}: ya tiene otra plaza en la misma actividad.")
        reasons += [words.format(person=place.person) for place in group if place.person_id in again]
    raise_rests(reasons)
    for place in places:
        place.period = DateRange(place.period.lower, former[place.pk])
        place.ending, place.end_reason = None, ""
    Allocation.objects.bulk_update(places, ["period", "ending", "end_reason"])
    audit.record_each(_line(actor, acts.CHANGE_END, "La plaza sigue", place, "") for place in places)


def _some(chosen: Collection[Any]) -> None:
    if not chosen:
        raise Refused(_("Elija al menos a una persona."))
    if len(chosen) > MOST:
        raise Refused(_("Son más de {most}: hágalo por partes.").format(most=MOST))


def _batch(actor: Any, activity: Activity, kind: str, on: date, places: Any, done: Done) -> PlaceBatch:
    return PlaceBatch.objects.create(
        activity=activity,
        kind=kind,
        on=on,
        places=places,
        refused=[[person.pk, texts] for person, texts in done.refused],
        by=actor.username,
        at=clock.now(),
    )


def _line(actor: Any, verb: Verb, words: str, place: Allocation, reason: str) -> audit.Line:
    return {
        "actor": actor.username,
        "verb": verb,
        "target": f"person:{place.person_id}",
        "sentence": f"{words}: {place.person.full_name}, {place.activity.name}",
        "stream": place.activity.establishment.code,
        "reason": reason,
        "details": {"allocation": place.pk},
    }
