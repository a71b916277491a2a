"""The story of a person as each room tells it to whoever reads, newest first, by year."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from llamkay.apps.people.hooks import STORY, Chapter, Event
from llamkay.apps.people.queries import chapter as of_people
from llamkay.apps.plans.drafting.queries import pages, versions
from llamkay.apps.plans.interviews.queries import interview_days
from llamkay.apps.plans.kinds import PlanState
from llamkay.apps.plans.permissions import VIEW, VIEW_TREATMENT
from llamkay.apps.plans.reviews.queries import evaluations_of, reviews_of
from llamkay.apps.plans.treatment.queries import treatments_of
from llamkay.platform.security.access import decide

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class Moment:
    """An event with the room that tells it."""

    on: date
    sentence: str
    room: str


@dataclass
class Story:
    """The rooms that have something to tell, and the moments by year, the newest first."""

    rooms: list[tuple[str, str]] = field(default_factory=list)
    years: list[tuple[int, list[Moment]]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many moments it tells."""
        return sum(len(moments) for _year, moments in self.years)


def story(reader: Any, person: "Person", *, until: date, room: str = "") -> Story:
    """Everything that the reader may be told up to a day; of one room alone, where it is named."""
    rooms = [of_people(reader, person), *STORY(reader, person)]
    chapters = [each for each in rooms if each is not None and each.events]
    found = Story(rooms=[(each.code, str(each.title)) for each in chapters])
    moments = [
        Moment(event.on, event.sentence, str(each.title))
        for each in chapters
        if room in ("", each.code)
        for event in each.events
        if event.on <= until
    ]
    for moment in sorted(moments, key=lambda each: each.on, reverse=True):
        if not found.years or found.years[-1][0] != moment.on.year:
            found.years.append((moment.on.year, []))
        found.years[-1][1].append(moment)
    return found


def chapter(reader: Any, person: "Person") -> Chapter | None:
    """The part of the plan itself, with treatments for whoever may see them."""
    if not decide(reader, VIEW):
        return None
    events = [*_plan_events(person), *_review_events(person)]
    if decide(reader, VIEW_TREATMENT):
        events += _treatment_events(person)
    return Chapter("plan", _("Plan de vida"), events)


def _plan_events(person: "Person") -> Iterator[Event]:
    for day in interview_days(person):
        yield Event(day, _("Conversó sobre su vida y sus planes en una entrevista."))
    known = [plan for plan in versions(person) if plan.state != PlanState.DRAFT]
    for plan in known:
        if plan.agreed_on:
            yield Event(plan.agreed_on, _("Acordó y firmó la versión {n} de su plan de vida.").format(n=plan.version))
    for page in pages([plan for plan in known if plan.state == PlanState.AGREED]).values():
        for line in page.steps:
            if line.now.by and line.now.by.on:
                yield Event(line.now.by.on, _("Cumplió un paso de su plan: «{step}».").format(step=line.step.text))


def _review_events(person: "Person") -> Iterator[Event]:
    for review in reviews_of(person):
        if review.held_on:
            decided = review.get_outcome_display().lower()
            yield Event(review.held_on, _("Se revisó su plan: {decided}.").format(decided=decided))
    for row in evaluations_of(person):
        words = _("El consejo evaluó su semestre {semester}: {verdict} ({act}).")
        verdict = row.get_verdict_display().lower()
        yield Event(row.on, words.format(semester=row.semester, verdict=verdict, act=row.act))


def _treatment_events(person: "Person") -> Iterator[Event]:
    for row in treatments_of(person):
        name = {"name": row.programme_name}
        yield Event(row.referred_on, _("Recibió una derivación a {name}.").format(**name))
        if row.started_on:
            yield Event(row.started_on, _("Empezó {name}.").format(**name))
        if row.ended_on and row.ending.completed:
            yield Event(row.ended_on, _("Completó {name}.").format(**name))
        elif row.ended_on:
            yield Event(row.ended_on, _("Dejó {name}: {why}.").format(**name, why=str(row.ending).lower()))
