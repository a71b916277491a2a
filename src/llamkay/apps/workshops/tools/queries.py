"""Reads of tools: where each is, what is out, what is missing; the caller's scope comes first."""

from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.workshops.models import MissingTool, Tool, ToolCount, ToolLoan
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope

LAST_COUNTS = 20
OPEN = {"found_on": None, "act": ""}


def tools(
    *, scope: Scope, actor: Any, words: str = "", risk: str = "", state: str = "", activity: int | None = None
) -> QuerySet[Any]:
    """The tools that the actor may see, with the count that has each now, its holder, and whether it is missing."""
    rows = seen_by(scope.filter(Tool.objects.all()), actor, "activity__").select_related("activity", "establishment")
    if activity is not None:
        rows = rows.filter(activity=activity)
    out = ToolLoan.objects.filter(tool=OuterRef("pk"), count__in_at=None)
    lost = MissingTool.objects.filter(tool=OuterRef("pk"), **OPEN)
    rows = rows.annotate(
        out=Subquery(out.values("count")[:1]),
        holder=Subquery(out.values("person__sort_name")[:1]),
        lost=Subquery(lost.values("pk")[:1]),
    )
    if risk:
        rows = rows.filter(risk=risk)
    if state == "missing":
        rows = rows.exclude(lost=None)
    elif state == "out":
        rows = rows.exclude(out=None)
    elif state == "retired":
        rows = rows.exclude(retired_on=None)
    elif state == "in":
        rows = rows.filter(out=None, lost=None, retired_on=None)
    return naming(rows, words, "name", "number", "activity__name").order_by("establishment__order", "number", "id")


def usable(activity: int) -> QuerySet[Tool]:
    """The tools of a workshop that can be counted out: neither written off nor missing."""
    lost = MissingTool.objects.filter(**OPEN).values("tool")
    return Tool.objects.filter(activity=activity, retired_on=None).exclude(pk__in=lost).order_by("number")


def find_tool(*, scope: Scope, actor: Any, pk: int) -> Any:
    """A tool that the actor may see."""
    return tools(scope=scope, actor=actor).filter(pk=pk).first()


def missing(*, scope: Scope, actor: Any) -> QuerySet[MissingTool]:
    """The tools that did not come back and are neither found nor written off, the longest first."""
    rows = scope.filter(MissingTool.objects.filter(**OPEN), "tool__establishment_id")
    rows = seen_by(rows, actor, "tool__activity__")
    return rows.select_related("tool__activity", "loan__person", "loan__count").order_by("since")


def history_of(tool: Tool) -> list[ToolLoan]:
    """The last sessions in which a tool was out, and who had it."""
    rows = tool.loans.select_related("person", "count").order_by("-count__on", "-count__session")
    return list(rows[:LAST_COUNTS])


def missing_of(tool: Tool) -> list[MissingTool]:
    """Each time that a tool did not come back."""
    return list(tool.missing.select_related("loan__person", "loan__count"))


def open_count(activity: int) -> ToolCount | None:
    """The count of a workshop that has not come in."""
    return ToolCount.objects.filter(activity=activity, in_at=None).first()


def next_session(activity: int, *, on: date) -> int:
    """The number of the next session of a day whose tools are counted."""
    last = ToolCount.objects.filter(activity=activity, on=on).aggregate(last=Max("session"))["last"]
    return (last or 0) + 1


def counts_of(activity: int) -> list[ToolCount]:
    """The last counts of a workshop, with ``out``, how many tools, and ``lost``, how many did not come back."""
    rows = ToolCount.objects.filter(activity=activity).prefetch_related("loans")
    found = list(rows[:LAST_COUNTS])
    for row in found:
        loans = list(row.loans.all())
        row.out, row.lost = len(loans), sum(not loan.back for loan in loans) if row.in_at else 0  # type: ignore[attr-defined]
    return found


def counts_left_open(*, scope: Scope, actor: Any, before: date) -> QuerySet[ToolCount]:
    """The counts of days before one that never came in."""
    rows = scope.filter(ToolCount.objects.filter(in_at=None, on__lt=before), "activity__establishment_id")
    return seen_by(rows, actor, "activity__").select_related("activity").order_by("on")
