"""Two counts of the same person, an earlier and a later: what moved, by how many days, and why.

A count is made again when a day is corrected, a law is added or a fact changes; whoever is told another number is owed
the reason. Nothing is inferred beyond what the two results (and, where given, their cases) show.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from llamkay.core.remission.days import Exclusion
from llamkay.core.remission.plain_language import span
from llamkay.core.remission.reasons import Because, Reason, reason, reasons_of
from llamkay.core.remission.words import each, voice

_DAY = timedelta(days=1)
_FACTS = (
    "as_of person convictions stages evaluations enrolments activity study_results isolation at_large expelled "
    "parameters"
).split()
_REASONS = {code.slug: code.why for code in Exclusion if code}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that moved: what it is, what is said of it, and the numbers of before and after where it has any."""

    what: str
    says: Reason
    before: str | None = None
    after: str | None = None
    why: Because = ()

    def text(self, language: str = "es") -> str:
        """The sentence, without abbreviations."""
        return voice(language, plain=True).sentence(self.says)

    def as_dict(self, language: str = "es") -> dict[str, Any]:
        return {
            "what": self.what,
            "text": self.text(language),
            "before": self.before,
            "after": self.after,
            "why": [voice(language, plain=True).sentence(item) for item in self.why],
        }


Result = Mapping[str, Any]


def compare(
    earlier: Result, later: Result, *, cases: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None
) -> list[Difference]:
    """What moved between two results of ``compute_case``, the total first; empty only where they say the same.

    ``cases`` are the documents the two were counted from: with them a changed fact is named, without them only what the
    results show. The same two results always give the same list.
    """
    if _same(earlier, later):
        return []
    facts = _facts(*cases) if cases else ()
    differences = [
        *_totals(earlier, later),
        *_periods(earlier, later, tuple(facts)),
        *_excluded(earlier, later),
        *_release(earlier, later),
        *_alternatives(earlier, later),
        *(Difference("fact", reason("moved.fact", fact=(reason(f"fact.{fact}"),))) for fact in facts),
        *_law(earlier, later),
        *_warnings(earlier, later),
    ]
    return differences or [Difference("detail", reason("moved.detail"))]


def _same(earlier: Result, later: Result) -> bool:
    return {k: v for k, v in earlier.items() if k != "id"} == {k: v for k, v in later.items() if k != "id"}


def _totals(earlier: Result, later: Result) -> Iterable[Difference]:
    was, now = earlier["status"], later["status"]
    if was != now:
        before, after = (reason(f"outcome.{was}"),), (reason(f"outcome.{now}"),)
        yield Difference("status", reason("moved.status", before=before, after=after), was, now)
    one, other = earlier["counted_days"], later["counted_days"]
    if one != other:
        says = reason("moved.counted", before=one, after=other, more=(_more(other - one),))
        yield Difference("counted_days", says, str(one), str(other))
    if earlier["fraction"] != later["fraction"]:
        says = _remitted(earlier, later)
        yield Difference("remitted_days", says, earlier["fraction"], later["fraction"])


def _remitted(earlier: Result, later: Result) -> Reason:
    one, other = earlier["remitted_days"], later["remitted_days"]
    if one is None:
        return reason("moved.figure_new", after=other)
    if other is None:
        return reason("moved.figure_lost", before=one)
    more = (_more(other - one),)
    if one != other:
        return reason("moved.remitted", before=one, after=other, more=more)
    was, now = earlier["fraction"], later["fraction"]
    return reason("moved.remitted_exact", before=one, after=other, more=more, exact_before=was, exact_after=now)


def _more(change: int) -> Reason:
    if not change:
        return reason("more.none")
    return reason("more.days", days=change) if change > 0 else reason("more.fewer", days=-change)


# Periods


def _periods(earlier: Result, later: Result, facts: tuple[str, ...]) -> Iterable[Difference]:
    """Stretches of one kind that touch each other in time, before and after; those that say the same are left out."""
    for kind, before, after in _matched(earlier["segments"], later["segments"]):
        if [_essence(s) for s in before] == [_essence(s) for s in after]:
            continue
        whole = [*before, *after]
        says = reason(
            "moved.period",
            when=(span(min(s["from"] for s in whole), max(s["to"] for s in whole)),),
            kind=kind,
            before=_stretches(before),
            after=_stretches(after),
        )
        why = tuple(_reasons(kind, before, after, earlier, later, facts))
        yield Difference("period", says, _sum(before), _sum(after), why)


def _matched(before: Sequence[Result], after: Sequence[Result]) -> Iterable[tuple[str, list[Result], list[Result]]]:
    """Groups of segments of one kind joined by overlap, in order of time."""
    items = [(s["kind"], s["from"], s["to"], side, s) for side, side_of in enumerate((before, after)) for s in side_of]
    groups: list[tuple[str, str, tuple[list[Result], list[Result]]]] = []
    for kind, start, end, side, segment in sorted(items, key=lambda item: item[:4]):
        if not groups or groups[-1][0] != kind or start >= groups[-1][1]:
            groups.append((kind, end, ([], [])))
        last = groups.pop()
        last[2][side].append(segment)
        groups.append((kind, max(last[1], end), last[2]))
    for kind, _, (one, other) in sorted(groups, key=lambda g: (min(s["from"] for side in g[2] for s in side), g[0])):
        yield kind, one, other


def _essence(segment: Result) -> tuple[Any, ...]:
    """What a stretch says; its reason in words and its confidence follow from the rule."""
    keys = ("from", "to", "stage", "status", "days", "ratio", "remitted", "rule", "norm", "article")
    return (*(segment[key] for key in keys), [(a["ratio"], a["rule"]) for a in segment.get("alternatives", ())])


def _stretches(segments: list[Result]) -> Because:
    return tuple(map(_stretch, segments)) or (reason("stretch.none"),)


def _stretch(segment: Result) -> Reason:
    days, place = segment["days"], segment["stage"]
    if segment["status"] == "computed":
        ratio = (each(segment["ratio"], segment["kind"]),)
        return reason("stretch.computed", days=days, place=place, ratio=ratio, remitted=segment["remitted"])
    return reason("stretch.open", days=days, place=place, outcome=(reason(f"outcome.{segment['status']}"),))


def _sum(segments: list[Result]) -> str | None:
    """Days of sentence of a group, exact; nothing where one of them has no single answer."""
    if any(s["remitted"] is None for s in segments):
        return None
    return str(sum((Fraction(s["remitted"]) for s in segments), Fraction(0)))


def _reasons(
    kind: str, before: list[Result], after: list[Result], earlier: Result, later: Result, facts: tuple[str, ...]
) -> Iterable[Reason]:
    days = sum(s["days"] for s in after) - sum(s["days"] for s in before)
    if days:
        yield reason("because.days", more=(_more(days),))
        yield from _months(kind, before, after, earlier, later)
    if not before or not after:
        return
    if {s["stage"] for s in before} != {s["stage"] for s in after}:
        was, now = (" ".join(dict.fromkeys(s["stage"] for s in side)) for side in (before, after))
        yield reason("because.stage", before=was, after=now)
    was_final, is_final = (all(s["status"] != "not_final" for s in side) for side in (before, after))
    if was_final != is_final:
        yield reason("because.final" if is_final else "because.final_no_more")
    rules = [dict.fromkeys((s["rule"], s["norm"], s["article"]) for s in side) for side in (before, after)]
    if set(rules[0]) != set(rules[1]):
        cited = [tuple(reason("rule.cited", norm=n, article=a) for _, n, a in side) for side in rules]
        named = [tuple(reason("rule.named", name=rule) for rule, _, _ in side) for side in rules]
        one, other = named if cited[0] == cited[1] else cited
        yield reason("because.rule", before=one, after=other)
        if earlier["law_version"] != later["law_version"]:
            yield reason("because.law_version", before=earlier["law_version"], after=later["law_version"])
        elif "convictions" in facts or "person" in facts or "parameters" in facts:
            yield reason("because.fact")


def _months(kind: str, before: list[Result], after: list[Result], earlier: Result, later: Result) -> Iterable[Reason]:
    """The months of a stretch whose counted days are not the same, where the days are dated."""
    low = min(s["from"] for s in (*before, *after))[:7]
    high = f"{date.fromisoformat(max(s['to'] for s in (*before, *after))) - _DAY:%Y-%m}"
    one, other = ({m["month"]: m["days"] for m in r["months"] if m["kind"] == kind} for r in (earlier, later))
    for month in sorted({*one, *other}):
        was, now = one.get(month, 0), other.get(month, 0)
        if low <= month <= high and was != now:
            yield reason("because.month", month=month, before=was, after=now)


# Days that do not count, dates, readings, facts


def _excluded(earlier: Result, later: Result) -> Iterable[Difference]:
    one, other = ({(e["on"], e["kind"], e["reason"]) for e in r["excluded"]} for r in (earlier, later))
    for on, kind, code in sorted(one ^ other):
        left = (on, kind, code) in one
        day, why = date.fromisoformat(on), (_REASONS[code],)
        says = reason("moved.excluded_no_more" if left else "moved.excluded", on=day, kind=kind, why=why)
        yield Difference("excluded", says, code if left else None, None if left else code)


def _release(earlier: Result, later: Result) -> Iterable[Difference]:
    for key in ("sentence_ends", "with_remission"):
        one, other = ((r["release"] or {}).get(key) for r in (earlier, later))
        if one != other:
            yield Difference(key, _date_moved((reason(f"date.{key}"),), one, other), one, other)


def _date_moved(name: Because, one: str | None, other: str | None) -> Reason:
    before, after = (date.fromisoformat(text) if text else None for text in (one, other))
    if not before:
        assert after is not None
        return reason("moved.date_new", name=name, after=after)
    if not after:
        return reason("moved.date_lost", name=name, before=before)
    if after > before:
        return reason("moved.date_later", name=name, before=before, after=after, days=(after - before).days)
    return reason("moved.date_earlier", name=name, before=before, after=after, days=(before - after).days)


def _alternatives(earlier: Result, later: Result) -> Iterable[Difference]:
    one, other = ([a["fraction"] for a in r["alternatives"]] for r in (earlier, later))
    if one != other:
        says = reason("moved.alternatives", before=" ".join(one), after=" ".join(other))
        yield Difference("alternatives", says, ", ".join(one) or None, ", ".join(other) or None)


def _facts(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of the two cases that differ, their order of entry and the form of their dates apart."""
    return tuple(key for key in _FACTS if _differ(earlier.get(key) or None, later.get(key) or None))


def _differ(one: Any, other: Any) -> bool:
    """Whether two parts say something else; what stands word for word in both is not looked into."""
    if one == other:
        return False
    if isinstance(one, list) and isinstance(other, list):
        one, other = list(_only(one, other)), list(_only(other, one))
    return bool(_plain(one) != _plain(other))


def _only(items: list[Any], others: list[Any]) -> Iterable[Any]:
    """What of a list has no like in another, each taken once."""
    seen = Counter(map(repr, others))
    for item in items:
        text = repr(item)
        if seen[text]:
            seen[text] -= 1
        else:
            yield item


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {"on" if key is True else str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_plain(item) for item in value), key=repr)
    return value.isoformat() if isinstance(value, date) else value


def _law(earlier: Result, later: Result) -> Iterable[Difference]:
    one, other = earlier["law_version"], later["law_version"]
    if one != other:
        yield Difference("law_version", reason("moved.law_version", before=one, after=other), one, other)


def _warnings(earlier: Result, later: Result) -> Iterable[Difference]:
    one, other = (reasons_of(r["warnings"]) for r in (earlier, later))
    for warning in other:
        if warning not in one:
            yield Difference("warning", reason("moved.warning", warning=(warning,)), None, warning.code)
    for warning in one:
        if warning not in other:
            yield Difference("warning", reason("moved.warning_no_more", warning=(warning,)), warning.code, None)
