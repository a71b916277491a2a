"""A case on paper, read and checked: every refusal is one sentence that says what, where and what to do."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from llamkay.core.errors import Refused
from llamkay.core.remission.assumptions import ASSUMPTIONS
from llamkay.core.remission.days import Kind
from llamkay.core.remission.offences import CaseFacts, Conviction
from llamkay.core.remission.rates import STAGES
from llamkay.core.remission.readings import DISPUTES
from llamkay.core.values import FIRST_YEAR, LAST_YEAR, Month, Period

PLACES = ("workshop", "classroom", "service", "nursery", "outside", "cell")
JURISDICTIONS = ("pe",)
WAYS_OUT = ("release", "escape")
_LEVELS = ("AD", "A", "B", "C")  # the literal scale of basic education; which of them pass is not in the law data
_KEYS = (
    "id title jurisdiction as_of person convictions stages evaluations enrolments activity study_results isolation "
    "at_large added expelled parameters expect rests_on note _file"
).split()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A term of deprivation of liberty (pena privativa de libertad) that runs from its first day."""

    starts_on: date
    years: int
    months: int
    days: int


@dataclass(frozen=True, slots=True)
class Stage:
    """The regime and stage (régimen y etapa) of a person during a period."""

    period: Period
    regime: str
    stage: str | None

    @property
    def label(self) -> str:
        return f"{self.regime}/{self.stage}" if self.stage else self.regime


@dataclass(frozen=True, slots=True)
class Counted:
    """Days already counted by someone else within a period."""

    kind: Kind
    period: Period
    days: int


@dataclass(frozen=True, slots=True)
class Session:
    """Activity of one kind on one day, in minutes."""

    kind: Kind
    on: date
    minutes: int
    place: str
    authorised: bool
    hours: tuple[int, int] | None = None  # from and to, in minutes of the day, where both are stated


@dataclass(frozen=True, slots=True)
class AtLarge:
    """Days outside custody, from a release or an escape to the return: ``period`` ends on the first day back."""

    period: Period
    by: str


@dataclass(frozen=True, slots=True)
class Added:
    """Days that somebody says are added to the sentence, with the judge's resolution where there is one."""

    days: int
    resolution: str


@dataclass(frozen=True, slots=True)
class Case:
    """A whole case as its document states it.

    A sentence that becomes final after ``as_of`` is not final in ``facts``; ``later_finals`` names it.
    """

    id: str
    as_of: date
    facts: CaseFacts
    later_finals: tuple[tuple[str, date], ...]
    sentences: tuple[Sentence, ...]
    custody_from: date | None
    stages: tuple[Stage, ...]
    evaluations: tuple[tuple[date, bool], ...]
    enrolments: tuple[tuple[Kind, Period], ...]
    counted: tuple[Counted, ...]
    sessions: tuple[Session, ...]
    marks: Mapping[str, bool]
    scores: Mapping[str, float]
    isolation: tuple[Period, ...]
    at_large: tuple[AtLarge, ...]
    added: tuple[Added, ...]
    expelled: tuple[tuple[Kind, date], ...]
    parameters: Mapping[str, Any]

    @property
    def returns(self) -> tuple[date, ...]:
        """The first days back after a release: there a new stay begins."""
        return tuple(sorted(out.period.end for out in self.at_large if out.by == "release" and out.period.end))


def read_case(document: Mapping[str, Any]) -> Case:
    """Read a case document; raises ``Refused`` with one plain sentence for the first thing that is wrong."""
    if not isinstance(document, Mapping):
        raise Refused("a case is a document of keys and values; begin it with «id: …»")
    _only(document, _KEYS, "the case")
    if document.get("jurisdiction", "pe") not in JURISDICTIONS:
        raise Refused(f"the jurisdiction «{document['jurisdiction']}» is not known; use pe")
    as_of = _date(document, "as_of", "the case")
    person = _mapping(document.get("person") or {}, ("recidivist", "habitual"), "person")
    convictions, sentences, starts = [], [], []
    for where, item in _items(document, "convictions"):
        _only(item, ("offence", "paragraph", "tags", "committed_on", "final_on", "starts_on", "sentence"), where)
        convictions.append(_conviction(item, where))
        if item.get("starts_on") is not None:
            starts.append(_date(item, "starts_on", where))
        if item.get("sentence") is not None:
            sentences.append(_sentence(item, where))
    stages = tuple(_stage(item, where) for where, item in _items(document, "stages"))
    _apart([(s.period, s.label) for s in stages], "stages")
    counted, sessions = _activity(document, as_of)
    parameters = _mapping(document.get("parameters") or {}, (*ASSUMPTIONS, *DISPUTES), "parameters")
    for name, option in parameters.items():
        if name in ASSUMPTIONS and (isinstance(option, bool) or option not in ASSUMPTIONS[name].options):
            options = " or ".join(str(known) for known in ASSUMPTIONS[name].options)
            raise Refused(f"«{name}: {option}» in parameters must be {options}, the readings of the law")
    for name, option in parameters.items():
        if name in DISPUTES and option not in DISPUTES[name]:
            options = " or ".join(DISPUTES[name])
            raise Refused(f"«{name}: {option}» in parameters is not a reading; write {options}")
    marks, scores = _marks(document)
    return Case(
        id=str(document.get("id", "")),
        as_of=as_of,
        facts=CaseFacts(
            convictions=tuple(replace(c, final_on=None) if _after(c.final_on, as_of) else c for c in convictions),
            recidivist=_bool(person, "recidivist", "person"),
            habitual=_bool(person, "habitual", "person"),
        ),
        later_finals=tuple(
            sorted((c.offence, c.final_on) for c in convictions if c.final_on and _after(c.final_on, as_of))
        ),
        sentences=tuple(sentences),
        custody_from=min(starts) if starts else None,
        stages=tuple(sorted(stages, key=lambda s: s.period.start)),
        evaluations=tuple(sorted(_evaluation(item, where) for where, item in _items(document, "evaluations"))),
        enrolments=tuple(_enrolment(item, where) for where, item in _items(document, "enrolments")),
        counted=counted,
        sessions=sessions,
        marks=marks,
        scores=scores,
        isolation=tuple(_only_period(item, where) for where, item in _items(document, "isolation")),
        at_large=tuple(_at_large(item, where) for where, item in _items(document, "at_large")),
        added=tuple(_added(item, where) for where, item in _items(document, "added")),
        expelled=tuple(_expulsion(item, where) for where, item in _items(document, "expelled")),
        parameters=parameters,
    )


def _after(final: date | None, as_of: date) -> bool:
    return final is not None and final > as_of


def _conviction(item: Mapping[str, Any], where: str) -> Conviction:
    offence = re.sub(r"^ART\.?\s*", "", str(item.get("offence", "")).strip().upper())
    if not re.fullmatch(r"\d{2,5}(-[A-ZÑ]{1,2})?", offence):
        raise Refused(
            f"the offence «{item.get('offence', '')}» in {where} is not an article of the Penal Code; "
            'write it like "189" or "108-C"'
        )
    tags = item.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise Refused(f"«tags» in {where} must be a list of words like [organised_crime]")
    committed = _date(item, "committed_on", where, needed=False)
    final = _date(item, "final_on", where, needed=False)
    if committed and final and final < committed:
        raise Refused(f"«final_on: {final}» in {where} lies before the offence of {committed}; correct one of them")
    paragraph = item.get("paragraph")
    return Conviction(
        offence=offence,
        paragraph=None if paragraph is None else str(paragraph),
        tags=frozenset(tags),
        committed_on=committed,
        final_on=final,
    )


def _sentence(item: Mapping[str, Any], where: str) -> Sentence:
    term = _mapping(item["sentence"], ("years", "months", "days"), f"sentence of {where}")
    parts = [_whole(term, key, f"sentence of {where}", default=0) for key in ("years", "months", "days")]
    if not any(parts):
        raise Refused(f"the sentence of {where} is empty; write years, months or days, or leave the key out")
    return Sentence(_date(item, "starts_on", where), *parts)


def _stage(item: Mapping[str, Any], where: str) -> Stage:
    _only(item, ("from", "to", "regime", "stage"), where)
    regime, stage = item.get("regime"), item.get("stage")
    if regime not in STAGES:
        raise Refused(f"the regime «{regime}» in {where} is not known; use one of {', '.join(STAGES)}")
    if STAGES[regime] and stage not in STAGES[regime]:
        raise Refused(f"the stage «{stage}» in {where} is not of {regime}; use one of {', '.join(STAGES[regime])}")
    if not STAGES[regime] and stage is not None:
        raise Refused(f"«stage: {stage}» in {where}: {regime} has no stages; leave the key out")
    return Stage(_period(item, where), regime, stage)


def _activity(document: Mapping[str, Any], as_of: date) -> tuple[tuple[Counted, ...], tuple[Session, ...]]:
    counted, sessions = [], []
    for where, item in _items(document, "activity"):
        kind = _kind(item, where)
        if "on" in item:
            _only(item, ("kind", "on", "minutes", "start", "end", "place", "authorised"), where)
            place = item.get("place", "workshop" if kind is Kind.WORK else "classroom")
            if place not in PLACES:
                raise Refused(f"the place «{place}» in {where} is not known; use one of {', '.join(PLACES)}")
            minutes = _whole(item, "minutes", where)
            hours = _clock(item, minutes, where)
            day = _date(item, "on", where)
            last = day
            sessions.append(Session(kind, day, minutes, place, _bool(item, "authorised", where), hours))
        else:
            _only(item, ("kind", "from", "to", "days"), where)
            period = _period(item, where)
            if period.end is None:
                raise Refused(f"{where} has no «to»; write the first day after the counted period")
            days, most = _whole(item, "days", where), (period.end - period.start).days
            if days > most:
                raise Refused(
                    f"«days: {days}» in {where} is more than the {most} calendar days of its period; "
                    "correct the days or the dates"
                )
            last = period.start
            counted.append(Counted(kind, period, days))
        if last > as_of:
            raise Refused(f"{where} lies on {last}, after «as_of: {as_of}»; correct one of them")
    for kind in Kind:
        _apart([(c.period, f"{c.days} days") for c in counted if c.kind is kind], f"activity ({kind.name.lower()})")
    for session in sessions:
        if any(session.on in c.period and c.kind is session.kind for c in counted):
            raise Refused(
                f"the {session.kind.name.lower()} of {session.on} lies inside a period whose days are already counted; "
                "no day is counted twice: take one of them out"
            )
    return tuple(counted), tuple(sessions)


def _clock(item: Mapping[str, Any], minutes: int, where: str) -> tuple[int, int] | None:
    if minutes > 1440:
        raise Refused(f"«minutes: {minutes}» in {where} is more than a day has; write at most 1440")
    ends = []
    for key in ("start", "end"):
        if key in item:
            match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", str(item[key]))
            if not match:
                raise Refused(f'«{key}: {item[key]}» in {where} is not a time; write it in quotes like "08:00"')
            ends.append(int(match[1]) * 60 + int(match[2]))
    if len(ends) == 2 and minutes > ends[1] - ends[0]:
        raise Refused(
            f"«minutes: {minutes}» in {where} is more than lies between {item['start']} and {item['end']}; "
            "correct the minutes or the times"
        )
    return (ends[0], ends[1]) if len(ends) == 2 else None


def _marks(document: Mapping[str, Any]) -> tuple[dict[str, bool], dict[str, float]]:
    """Whether each month was passed, and its mark out of twenty where one is written; a word (AD, A…) is no number."""
    marks: dict[str, bool] = {}
    scores: dict[str, float] = {}
    for where, item in _items(document, "study_results"):
        _only(item, ("month", "mark", "passed"), where)
        month = str(Month.parse(str(item.get("month", ""))))
        if month in marks:
            raise Refused(f"the month {month} stands twice in study_results; keep one")
        if "passed" not in item:
            raise Refused(f"{where} does not say whether the month was passed; write passed: true or false")
        marks[month] = _bool(item, "passed", where)
        mark = item.get("mark")
        if isinstance(mark, int | float) and not isinstance(mark, bool):
            if not 0 <= mark <= 20:
                raise Refused(f"«mark: {mark}» in {where} is not a mark out of twenty; correct it")
            scores[month] = mark
        elif mark is not None and not (isinstance(mark, str) and mark.strip().upper() in _LEVELS):
            raise Refused(f"«mark: {mark}» in {where} is neither a mark from 0 to 20 nor a level AD, A, B or C")
    return marks, scores


def _evaluation(item: Mapping[str, Any], where: str) -> tuple[date, bool]:
    _only(item, ("on", "favourable"), where)
    return _date(item, "on", where), _bool(item, "favourable", where)


def _enrolment(item: Mapping[str, Any], where: str) -> tuple[Kind, Period]:
    _only(item, ("kind", "from", "to"), where)
    return _kind(item, where), _period(item, where)


def _expulsion(item: Mapping[str, Any], where: str) -> tuple[Kind, date]:
    _only(item, ("on", "kind"), where)
    return _kind(item, where), _date(item, "on", where)


def _at_large(item: Mapping[str, Any], where: str) -> AtLarge:
    _only(item, ("from", "to", "by"), where)
    if item.get("by") not in WAYS_OUT:
        raise Refused(f"«by: {item.get('by')}» in {where} is not a way out; use one of {', '.join(WAYS_OUT)}")
    return AtLarge(_period(item, where), str(item["by"]))


def _added(item: Mapping[str, Any], where: str) -> Added:
    _only(item, ("days", "resolution"), where)
    return Added(_whole(item, "days", where), str(item.get("resolution") or "").strip())


def _only_period(item: Mapping[str, Any], where: str) -> Period:
    _only(item, ("from", "to"), where)
    return _period(item, where)


def _items(document: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
    items = document.get(key) or []
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise Refused(f"«{key}» must be a list of entries; begin each with a dash")
    # YAML 1.1 reads the bare key «on» as true.
    named = [{("on" if name is True else name): value for name, value in item.items()} for item in items]
    return [(f"{key}[{index}]", item) for index, item in enumerate(named, start=1)]


def _only(item: Mapping[str, Any], keys: "tuple[str, ...] | list[str]", where: str) -> None:
    for key in item:
        if key not in keys:
            raise Refused(f"«{key}» in {where} is not a key of a case; use {', '.join(k for k in keys if k[0] != '_')}")


def _mapping(item: Any, keys: tuple[str, ...], where: str) -> Mapping[str, Any]:
    if not isinstance(item, Mapping):
        raise Refused(f"«{where}» must be written as {{{keys[0]}: …}}, not «{item}»")
    _only(item, keys, where)
    return item


def _kind(item: Mapping[str, Any], where: str) -> Kind:
    kind = str(item.get("kind", ""))
    if kind not in ("work", "study"):
        raise Refused(f"the kind «{kind}» in {where} is not known; use work or study")
    return Kind[kind.upper()]


def _date(item: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> Any:
    value = item.get(key)
    if value is None and not needed:
        return None
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if type(value) is not date:
        fault = "is missing" if value is None else f"«{value}» is not a day"
        raise Refused(f"«{key}» in {where} {fault}; write it like 2026-03-02")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Refused(f"«{key}» in {where} «{value}» is of no year from {FIRST_YEAR} to {LAST_YEAR}; correct it")
    return value


def _period(item: Mapping[str, Any], where: str) -> Period:
    start, end = _date(item, "from", where), _date(item, "to", where, needed=False)
    if end is not None and end <= start:
        raise Refused(f"{where} ends on {end}, not after it begins on {start}; «to» is the first day outside")
    return Period(start, end)


_MOST = {"years": 200, "months": 2_400, "days": 73_050}  # no term is so long, and what ends after it is no date


def _whole(item: Mapping[str, Any], key: str, where: str, *, default: int | None = None) -> int:
    value = item.get(key, default)
    if type(value) is not int or value < 0:
        fault = "is missing" if value is None else f"«{value}» is not a whole number of zero or more"
        raise Refused(f"«{key}» in {where} {fault}; correct it")
    if value > _MOST.get(key, value):
        raise Refused(f"«{key}: {value}» in {where} is more than {_MOST[key]}, longer than any term; correct it")
    return value


def _bool(item: Mapping[str, Any], key: str, where: str) -> bool:
    value = item.get(key, False)
    if not isinstance(value, bool):
        raise Refused(f"«{key}: {value}» in {where} must be true or false")
    return value


def _apart(periods: list[tuple[Period, str]], where: str) -> None:
    ordered = sorted(periods, key=lambda p: p[0].start)
    for (one, first), (other, second) in pairwise(ordered):
        if one.overlaps(other):
            raise Refused(
                f"two entries of {where} overlap on {other.start} ({first}; {second}); end one before the other begins"
            )
