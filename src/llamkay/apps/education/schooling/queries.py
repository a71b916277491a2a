"""Reads of what people studied, and of who has not finished basic education; the caller's scope comes first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from llamkay.apps.education.kinds import ProofState
from llamkay.apps.education.law import ladder, stage_words
from llamkay.apps.education.models import EducationInstitution, Schooling, Student, StudyNeed, StudyPlan
from llamkay.apps.people.queries import custody, not_followed, visible_people
from llamkay.core.education.stages import Lacking, Studied
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder, matching, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def institutions(words: str = "") -> QuerySet[EducationInstitution]:
    """The education institutions whose name or code has every word, with how many plans each teaches."""
    rows = EducationInstitution.objects.annotate(taught=Count("plans"))
    return naming(rows, words, "name", "modular_code").order_by(InOrder("name"))


def plans(words: str = "", *, on: date | None = None) -> QuerySet[StudyPlan]:
    """The plans of study, with how many units each has; those in force on a day, where one is named."""
    rows = StudyPlan.objects.select_related("institution").annotate(taught=Count("units"))
    if on is not None:
        rows = rows.filter(period__contains=on)
    return naming(rows, words, "name", "institution__name").order_by(
        InOrder("name"), InOrder("institution__name"), "id"
    )


def plan(pk: int) -> StudyPlan | None:
    """A plan with its institution."""
    return StudyPlan.objects.select_related("institution").filter(pk=pk).first()


def schooling_of(*, scope: Scope, person: "Person") -> list[Schooling]:
    """What a person studied as far as the caller may be told, the highest stage first."""
    rows = list(not_followed(scope, Schooling.objects.filter(person=person), start="entered_at__date"))
    return sorted(rows, key=lambda row: (-order_of(row), -(row.grade or 0), row.pk))


def order_of(row: Schooling) -> int:
    """How high a row stands among the stages of today's law; one that the law no longer knows stands lowest."""
    stage = ladder(row.entered_at.date()).stages.get(row.stage)
    return stage.order if stage else 0


def studied(rows: Iterable[Schooling]) -> list[Studied]:
    """The rows as the kernel reads them; what could not be proved says nothing."""
    return [
        Studied(row.stage, row.complete, row.grade, row.state == ProofState.PROVEN)
        for row in rows
        if row.state != ProofState.REFUTED
    ]


def studies_of(people: Iterable[int]) -> dict[int, list[Studied]]:
    """Person → what they studied; one query for any number of people."""
    found: dict[int, list[Schooling]] = defaultdict(list)
    for row in Schooling.objects.filter(person_id__in=list(people)).order_by("id"):
        found[row.person_id].append(row)
    return defaultdict(list, {person: studied(rows) for person, rows in found.items()})


def proven_levels(people: Iterable[int], on: date) -> dict[int, str]:
    """Person → the highest level that a paper proves finished, as the places of activities name it; one query."""
    steps, best = ladder(on).stages, dict[int, tuple[int, str]]()
    rows = Schooling.objects.filter(person_id__in=list(people), complete=True, state=ProofState.PROVEN)
    for person, code in rows.values_list("person_id", "stage"):
        if stage := steps.get(code):
            level = "higher" if stage.level in ("higher_technical", "university") else stage.level
            best[person] = max(best.get(person, (0, "")), (stage.order, level))
    return {person: level for person, (_order, level) in best.items()}


class ProvenStage(NamedTuple):
    """A stage that a paper proves finished, itself or by a higher one, and the day on which somebody checked it."""

    person: int
    stage: str
    on: date


def stages_proven(people: Iterable[int], *, on: date) -> list[ProvenStage]:
    """Every stage that these people have proved to have finished, by the law of a day; one query."""
    steps, found = ladder(on), []
    rows = Schooling.objects.filter(person_id__in=list(people), complete=True, state=ProofState.PROVEN)
    columns = rows.order_by("checked_at").values_list("person_id", "stage", TruncDate("checked_at", tzinfo=clock.LIMA))
    for person, code, day in columns:
        reached = {code, *steps.reached([Studied(code, True, proven=True)], proven=True)}
        found += [ProvenStage(person, stage, day) for stage in sorted(reached)]
    return found


@dataclass(frozen=True)
class Line:
    """Somebody who has not finished basic education: the best that is known, what is lacking, where they study."""

    person: "Person"
    known: list[Schooling]
    lacking: Lacking | None
    group: str
    day: date

    @property
    def best(self) -> str:
        """The highest stage that somebody wrote of the person, with how far."""
        rows = [row for row in self.known if row.state != ProofState.REFUTED]
        if not rows:
            return ""
        row = max(rows, key=lambda each: (order_of(each), each.grade or 0))
        return schooling_text(row, on=self.day)


def unfinished(
    *, scope: Scope, on: date, words: str = "", studying: str = "", stage: str = "", establishment_id: int | None = None
) -> "QuerySet[Person]":
    """Everybody held who has not proved to have finished basic education, in order of name.

    ``studying`` is ``yes`` or ``no``: who studies it now, or does not; ``stage`` the highest complete stage that is
    proven: ``nothing`` of whom nothing is written.
    """
    steps = ladder(on)
    mine = Schooling.objects.filter(person=OuterRef("pk")).exclude(state=ProofState.REFUTED)
    done = mine.filter(stage__in=steps.finishes_basic(), complete=True, state=ProofState.PROVEN)
    held = scope.filter(custody(of=OuterRef("pk"), on=on))
    if establishment_id:
        held = held.filter(establishment_id=establishment_id)
    rows = visible_people(scope).filter(Exists(held), ~Exists(done))
    basic = [code for code, each in steps.stages.items() if each.basic and each.teaches]
    studies = Student.objects.filter(person=OuterRef("pk"), state="active", group__plan__stage__in=basic)
    if studying:
        rows = rows.filter(Exists(studies) if studying == "yes" else ~Exists(studies))
    if stage == "nothing":
        rows = rows.filter(~Exists(mine))
    elif stage:
        rows = rows.filter(Exists(mine.filter(stage=stage)))
    return matching(rows, words).order_by("sort_name", "id")


def lines(people: "Iterable[Person]", *, on: date) -> list[Line]:
    """What the list says of some people; two queries for any number of them."""
    listed = list(people)
    known: dict[int, list[Schooling]] = defaultdict(list)
    for row in Schooling.objects.filter(person__in=listed).order_by("id"):
        known[row.person_id].append(row)
    groups = {
        student.person_id: str(student.group)
        for student in Student.objects.filter(person__in=listed, state="active").select_related("group__plan")
    }
    steps = ladder(on)
    return [
        Line(
            person=person,
            known=known[person.pk],
            lacking=steps.lacking(studied(known[person.pk])),
            group=groups.get(person.pk, ""),
            day=on,
        )
        for person in listed
    ]


def schooling_text(row: Schooling, *, on: date) -> str:
    """A row in words: the stage, the last part that was passed or that it is whole."""
    name = stage_words(row.stage, on=on) if row.stage != "none" else _("Nunca fue a la escuela")
    if row.stage == "none":
        return name
    if row.complete:
        return _("{stage}, completa").format(stage=name)
    if row.grade:
        return _("{stage}, hasta {grade}.º").format(stage=name, grade=row.grade)
    return _("{stage}, empezada").format(stage=name)


def needs_of(people: Iterable[Any], *, on: date) -> dict[int, list[StudyNeed]]:
    """Person → what they need of the class on a day."""
    found: dict[int, list[StudyNeed]] = defaultdict(list)
    for need in StudyNeed.objects.filter(person__in=list(people), period__contains=on).order_by("kind"):
        found[need.person_id].append(need)
    return found


def to_prove(*, scope: Scope, on: date) -> "QuerySet[Person]":
    """Everybody held of whom something was declared and nothing of it was checked."""
    declared = Schooling.objects.filter(Q(state=ProofState.DECLARED), person=OuterRef("pk")).exclude(stage="none")
    held = scope.filter(custody(of=OuterRef("pk"), on=on))
    return visible_people(scope).filter(Exists(held), Exists(declared))
