"""Reads of requests for release, and of whose time is about to be complete."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import (
    BooleanField,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils.translation import gettext_lazy

from llamkay.apps.people.queries import convictions_of, visible_people
from llamkay.apps.remission.debts import gate_of
from llamkay.apps.remission.models import DayCount, PriorDays, Request, RequestPaper, Statement
from llamkay.apps.remission.requests.services import OPEN, missing_of, routes_of
from llamkay.apps.remission.words import in_words, sentence
from llamkay.platform import clock
from llamkay.platform.database.search import matching
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


SOON = timedelta(days=60)
FRESH = timedelta(days=31)  # a count older than this no longer says when the time is complete
ROUTES = {
    "director": gettext_lazy("Si resuelve la dirección"),
    "director_before": gettext_lazy("Si resuelve la dirección"),
    "judge": gettext_lazy("Si resuelve el juzgado"),
    "benefit": gettext_lazy("Si resuelve el juzgado"),
}


SORTS: Mapping[str, tuple[str | Combinable, ...]] = {
    "": ("-filed_on", "-id"),
    "plazo": (F("due_at").asc(nulls_last=True), "-id"),
    "persona": ("person__sort_name", "-id"),
}


def requests(
    *, scope: Scope, words: str = "", state: str = "", purpose: str = "", overdue: bool = False, sort: str = ""
) -> QuerySet[Request]:
    """The requests of the scope's establishments, each with ``absent``, the papers that have not come; newest first.

    ``state`` may be ``open``; with ``overdue`` only those whose deadline has passed.
    """
    rows = scope.filter(Request.objects.select_related("person", "establishment"))
    if state:
        rows = rows.filter(state__in=OPEN) if state == "open" else rows.filter(state=state)
    if purpose:
        rows = rows.filter(purpose=purpose)
    if overdue:
        rows = rows.filter(due_at__lt=clock.now())
    rows = rows.annotate(absent=Count("papers", filter=Q(papers__received_on=None))).order_by(*SORTS[sort])
    number, _dash, year = words.partition("-")
    if number.strip().isdecimal():
        rows = rows.filter(number=int(number.strip()[:9]))
        return rows.filter(year=int(year)) if year.strip().isdecimal() and len(year) <= 4 else rows
    return matching(rows, words, "person__search_text") if words else rows


def request(*, scope: Scope, pk: int) -> Request | None:
    """One request of the scope, with its count and certificate but without the signed file."""
    rows = Request.objects.select_related("person", "establishment", "statement", "certificate__paper")
    return scope.filter(rows.defer("certificate__pdf", "statement__case").filter(pk=pk)).first()


def request_view(request: Request) -> dict[str, Any]:
    """A request as its page shows it: what is missing, the clock, the papers, the steps and what was done."""
    papers, done = list(request.papers.all()), list(request.steps.all())
    procedure = in_words(request.procedure)
    described = {paper["code"]: paper for paper in procedure["papers"]}
    renews = request.procedure.get("renews")
    gate = gate_of(request.person, noted=request.procedure["debt"], kinds=["work"])
    return {
        "found": request,
        "procedure": procedure,
        "missing": missing_of(request, papers, gate),
        "gate": sentence(gate.text) if request.state in OPEN else "",
        "papers": [_paper(paper, described.get(paper.code, {})) for paper in papers],
        "routes": [
            {"title": ROUTES[name], "steps": [_shown(step) for step in steps]}
            for name, steps in routes_of(request).items()
        ],
        "done": done,
        "clock": deadline(request),
        "opens_at": _moment(request.procedure.get("opens_at")),
        "renews": _renewed(renews),
        "released": any("released_at" in step.details for step in done),
        "open": request.state in OPEN,
    }


def _renewed(pk: int | None) -> Request | None:
    """The refused request that this one renews; row security still hides another prison's."""
    return Request.objects.filter(pk=pk).first() if pk else None


def deadline(request: Request) -> dict[str, Any] | None:
    """The clock: when the time runs out, and how many whole hours are left or have gone by."""
    if request.due_at is None:
        return None
    left = request.due_at - clock.now()
    hours = abs(int(left.total_seconds())) // 3600
    return {"due_at": request.due_at, "overdue": left < timedelta(0), "hours": hours, "days": hours // 24}


def _paper(paper: RequestPaper, described: dict[str, str]) -> dict[str, Any]:
    return {"paper": paper, "signs": described.get("signs", ""), "depends": described.get("depends", "")}


def _shown(step: dict[str, Any]) -> dict[str, Any]:
    return {
        **in_words(step),
        "due": _moment(step["due"]),
        "longer_due": _moment(step["longer_due"]),
        "to_confirm": step["confidence"] != "high",
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


class _Path(Func):
    """Whether a JSON document has something at a path, with named values for the path."""

    function = "jsonb_path_exists"
    output_field = BooleanField()

    def __init__(self, document: str, path: str, values: dict[str, str]) -> None:
        super().__init__(F(document), Value(path), Value(json.dumps(values)))
        self.template = "%(function)s(%(expressions)s)"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **more: Any) -> Any:
        sources = [compiler.compile(item) for item in self.get_source_expressions()]
        (document, params), (path, first), (values, second) = sources
        return f"jsonb_path_exists({document}, {path}::jsonpath, {values}::jsonb)", (*params, *first, *second)


class CompletingStatementColumns(TypedDict):
    """What ``completing`` adds to each count."""

    completes: str | None
    requested: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CompletingStatement = WithAnnotations[Statement, CompletingStatementColumns]


def completing(*, scope: Scope, today: date, words: str = "") -> "QuerySet[CompletingStatement]":
    """The last count of each person held in the scope whose time with remission is complete within 60 days, or already.

    Where the law admits several readings, one of them is enough. Each carries ``completes``, empty where the readings
    differ, and ``requested``: whether a request for release is open.
    """
    limit = (today + SOON).isoformat()
    path = "$.alternatives[*].release.with_remission ? (@ <= $limit)"
    rows = cast(
        "QuerySet[CompletingStatement]",  # the checker takes the path of a document for one that is always there
        Statement.objects.filter(person__in=visible_people(scope, today), replaced_by=None)
        .annotate(
            # Where a judge has to decide it, the earliest that it could be: nobody is missed.
            completes=Coalesce(
                KeyTextTransform("with_remission", KeyTextTransform("release", "result")),
                KeyTextTransform("earliest", KeyTextTransform("release", "result")),
            ),
            requested=Exists(
                Request.objects.filter(person=OuterRef("person"), purpose=Request.Purpose.SERVED, state__in=OPEN)
            ),
        )
        .filter(Q(completes__lte=limit) | Q(_Path("result", path, {"limit": limit})))
        .select_related("person")
        .defer("case")
        .order_by(F("completes").asc(nulls_last=True), "person__sort_name", "id"),
    )
    return matching(rows, words, "person__search_text") if words else rows


def completing_lines(rows: "Iterable[CompletingStatement]", today: date) -> Iterator[dict[str, Any]]:
    """Each count with the day its time is complete: of the earliest reading where there are several."""
    for row in rows:
        days = [row.completes] if row.completes else []
        days += [item["release"]["with_remission"] for item in row.result["alternatives"] if item.get("release")]
        on = date.fromisoformat(min(day for day in days if day))
        yield {
            "statement": row,
            "person": row.person,
            "on": on,
            "days": (on - today).days,
            "past": on < today,
            "readings": not row.completes,
            "requested": row.requested,
        }


def to_compute(*, scope: Scope, today: date, words: str = "") -> "QuerySet[Person]":
    """Who may complete their time within 60 days and has no count of the last month: nobody is missed for want of one.

    The widest reading there is: every counted and certified day takes one day off (no law gives more), so that most of
    them will turn out to have longer to wait. Each carries ``ends``, the day after the longest sentence, ``counted``,
    those days, and ``soonest``, the one less the other but never before the sentence begins.
    """
    term = Func(*(F("years"), F("months"), Value(0), F("days")), function="make_interval", output_field=DurationField())
    longest = (
        convictions_of(OuterRef("pk"))
        .filter(final_on__isnull=False)
        .exclude(years=0, months=0, days=0)
        .annotate(
            end=Cast(ExpressionWrapper(F("starts_on") + term, output_field=DateField()), DateField()),
            counted=_counted("person"),  # of whoever has a sentence: nobody else's days are added up
            widest=Func(F("end"), F("counted"), template="%(expressions)s", arg_joiner=" - ", output_field=DateField()),
            soonest=Greatest(F("starts_on"), F("widest")),
        )
        .order_by("-end")
    )
    rows = (
        visible_people(scope, today)
        .annotate(
            ends=Subquery(longest.values("end")[:1]),
            counted=_counted("pk"),
            soonest=Subquery(longest.values("soonest")[:1]),
        )
        .filter(soonest__lte=today + SOON)
        .exclude(Exists(Statement.objects.filter(person=OuterRef("pk"), replaced_by=None, as_of__gt=today - FRESH)))
        .order_by("soonest", "sort_name", "id")
    )
    return matching(rows, words) if words else rows


def _counted(person: str) -> Any:
    """The counted and certified days of a person, by the column that names them."""
    certified = PriorDays.objects.filter(state=PriorDays.State.APPROVED)
    return Cast(_days(DayCount.objects.all(), person) + _days(certified, person), IntegerField())


def _days(rows: QuerySet[Any], person: str) -> Any:
    total = rows.filter(person=OuterRef(person)).order_by().values("person").annotate(n=Sum("days")).values("n")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)
