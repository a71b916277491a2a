"""Haemoglobin: what was measured, the adjustment for altitude, the class, by the norm in force on the day of the test.

Whole grams per litre (10.5 g/dL are 105), no floats. It classifies and reminds; it never prescribes.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, Value
from llamkay.core.values.dates import completed_months

GROUPS = {
    "child_0_1": "menor de 2 meses",
    "child_2_5": "de 2 a 5 meses",
    "child_6_23": "de 6 a 23 meses",
    "child_24_59": "de 24 a 59 meses",
    "pregnant_1": "gestante, primer trimestre",
    "pregnant_2": "gestante, segundo trimestre",
    "pregnant_3": "gestante, tercer trimestre",
    "postpartum": "puérpera",
    "woman": "mujer de 15 años o más, no gestante",
}
CLASSES = {
    "normal": "sin anemia",
    "mild": "anemia leve",
    "moderate": "anemia moderada",
    "severe": "anemia severa",
    "anaemia": "anemia",
}
_MEASURABLE = range(10, 301)
_WEEKS = ((14, "pregnant_1"), (28, "pregnant_2"), (46, "pregnant_3"))


@dataclass(frozen=True, slots=True)
class Haemoglobin:
    """A test read by its norm: g/L observed, subtracted for altitude, adjusted; class and both rules."""

    observed: int
    adjustment: int
    adjusted: int
    code: str
    text: str
    cuts: Value
    altitude: Value

    @property
    def to_confirm(self) -> bool:
        """Whether one of the two rules is not confirmed yet."""
        return {self.cuts.confidence, self.altitude.confidence} != {"high"}


def group_of_child(born_on: date, on: date) -> str:
    """The group of a child on a day. Raises ``Refused`` from five years on and before the birth."""
    months = completed_months(born_on, on)
    for end, group in ((2, "child_0_1"), (6, "child_2_5"), (24, "child_6_23"), (60, "child_24_59")):
        if 0 <= months < end:
            return group
    raise Refused(
        "a child born on {born_on} is not under five years on {on}; check the two days",
        code="haemoglobin.age",
        values={"born_on": born_on, "on": on},
    )


def group_of_pregnancy(weeks: int) -> str:
    """The trimester of a week of gestation: the first to week 13, the second to week 27."""
    for end, group in _WEEKS:
        if 0 <= weeks < end:
            return group
    raise Refused(
        "{weeks} is not a week of gestation; check the last menstruation",
        code="haemoglobin.weeks",
        values={"weeks": weeks},
    )


def altitude_adjustment(metres: int, *, on: date, law: LawBook) -> tuple[int, Value]:
    """What the norm of the day subtracts at an altitude, in whole g/L, with its rule.

    Raises ``Refused`` for an altitude outside the table and ``NoRuleInForce`` where no norm was in force.
    """
    rule = law.value("nursery.haemoglobin.altitude", on=on)
    value = rule.value
    if not 0 <= metres < value.get("end_metres", 6000):
        raise Refused(
            "{metres} m is outside the table of {norm}; check the altitude of the establishment",
            code="haemoglobin.altitude",
            values={"metres": metres, "norm": rule.norm},
        )
    if "bands" in value:
        return max((low, grams) for low, grams in value["bands"] if low <= metres)[1], rule
    if metres < value["from_metres"]:
        return 0, rule
    thousands = metres * Fraction(value["feet_per_metre"]) / 1000
    grams = 10 * (Fraction(value["linear"]) * thousands + Fraction(value["square"]) * thousands**2)
    return max(int(grams + Fraction(1, 2)), 0), rule


def read(observed: int, *, group: str, metres: int, on: date, law: LawBook) -> Haemoglobin:
    """Adjust a haemoglobin in g/L for altitude and class it; a value at a limit belongs to the milder class.

    A group for which the norm gives no degrees is only «anemia» or not. Raises ``Refused`` for an unknown group or a
    value no blood has, ``NoRuleInForce`` where no norm was in force on the day.
    """
    if group not in GROUPS:
        raise Refused(f"«{group}» is not a group; use {', '.join(GROUPS)}")
    if observed not in _MEASURABLE:
        raise Refused(
            "{observed} g/L is not a haemoglobin; 10.5 g/dL is written 105",
            code="haemoglobin.value",
            values={"observed": observed},
        )
    cuts = law.value("nursery.haemoglobin.cuts", on=on)
    adjustment, altitude = altitude_adjustment(metres, on=on, law=law)
    adjusted = observed - adjustment
    limits = cuts.value[group]
    if "mild" not in limits and adjusted < limits["normal"]:
        code = "anaemia"
    else:
        code = next((name for name in ("normal", "mild", "moderate") if adjusted >= limits.get(name, 999)), "severe")
    return Haemoglobin(observed, adjustment, adjusted, code, CLASSES[code], cuts, altitude)
