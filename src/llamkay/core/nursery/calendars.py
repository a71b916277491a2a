"""What is due for a child, or a pregnant woman, on a day: controls, vaccines, tests, supplements.

Each dose or visit is one dated rule. It is judged by the norm in force on the day it fell due, or today's for what is
still to come: a new norm neither forgives nor invents what the old one asked. Lateness is measured against the
recommended age, eligibility against the minimum: two tests.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce, Value
from llamkay.core.nursery.preterm import TERM
from llamkay.core.values.dates import at_age

CHILD = (
    "nursery.newborn",
    "nursery.cred",
    "nursery.vaccines",
    "nursery.haemoglobin.screening",
    "nursery.iron",
)
PREGNANCY = ("nursery.prenatal", "nursery.prenatal.care")
POSTPARTUM = ("nursery.postpartum",)
# Each state with the words of the screens.
STATES = {
    "given": "hecho",
    "due": "toca",
    "overdue": "atrasado",
    "not_due": "todavía no",
    "too_late": "ya no corresponde",
    "gap": "la norma no se ha leído",
    "contraindicated": "contraindicado",
    "refused": "no aceptado por la madre",
}
OUTCOMES = ("given", "contraindicated", "refused")
_DAY = timedelta(days=1)
_LOW_WEIGHT = 2500  # grams


@dataclass(frozen=True, slots=True)
class Fact:
    """What was recorded of a rule on a day: given (with its product), contraindicated, or refused; with its reason."""

    code: str
    on: date
    outcome: str = "given"
    product: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"«{self.outcome}» is not an outcome; use {', '.join(OUTCOMES)}")


@dataclass(frozen=True, slots=True)
class Birth:
    """What decides between rules: gestation at birth in days and birth weight in grams, where known."""

    gestation_days: int | None = None
    weight_g: int | None = None

    @property
    def early_or_small(self) -> bool | None:
        """Born before 37 weeks or under 2500 g; ``None`` where what is known does not decide."""
        early = None if self.gestation_days is None else self.gestation_days < TERM
        small = None if self.weight_g is None else self.weight_g < _LOW_WEIGHT
        if early or small:
            return True
        return None if early is None or small is None else False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: its state on the day, the days that decide it, and the rule it rests on.

    ``earliest`` is the first day it may be done, ``recommended`` when it should be, ``late`` the first day it is
    overdue, ``end`` the first day it is too late (if ever); ``in_time_until`` and ``may_until``, the days that
    are shown, are the last ones before them. ``waits_for`` names the dose or visit before it.
    ``product`` is the one recorded when it was given, before that the one the norm names. ``untimely`` says why what
    was given was out of its time: before the minimum age or interval, or from the maximum age on; ``note``, why it was.
    What was given too early and given again is given on the later day, and ``warnings`` name the one that does not
    count; until it is, ``too_early`` says that it may be repeated.
    """

    topic: str
    code: str
    text: str
    state: str
    earliest: date | None
    recommended: date | None
    late: date | None
    end: date | None
    given_on: date | None
    product: str
    waits_for: str
    warnings: tuple[str, ...]
    untimely: tuple[str, ...]
    note: str
    rule: Value
    too_early: bool = False

    @property
    def in_time_until(self) -> date | None:
        """The last day on which it is in time, that day included."""
        return None if self.late is None else self.late - _DAY

    @property
    def may_until(self) -> date | None:
        """The last day on which it may be done, that day included; none where it may be at any age."""
        return None if self.end is None else self.end - _DAY

    @property
    def to_confirm(self) -> bool:
        """Whether nobody has confirmed the rule yet: «por confirmar» stands beside the line."""
        return self.rule.confidence != "high"

    @property
    def end_source(self) -> str:
        """Where the maximum age comes from: a source of its own, or that of the rule."""
        return str(self.rule.value.get("until_source", self.rule.source))

    @property
    def end_to_confirm(self) -> bool:
        """Whether nobody has confirmed the maximum age yet."""
        return bool(self.rule.value.get("until_confidence", self.rule.confidence) != "high")


def due_list(
    *,
    start: date,
    on: date,
    law: LawBook,
    facts: Iterable[Fact] = (),
    birth: Birth | None = None,
    topics: Iterable[str] = CHILD,
) -> tuple[Entry, ...]:
    """Every rule that asks something of a child on a day, in the order of its recommended days.

    ``start`` is the birth (of the last menstruation for ``PREGNANCY``); facts after ``on`` are not known yet. Every
    line has exactly one of ``STATES``; a gap of the norm is a line, while it lasts. Raises ``NoRuleInForce`` for a day
    on which a topic had no rule at all, and ``Refused`` for a day before ``start``.
    """
    if on < start:
        raise Refused(
            "nothing is due on {on}, before {start}; check the two days",
            code="nursery.too_early",
            values={"on": on, "start": start},
        )
    return _due_list(start, on, law, tuple(facts), birth or Birth(), tuple(topics))


# A page, its tasks and its papers ask the same of the same children, many times a day.
@lru_cache(maxsize=2048)
def _due_list(
    start: date, on: date, law: LawBook, facts: tuple[Fact, ...], born: Birth, topics: tuple[str, ...]
) -> tuple[Entry, ...]:
    known = _by_code(fact for fact in facts if fact.on <= on)
    found: list[Entry] = []
    for topic in topics:
        if not law.in_force(topic, on=on):
            raise NoRuleInForce(topic, on)
        rules = [rule for rule in law.all(topic) if _asks(rule, start=start, on=on) and _concerns(rule, born)]
        found += _entries(_in_order(rules), start=start, on=on, facts=known, birth=born)
    return tuple(sorted(found, key=lambda entry: (entry.recommended or date.max, entry.topic, entry.code)))


def _asks(rule: Value, *, start: date, on: date) -> bool:
    """Whether the rule is of the norm that counts: the one in force when it fell due, or today if that is to come."""
    value = rule.value
    if value.get("gap"):
        return rule.holds(on) and at_age(start, value["from"]) <= on < at_age(start, value["until"])
    return rule.holds(min(at_age(start, value["due"]), on))


def _concerns(rule: Value, birth: Birth) -> bool:
    """Whether a rule for children at term, or for early or small ones, may concern this one."""
    wanted_birth = rule.value.get("for")
    return wanted_birth is None or birth.early_or_small is None or birth.early_or_small == (wanted_birth == "preterm")


def _in_order(rules: list[Value]) -> list[Value]:
    """The rules with each after the one it follows."""
    by_code = {rule.value["code"]: rule for rule in rules}

    def depth(rule: Value) -> int:
        before = by_code.get(rule.value.get("after", ""))
        return 0 if before is None else depth(before) + 1

    return sorted(rules, key=depth)


def _by_code(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Of each code all that was recorded, in the order of its days."""
    found: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: fact.on):
        found.setdefault(fact.code, []).append(fact)
    return found


def _unruled(recorded: list[Fact], following: list[Fact]) -> date | None:
    """When a dose that no rule judges was given: the last time before the next dose, so that nothing comes too early,
    since whether an earlier time counts is not known."""
    days = [fact.on for fact in recorded if fact.outcome == "given"]
    next_given = next((fact.on for fact in following if fact.outcome == "given"), date.max)
    return max((day for day in days if day < next_given), default=min(days, default=None))


def _counted(
    recorded: list[Fact], value: Mapping[str, Any], *, spaced: date | None, start: date
) -> tuple[Fact | None, tuple[str, ...]]:
    """What counts of a rule, and why what was given before it does not.

    The first time it was given that was not too early; if every time was, the last of them; if it was never given, the
    last word on it.
    """
    doses = [fact for fact in recorded if fact.outcome == "given"]
    if not doses:
        return (recorded[-1] if recorded else None), ()
    early = [_early(value, on=fact.on, spaced=spaced, start=start) for fact in doses]
    first = next((n for n, why in enumerate(early) if doses[n].on >= start and not why), len(doses) - 1)
    passed = zip(doses[:first], early[:first], strict=True)
    return doses[first], tuple(
        f"No cuenta la del {fact.on:%d/%m/%Y}: {why[0].lower()}{why[1:]}" for fact, whys in passed for why in whys[:1]
    )


def _entries(
    rules: list[Value], *, start: date, on: date, facts: Mapping[str, list[Fact]], birth: Birth
) -> Iterable[Entry]:
    done: dict[str, Entry] = {}
    for rule in rules:
        value = rule.value
        if value.get("gap"):
            yield _line(rule, "gap", earliest=at_age(start, value["from"]), end=at_age(start, value["until"]))
            continue
        after = value.get("after", "")
        before = done.get(after)
        recorded = facts.get(value["code"], [])
        previous = before.given_on if before else _unruled(facts.get(after, []), recorded)
        entry = _entry(
            rule,
            start=start,
            on=on,
            recorded=recorded,
            before=before,
            previous=previous,
            birth=birth,
        )
        done[value["code"]] = entry
        yield entry


def _entry(
    rule: Value,
    *,
    start: date,
    on: date,
    recorded: list[Fact],
    before: Entry | None,
    previous: date | None,
    birth: Birth,
) -> Entry:
    value = rule.value
    recommended = at_age(start, value["due"])
    minimum = at_age(start, value["from"]) if "from" in value else recommended
    earliest: date | None
    waits_for = ""
    spaced = at_age(previous, value["interval"]) if previous is not None and "interval" in value else minimum
    earliest = max(minimum, spaced)
    if previous is None and before is not None:
        earliest, waits_for = None, value["after"]
    end = at_age(start, value["until"]) if "until" in value else None
    since = spaced if previous is not None else None
    fact, repeated = _counted(recorded, value, spaced=since, start=start)
    untimely = _untimely(value, fact=fact, spaced=since, start=start)
    unknown = _warnings(value, fact=fact, alone=before is not None and previous is None, start=start, birth=birth)
    days: dict[str, Any] = {
        "earliest": earliest,
        "recommended": recommended,
        "late": at_age(start, value["late"]),
        "end": end,
        "waits_for": waits_for,
        "warnings": (*untimely, *repeated, *unknown),
        "untimely": untimely,
    }
    if fact is not None:
        done_on = fact.on if fact.outcome == "given" else None
        early = done_on is not None and bool(_early(value, on=done_on, spaced=since, start=start))
        days |= {"waits_for": "", "note": fact.note, "too_early": early}
        return _line(rule, fact.outcome, **days, given_on=done_on, product=fact.product)
    if end is not None and on >= end:
        return _line(rule, "too_late", **days)
    if before is not None and before.state in ("too_late", "contraindicated", "refused"):
        return _line(rule, before.state, **days)
    if earliest is None or on < earliest:
        return _line(rule, "not_due", **days)
    return _line(rule, "overdue" if on >= days["late"] else "due", **days)


def _untimely(value: Mapping[str, Any], *, fact: Fact | None, spaced: date | None, start: date) -> tuple[str, ...]:
    """Why what was given was out of its time; a maximum age counts only where it has a source."""
    if fact is None or fact.outcome != "given" or fact.on < start:
        return ()
    found = _early(value, on=fact.on, spaced=spaced, start=start)
    if "until_source" in value and fact.on >= (end := at_age(start, value["until"])):
        found.append(f"Se hizo después de la edad máxima (hasta el {end - _DAY:%d/%m/%Y}{_mark(value, 'until')}).")
    return tuple(found)


def _early(value: Mapping[str, Any], *, on: date, spaced: date | None, start: date) -> list[str]:
    """Why a day is too early. Where the norm's minimum age is not known, a dose has the age at which it is due, and the
    line says so."""
    found = []
    minimum = at_age(start, value.get("from", value["due"]))
    if on < minimum and "from" in value:
        found.append(f"Se hizo {_days(on, minimum)} antes de la edad mínima ({minimum:%d/%m/%Y}).")
    elif on < minimum and "dose" in value:
        found.append(
            f"Se hizo {_days(on, minimum)} antes de la edad en que toca ({minimum:%d/%m/%Y}); la edad mínima "
            "de la norma no se ha leído."
        )
    if spaced is not None and "interval" in value and on < spaced:
        mark = _mark(value, "interval")
        found.append(
            f"Se hizo {_days(on, spaced)} antes del intervalo mínimo desde la anterior ({spaced:%d/%m/%Y}{mark})."
        )
    return found


def _days(since: date, until: date) -> str:
    count = (until - since).days
    return f"{count} día" if count == 1 else f"{count} días"


def _mark(value: Mapping[str, Any], limit: str) -> str:
    """«por confirmar» beside a limit that nobody has confirmed."""
    return "" if value.get(f"{limit}_confidence", "low") == "high" else ", por confirmar"


def _warnings(
    value: Mapping[str, Any], *, fact: Fact | None, alone: bool, start: date, birth: Birth
) -> tuple[str, ...]:
    """What is not known of a line, or does not fit: the professional decides."""
    found = []
    if fact is not None and fact.outcome == "given":
        if fact.on < start:
            found.append("La fecha es anterior al nacimiento: revísela.")
        elif alone:
            found.append("Se hizo sin que conste la anterior: revise el carné.")
    if "weight_g" in value and fact is None:
        if birth.weight_g is None:
            found.append("No consta el peso al nacer.")
        elif birth.weight_g < value["weight_g"]:
            found.append(f"Nació con menos de {value['weight_g']} g: lo decide el profesional.")
    if "for" in value and birth.early_or_small is None:
        found.append("No consta la edad gestacional o el peso al nacer: se muestran las dos reglas.")
    return tuple(found)


def _line(
    rule: Value,
    state: str,
    *,
    earliest: date | None = None,
    recommended: date | None = None,
    late: date | None = None,
    end: date | None = None,
    given_on: date | None = None,
    product: str | None = None,
    waits_for: str = "",
    warnings: tuple[str, ...] = (),
    untimely: tuple[str, ...] = (),
    note: str = "",
    too_early: bool = False,
) -> Entry:
    expected = str(rule.value.get("product", ""))
    return Entry(
        topic=rule.topic,
        code=rule.value["code"],
        text=rule.value["text"],
        state=state,
        earliest=earliest,
        recommended=recommended,
        late=late,
        end=end,
        given_on=given_on,
        product=expected if product is None else product,
        waits_for=waits_for,
        warnings=warnings,
        untimely=untimely,
        note=note,
        rule=rule,
        too_early=too_early,
    )


def words_of(law: LawBook, topics: Iterable[str] = CHILD) -> dict[str, str]:
    """What each code of the topics is called, also of the rules that ask nothing of this child or no longer hold."""
    return {rule.value["code"]: str(rule.value["text"]) for topic in topics for rule in law.all(topic)}


def due_date(last_menstruation: date) -> date:
    """The expected day of birth, 280 days after the last menstruation (Naegele).

    >>> due_date(date(2026, 1, 1))
    datetime.date(2026, 10, 8)
    """
    return last_menstruation + timedelta(days=280)


def gestation(last_menstruation: date, on: date) -> tuple[int, int]:
    """Completed weeks and days of gestation on a day.

    >>> gestation(date(2026, 1, 1), date(2026, 2, 13))
    (6, 1)
    """
    return divmod((on - last_menstruation).days, 7)
