"""The time of a sentence from its first day to its last: served, still to serve, in dispute, remitted.

What is in dispute lies between the mildest and the most severe reading of the law; where no text gives a ratio, it is
as much as one day for each (no law has given more).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from llamkay.core.remission.rates import Status

_DAY = timedelta(days=1)
NAMES = ("served", "left", "disputed", "remitted")  # in the order of their days


@dataclass(frozen=True, slots=True)
class Part:
    """Days of a sentence of one kind, from the first to the last of them."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class TimeBar:
    """A sentence and its days in parts: it ends on ``ends``, with remission from ``earliest`` to ``latest``."""

    begins: date
    ends: date
    earliest: date
    latest: date
    parts: tuple[Part, ...]

    @property
    def days(self) -> int:
        return (self.ends - self.begins).days + 1

    @property
    def disputed(self) -> bool:
        return self.earliest != self.latest


def time_bar(case: Mapping[str, Any], result: Mapping[str, Any]) -> TimeBar | None:
    """The time of the sentence of a case under its count; nothing where its end is not known or a judge decides it."""
    release = result["release"]
    if not release or "latest_end" in release:
        return None
    # A case is stored with days as text and read from its file with days as dates.
    starts = [str(item["starts_on"]) for item in case["convictions"] if item.get("sentence")]
    begins = date.fromisoformat(release.get("begins") or min(starts))
    ends, as_of = (date.fromisoformat(str(day)) for day in (release["sentence_ends"], case["as_of"]))
    least, most = _remitted(result)

    def with_remission(days: int) -> date:
        return max(ends - days * _DAY, begins)  # no sentence ends before its first day

    earliest, latest = with_remission(most), with_remission(least)
    # What is served runs up to today; once it reaches what is redeemed, nothing is left.
    served = min(max(as_of, begins - _DAY), earliest)
    edges = (begins, served + _DAY, earliest + _DAY, latest + _DAY, ends + _DAY)
    parts = (Part(name, first, end - _DAY) for name, first, end in zip(NAMES, edges[:-1], edges[1:], strict=True))
    return TimeBar(begins, ends, earliest, latest, tuple(part for part in parts if part.days > 0))


def _remitted(result: Mapping[str, Any]) -> tuple[int, int]:
    """The days that every reading redeems, and those that some reading does."""
    if result["remitted_days"] is not None:
        return result["remitted_days"], result["remitted_days"]
    settled = int(Fraction(result["settled"]))
    readings = [settled, *(item["remitted_days"] for item in result["alternatives"])]
    waiting = sum(line["days"] for line in result["segments"] if line["status"] == Status.NO_RATIO)
    if result["status"] == Status.TWO_READINGS:
        readings = readings[1:] or readings
    return min(readings), max(readings) + waiting
