"""Reads of the agreements: those that stand, one with all of it, how far its obligations have come."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

from llamkay.apps.coordination.figures import Named, Reading, Shelf, names
from llamkay.apps.coordination.models import Agreement, AgreementParty, Commitment, Obligation
from llamkay.apps.institutions.queries import holders_on, names_on
from llamkay.core.coordination import Stage, alarm, stage
from llamkay.platform.database.search import fold, terms

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import InstitutionName, OfficeHolder


def every_agreement() -> QuerySet[Agreement]:
    """Every agreement with its parties and addenda, the newest first; they bind institutions, so no scope cuts them."""
    parties = AgreementParty.objects.select_related("institution", "post", "coordinator")
    return (
        Agreement.objects.defer("file")
        .select_related("parent")
        .prefetch_related(Prefetch("parties", parties), Prefetch("children", Agreement.objects.defer("file")))
    )


@dataclass(frozen=True)
class Line:
    """An agreement in a list: where it stands that day, which alarm sounds, its parties by their acronym."""

    agreement: Agreement
    stage: Stage
    alarm: int | None
    parties: list[str]
    last_day: date | None
    days_left: int | None


def lines(*, on: date, words: str = "", state: str = "", kind: str = "") -> list[Line]:
    """The agreements by where they stand that day: those about to end first, then the newest."""
    rows = every_agreement()
    if kind:
        rows = rows.filter(kind=kind)
    wanted, called, found = terms(words), names_on(on), []
    for row in rows:
        line = line_of(row, on=on, called=called)
        text = fold(" ".join([row.number, row.title, row.purpose, *line.parties]))
        if all(word in text for word in wanted) and state in ("", line.stage):
            found.append(line)
    return sorted(found, key=lambda line: (line.alarm is None, line.days_left or 0 if line.alarm else 0))


def line_of(row: Agreement, *, on: date, called: "dict[int, InstitutionName] | None" = None) -> Line:
    """Where one agreement stands that day."""
    called = names_on(on) if called is None else called
    parties = [party.acronym or _acronym(party, called) for party in row.parties.all()]
    last = row.last_day
    return Line(row, stage(row.term, on), alarm(row.term, on), parties, last, (last - on).days if last else None)


def _acronym(party: AgreementParty, called: "dict[int, InstitutionName]") -> str:
    name = called.get(party.institution_id)
    return name.acronym if name else party.institution.code.upper()


def ending(on: date) -> list[Line]:
    """The agreements whose end an alarm announces, the nearest first."""
    rows = every_agreement().filter(signed_on__lte=on, left_on=None).exclude(ends_on=None)
    called = names_on(on)
    found = [line for row in rows if (line := line_of(row, on=on, called=called)).alarm]
    return sorted(found, key=lambda line: line.days_left or 0)


@dataclass(frozen=True)
class PartyLine:
    """A party as it is read: as it was written on signing, or as it would be that day; who coordinates today."""

    party: AgreementParty
    institution: str
    acronym: str
    post: str
    holder: str
    coordinator: str
    coordinator_holder: str

    @property
    def lacks_holder(self) -> bool:
        return not self.holder


def parties_of(agreement: Agreement, *, on: date) -> list[PartyLine]:
    """The parties of an agreement; while it is not signed, with who holds each post that day."""
    parties = list(agreement.parties.all())
    posts = {post for party in parties for post in (party.post_id, party.coordinator_id) if post}
    holders, called = holders_on(posts, on), names_on(on)
    return [_party_line(party, holders, called) for party in parties]


def _party_line(
    party: AgreementParty, holders: "dict[int, OfficeHolder]", called: "dict[int, InstitutionName]"
) -> PartyLine:
    name, holder = called.get(party.institution_id), holders.get(party.post_id)
    coordinator = holders.get(party.coordinator_id) if party.coordinator_id else None
    return PartyLine(
        party=party,
        institution=party.institution_name or (name.name if name else party.institution.code),
        acronym=party.acronym or _acronym(party, called),
        post=party.post_title or party.post.title,
        holder=party.holder or (holder.name if holder else ""),
        coordinator=party.coordinator.title if party.coordinator else "",
        coordinator_holder=coordinator.name if coordinator else "",
    )


@dataclass(frozen=True)
class Measured:
    """An obligation as it stands: what its figure says, whether the target is reached, whether its day has passed."""

    obligation: Obligation
    figure: Named | None
    reading: Reading | None
    commitment: Commitment | None
    late: bool

    @property
    def reached(self) -> bool | None:
        """Whether the figure has reached the target; none where no figure says it."""
        if self.reading is None or self.reading.value is None or self.obligation.target is None:
            return None
        return self.reading.value >= self.obligation.target

    @property
    def percent(self) -> int | None:
        """What part of the target is reached, at most a hundred."""
        if self.reached is None or not self.obligation.target or self.reading is None:
            return None
        return min(100 * (self.reading.value or 0) // self.obligation.target, 100)


def measured(agreement: Agreement, *, on: date, shelf: Shelf | None = None) -> list[Measured]:
    """The obligations of an agreement with what their figures say now, those that fall due first."""
    rows = list(
        Obligation.objects.filter(agreement=agreement)
        .select_related("party", "establishment", "commitment")
        .order_by("due_on", "id")
    )
    shelf = shelf or Shelf()
    named = names([(row.metric, row.key, row.establishment.name if row.establishment else "") for row in rows])
    found = []
    for row, figure in zip(rows, named, strict=True):
        reading = None
        if row.metric and figure:
            reading = shelf.read(row.metric, key=row.key, code=row.establishment.code if row.establishment else "")
        line = Measured(row, figure, reading, getattr(row, "commitment", None), False)
        found.append(Measured(row, figure, reading, line.commitment, row.due_on < on and line.reached is not True))
    return found


def possible_parents(agreement: Agreement | None = None) -> QuerySet[Agreement]:
    """The signed agreements under which another may stand."""
    rows = Agreement.objects.defer("file").filter(~Q(signed_on=None))
    return rows.exclude(pk=agreement.pk) if agreement else rows
