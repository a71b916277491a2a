"""What was decided before the outcomes were seen: the fields of TARGET (2025), a version, a hash."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, TypedDict

from llamkay.core.errors import Refused
from llamkay.core.evaluation.kinds import Return

CALENDARS = ("year", "quarter", "month")
# What a reader must be able to ask of a study, in the order of the report.
QUESTIONS = (
    "title",
    "question",
    "eligibility",
    "strategies",
    "assignment",
    "time_zero",
    "follow_up_end",
    "estimand",
    "assumptions",
    "sources",
    "analysis",
)
_KNOWN = {
    *QUESTIONS,
    *("version", "period", "data_cut", "windows", "cohort", "outcome", "covariates", "subgroups", "exposure"),
    "landmark",
}
_MOST_WINDOWS = 20
_MOST_DAYS = 3_660
_LONGEST = 600  # months


class Fields(TypedDict, total=False):
    """The fields of a protocol as they are written down, days as ``2026-02-13``; ``QUESTIONS`` are its answers."""

    title: str
    question: str
    eligibility: str
    strategies: str
    assignment: str
    time_zero: str
    follow_up_end: str
    estimand: str
    assumptions: str
    sources: str
    analysis: str
    period: Mapping[str, str]
    data_cut: str
    windows: list[int]
    cohort: str
    outcome: list[str]
    covariates: list[str]
    subgroups: list[str]
    exposure: Mapping[str, int] | None
    landmark: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who took part: at least so many days in the last so many months before time zero, and nothing after it."""

    days: int
    months: int


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol as written; ``first`` to ``last`` are the days of release, both included.

    ``outcome`` are the kinds of return that count, ``windows`` months after the release, ``data_cut`` the last day that
    the data hold. Time zero is the release or, of a programme that goes on outside, ``landmark`` months after it: then
    the windows begin there, with those still out. Two protocols with the same content have the same ``seal``,
    whatever their layout.
    """

    first: date
    last: date
    data_cut: date
    windows: tuple[int, ...] = (12, 24, 36)
    cohort: str = "year"
    outcome: tuple[Return, ...] = (Return.NEW_CONVICTED,)
    covariates: tuple[str, ...] = ()
    subgroups: tuple[str, ...] = ()
    version: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    exposure: Exposure | None = None
    landmark: int | None = None

    def cohort_of(self, day: date) -> str:
        """The name of the stretch of calendar that a release falls in: 2024, 2024-Q2, 2024-05."""
        match self.cohort:
            case "month":
                return f"{day:%Y-%m}"
            case "quarter":
                return f"{day.year}-Q{(day.month + 2) // 3}"
            case _:
                return f"{day.year}"

    @property
    def missing(self) -> list[str]:
        """The questions that the protocol leaves open; it cannot be signed while there are any."""
        return [question for question in QUESTIONS if not self.answers.get(question)]

    @property
    def seal(self) -> str:
        """SHA-256 over the content, in one canonical order."""
        content: dict[str, Any] = {
            "period": [self.first.isoformat(), self.last.isoformat()],
            "data_cut": self.data_cut.isoformat(),
            "windows": list(self.windows),
            "cohort": self.cohort,
            "outcome": sorted(str(kind) for kind in self.outcome),
            "covariates": sorted(self.covariates),
            "subgroups": sorted(self.subgroups),
            "version": self.version,
            "answers": {key: self.answers[key] for key in sorted(self.answers)},
        }
        if self.exposure:
            content["exposure"] = [self.exposure.days, self.exposure.months]
        if self.landmark:
            content["landmark"] = self.landmark
        return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def parse(data: Any) -> Protocol:
    """A protocol from what a YAML file holds. Raises ``Refused`` naming the field that is missing or wrong."""
    if not isinstance(data, dict):
        raise Refused("a protocol is a list of fields, such as «period», «data_cut» and «windows»")
    if unknown := sorted(str(key) for key in data if key not in _KNOWN):
        raise Refused(f"a protocol has no field «{unknown[0]}»; it has {', '.join(sorted(_KNOWN))}", field=unknown[0])
    period = data.get("period")
    if not isinstance(period, dict) or set(period) != {"from", "to"}:
        raise Refused("«period» needs «from» and «to», the first and the last day of release", field="period")
    first, last, cut = _day(period, "from"), _day(period, "to"), _day(data, "data_cut")
    if not first <= last <= cut:
        raise Refused("«from» must not be after «to», nor «to» after «data_cut»", field="period")
    windows = data.get("windows", [12, 24, 36])
    whole = isinstance(windows, list) and all(type(months) is int and 0 < months <= _LONGEST for months in windows)
    if not whole or not 0 < len(windows) <= _MOST_WINDOWS:
        raise Refused(f"«windows» is a list of months, each a whole number from 1 to {_LONGEST}", field="windows")
    calendar = data.get("cohort", "year")
    if calendar not in CALENDARS:
        raise Refused(f"«cohort» is one of {', '.join(CALENDARS)}", field="cohort")
    outcome = data.get("outcome", [Return.NEW_CONVICTED.value])
    if not isinstance(outcome, list) or not outcome or any(kind not in list(Return) for kind in outcome):
        raise Refused(f"«outcome» is a list of kinds of return: {', '.join(Return)}", field="outcome")
    version = data.get("version", 1)
    if type(version) is not int or version < 1:
        raise Refused("«version» is a whole number from 1", field="version")
    return Protocol(
        first,
        last,
        cut,
        tuple(sorted(set(windows))),
        calendar,
        tuple(Return(kind) for kind in outcome),
        _names(data, "covariates"),
        _names(data, "subgroups"),
        version,
        {key: str(data[key]) for key in QUESTIONS if data.get(key)},
        _exposure(data.get("exposure")),
        _landmark(data.get("landmark")),
    )


def _exposure(data: Any) -> Exposure | None:
    if data is None:
        return None
    if not isinstance(data, dict) or set(data) != {"days", "months"}:
        raise Refused("«exposure» needs «days», the least of them, and «months» before the release", field="exposure")
    days, months = data["days"], data["months"]
    if type(days) is not int or type(months) is not int or not (0 < days <= _MOST_DAYS and 0 < months <= _LONGEST):
        raise Refused("the days and the months of «exposure» are whole numbers above zero", field="exposure")
    return Exposure(days, months)


def _landmark(data: Any) -> int | None:
    if data is None:
        return None
    if type(data) is not int or not 0 < data <= _LONGEST:
        raise Refused(
            f"«landmark» is a whole number of months after the release, from 1 to {_LONGEST}", field="landmark"
        )
    return data


def _day(data: Mapping[str, Any], name: str) -> date:
    value = data.get(name)
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refused(f"«{name}» must be a day like 2026-02-13", field=name) from None


def _names(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Refused(f"«{name}» is a list of names", field=name)
    return tuple(value)
