"""Why a figure moved between two months: by prison, in counts that add up to the difference exactly.

A prison that counted both months says who came, began, left and ended; what was corrected since counts apart. Of one
that reported either, only by how much it moved is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from llamkay.apps.statistics.figures.published import PublicPart, PublishedMonth
from llamkay.apps.statistics.models import Figure, Flow, Snapshot
from llamkay.apps.statistics.queries import standing
from llamkay.core.disclosure import is_small
from llamkay.core.values import Month
from llamkay.platform.security import scope as walls
from llamkay.platform.security.scope import Scope

# Of what people do the public reads the flows of one figure only: those of two would tell a third.
PUBLIC = ("population", "working")


# What each is called where a difference is told apart; those of ``OFF`` are taken off.
KINDS = {
    "came": _("Entraron al penal"),
    "began": _("Empezaron"),
    "left": _("Salieron del penal"),
    "ended": _("Dejaron de hacerlo"),
    "corrected": _("Correcciones"),
    "reported": _("Sin decir por qué"),
    "joined": _("Penales que se suman"),
    "gone": _("Penales que faltan"),
}
OFF = ("left", "ended", "gone")


@dataclass(frozen=True)
class Moves:
    """How a figure of a prison moved: before + came + began − left − ended + corrected + reported = after.

    ``reported`` is what nobody explains, since one of both months was reported; ``joined`` and ``gone`` are all of a
    prison that gave it in one month only.
    """

    came: int = 0
    began: int = 0
    left: int = 0
    ended: int = 0
    corrected: int = 0
    reported: int = 0
    joined: int = 0
    gone: int = 0

    @property
    def net(self) -> int:
        return (
            self.came + self.began - self.left - self.ended + self.corrected + self.reported + self.joined - self.gone
        )

    def __add__(self, other: "Moves") -> "Moves":
        names = self.__dataclass_fields__
        return Moves(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True)
class Change:
    """A prison between two months; ``before`` or ``after`` is none where it did not give the figure, ``moves`` where
    why it moved is not told."""

    code: str
    name: str
    before: int | None
    after: int | None
    moves: Moves | None

    @property
    def net(self) -> int:
        return (self.after or 0) - (self.before or 0)


@dataclass(frozen=True)
class Changes:
    """A figure between two months, prison by prison and added up."""

    lines: tuple[Change, ...]

    @property
    def before(self) -> int:
        return sum(line.before or 0 for line in self.lines)

    @property
    def after(self) -> int:
        return sum(line.after or 0 for line in self.lines)

    @property
    def net(self) -> int:
        return self.after - self.before

    @property
    def moves(self) -> Moves:
        """All that is told of why, added up; what is not told of a prison counts as reported."""
        return sum((line.moves or Moves(reported=line.net) for line in self.lines), Moves())


@dataclass(frozen=True)
class _Standing:
    code: str
    name: str
    order: int
    value: int


def kinds_of(moves: Moves) -> list[tuple[str, int]]:
    """What a difference is made of, in words, each with its sign; they add up to it."""
    return [(str(name), -getattr(moves, kind) if kind in OFF else getattr(moves, kind)) for kind, name in KINDS.items()]


def between(*, metric: str, since: date, until: date, scope: Scope) -> Changes:
    """How a figure moved from one month to a later one in the prisons of a scope, through the months between them.

    In as many statements however many prisons: the flows of each month, with what was corrected of either end since.
    """
    months = [since]
    while months[-1] < until:
        months.append(Month.of(months[-1]).next().first)
    earlier, later = _values(metric, since, scope), _values(metric, until, scope)
    known = _flows(metric, months[1:])
    places = sorted((earlier | later).values(), key=lambda each: each.order)
    return Changes(
        tuple(
            Change(
                place.code,
                place.name,
                before := _value(earlier, place.code),
                after := _value(later, place.code),
                _moves(before, after, [known.get((place.code, month)) for month in months[1:]]),
            )
            for place in places
        )
    )


def _value(found: Mapping[str, "_Standing"], code: str) -> int | None:
    return found[code].value if code in found else None


def _moves(before: int | None, after: int | None, chain: list[Moves | None]) -> Moves:
    if before is None or after is None:
        return Moves(joined=after or 0, gone=before or 0)
    explained = [each for each in chain if each is not None]
    if not chain or len(explained) < len(chain):
        return Moves(reported=after - before)
    moves = sum(explained, Moves())
    return moves + Moves(corrected=after - before - moves.net)


def _values(metric: str, month: date, scope: Scope) -> dict[str, _Standing]:
    rows = Figure.objects.filter(snapshot__in=standing(month), metric__code=metric, key="")
    if not scope.everything:
        rows = rows.filter(snapshot__establishment__in=scope.ids)
    place = "snapshot__establishment"
    found = rows.values_list(f"{place}__code", f"{place}__name", f"{place}__order", "value")
    return {row[0]: _Standing(*row) for row in found}


def _flows(metric: str, months: list[date]) -> dict[tuple[str, date], Moves]:
    """The flows of some months, each from its newest snapshot, by prison and month."""
    newest = Snapshot.objects.filter(month__in=months).order_by("establishment_id", "month", "-number")
    rows = Flow.objects.filter(
        snapshot__in=newest.distinct("establishment_id", "month").values("id"), metric__code=metric
    ).values_list("snapshot__establishment__code", "snapshot__month", "kind", "value")
    found: dict[tuple[str, date], dict[str, int]] = {}
    for code, month, kind, value in rows:
        found.setdefault((code, month), {})[kind] = value
    return {at: Moves(**kinds) for at, kinds in found.items()}


def public_changes(metric: str, read: PublishedMonth, earlier: PublishedMonth) -> Changes:
    """How a figure moved since the month before as the public reads it: over the prisons told at both ends, and those
    that joined or are gone; why only where each count, and who stayed, is of five people or more, or of none, and both
    ends are told.

    Whoever knows one month and how it moved knows the other: so a flow is told of what is told in both, never of one.
    """
    here = {part.code: part for part in read.figure(metric).parts if part.value is not None}
    there = {part.code: part for part in earlier.figure(metric).parts if part.value is not None}
    gave = read.gave(metric), earlier.gave(metric)
    flows = told_flows(metric, here.values(), there) if metric in PUBLIC else {}
    lines = []
    for code in [*here, *(code for code in there if code not in here)]:
        new, old = here.get(code), there.get(code)
        if (new is None and code in gave[0]) or (old is None and code in gave[1]):
            continue  # kept back in the other month: neither joined nor gone
        at = new or old
        assert at is not None
        if new is None or old is None:
            moves: Moves | None = Moves(joined=new.value or 0) if new else Moves(gone=at.value or 0)
        else:
            moves = flows.get(code)
        lines.append(Change(code, at.establishment, old and old.value, new and new.value, moves))
    return Changes(tuple(lines))


def told_flows(metric: str, parts: Iterable[PublicPart], there: Mapping[str, PublicPart]) -> dict[str, Moves]:
    """The flows that the public reads, by prison; ``there`` are the parts of the month before that it reads.

    Who stayed follows from both ends: it may not point at anybody either.
    """
    ends = {part.snapshot: part for part in parts if part.value is not None and part.code in there}
    rows = Flow.objects.filter(snapshot__in=list(ends), metric__code=metric)
    found: dict[int, dict[str, int]] = {}
    for snapshot, against, kind, value in rows.values_list("snapshot", "against", "kind", "value"):
        if there[ends[snapshot].code].snapshot == against:
            found.setdefault(snapshot, {})[kind] = value
    public: dict[str, Moves] = {}
    for snapshot, kinds in found.items():
        code, moves = ends[snapshot].code, Moves(**kinds)
        stayed = (there[code].value or 0) - moves.left - moves.ended - max(-moves.corrected, 0)
        if not any(is_small(abs(value)) for value in (*kinds.values(), stayed)):
            public[code] = moves
    return public


# Who was held on two days, of whom what is asked for is true: (in both, came, left).
_DAYS = """
    WITH held AS (
      SELECT c.establishment_id, c.person_id, d.day
      FROM (VALUES (%(since)s::date), (%(until)s::date)) d(day)
      JOIN people_custodyspell c ON c.period @> d.day AND c.establishment_id = ANY (%(places)s)
      JOIN people_person w ON w.id = c.person_id
      LEFT JOIN people_legalstatusspell l ON l.person_id = c.person_id AND l.period @> d.day
      WHERE CASE %(metric)s WHEN 'women' THEN w.sex = 'F' WHEN 'sentenced' THEN l.status = 'sentenced' ELSE true END),
    here AS (
      SELECT c.establishment_id, c.person_id, bool_or(c.period @> %(since)s::date) AS then,
        bool_or(c.period @> %(until)s::date) AS now
      FROM people_custodyspell c WHERE c.establishment_id = ANY (%(places)s)
        AND (c.period @> %(since)s::date OR c.period @> %(until)s::date)
      GROUP BY 1, 2),
    each AS (
      SELECT establishment_id, person_id, bool_or(day = %(since)s) AS then, bool_or(day = %(until)s) AS now
      FROM held GROUP BY 1, 2)
    SELECT e.code, e.name, count(*) FILTER (WHERE v.then), count(*) FILTER (WHERE v.now),
      count(*) FILTER (WHERE v.now AND NOT v.then AND NOT h.then),
      count(*) FILTER (WHERE v.now AND NOT v.then AND h.then),
      count(*) FILTER (WHERE v.then AND NOT v.now AND NOT h.now),
      count(*) FILTER (WHERE v.then AND NOT v.now AND h.now)
    FROM each v
    JOIN here h ON h.establishment_id = v.establishment_id AND h.person_id = v.person_id
    JOIN institutions_establishment e ON e.id = v.establishment_id
    GROUP BY e.code, e.name, e."order" ORDER BY e."order"
"""
BY_DAY = ("population", "women", "sentenced")


def between_days(*, metric: str, since: date, until: date, places: Iterable[int]) -> Changes:
    """How many were held on two days and why the number moved, of the prisons that keep their records here, as the
    records tell it now. ``metric`` is one of ``BY_DAY``."""
    parameters = {"since": since, "until": until, "places": list(places), "metric": metric}
    with walls.elevated(), connection.cursor() as cursor:
        cursor.execute(_DAYS, parameters)
        rows = cursor.fetchall()
    return Changes(tuple(Change(code, name, then, now, Moves(*moved)) for code, name, then, now, *moved in rows))
