"""What the norms of food say, by day: limits of the controls, what a label has."""

from datetime import date
from functools import cache

from llamkay.core.law import LawBook, Value
from llamkay.platform.law import every_law


@cache
def _law() -> LawBook:
    return LawBook.of(every_law())


def within(kind: str, tenths: int, *, on: date) -> bool:
    """Whether what was measured lies between the limits of its control."""
    limits = _law().value("production.hygiene.limits", on=on).value[kind]
    least, most = limits.get("least"), limits.get("most")
    return (least is None or tenths >= least) and (most is None or tenths <= most)


def label_rule(on: date) -> Value:
    """What a label of food says, and how sure that reading is."""
    return _law().value("production.label.food", on=on)


def notices(on: date) -> list[str]:
    """What a label of bread says of its flour."""
    return [str(value.value["text"]) for value in _law().in_force("production.label.flour", on=on)]


def doubtful(on: date) -> bool:
    """Whether something that a label rests on is still to be confirmed."""
    return label_rule(on).confidence != "high"
