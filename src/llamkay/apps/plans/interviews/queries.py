"""Reads of interviews and of own words; whoever calls has seen that the person is theirs to read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from llamkay.apps.people.queries import custody, identities, visible_people
from llamkay.apps.plans.kinds import Matter, Topic
from llamkay.apps.plans.law import interview_rule
from llamkay.apps.plans.models import Interview, OwnWords
from llamkay.core.law.book import NoRuleInForce
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class InterviewPage:
    """The latest interview of somebody: its lines by topic, those that few may read apart, and how many came before."""

    interview: Interview
    background: list[tuple[str, list[str]]] = field(default_factory=list)
    circumstances: list[tuple[str, list[str]]] = field(default_factory=list)
    earlier: int = 0


def latest(person: "Person", *, circumstances: bool) -> InterviewPage | None:
    """The latest interview of a person, with what few may read where the reader may."""
    rows = list(Interview.objects.filter(person__in=identities(person)).order_by("-on", "-id"))
    if not rows:
        return None
    first = rows[0]
    return InterviewPage(
        interview=first,
        background=_by(Topic, first.background.values_list("topic", "text").order_by("order")),
        circumstances=_by(Matter, first.circumstances.values_list("matter", "text").order_by("order"))
        if circumstances
        else [],
        earlier=len(rows) - 1,
    )


def _by(kinds: Any, rows: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """The lines under the name of each kind that has some."""
    found: dict[str, list[str]] = {kind: [] for kind in kinds.values}
    for kind, text in rows:
        found[kind].append(text)
    return [(str(kinds(kind).label), texts) for kind, texts in found.items() if texts]


def lines_of(interview: Interview) -> dict[str, str]:
    """What each topic and matter says, a line each, to be written anew."""
    found: dict[str, list[str]] = {}
    for row in interview.background.order_by("order"):
        found.setdefault(row.topic, []).append(row.text)
    for line in interview.circumstances.order_by("order"):
        found.setdefault(line.matter, []).append(line.text)
    return {kind: "\n".join(texts) for kind, texts in found.items()}


def interview_days(person: "Person") -> list[date]:
    """The days on which a person was interviewed."""
    return list(Interview.objects.filter(person__in=identities(person)).values_list("on", flat=True))


def own_words(person: "Person", *, shared: bool) -> list[OwnWords]:
    """What a person wrote that was not taken back; with ``shared`` only what may be read by whoever reads the plan."""
    rows = OwnWords.objects.filter(person__in=identities(person), taken_back_on=None)
    return list(rows.exclude(shared_on=None) if shared else rows)


def overdue_interviews(*, scope: Scope, on: date) -> "QuerySet[Person]":
    """Who came into custody since the rule holds, longer ago than it allows, and has no interview yet."""
    try:
        rule = interview_rule(on)
    except NoRuleInForce:
        return visible_people(scope, on).none()
    last = on - timedelta(days=rule.value["days"])
    entered = custody(of=OuterRef("pk"), on=on).filter(
        entry="entry", period__startswith__gte=rule.start, period__startswith__lt=last
    )
    mine = Interview.objects.filter(person=OuterRef("pk"))
    return visible_people(scope, on).filter(Exists(scope.filter(entered)), ~Exists(mine))
