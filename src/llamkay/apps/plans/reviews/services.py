"""When a plan is reviewed, and what the council says of each half year: check, lock, change, record."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.people.hooks import Leaving
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.queries import suitability_facts
from llamkay.apps.plans import acts, permissions
from llamkay.apps.plans.held import answering, not_ahead, record
from llamkay.apps.plans.kinds import Conduct, Outcome, PlanState, ReviewKind, Verdict
from llamkay.apps.plans.law import bands, delays, transfer_rule
from llamkay.apps.plans.models import CouncilEvaluation, Plan, Review, ReviewDelay
from llamkay.apps.remission.queries import last_releases
from llamkay.core.errors import Refused
from llamkay.core.lifeplan.reviews import brought_forward, put_off, window
from llamkay.core.lifeplan.semesters import Semester
from llamkay.platform import clock
from llamkay.platform.database.bulk import these

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def release_days(people: Iterable[int], *, on: date) -> dict[int, date | None]:
    """Person → the day of release that the latest count says, or else the last of the longest final sentence."""
    numbers = list(people)
    counted = last_releases(numbers)
    found: dict[int, date | None] = {}
    for person, _born, ends, *_rest in suitability_facts(numbers, on=on):
        text = counted.get(person)
        found[person] = date.fromisoformat(text[:10]) if text else ends
    return found


def schedule(plan: Plan, *, after: date) -> Review | None:
    """The next review of a plan, reckoned from a day; nothing for who is about to leave. In the caller's transaction.

    What waited for an earlier version is reckoned anew; one that is overdue keeps its date.
    """
    review = Review.objects.filter(person=plan.person, held_on=None).order_by("due_on").first()
    if review is not None and review.due_on < after:
        review.plan = plan
        review.save(update_fields=["plan"])
        return review
    rules, rule = bands(after)
    release_on = release_days([plan.person_id], on=after).get(plan.person_id)
    found = window(rules, on=after, release_on=release_on)
    if found is None:
        Review.objects.filter(person=plan.person, held_on=None, delays=None).delete()
        return None
    review = review or Review(person=plan.person)
    review.plan, review.kind, review.rule = plan, ReviewKind.TIME, rule.id
    review.opens_on, review.due_on = found.opens_on, found.due_on
    review.save()
    return review


@transaction.atomic
def hold(*, actor: Any, review: Review, on: date, outcome: str, note: str) -> Review:
    """A review was held: what it decided, and when the next one is due."""
    place, locked = _waiting(actor, review)
    not_ahead(on)
    if outcome not in Outcome.values:
        raise Refused(_("Diga si el plan sigue igual o cambia."), field="outcome")
    if locked.plan.agreed_on and on < locked.plan.agreed_on:
        raise Refused(_("No pudo revisarse antes de acordarse."), field="on")
    locked.held_on, locked.held_by, locked.outcome, locked.note = on, actor.username, outcome, note.strip()
    locked.save()
    if locked.plan.state == PlanState.AGREED:
        schedule(locked.plan, after=on)
    record(actor, acts.HOLD_REVIEW, locked.person, place, f"Se revisó el plan de {locked.person} el {on:%d/%m/%Y}.")
    return locked


@transaction.atomic
def delay(*, actor: Any, review: Review, reason: str) -> Review:
    """Put a review off for a coded reason: never earlier, and never one that is overdue."""
    place, locked = _waiting(actor, review)
    today = clock.today()
    rule = delays(today).get(reason)
    if rule is None:
        raise Refused(_("Elija por qué se aplaza."), field="reason")
    due_on = put_off(locked.due_on, on=today, days=rule.days)
    if due_on is None:
        raise Refused(_("Esta revisión venció el {day:%d/%m/%Y}: ya no se aplaza, se hace.").format(day=locked.due_on))
    ReviewDelay.objects.create(
        review=locked, reason=reason, due_before=locked.due_on, due_after=due_on, by=actor.username, at=clock.now()
    )
    locked.due_on = due_on
    locked.save(update_fields=["due_on"])
    record(
        actor,
        acts.DELAY_REVIEW,
        locked.person,
        place,
        f"Se aplazó la revisión del plan de {locked.person}.",
        reason=rule.name,
    )
    return locked


def _waiting(actor: Any, review: Review) -> tuple[Any, Review]:
    place = answering(actor, permissions.WRITE, review.person)
    locked = Review.objects.select_for_update(of=("self",)).select_related("person", "plan").get(pk=review.pk)
    if locked.held_on is not None:
        raise Refused(_("Esa revisión ya se hizo el {day:%d/%m/%Y}.").format(day=locked.held_on))
    return place, locked


def bring_forward(leavings: Sequence[Leaving]) -> None:
    """Whoever is moved to another prison has the plan reviewed there soon; what was overdue keeps its date."""
    moved = {leaving.person.pk: leaving for leaving in leavings if leaving.exit == Exit.TRANSFER}
    if not moved:
        return
    changed = []
    for review in Review.objects.select_for_update().filter(person__in=these(moved), held_on=None).order_by("pk"):
        on = moved[review.person_id].on
        rule = transfer_rule(on)
        due_on = brought_forward(review.due_on, moved_on=on, days=rule.value["days"])
        if due_on < review.due_on:
            review.due_on, review.opens_on = due_on, min(review.opens_on, on)
            review.kind, review.rule = ReviewKind.TRANSFER, rule.id
            changed.append(review)
    Review.objects.bulk_update(changed, ["due_on", "opens_on", "kind", "rule"])


@transaction.atomic
def evaluate(
    *,
    actor: Any,
    person: "Person",
    semester: Semester,
    on: date,
    act: str,
    conduct: str,
    verdict: str,
    attendance: int | None = None,
    reason: str = "",
) -> CouncilEvaluation:
    """What the council says of somebody's half year, once; it has ended when it is evaluated."""
    place = answering(actor, permissions.COUNCIL, person)
    not_ahead(on)
    if on <= semester.last:
        raise Refused(_("El semestre {semester} se evalúa cuando termina.").format(semester=semester), field="on")
    if not act.strip():
        raise Refused(_("Escriba el número del acta del consejo."), field="act")
    if conduct not in Conduct.values or verdict not in Verdict.values:
        raise Refused(_("Elija la conducta y el resultado."), field="verdict")
    if attendance is not None and not 0 <= attendance <= 100:
        raise Refused(_("La asistencia va de 0 a 100."), field="attendance")
    if verdict != Verdict.FAVOURABLE and not reason.strip():
        raise Refused(_("Escriba por qué no es favorable."), field="reason")
    if CouncilEvaluation.objects.filter(person=person, year=semester.year, half=semester.half).exists():
        raise Refused(
            _("{person} ya tiene su evaluación del semestre {semester}.").format(person=person, semester=semester)
        )
    made = CouncilEvaluation.objects.create(
        person=person,
        establishment=place,
        year=semester.year,
        half=semester.half,
        attendance=attendance,
        conduct=conduct,
        verdict=verdict,
        act=act.strip(),
        on=on,
        reason=reason.strip(),
        by=actor.username,
        at=clock.now(),
    )
    record(actor, acts.EVALUATE, person, place, f"Evaluación del semestre {semester} de {person}, {made.act}.")
    return made
