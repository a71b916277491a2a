"""Several sentences, days at large, days added: what the law says of each and what a judge has to decide.

Nothing is summed in silence. Where a judge decides, the end with remission is not told, and the count says which
resolution is missing and between which days it would fall.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from llamkay.core.law import LawBook, Value
from llamkay.core.remission.case import AtLarge, Case, Sentence
from llamkay.core.remission.reasons import Reason, reason, ruled

_DAY = timedelta(days=1)


def sentence_end(sentence: Sentence) -> date:
    """The last day of a sentence: start + term − 1 day, calendar years and months first.

    >>> sentence_end(Sentence(date(2020, 1, 10), 8, 0, 0))
    datetime.date(2028, 1, 9)
    """
    start = sentence.starts_on
    months = start.month - 1 + sentence.months
    year, month = start.year + sentence.years + months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    short = start.day > day  # 31 August + 6 months ends with February, whole
    return date(year, month, day) + timedelta(days=sentence.days) - (timedelta(0) if short else _DAY)


@dataclass(frozen=True, slots=True)
class Answer:
    """What bears on the end of the sentence: who decides it, by which rule, what is said and what is missing."""

    code: str
    decides: str
    rule: Value
    text: Reason
    needs: Reason | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "decides": self.decides,
            "text": self.text,
            "needs": self.needs,
            "rule": self.rule.id,
            "norm": self.rule.norm,
            "article": self.rule.article,
            "confidence": self.rule.confidence,
        }


@dataclass(frozen=True, slots=True)
class Terms:
    """The sentence that is being served: from its first day to its last, and to what the judge could make of it.

    ``latest`` is later than ``ends`` only where a judge decides; ``out`` are the days between that are not served.
    """

    begins: date
    ends: date
    latest: date
    out: int
    answers: tuple[Answer, ...]

    @property
    def decided(self) -> bool:
        return all(answer.decides == "law" for answer in self.answers)


def of_this_stay(case: Case) -> tuple[Case, Mapping[str, Any] | None]:
    """The case without the days and sentences of a former one, served whole before the person came back; and what was
    left out."""
    back = max((out.period.end for out in case.at_large if out.by == "release" and out.period.end), default=None)
    if back is None:
        return case, None
    former = [s for s in case.sentences if s.starts_on < back]
    now = [s for s in case.sentences if s.starts_on >= back]
    if not now or any(sentence_end(s) >= back for s in former):
        return case, None
    sessions = tuple(s for s in case.sessions if s.on >= back)
    counted = tuple(c for c in case.counted if c.period.start >= back)
    if (sessions, counted) == (case.sessions, case.counted):
        return replace(case, sentences=tuple(now)), None
    left = {"before": back, "dates": len({s.on for s in case.sessions if s.on < back})}
    return replace(case, sentences=tuple(now), sessions=sessions, counted=counted, custody_from=back), left


def terms_of(case: Case, law: LawBook) -> Terms | None:
    """The end of what is served, under the rules of the day of the count; nothing where no term is known."""
    if not case.sentences:
        return None
    ordered = sorted(case.sentences, key=lambda s: (s.starts_on, sentence_end(s)))
    begins, ends = ordered[0].starts_on, max(map(sentence_end, ordered))
    answers: list[Answer] = []
    latest, gaps = ends, 0
    if len(ordered) > 1:
        if all(sentence_end(one) < other.starts_on for one, other in pairwise(ordered)):
            answers += _answers(law, case, "consecutive", count=len(ordered))
            gaps = sum((other.starts_on - sentence_end(one)).days - 1 for one, other in pairwise(ordered))
        else:
            answers += _answers(law, case, "several", count=len(ordered))
            latest = max(ends, _summed(ordered, law, case.as_of))
    escaped = _days_out(case.at_large, "escape", begins, ends)
    if escaped:
        answers += _answers(law, case, "escape", days=escaped)
        ends, latest = ends + escaped * _DAY, latest + escaped * _DAY
    if freed := _days_out(case.at_large, "release", begins, ends):
        answers += _answers(law, case, "release", days=freed)
        latest += freed * _DAY
    if added := sum(item.days for item in case.added):
        decided = all(item.resolution for item in case.added)
        answers += _answers(law, case, "added", days=added, settled=decided)
        ends, latest = (ends + added * _DAY if decided else ends), latest + added * _DAY
    return Terms(begins, ends, latest, gaps + escaped, tuple(answers))


def _answers(law: LawBook, case: Case, code: str, *, settled: bool = False, **values: int) -> Iterator[Answer]:
    topic = f"remission.sentences.{code}"
    for rule in law.in_force(topic, on=case.as_of) if law.topics(topic) else ():
        decides = "law" if settled else str(rule.value["decides"])
        needs = reason(f"needs.{code}") if decides == "judge" else None
        yield Answer(code, decides, rule, ruled(f"sentences.{code}", rule, **values), needs)


def _summed(ordered: list[Sentence], law: LawBook, on: date) -> date:
    """The last day if a judge summed the sentences: from the first day, up to what the law lets the sum be."""
    first = ordered[0].starts_on
    whole = Sentence(first, *(sum(getattr(s, part) for s in ordered) for part in ("years", "months", "days")))
    ends = [sentence_end(whole)]
    for rule in law.in_force("remission.sentences.several", on=on):
        if "times" not in rule.value:
            continue
        gravest = max(ordered, key=lambda s: sentence_end(replace(s, starts_on=first)))
        times = int(rule.value["times"])
        double = Sentence(first, *(times * getattr(gravest, part) for part in ("years", "months", "days")))
        ends += [sentence_end(double), sentence_end(Sentence(first, int(rule.value["years"]), 0, 0))]
    return min(ends)


def _days_out(at_large: Iterable[AtLarge], by: str, begins: date, ends: date) -> int:
    """The days at large that lie within the sentence."""
    found = 0
    for out in at_large:
        part = out.period.clip(begins, ends + _DAY) if out.by == by else None
        if part and part.end:
            found += (part.end - part.start).days
    return found
