"""What is read of programmes, protocols and analyses; they count the whole country and name nobody."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet

from llamkay.apps.evaluation.models import Programme, Protocol, Published, Run
from llamkay.apps.evaluation.report import headline
from llamkay.core.evaluation.shares import benjamini_hochberg
from llamkay.core.evaluation.verdict import Code, Grade
from llamkay.platform.database.search import InOrder


def programmes() -> QuerySet[Programme]:
    """The programmes by name, each with how many analyses were made of it."""
    return (
        Programme.objects.select_related("trade")
        .annotate(analyses=Count("runs", distinct=True))
        .order_by(InOrder("name"))
    )


def protocols(*, state: str = "", programme: Any = None) -> QuerySet[Protocol]:
    """The protocols, the newest first."""
    rows = Protocol.objects.select_related("programme").annotate(analyses=Count("runs")).order_by("-written_at", "-pk")
    if state:
        rows = rows.filter(state=state)
    return rows.filter(programme=programme) if programme else rows


def runs(*, programme: Any = None, public: bool = False) -> QuerySet[Run]:
    """The analyses, the newest first, each with how many there are of its programme and whether it is public."""
    of_it = Run.objects.filter(programme=OuterRef("programme")).order_by().values("programme")
    rows = Run.objects.select_related("programme", "protocol", "published").annotate(
        total=of_it.annotate(n=Count("pk")).values("n"), is_public=Exists(Published.objects.filter(run=OuterRef("pk")))
    )
    if programme:
        rows = rows.filter(programme=programme)
    return (rows.filter(is_public=True) if public else rows).order_by("-made_at", "-pk")


@dataclass(frozen=True)
class Standing:
    """A programme in the league: its newest analysis, the first declared outcome, p put right over all programmes."""

    run: Run
    outcome: dict[str, Any]
    adjusted: float | None

    @property
    def lost(self) -> bool:
        """Whether what stood out alone does not among all programmes."""
        found = self.outcome["verdict"]["code"] in (Code.LOWER, Code.HIGHER)
        return found and (self.adjusted is None or self.adjusted > 0.05)


def league(*, public: bool = False) -> list[Standing]:
    """The newest analysis of each programme, by the strength of its comparison, then by name."""
    newest: dict[int, Run] = {}
    for run in runs(public=public).order_by("programme_id", "number"):
        newest[run.programme_id] = run
    found = list(newest.values())
    outcomes = [headline(run.document) for run in found]
    tested = [index for index, each in enumerate(outcomes) if each.get("p") is not None]
    adjusted: dict[int, float] = dict(
        zip(tested, benjamini_hochberg([outcomes[index]["p"] for index in tested]), strict=True)
    )
    lines = [Standing(run, outcomes[index], adjusted.get(index)) for index, run in enumerate(found)]
    order = list(Grade)
    return sorted(lines, key=lambda each: (order.index(Grade(each.run.document["design"])), each.run.programme.name))


def unsigned(username: str) -> QuerySet[Protocol]:
    """The protocols that wait for a signature of somebody who has not signed them."""
    return Protocol.objects.filter(state="draft").exclude(first_signed_by=username)


def to_publish(username: str) -> QuerySet[Run]:
    """The newest analyses that nobody has published, made by others."""
    return Run.objects.filter(published=None).exclude(made_by=username)


class Finding(NamedTuple):
    """What was published of a real programme: whether a lot proved fewer returns, and the sentence that may be said."""

    programme: str
    proves: bool
    sentence: str


def published() -> list[Finding]:
    """What the newest published analysis of each real programme allows to say; one query."""
    lines = [each for each in league(public=True) if not each.run.programme.invented]
    return [Finding(each.run.programme.name, _proves(each), each.outcome["verdict"]["es"]) for each in lines]


def _proves(each: Standing) -> bool:
    verdict = each.outcome["verdict"]
    return verdict["code"] == Code.LOWER and verdict["grade"] == Grade.LOT and not each.lost
