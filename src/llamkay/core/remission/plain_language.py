"""A count told to the person whose days it counts: plain words, short sentences, every number from the result.

The words of the law that cannot be avoided are explained at the end (the words of the field stand in
docs/glossary.md). The same result always gives the same text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any

from llamkay.core.remission.reasons import Because, Reason, reason, reasons_of
from llamkay.core.remission.words import each, voice
from llamkay.core.remission.words.language import Voice, capital

_DAY = timedelta(days=1)
Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and what it is about: summary, period, excluded, dispute, other, missing, date or word.

    ``reason`` is what it says as a code; a word that is explained has none.
    """

    about: str
    text: str
    reason: Reason | None = None

    def as_dict(self) -> dict[str, str]:
        return {"about": self.about, "text": self.text}


def explain(result: Result, language: str = "es") -> list[Sentence]:
    """The result of ``compute_case`` in plain words, second person, in the order in which a person asks.

    Every number and date in it is one of the result; a period is told by its first and its last day.
    """
    says = voice(language, plain=True)
    parts: tuple[tuple[str, Iterable[Reason]], ...] = (
        ("summary", _summary(result)),
        ("period", map(_period, result["segments"])),
        ("excluded", _excluded(result["excluded"])),
        ("dispute", _disputes(result["alternatives"])),
        ("other", map(_other, result.get("other_readings", ()))),
        ("missing", _missing(result)),
        ("date", _dates(result["release"] or {})),
    )
    sentences = [Sentence(about, says.sentence(item), item) for about, items in parts for item in items]
    version = reason("plain.law_version", version=result["law_version"])
    return [*sentences, *_words(sentences, says), Sentence("date", says.sentence(version), version)]


def as_text(sentences: Iterable[Sentence]) -> str:
    """The sentences one under another, a blank line between one matter and the next."""
    blocks = groupby(sentences, key=lambda sentence: sentence.about)
    return "\n\n".join("\n".join(sentence.text for sentence in block) for _, block in blocks)


def span(start: str, end: str) -> Reason:
    """The days of a period from its first to its last, told as one day where it has only one."""
    first, last = date.fromisoformat(start), date.fromisoformat(end) - _DAY
    return reason("when.day", first=first) if first == last else reason("when.span", first=first, last=last)


def _summary(result: Result) -> Iterable[Reason]:
    yield reason("plain.counted", days=result["counted_days"])
    status = result["status"]
    if status == "computed":
        yield reason("plain.redeemed", days=result["remitted_days"])
        if Fraction(result["fraction"]).denominator > 1:
            yield reason("plain.exact", exact=result["fraction"])
        return
    yield reason(f"plain.{status}")
    if status in ("no_ratio", "two_readings"):
        settled = result["settled"]
        yield reason("plain.settled", settled=settled) if Fraction(settled) else reason("plain.nothing_settled")


def _period(segment: Result) -> Reason:
    return reason(
        "plain.period",
        when=(span(segment["from"], segment["to"]),),
        place=segment["stage"],
        days=segment["days"],
        kind=segment["kind"],
        gives=(_gives(segment),),
        why=reasons_of(segment["why"]),
    )


def _gives(segment: Result) -> Reason:
    if segment["status"] == "computed":
        ratio = each(segment["ratio"], segment["kind"])
        return reason("gives.computed", ratio=(ratio,), remitted=segment["remitted"])
    if segment["status"] == "barred":
        return reason("gives.barred")
    if segment["status"] == "two_readings":
        readings = tuple(_reading_gives(item, segment["kind"]) for item in segment["alternatives"])
        return reason("gives.readings", readings=readings)
    return reason("gives.waiting")


def _reading_gives(alternative: Result, kind: str) -> Reason:
    if alternative["ratio"]:
        ratio = each(alternative["ratio"], kind)
        return reason("gives.reading", ratio=(ratio,), remitted=alternative["remitted"])
    return reason("gives.reading_no_ratio" if alternative["status"] == "no_ratio" else "gives.reading_barred")


def _excluded(excluded: Iterable[Result]) -> Iterable[Reason]:
    """The days that did not count, by month and reason."""
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for item in sorted(excluded, key=lambda e: (e["on"], e["kind"], e["reason"])):
        groups.setdefault((item["on"][:7], item["kind"], item["reason"]), []).append(item)
    for (month, kind, code), left_out in groups.items():
        days = ", ".join(item["on"][8:].lstrip("0") for item in left_out)
        yield reason(
            "plain.excluded",
            month=month,
            count=(_dropped(len(left_out), extra=code == "over_daily_cap"),),
            kind=kind,
            dates=(reason("dates.one" if len(left_out) == 1 else "dates.many", days=days),),
            why=reasons_of(left_out[0]["why"]),
            norm=left_out[0]["norm"],
            article=left_out[0]["article"],
        )


def _dropped(days: int, *, extra: bool) -> Reason:
    """How many days; of extra hours the date itself did count."""
    if days == 1:
        return reason("dropped.hours" if extra else "dropped.one")
    return reason("dropped.many_hours", days=days) if extra else reason("dropped.many", days=days)


def _disputes(alternatives: list[Result]) -> Iterable[Reason]:
    if not alternatives:
        return
    yield reason("plain.dispute", question=reasons_of(alternatives[0]["question"]))
    for alternative in alternatives:
        reading = tuple(reason(f"reading.{name}.{option}") for name, option in alternative["reading"].items())
        days, release = alternative["remitted_days"], alternative["release"]
        if alternative.get("status") == "no_ratio":
            yield reason("plain.reading_partly", reading=reading, days=days)
        elif release and release["with_remission"]:
            until = date.fromisoformat(release["with_remission"])
            yield reason("plain.reading_until", reading=reading, days=days, until=until)
        else:
            yield reason("plain.reading", reading=reading, days=days)
    yield reason("plain.source", source=reasons_of(alternatives[0]["source"]))


def _other(other: Result) -> Reason:
    """What another answer to a question of the institution would give."""
    return reason(
        "plain.other",
        question=(Reason.of(other["question"]),),
        words=(Reason.of(other["words"]),),
        gives=(_other_gives(other),),
        source=(Reason.of(other["source"]),),
    )


def _other_gives(other: Result) -> Reason:
    if other["remitted_days"] is not None:
        return reason("gives.days", days=other["remitted_days"])
    if other["alternatives"]:
        return reason("gives.amounts", amounts=" ".join(other["alternatives"]))
    return reason("gives.counted", days=other["counted_days"])


def _missing(result: Result) -> Iterable[Reason]:
    whys: dict[Because, None] = {}
    for segment in result["segments"]:
        if segment["status"] == "no_ratio":
            whys[reasons_of(segment["why"])] = None
    yield from (reason("plain.missing", why=why) for why in whys)
    if result["status"] == "not_final":
        yield reason("plain.missing_final")
    if result["release"] is None:
        yield reason("plain.missing_sentence")
    for answer in (result["release"] or {}).get("answers", ()):
        yield from (Reason.of(answer[part]) for part in ("text", "needs") if answer[part])
    yield from (reason("plain.warning", warning=(warning,)) for warning in reasons_of(result["warnings"]))


def _dates(release: Result) -> Iterable[Reason]:
    if not release:
        return
    yield reason("plain.ends", on=date.fromisoformat(release["sentence_ends"]))
    if release["with_remission"] and release["with_remission"] != release["sentence_ends"]:
        yield reason("plain.with_remission", on=date.fromisoformat(release["with_remission"]))


def _words(sentences: Iterable[Sentence], says: Voice) -> Iterable[Sentence]:
    """Each word of the law that stands in the sentences, with what it means."""
    text = " ".join(sentence.text for sentence in sentences).lower()
    for word, (means, pattern) in says.language.words.items():
        if re.search(pattern, text):
            yield Sentence("word", f"{capital(word)}: {means}.")
