"""The 10 % of own-account work, where the institution holds no money: its base and what is due."""

from typing import TypedDict

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.pay.split import READINGS, Cited, SplitRules
from llamkay.core.values import Month


class LevyDue(TypedDict):
    """The 10 % of a month of own-account work, in céntimos; ``declared`` is none where nothing was."""

    declared: int | None
    base: int
    amount: int
    status: str
    rules: list[Cited]


def levy_of_month(
    *, law: LawBook, month: Month, declared: int | None, paid: int = 0, reading: str | None = None
) -> LevyDue:
    """The 10 % due for a month of own-account work, céntimos, with the rules that decide it.

    ``declared`` is what was sworn or verified, ``None`` when nothing was; ``paid`` is the base on which a workshop
    already withheld the 10 %. Without a declaration the base is 40 % of the minimum wage, less that (D.S. 007-2003-JUS
    art. 2). A declared income below that floor has two readings; ``reading`` settles it, otherwise the status says so
    and the first reading, the declared income, gives the amount.
    """
    if (declared is not None and declared < 0) or paid < 0:
        raise Refused("an income cannot be negative")
    rules = SplitRules.of(law, month)
    floor = max(rules.floor - paid, 0)
    chosen = reading or READINGS[0]
    if declared is None:
        base, disputed = floor, False
    else:
        base = max(declared, floor) if chosen == READINGS[1] else declared
        disputed = reading is None and declared < floor
    cited = [rules.institution] + ([rules.floor_percent, rules.minimum_wage] if declared is None or disputed else [])
    return {
        "declared": declared,
        "base": base,
        "amount": (base * int(rules.institution.value) + 50) // 100,
        "status": "two_readings" if disputed else "computed",
        "rules": [{"rule": value.id, "norm": value.norm, "article": value.article} for value in cited],
    }
