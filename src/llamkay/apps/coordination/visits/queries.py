"""Reads of the visits: the list, one with all of it, its figures as the public reads them, what it still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse

from llamkay.apps.coordination.commitments.queries import Line as CommitmentLine
from llamkay.apps.coordination.commitments.queries import every_commitment, lines_of
from llamkay.apps.coordination.figures import Named, Reading, Shelf, address, names
from llamkay.apps.coordination.models import (
    Quotation,
    Stop,
    StopFigure,
    Visit,
    VisitHost,
    Visitor,
    VisitPaper,
)
from llamkay.apps.coordination.permissions import VISITS
from llamkay.apps.education.hooks import Occasion
from llamkay.apps.institutions.queries import holders_on, names_on
from llamkay.core.coordination.visits import FOLLOW_UP, Facts, Slot, Step, following, lacking, length, timetable
from llamkay.platform.database.search import naming
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope, elevated

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import InstitutionName


# Of a visit: whether some minutes of it wait for signatures.
UNSIGNED = Exists(
    VisitPaper.objects.filter(visit=OuterRef("pk"), signed=None).exclude(kind=VisitPaper.Kind.BRIEF).values("pk")
)


def visible(scope: Scope) -> QuerySet[Visit]:
    """The visits that stop at some prison of the scope; one without a prison yet only for the whole country."""
    if scope.everything:
        return Visit.objects.all()
    return Visit.objects.filter(pk__in=VisitHost.objects.filter(establishment__in=scope.ids).values("visit"))


def held_on(reader: Any, establishment: int, on: date) -> list[Occasion]:
    """The visits that stop at a prison that day, for whoever may see visits there."""
    if not decide(reader, VISITS):
        return []
    rows = visible(reader.actions[VISITS]).filter(on=on, hosts__establishment=establishment).order_by("starts_at", "id")
    return [Occasion(visit.title, reverse("coordination:visit", args=[visit.pk])) for visit in rows.distinct()]


def covers(visit: Visit, scope: Scope) -> bool:
    """Whether every prison of a visit is in the scope: its brief and its minutes tell all of them."""
    with elevated():  # its own rows would not tell of the others
        return all(scope.covers(place) for place in visit.hosts.values_list("establishment", flat=True))


def visits(scope: Scope, *, words: str = "", state: str = "") -> QuerySet[Visit]:
    """The same in a list, the newest first, each with its prisons, its stops and what was promised."""
    rows = naming(visible(scope), words, "title", "purpose") if words else visible(scope)
    rows = rows.filter(state=state) if state else rows
    hosts = VisitHost.objects.select_related("establishment").order_by("order", "id")
    counts = {"stops": Count("hosts__stops", distinct=True), "promised": Count("commitments", distinct=True)}
    return rows.prefetch_related(Prefetch("hosts", hosts)).annotate(**counts).order_by("-on", "-id")


@dataclass(frozen=True)
class FigureLine:
    """A figure of a stop in words: as the public reads it now, or as a published note told it."""

    figure: StopFigure
    named: Named | None
    reading: Reading

    @property
    def repeated(self) -> bool:
        return self.figure.note_id is not None

    @property
    def value(self) -> int | None:
        """What may be said: of a repeated count only once a second person let it."""
        if self.repeated:
            return self.figure.value if self.figure.approved_by else None
        return self.reading.value

    @property
    def source(self) -> str:
        """The note that it is repeated from."""
        note = self.figure.note
        return f"nota {note.number:03d}-{note.year}-{note.acronym}" if note else ""

    @property
    def address(self) -> str:
        """The public page that opens it."""
        place = self.figure.establishment
        code = place.code if place else ""
        return address(self.figure.metric, key=self.figure.key, code=code, month=self.reading.month)


@dataclass(frozen=True)
class StopLine:
    """A stop with its hours, its prison and its figures."""

    stop: Stop
    number: int
    slot: Slot
    figures: list[FigureLine]

    @property
    def place(self) -> str:
        return str(self.stop.host.establishment)


@dataclass(frozen=True)
class HostLine:
    """A prison with the post that receives and who holds it that day; as written down once the minutes are made."""

    host: VisitHost
    holder: str

    @property
    def name(self) -> str:
        return self.host.holder or self.holder


@dataclass(frozen=True)
class VisitorLine:
    """Somebody who comes, with the acronym and the name of the institution that day."""

    visitor: Visitor
    acronym: str
    institution: str


@dataclass(frozen=True)
class Whole:
    """A visit with all of it."""

    visit: Visit
    hosts: list[HostLine]
    visitors: list[VisitorLine]
    stops: list[StopLine]
    commitments: list[CommitmentLine]
    papers: list[VisitPaper]
    minutes: int
    complete: bool
    lacks: list[str] = field(default_factory=list)

    @property
    def leader(self) -> VisitorLine | None:
        return next((line for line in self.visitors if line.visitor.leads), None)

    @property
    def ends(self) -> Slot | None:
        return self.stops[-1].slot if self.stops else None

    @property
    def next_step(self) -> Step | None:
        return following(self.visit.state)

    @property
    def exhibitors(self) -> int:
        return sum(line.stop.exhibitors or 0 for line in self.stops)

    def of(self, establishment_id: int) -> list[StopLine]:
        """The stops in one prison."""
        return [line for line in self.stops if line.stop.host.establishment_id == establishment_id]


def whole(visit: Visit, *, today: date, scope: Scope, shelf: Shelf | None = None) -> Whole:
    """One visit with all of it, in queries that do not grow; whoever sees some prisons sees their stops."""
    with elevated():  # the hour of a stop follows from those before it, in whichever prison
        hosts = list(visit.hosts.select_related("establishment", "post").order_by("order", "id"))
        rows = list(
            Stop.objects.filter(host__visit=visit)
            .select_related("host__establishment")
            .prefetch_related(Prefetch("figures", StopFigure.objects.select_related("establishment", "note")))
            .order_by("host__order", "order", "id")
        )
        complete = all(scope.covers(host.establishment_id) for host in hosts)
        papers = list(visit.papers.select_related("signed").defer("file", "signed__pdf")) if complete else []
    holders, called = holders_on([host.post_id for host in hosts], visit.on), names_on(visit.on)
    slots = timetable(visit.starts_at, [(stop.way, stop.minutes) for stop in rows])
    read = _read([figure for stop in rows for figure in stop.figures.all()], shelf or Shelf())
    stops = [
        StopLine(stop, number, slot, [read[figure.pk] for figure in stop.figures.all()])
        for number, (stop, slot) in enumerate(zip(rows, slots, strict=True))
    ]
    found = Whole(
        visit=visit,
        hosts=[
            HostLine(host, holders[host.post_id].name if host.post_id in holders else "")
            for host in hosts
            if scope.covers(host.establishment_id)
        ],
        visitors=[_visitor(row, called) for row in visit.visitors.order_by("order", "id")],
        stops=[line for line in stops if scope.covers(line.stop.host.establishment_id)],
        commitments=lines_of(every_commitment().filter(visit=visit), on=today),
        papers=papers,
        minutes=length([(stop.way, stop.minutes) for stop in rows]),
        complete=complete,
    )
    step = found.next_step if complete else None
    found.lacks.extend(lacking(facts(found), step, today) if step else [])
    return found


def _visitor(row: Visitor, called: "dict[int, InstitutionName]") -> VisitorLine:
    name = called.get(row.institution_id or 0)
    return VisitorLine(row, name.acronym if name else "", name.name if name else "")


def _read(figures: Iterable[StopFigure], shelf: Shelf) -> dict[int, FigureLine]:
    """Each figure as the public reads it now, by its row."""
    rows = list(figures)
    named = names([(row.metric, row.key, row.establishment.name if row.establishment else "") for row in rows])
    return {
        row.pk: FigureLine(
            row,
            name,
            shelf.read(row.metric, key=row.key, code=row.establishment.code if row.establishment else "")
            if name
            else Reading(None, known=False),
        )
        for row, name in zip(rows, named, strict=True)
    }


def facts(found: Whole) -> Facts:
    """What is known of a visit when its next step is asked for."""
    visit = found.visit
    return Facts(
        hosts_without_holder=[str(line.host) for line in found.hosts if not line.name],
        hosts=len(found.hosts),
        visitors=len(found.visitors),
        uncleared=[str(line.visitor) for line in found.visitors if line.visitor.clearance == "pending"],
        leads=found.leader is not None,
        outcome=bool(visit.outcome),
        stops=len(found.stops),
        unwritten=[line.stop.place for line in found.stops if not line.stop.happened and not line.stop.skipped_why],
        commitments=len(found.commitments),
        none_why=bool(visit.none_why),
        note=visit.note_id is not None,
        no_note_why=bool(visit.no_note_why),
        lessons=bool(visit.lessons),
        unsigned=any(paper.kind != VisitPaper.Kind.BRIEF and not paper.is_signed for paper in found.papers),
        on=visit.on,
    )


@dataclass(frozen=True)
class Moved:
    """A figure that says something else than when a paper was made."""

    text: str
    then: int | None
    now: int | None


def moved(paper: VisitPaper, found: Whole) -> list[Moved]:
    """The figures of a paper that would be told otherwise today; one that was taken out no longer moves."""
    changed = []
    for line in (line for stop in found.stops for line in stop.figures):
        then = paper.figures.get(str(line.figure.pk), {"value": line.value})["value"]
        if then != line.value:
            changed.append(Moved(str(line.named or line.figure.metric), then, line.value))
    return changed


def paper(visit: Visit, pk: int, scope: Scope) -> VisitPaper | None:
    """A brief or minutes of a visit, for whoever sees all of its prisons."""
    if not covers(visit, scope):
        return None
    with elevated():
        return VisitPaper.objects.select_related("signed__paper").filter(visit=visit, pk=pk).first()


def quotations(visit: Visit, scope: Scope) -> list[Quotation]:
    """What was said: by visitors, and by who received in a prison of the scope."""
    with elevated():
        rows = list(Quotation.objects.filter(visit=visit).select_related("visitor", "host__establishment"))
    return [row for row in rows if row.host is None or scope.covers(row.host.establishment_id)]


def follow_ups(visit: Visit) -> list[date]:
    """The days on which what a visit promised is looked at again."""
    return [visit.on + timedelta(days=days) for days in FOLLOW_UP]


def waiting_for_second_name() -> QuerySet[StopFigure]:
    """The repeated counts that somebody asked for and nobody else has let be said."""
    rows = StopFigure.objects.exclude(note=None).filter(approved_by="")
    return rows.select_related("stop__host__visit", "stop__host__establishment", "note", "establishment")
