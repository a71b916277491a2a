"""The deadlines of a child who lives with the mother in prison: each a day, with the norm it rests on.

The third birthday leads (Código de Ejecución Penal art. 103, TUO 113; Reglamento art. 12), and before it the notice to
the Unidad de Protección Especial (Reglamento del D.Leg 1297 art. 23.4): counted back from the birthday, not forward
from the birth, which is a day earlier for a birth on 29 February.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, Value
from llamkay.core.values.dates import add_months, at_age

HOME = frozenset({"PE", "PER"})
_NATIONALITY = re.compile(r"[A-Z]{2,3}(/[A-Z]{2,3})*")
_PREFIX = "nursery.deadline."
_TEXTS = {
    "third_birthday": "Cumple tres años",
    "upe_notice": "Aviso a la Unidad de Protección Especial",
    "birth_registration": "Inscripción del nacimiento",
    "birth_registration_reminder": "Recordar la inscripción del nacimiento",
    "newborn_screening": "Tamizaje neonatal",
    "sis": "Revisar la afiliación al SIS",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of something about a child. ``legal``: a norm fixes it; otherwise it is good practice."""

    code: str
    on: date
    text: str
    rule: Value

    @property
    def legal(self) -> bool:
        """Whether a norm fixes the day."""
        return self.rule.norm != "sin norma"

    @property
    def to_confirm(self) -> bool:
        """Whether nobody has confirmed the rule yet."""
        return self.rule.confidence != "high"

    def state(self, *, on: date, done_on: date | None = None) -> str:
        """``done``, ``done_late``, ``pending`` or ``overdue`` on a day; what was done later is not known yet."""
        if done_on is not None and done_on <= on:
            return "done" if done_on <= self.on else "done_late"
        return "pending" if on <= self.on else "overdue"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms as dated values: those in force on a day, or the newest of the table."""

    rules: Mapping[str, Value]
    stages: Value

    @classmethod
    def of(cls, law: LawBook, *, on: date) -> "Terms":
        """The terms in force on the day. Raises ``NoRuleInForce`` where one had none."""
        return cls({code: law.value(_PREFIX + code, on=on) for code in _TEXTS}, law.value("nursery.stages", on=on))

    @classmethod
    def newest(cls, law: LawBook) -> "Terms":
        """The newest terms, whatever the day: what a child in care today is planned by."""
        return cls({code: law.all(_PREFIX + code)[-1] for code in _TEXTS}, law.all("nursery.stages")[-1])


def third_birthday(born_on: date, terms: Terms) -> date:
    """The day until which the child may stay; born on 29 February, 28 February in a common year."""
    return at_age(born_on, terms.rules["third_birthday"].value)


def upe_notice(born_on: date, nationality: str, terms: Terms) -> date:
    """The last day to notify the UPE: 3 months before the third birthday, 6 where the mother is foreign.

    ``nationality`` is ``PE``, another country's code, ``EXT``, several with a slash, or empty. Unknown or double gives
    the earlier day. Raises ``Refused`` for anything else.
    """
    found = nationality.strip().upper()
    if found and not _NATIONALITY.fullmatch(found):
        raise Refused(
            f"«{nationality}» is not a nationality; write PE, another country's code of two or three letters, EXT, "
            "or leave it empty where it is unknown"
        )
    months = terms.rules["upe_notice"].value
    countries = set(found.split("/")) - {""}
    if countries and countries <= HOME:
        before = months["peruvian"]
    elif countries and not countries & HOME:
        before = months["foreign"]
    else:
        before = max(months.values())
    return add_months(third_birthday(born_on, terms), -before)


def deadlines(born_on: date, nationality: str, terms: Terms) -> tuple[Deadline, ...]:
    """Every deadline and stage of a child in order of their days."""
    birthday = third_birthday(born_on, terms)
    days = {"third_birthday": birthday, "upe_notice": upe_notice(born_on, nationality, terms)}
    for code in ("birth_registration", "birth_registration_reminder", "newborn_screening", "sis"):
        days[code] = at_age(born_on, terms.rules[code].value)
    found = [Deadline(code=code, on=on, text=_TEXTS[code], rule=terms.rules[code]) for code, on in days.items()]
    found += [
        Deadline(
            code=f"stage.{stage['code']}",
            on=add_months(birthday, stage["months"]),
            text=stage["text"],
            rule=terms.stages,
        )
        for stage in terms.stages.value
    ]
    return tuple(sorted(found, key=lambda deadline: (deadline.on, deadline.code)))


def outstays(born_on: date, *, on: date, terms: Terms) -> bool:
    """Whether a child who is still inside is past the third birthday: an exception that needs its legal ground."""
    return on > third_birthday(born_on, terms)


def next_working_day(day: date, law: LawBook, *, count: int = 1) -> date:
    """The ``count``-th working day after a day: neither Saturday, Sunday nor national holiday.

    Terms in days of an administrative authority are working days (TUO de la Ley 27444, art. 145.1).
    """
    if count < 1:
        raise ValueError(f"{count} is not a number of working days; use 1 or more")
    holidays = law.holidays(day, day + timedelta(days=31 + 3 * count))
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def maltreatment_notice(reported_on: date, law: LawBook) -> Deadline:
    """The last day to tell the UPE, or the DEMUNA where there is none, of maltreatment by the mother."""
    rule = law.value(_PREFIX + "maltreatment", on=reported_on)
    return Deadline(
        code="maltreatment",
        on=next_working_day(reported_on, law, count=rule.value["working_days"]),
        text="Comunicar el maltrato a la UPE o a la DEMUNA",
        rule=rule,
    )
