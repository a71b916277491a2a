"""When a plan is reviewed: by the time that is left, sooner after a transfer; what is overdue keeps its date.

The windows are data (``law/pe/plan``). A date is reckoned once, from the day of the last review, and then only a
transfer brings it forward and a coded reason puts it off: never earlier than it was, never once it is overdue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from llamkay.core.values.dates import at_age

Term = Mapping[str, int]  # as «at_age» reads it: {"months": 3, "days": 7}
NOW: Term = {"days": 0}


@dataclass(frozen=True, slots=True)
class Band:
    """Who has up to so much time left, and when their next review is: from the end of one term to that of another.

    ``upto`` is nothing for the longest; ``unknown`` is of those whose release has no day or has passed. A band without
    ``latest`` has no review; ``before_release`` days before release it must be over.
    """

    code: str
    upto: Term | None
    earliest: Term
    latest: Term | None = None
    before_release: int = 0
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a review is held, and by which band."""

    opens_on: date
    due_on: date
    band: str


def window(bands: Sequence[Band], *, on: date, release_on: date | None) -> Window | None:
    """The window of the review after one of a day; nothing for who is about to leave.

    ``bands`` stand from the least time to the most. One that is unknown or has passed is of the band that says so.
    Raises ``LookupError`` where no band fits.

    >>> rest = Band("rest", None, {"months": 4}, {"months": 6}, unknown=True)
    >>> bands = [Band("last", {"months": 3}, NOW), rest]
    >>> window(bands, on=date(2026, 1, 31), release_on=date(2026, 4, 30)) is None
    True
    >>> window(bands, on=date(2026, 1, 31), release_on=None).due_on.isoformat()
    '2026-07-31'
    """
    band = _band(bands, on, release_on)
    if band.latest is None and not band.before_release:
        return None
    opens_on = at_age(on, band.earliest)
    if band.before_release and release_on is not None:
        due_on = release_on - timedelta(days=band.before_release)
    elif band.latest is not None:
        due_on = at_age(on, band.latest)
    else:
        raise LookupError(f"the band «{band.code}» is reckoned from a release that has no day")
    return Window(min(opens_on, due_on), due_on, band.code)


def _band(bands: Sequence[Band], on: date, release_on: date | None) -> Band:
    known = release_on is not None and release_on > on
    for band in bands:
        if not known and band.unknown:
            return band
        if known and (band.upto is None or (release_on is not None and release_on <= at_age(on, band.upto))):
            return band
    raise LookupError("no band fits the time that is left")


def brought_forward(due_on: date, *, moved_on: date, days: int) -> date:
    """When a review is due after a transfer: so many days after it, or when it was due already, the earlier.

    >>> brought_forward(date(2026, 9, 1), moved_on=date(2026, 2, 2), days=10).isoformat()
    '2026-02-12'
    >>> brought_forward(date(2026, 1, 9), moved_on=date(2026, 2, 2), days=10).isoformat()
    '2026-01-09'
    """
    return min(due_on, moved_on + timedelta(days=days))


def put_off(due_on: date, *, on: date, days: int) -> date | None:
    """When a review is due that is put off: so many days from today, never earlier; nothing for one that is overdue.

    >>> put_off(date(2026, 2, 20), on=date(2026, 2, 2), days=5).isoformat()
    '2026-02-20'
    >>> put_off(date(2026, 1, 20), on=date(2026, 2, 2), days=5) is None
    True
    """
    return None if due_on < on else max(due_on, on + timedelta(days=days))
