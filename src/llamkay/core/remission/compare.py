"""Two counts of the same person, an earlier and a later: what moved, by how many days, and why.

A count is made again when a day is corrected, a law is added or a fact changes; whoever is told another number is owed
the reason. Nothing is inferred beyond what the two results (and, where given, their cases) show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from llamkay.core.remission.days import EXCLUSIONS, Exclusion
from llamkay.core.remission.plain import KINDS, amount, day, days_of, number, plainly, ratio_words, stage_words

_DAY = timedelta(days=1)
_STATUS = {
    "computed": "calculado",
    "barred": "el delito no redime",
    "no_ratio": "la ley no fija una razón",
    "two_readings": "hay más de una lectura y no se elige",
    "not_final": "sin sentencia firme",
}
_FACTS = {
    "as_of": "la fecha hasta la que se cuenta",
    "person": "la condición de reincidente o habitual",
    "convictions": "la condena: delito, fechas, firmeza o pena",
    "stages": "el régimen o la etapa",
    "evaluations": "las evaluaciones semestrales",
    "enrolments": "la inscripción en el registro",
    "activity": "los días o los minutos de actividad",
    "study_results": "las notas de estudio",
    "isolation": "las sanciones de aislamiento",
    "expelled": "los retiros de la sesión",
    "parameters": "la lectura de la ley que se pidió",
}
_REASONS = {code.slug: EXCLUSIONS[code].text for code in Exclusion if code in EXCLUSIONS}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that moved: what it is, a sentence, and the numbers of before and after where it has any."""

    what: str
    text: str
    before: str | None = None
    after: str | None = None
    why: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "text": self.text,
            "before": self.before,
            "after": self.after,
            "why": list(self.why),
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
        *_facts_told(facts),
        *_law(earlier, later),
        *_warnings(earlier, later),
    ]
    return differences or [Difference("detail", "Cambió el detalle del cómputo, no los días ni las fechas.")]


def _same(earlier: Result, later: Result) -> bool:
    return {k: v for k, v in earlier.items() if k != "id"} == {k: v for k, v in later.items() if k != "id"}


def _totals(earlier: Result, later: Result) -> Iterable[Difference]:
    if earlier["status"] != later["status"]:
        before, after = _STATUS[earlier["status"]], _STATUS[later["status"]]
        yield Difference(
            "status", f"El resultado era «{before}» y ahora es «{after}».", earlier["status"], later["status"]
        )
    one, other = earlier["counted_days"], later["counted_days"]
    if one != other:
        yield Difference(
            "counted_days",
            f"Los días contados pasan de {number(one)} a {number(other)}: {_more(other - one)}.",
            str(one),
            str(other),
        )
    one, other = earlier["remitted_days"], later["remitted_days"]
    if earlier["fraction"] == later["fraction"]:
        return
    if one is None or other is None:
        known = (
            f"había {number(one)} y ahora no hay una cifra única"
            if one is not None
            else f"no había una cifra única y ahora hay {number(other)}"
        )
        yield Difference("remitted_days", f"De días de pena redimidos {known}.", earlier["fraction"], later["fraction"])
        return
    exact = f" (exactos: {amount(earlier['fraction'])} y {amount(later['fraction'])})" if one == other else ""
    yield Difference(
        "remitted_days",
        f"Los días de pena redimidos pasan de {number(one)} a {number(other)}: {_more(other - one)}{exact}.",
        earlier["fraction"],
        later["fraction"],
    )


def _more(change: int) -> str:
    if not change:
        return "ningún día entero de diferencia"
    return f"{days_of(abs(change))} {'más' if change > 0 else 'menos'}"


# Periods


def _periods(earlier: Result, later: Result, facts: tuple[str, ...]) -> Iterable[Difference]:
    """Stretches of one kind that touch each other in time, before and after; those that say the same are left out."""
    for kind, before, after in _matched(earlier["segments"], later["segments"]):
        if [_essence(s) for s in before] == [_essence(s) for s in after]:
            continue
        whole = [*before, *after]
        first = day(min(s["from"] for s in whole))
        last = f"{date.fromisoformat(max(s['to'] for s in whole)) - _DAY:%d/%m/%Y}"
        when = f"El {first}" if first == last else f"Del {first} al {last}"
        text = f"{when} ({KINDS[kind]}): antes {_told(before)}; ahora {_told(after)}."
        yield Difference(
            "period", text, _sum(before), _sum(after), tuple(_reasons(kind, before, after, earlier, later, facts))
        )


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


def _told(segments: list[Result]) -> str:
    if not segments:
        return "sin días contados"
    return ", ".join(_one(segment) for segment in segments)


def _one(segment: Result) -> str:
    days = days_of(segment["days"])
    if segment["status"] == "computed":
        ratio = ratio_words(segment["ratio"], segment["kind"])
        return f"{days} en {stage_words(segment['stage'])}, {ratio}, {amount(segment['remitted'])} de pena"
    return f"{days} en {stage_words(segment['stage'])}, {_STATUS[segment['status']]}"


def _sum(segments: list[Result]) -> str | None:
    """Days of sentence of a group, exact; nothing where one of them has no single answer."""
    if any(s["remitted"] is None for s in segments):
        return None
    return str(sum((Fraction(s["remitted"]) for s in segments), Fraction(0)))


def _reasons(
    kind: str, before: list[Result], after: list[Result], earlier: Result, later: Result, facts: tuple[str, ...]
) -> Iterable[str]:
    days = sum(s["days"] for s in after) - sum(s["days"] for s in before)
    if days:
        yield f"Cambiaron los días contados: {_more(days)}."
        yield from _months(kind, before, after, earlier, later)
    if not before or not after:
        return
    if {s["stage"] for s in before} != {s["stage"] for s in after}:
        was, now = (" y ".join(dict.fromkeys(stage_words(s["stage"]) for s in side)) for side in (before, after))
        yield f"Cambió el régimen o la etapa: era {was} y es {now}."
    was_final, is_final = (all(s["status"] != "not_final" for s in side) for side in (before, after))
    if was_final != is_final:
        yield "La sentencia quedó firme." if is_final else "Ya no consta sentencia firme."
    rules = [dict.fromkeys((s["rule"], s["norm"], s["article"]) for s in side) for side in (before, after)]
    if set(rules[0]) != set(rules[1]):
        was, now = (" y ".join(plainly(f"{norm}, art. {article}") for _, norm, article in side) for side in rules)
        if was == now:
            was, now = (" y ".join(rule for rule, _, _ in side) for side in rules)
        yield f"Rige otra regla: era {was} y es {now}."
        if earlier["law_version"] != later["law_version"]:
            yield f"Cambió la versión de la ley: {earlier['law_version']} y {later['law_version']}."
        elif "convictions" in facts or "person" in facts or "parameters" in facts:
            yield "La ley cargada es la misma: cambió un dato del caso."


def _months(kind: str, before: list[Result], after: list[Result], earlier: Result, later: Result) -> Iterable[str]:
    """The months of a stretch whose counted days are not the same, where the days are dated."""
    low = min(s["from"] for s in (*before, *after))[:7]
    high = f"{date.fromisoformat(max(s['to'] for s in (*before, *after))) - _DAY:%Y-%m}"
    one, other = ({m["month"]: m["days"] for m in r["months"] if m["kind"] == kind} for r in (earlier, later))
    for month in sorted({*one, *other}):
        was, now = one.get(month, 0), other.get(month, 0)
        if low <= month <= high and was != now:
            yield f"En {month[5:]}/{month[:4]}: de {days_of(was)} a {days_of(now)}."


# Days that do not count, dates, readings, facts


def _excluded(earlier: Result, later: Result) -> Iterable[Difference]:
    one, other = ({(e["on"], e["kind"], e["reason"]) for e in r["excluded"]} for r in (earlier, later))
    for on, kind, reason in sorted(one ^ other):
        left = (on, kind, reason) in one
        said = "ya no figura entre los que no cuentan" if left else "ahora no cuenta"
        was = "El motivo era" if left else "Motivo"
        text = f"El {day(on)} ({KINDS[kind]}) {said}. {was}: {_lower(_REASONS[reason])}"
        yield Difference("excluded", text, reason if left else None, None if left else reason)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _release(earlier: Result, later: Result) -> Iterable[Difference]:
    names = {"sentence_ends": "El fin de la pena completa", "with_remission": "El último día de pena con redención"}
    for key, name in names.items():
        one, other = ((r["release"] or {}).get(key) for r in (earlier, later))
        if one == other:
            continue
        text = ""
        if one and other:
            move = (date.fromisoformat(other) - date.fromisoformat(one)).days
            way = "después" if move > 0 else "antes"
            text = f"{name} pasa del {day(one)} al {day(other)}: {days_of(abs(move))} {way}."
        elif other:
            text = f"{name} no constaba; ahora es el {day(other)}."
        elif one:
            text = f"{name} era el {day(one)}; ahora no hay fecha única."
        yield Difference(key, text, one, other)


def _alternatives(earlier: Result, later: Result) -> Iterable[Difference]:
    one, other = ([a["fraction"] for a in r["alternatives"]] for r in (earlier, later))
    if one != other:
        was, now = (" o ".join(amount(f) for f in side) or "ninguna" for side in (one, other))
        text = f"Lo que da cada lectura en discusión (días de pena): antes {was}; ahora {now}."
        yield Difference("alternatives", text, ", ".join(one) or None, ", ".join(other) or None)


def _facts(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of the two cases that differ, their order of entry and the form of their dates apart."""
    return tuple(key for key in _FACTS if _plain(earlier.get(key) or None) != _plain(later.get(key) or None))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {"on" if key is True else str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_plain(item) for item in value), key=repr)
    return value.isoformat() if isinstance(value, date) else value


def _facts_told(facts: Iterable[str]) -> Iterable[Difference]:
    yield from (Difference("fact", f"Cambió un dato del caso: {_FACTS[fact]}.") for fact in facts)


def _law(earlier: Result, later: Result) -> Iterable[Difference]:
    one, other = earlier["law_version"], later["law_version"]
    if one != other:
        yield Difference("law_version", f"La versión de la ley pasa de {one} a {other}.", one, other)


def _warnings(earlier: Result, later: Result) -> Iterable[Difference]:
    for warning in later["warnings"]:
        if warning not in earlier["warnings"]:
            yield Difference("warning", f"Aviso nuevo: {plainly(warning)}", None, warning)
    for warning in earlier["warnings"]:
        if warning not in later["warnings"]:
            yield Difference("warning", f"Ya no vale el aviso: {plainly(warning)}", warning, None)
