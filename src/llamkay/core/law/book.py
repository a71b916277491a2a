"""A book of dated values: who asks for a rule gets the one in force on that day, with its article."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from llamkay.core.errors import Refused
from llamkay.core.law.calendar import easter_sunday

HOLIDAYS = "calendar.holiday."
CONFIDENCES = ("high", "medium", "low")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEYS = {"id", "from", "to", "value", "unit", "norm", "article", "source", "confidence", "note"}
_NEEDED = ("id", "from", "value", "norm", "article", "source", "confidence")


class NoRuleInForce(Refused):
    """No rule on this matter was in force on that day: nobody is counted under another law's rate."""

    def __init__(self, topic: str, day: date) -> None:
        self.topic = topic
        self.day = day
        super().__init__(
            "no rule on «{topic}» was in force on {day}; add the value with its norm to the law data, "
            "or ask for another day",
            code="law.no_rule",
            values={"topic": topic, "day": day},
        )


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the law, in force from ``start`` up to but without ``end``, with where it is written."""

    topic: str
    id: str
    start: date
    end: date | None
    value: Any
    unit: str
    norm: str
    article: str
    source: str
    confidence: str
    note: str = ""

    def holds(self, day: date) -> bool:
        """Whether the value is in force on the day."""
        return self.start <= day and (self.end is None or day < self.end)

    def as_dict(self) -> dict[str, Any]:
        """The value as plain data, with ISO dates, as ``law show`` prints it."""
        return {
            "topic": self.topic,
            "id": self.id,
            "from": self.start.isoformat(),
            "to": self.end.isoformat() if self.end else None,
            "value": _plain(self.value),
            "unit": self.unit,
            "norm": self.norm,
            "article": self.article,
            "source": self.source,
            "confidence": self.confidence,
            "note": self.note,
        }


@dataclass(frozen=True, eq=False)
class LawBook:
    """Every dated value of a set of documents; two books with the same ``version`` answer alike.

    A book compares and hashes by identity, so that it can be part of a cache key; build it once.
    """

    values: Mapping[str, tuple[Value, ...]]
    version: str

    @classmethod
    def of(cls, documents: Iterable[Mapping[str, Any]]) -> "LawBook":
        """Build the book from documents with ``topic``, ``unit`` and ``values``; other documents are passed over.

        Raises ``Refused`` when a value lacks its norm, article, source, confidence or date, when an id is
        used twice or when a period ends before it begins.
        """
        found: dict[str, list[Value]] = {}
        ids: dict[str, str] = {}
        for document in documents:
            if "topic" not in document or "values" not in document:
                continue
            topic = str(document["topic"])
            for entry in document["values"]:
                value = _value(topic, str(document.get("unit", "")), entry, str(document.get("_file", topic)))
                if value.id in ids:
                    raise Refused(f"the law id «{value.id}» stands twice, in {ids[value.id]} and in {topic}")
                ids[value.id] = topic
                found.setdefault(topic, []).append(value)
        ordered = {topic: tuple(sorted(found[topic], key=lambda v: (v.start, v.id))) for topic in sorted(found)}
        canonical = json.dumps(
            [value.as_dict() for values in ordered.values() for value in values],
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return cls(values=ordered, version=hashlib.sha256(canonical.encode()).hexdigest()[:12])

    def documents(self, *prefixes: str) -> list[dict[str, Any]]:
        """The matters that begin with a prefix as plain data, from which ``of`` makes a book that answers alike."""
        return [
            {"topic": topic, "values": [_entry(value) for value in values]}
            for topic, values in self.values.items()
            if topic.startswith(prefixes)
        ]

    def topics(self, prefix: str = "") -> tuple[str, ...]:
        """The matters of the book in order, or those that begin with ``prefix``."""
        return tuple(topic for topic in self.values if topic.startswith(prefix))

    def all(self, topic: str) -> tuple[Value, ...]:
        """Every value a matter has had, oldest first; raises ``LookupError`` for an unknown matter."""
        if topic not in self.values:
            raise LookupError(f"the law data has no topic «{topic}»; «law show» without a topic lists them")
        return self.values[topic]

    def in_force(self, topic: str, *, on: date) -> tuple[Value, ...]:
        """Every value of the matter in force on the day (several rules may stand side by side), maybe none."""
        return tuple(value for value in self.all(topic) if value.holds(on))

    def value(self, topic: str, *, on: date) -> Value:
        """The one value in force on the day; raises ``NoRuleInForce`` where there is none.

        Raises ``Refused`` where two values overlap on a matter that has only one at a time.
        """
        holding = [value for value in self.values.get(topic, ()) if value.holds(on)]
        if not holding:
            raise NoRuleInForce(topic, on)
        if len(holding) > 1:
            names = ", ".join(value.id for value in holding)
            raise Refused(f"«{topic}» has more than one value in force on {on}: {names}")
        return holding[0]

    def boundaries(self, prefix: str = "") -> tuple[date, ...]:
        """The days on which a value of the matters under ``prefix`` begins or ceases to hold, in order."""
        days: set[date] = set()
        for topic in self.topics(prefix):
            for value in self.values[topic]:
                days.add(value.start)
                if value.end:
                    days.add(value.end)
        return tuple(sorted(days))

    def holidays(self, first: date, end: date) -> frozenset[date]:
        """The national holidays (feriados nacionales, D.Leg 713 art. 6) in ``[first, end)``."""
        days = set()
        for topic in self.topics(HOLIDAYS):
            for value in self.values[topic]:
                for year in range(first.year, end.year + 1):
                    day = _day_of(value.value, year)
                    if day is not None and first <= day < end and value.holds(day):
                        days.add(day)
        return frozenset(days)


def _day_of(rule: Mapping[str, int], year: int) -> date | None:
    if "easter" in rule:
        return easter_sunday(year) + timedelta(days=rule["easter"])
    return date(year, rule["month"], rule["day"])


def _value(topic: str, unit: str, entry: Mapping[str, Any], where: str) -> Value:
    missing = [key for key in _NEEDED if entry.get(key) in (None, "")]
    if missing:
        raise Refused(f"a value of «{topic}» in {where} lacks {', '.join(missing)}; every value needs its source")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise Refused(f"the value «{entry['id']}» in {where} has the unknown key «{unknown[0]}»")
    start, end = _date(entry["from"]), _date(entry.get("to"))
    if not isinstance(start, date) or not (end is None or isinstance(end, date)):
        raise Refused(f"the value «{entry['id']}» in {where} needs dates like 2026-02-13 in from and to")
    if end is not None and end <= start:
        raise Refused(f"the value «{entry['id']}» in {where} ends on {end}, not after it begins on {start}")
    if entry["confidence"] not in CONFIDENCES:
        raise Refused(
            f"the value «{entry['id']}» in {where} has the confidence «{entry['confidence']}»; "
            f"use one of {', '.join(CONFIDENCES)}"
        )
    return Value(
        topic=topic,
        id=str(entry["id"]),
        start=start,
        end=end,
        value=entry["value"],
        unit=str(entry.get("unit", unit)),
        norm=str(entry["norm"]),
        article=str(entry["article"]),
        source=str(entry["source"]),
        confidence=str(entry["confidence"]),
        note=str(entry.get("note", "")),
    )


def _date(day: Any) -> Any:
    """A date as ``documents`` writes it; anything else is left as it is, to be refused where it stands."""
    return date.fromisoformat(day) if isinstance(day, str) and _ISO.fullmatch(day) else day


def _entry(value: Value) -> dict[str, Any]:
    entry = value.as_dict()
    del entry["topic"]
    return entry


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
