"""What a z-score is called: classes by bands of the dated table, decided at the exact limit on two decimals."""

from dataclasses import dataclass
from datetime import date

from llamkay.core.law import LawBook, Value


@dataclass(frozen=True, slots=True)
class NutritionalClass:
    """A class with the words of the norm and the rule that gave it. It is a suggestion, never a diagnosis."""

    code: str
    text: str
    rule: Value

    @property
    def to_confirm(self) -> bool:
        """Whether nobody has confirmed the rule yet: «por confirmar» stands beside the class."""
        return self.rule.confidence != "high"


def classify(index: str, z: float | None, *, on: date, law: LawBook) -> NutritionalClass | None:
    """The class of a z-score of an index (``zlen``, ``zwei``, ``zwfl``, ``zbmi``, ``zhc``); none without z-score.

    The limits lie in the milder class: -2.00 and +2.00 are normal, -3.00 is not severe. ``z`` has two decimals.
    Raises ``NoRuleInForce`` where no norm classed the index on the day of the visit.
    """
    if z is None:
        return None
    rule = law.value(f"nursery.class.{index}", on=on)
    low = [band for band in rule.value if "below" in band and z < band["below"]]
    high = [band for band in rule.value if "above" in band and z > band["above"]]
    if low:
        band = min(low, key=lambda row: row["below"])
    elif high:
        band = max(high, key=lambda row: row["above"])
    else:
        band = next(row for row in rule.value if "below" not in row and "above" not in row)
    return NutritionalClass(code=band["code"], text=band["text"], rule=rule)


@dataclass(frozen=True, slots=True)
class Trend:
    """How far a z-score moved between two visits; ``falling`` where the fall reaches what the rule calls one."""

    change: float
    falling: bool
    rule: Value


def trend(before: float | None, after: float | None, *, on: date, law: LawBook) -> Trend | None:
    """The change of a z-score since the visit before: it says more than one point below a line. None without both."""
    if before is None or after is None:
        return None
    rule = law.value("nursery.trend", on=on)
    change = round(after - before, 2)
    return Trend(change=change, falling=change <= -rule.value["fall"], rule=rule)


def with_oedema(*, on: date, law: LawBook) -> NutritionalClass:
    """The class of a child with oedema of both feet, whatever was weighed."""
    rule = law.value("nursery.class.oedema", on=on)
    return NutritionalClass(code=rule.value["code"], text=rule.value["text"], rule=rule)
