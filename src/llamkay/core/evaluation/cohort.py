"""Who was released, and who came back: the definitions, once.

A *release* ends a stay in prison for good: served, conditional, pardoned. A transfer, a temporary exit, an escape, a
death, an expulsion or a mistake is none. An exit whose reason nobody wrote stands in a bucket of its own. A *return*
is one of six kinds kept apart. The clock starts on the day of release (day 0); a window of twelve months holds the days
from that day up to, and without, its anniversary, and is told only when the data reach its last day. Who dies, is
expelled or is transferred abroad can no longer return: they stay in the denominator and are shown beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from llamkay.core.errors import Refused
from llamkay.core.evaluation.kinds import Kind, Return
from llamkay.core.evaluation.protocol import Protocol
from llamkay.core.evaluation.shares import Share, honest
from llamkay.core.values.dates import add_months

# Reasons of a release; the value says whether it is one. None: nobody wrote the reason.
RELEASES: Mapping[str, bool | None] = {
    "sentence_served": True,
    "conditional_release": True,
    "semi_liberty": True,
    "electronic_surveillance": True,
    "conversion": True,
    "commutation": True,
    "pardon": True,
    "habeas_corpus": True,
    "precautionary_measure_ended": True,
    "acquitted": True,
    "remission_completed": True,
    "transfer": False,
    "temporary": False,
    "escape": False,
    "death": False,
    "expulsion": False,
    "extradition": False,
    "other_jurisdiction": False,
    "error": False,
    "unknown": None,
}
_ENDS = {Kind.DIED: "died", Kind.EXPELLED: "expelled"}


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a person's history; ``offence_on`` is the day of the offence a return is for."""

    person: str
    kind: Kind
    on: date
    offence_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A person's first release in the period, the days until each kind of return, and what ended the watch."""

    person: str
    on: date
    returns: Mapping[Return, int]
    ended: str = ""  # died, expelled
    ended_after: int | None = None

    def days_to(self, kinds: Iterable[Return]) -> int | None:
        """Days from the release to the first return of one of these kinds; none if there was none."""
        return min((self.returns[kind] for kind in kinds if kind in self.returns), default=None)


@dataclass(frozen=True, slots=True)
class Window:
    """What a cohort did within some months: those whose whole window lies in the data, and how many of them came back.

    ``kinds`` counts people with a return of each kind, whatever else they had; ``returned`` those with one of the
    protocol's outcome. ``share`` is missing without evaluable people.
    """

    months: int
    evaluable: int
    returned: int
    kinds: Mapping[Return, int]
    died: int
    expelled: int
    share: Share | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those released in one stretch of the protocol's calendar."""

    name: str
    released: int
    windows: tuple[Window, ...]


@dataclass(slots=True)
class Read:
    """What a file of movements says: releases in the period, exits without a reason, and what contradicts itself."""

    releases: list[Release] = field(default_factory=list)
    unknown_reason: int = 0
    warnings: dict[str, int] = field(default_factory=dict)

    def warn(self, what: str) -> None:
        self.warnings[what] = self.warnings.get(what, 0) + 1


def read(movements: Iterable[Movement], protocol: Protocol) -> Read:
    """Each person's first release in the period and what followed. Raises ``Refused`` for a reason nobody defined."""
    by_person: dict[str, list[Movement]] = {}
    for movement in movements:
        by_person.setdefault(movement.person, []).append(movement)
    found = Read()
    for lines in by_person.values():
        lines.sort(key=lambda line: line.on)  # lines of one day stay as they were written
        _read_person(lines, protocol, found)
    found.releases.sort(key=lambda release: (release.on, release.person))
    return found


def _read_person(lines: Sequence[Movement], protocol: Protocol, found: Read) -> None:
    admitted: date | None = None
    for index, line in enumerate(lines):
        if line.kind is Kind.ADMITTED:
            admitted = line.on
        if line.kind is Kind.UNKNOWN and admitted is not None:
            found.unknown_reason += protocol.first <= line.on <= protocol.last
            return
        if line.kind is not Kind.RELEASED:
            continue
        release = _is_release(line)
        if release is None:
            found.unknown_reason += protocol.first <= line.on <= protocol.last
        if not release or not protocol.first <= line.on <= protocol.last:
            continue
        if admitted is None:
            found.warn("a release without an admission before it")
        found.releases.append(_follow(line, lines[index + 1 :], protocol, found))
        return


def _is_release(line: Movement) -> bool | None:
    if not line.reason:
        return True
    if line.reason not in RELEASES:
        raise Refused(f"nobody decided whether «{line.reason}» is a release; use one of {', '.join(RELEASES)}")
    return RELEASES[line.reason]


def _follow(release: Movement, after: Sequence[Movement], protocol: Protocol, found: Read) -> Release:
    returns: dict[Return, int] = {}
    for line in after:
        if line.on > protocol.data_cut:
            found.warn("a line after the data cut, left out")
            continue
        days = (line.on - release.on).days
        if line.kind in _ENDS or (line.kind is Kind.RELEASED and line.reason in ("expulsion", "extradition")):
            return Release(release.person, release.on, returns, _ENDS.get(line.kind, "expelled"), days)
        came_back = _return_of(line, release.on)
        if came_back is None:
            continue
        if days == 0:
            found.warn("a return on the day of the release")
        returns.setdefault(came_back, days)
    return Release(release.person, release.on, returns)


def _return_of(line: Movement, released_on: date) -> Return | None:
    new = line.offence_on is not None and line.offence_on >= released_on
    match line.kind:
        case Kind.REVOKED:
            return Return.REVOKED
        case Kind.UNKNOWN:
            return Return.UNKNOWN
        case Kind.RETURNED_CONVICTED | Kind.RETURNED_BEFORE_TRIAL:
            if line.offence_on is None:
                return Return.UNKNOWN
            if not new:
                return Return.OLD_CASE
            return Return.NEW_CONVICTED if line.kind is Kind.RETURNED_CONVICTED else Return.NEW_BEFORE_TRIAL
        case Kind.ADMITTED:
            if line.offence_on is None:
                return Return.ADMINISTRATIVE
            return Return.NEW_BEFORE_TRIAL if new else Return.OLD_CASE
        case _:
            return None


def cohorts(found: Read, protocol: Protocol) -> list[Cohort]:
    """The releases by the protocol's calendar, each with its windows."""
    by_name: dict[str, list[Release]] = {}
    for release in found.releases:
        by_name.setdefault(protocol.cohort_of(release.on), []).append(release)
    return [
        Cohort(name, len(group), tuple(_window(group, months, protocol) for months in protocol.windows))
        for name, group in sorted(by_name.items())
    ]


def _window(group: Sequence[Release], months: int, protocol: Protocol) -> Window:
    ends = {release.person: add_months(release.on, months) for release in group}
    whole = [release for release in group if ends[release.person] - timedelta(days=1) <= protocol.data_cut]
    inside = {release.person: (ends[release.person] - release.on).days for release in whole}

    def within(release: Release, days: int | None) -> bool:
        return days is not None and days < inside[release.person]

    returned = sum(within(release, release.days_to(protocol.outcome)) for release in whole)
    kinds = {kind: sum(within(release, release.returns.get(kind)) for release in whole) for kind in Return}
    ended = {
        why: sum(release.ended == why and within(release, release.ended_after) for release in whole)
        for why in _ENDS.values()
    }
    share = honest(returned, len(whole)) if whole else None
    return Window(months, len(whole), returned, kinds, ended["died"], ended["expelled"], share)


def refuse_after_time_zero(exposed_on: Mapping[str, date], time_zero: Mapping[str, date]) -> None:
    """Refuse an exposure dated after the release: who came back early had less time for it (immortal time)."""
    late = sorted(person for person, day in exposed_on.items() if person in time_zero and day > time_zero[person])
    if late:
        raise Refused(
            f"the exposure of {len(late)} people is dated after their release; whoever comes back early has less time"
            " for it, so it would seem to help. Count what was done until the day of release, or use a landmark",
            code="immortal_time",
            cells=late[:20],
        )


def refuse_stock(what: str) -> None:
    """Refuse the name of recidivism to a share of people inside who entered before."""
    raise Refused(
        f"«{what}» counts people inside who had entered before; it does not say how many of those released come"
        " back, because who comes back for long is counted longer. Follow those released instead",
        code="stock_share",
    )
