"""The statutory split of earnings: institution, civil reparation, alimony, the person's own part.

D.Leg 1343 art. 14.1 and D.S. 025-2017-JUS art. 53: 70 % personal, 20 % civil reparation, 10 % institution; without
reparation due its share joins the person's. Court-ordered alimony comes first within the person's part. The base of
the 10 % is the income declared or verified or, failing that, 40 % of the minimum wage (D.S. 007-2003-JUS art. 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, Value
from llamkay.core.values import Month, format_amount, largest_remainder, parse_amount

MAX_GROSS = 100_000_000
READINGS = ("floor_when_undeclared", "floor_for_everybody")
_Vector = NDArray[Any]


@dataclass(frozen=True, slots=True)
class SplitRules:
    """The values in force in a month, each with its norm."""

    institution: Value
    reparation: Value
    personal: Value
    joins: Value
    floor_percent: Value
    minimum_wage: Value

    @classmethod
    def of(cls, law: LawBook, month: Month) -> "SplitRules":
        """Read the values in force on the first day of the month. Raises ``NoRuleInForce`` before 23 December 2017."""

        def value(topic: str) -> Value:
            return law.value(f"pay.{topic}", on=month.first)

        return cls(
            institution=value("split.institution"),
            reparation=value("split.reparation"),
            personal=value("split.personal"),
            joins=value("split.reparation_joins_personal"),
            floor_percent=value("base.floor_percent"),
            minimum_wage=value("minimum_wage"),
        )

    @property
    def floor(self) -> int:
        """40 % of the minimum wage, in céntimos."""
        return int(self.minimum_wage.value) * int(self.floor_percent.value) // 100


class Cited(TypedDict):
    """A rule that decided something, with its norm and article."""

    rule: str
    norm: str
    article: str


class SplitLine(TypedDict):
    """A person's month shared out, in céntimos, as it is sealed and stored."""

    person_id: int
    gross: int
    base: int
    institution: int
    reparation: int
    alimony: int
    personal: int
    undecided: NotRequired[int]
    status: str
    rules: list[Cited]


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """The parts of many months' earnings, int64 céntimos each; but for the base they sum to the gross."""

    base: _Vector
    institution: _Vector
    reparation: _Vector
    alimony: _Vector
    personal: _Vector


def shares(
    *, gross: _Vector, owed: _Vector, alimony: _Vector, declared: _Vector, rules: SplitRules, reading: str
) -> Shares:
    """Split every gross at once; parts are never negative and always sum to the gross.

    ``gross`` and ``alimony`` int64 céntimos (n,); ``owed`` int64 hundredths of a céntimo (n,), what the reparation
    asks of the month, see ``reparation_owed``; ``declared`` bool (n,). The institution's tenth is of the base and never
    more than the gross; the reparation is never more than what is left; alimony is paid as far as the person's part
    reaches. The largest remainder decides the last céntimo between institution, reparation and person. ``reading``
    settles whom the floor of the base reaches.
    """
    if reading not in READINGS:
        raise Refused(f"«{reading}» is not a reading of the base; use {' or '.join(READINGS)}")
    if gross.size and (int(gross.min()) < 0 or int(gross.max()) > MAX_GROSS):
        raise Refused(
            "a gross must lie from 0.00 to {most}", code="pay.gross", values={"most": format_amount(MAX_GROSS)}
        )
    if alimony.size and int(alimony.min()) < 0:
        raise Refused("an alimony order cannot be negative")
    gross = gross.astype(np.int64)
    lifted = np.maximum(gross, rules.floor)
    base = lifted if reading == "floor_for_everybody" else np.where(declared, gross, lifted)
    # Who declared that nothing was earned owes nothing; who declared nothing owes the tenth of the floor.
    base = np.where(declared & (gross == 0), 0, base)

    owed_institution = np.minimum(base * int(rules.institution.value), gross * 100)  # in hundredths of a céntimo
    owed_reparation = np.minimum(owed, gross * 100 - owed_institution)
    owed_personal = gross * 100 - owed_institution - owed_reparation
    wanted = np.stack([owed_personal, owed_reparation, owed_institution], axis=1)
    parts = wanted // 100
    left = gross - parts.sum(axis=1)
    order = np.argsort(-(wanted % 100), axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    parts = parts + (rank < left[:, None])

    paid = np.minimum(alimony.astype(np.int64), parts[:, 0])
    return Shares(base=base, institution=parts[:, 2], reparation=parts[:, 1], alimony=paid, personal=parts[:, 0] - paid)


def reparation_owed(*, earned: int, left: int | None, rules: SplitRules) -> int:
    """What one reparation asks of a month, in hundredths of a céntimo: its fifth of what was earned while it ran.

    ``earned`` is the gross of the days on which it was due; ``left`` is what is still owed of it, when known: the
    month in which it is finished gives no more than that, and the rest joins the person's part (INC-03).
    """
    fifth = earned * int(rules.reparation.value)
    return fifth if left is None else min(fifth, max(left, 0) * 100)


def share_fifth(*, earned: int, left: Sequence[int | None], rules: SplitRules) -> list[int]:
    """What each of the reparations that run on the same days asks of what they earned, in hundredths of a céntimo.

    The law withholds one fifth, however many cases there are (D.Leg 1343 art. 14.1.b) and does not say whose it is:
    each has its part in proportion to what it would ask alone, which is the fifth or what is still ``left`` of it.
    """
    alone = [reparation_owed(earned=earned, left=each, rules=rules) for each in left]
    fifth = reparation_owed(earned=earned, left=None, rules=rules)
    return alone if sum(alone) <= fifth else largest_remainder(fifth, alone)


def split_one(
    *,
    gross: int,
    month: Month,
    law: LawBook,
    reparation_pending: bool = False,
    alimony: int = 0,
    declared: bool = True,
    reading: str | None = None,
) -> dict[str, Any]:
    """Split one month's gross (céntimos) into the document of the ``pay split`` command.

    Without ``reading``, an income that the two readings of the base treat differently gives ``two_readings`` with
    both as alternatives, and the shares of the first reading, named in ``reading``. ``due`` is what is
    left to pay of the institution's tenth of the base, which the gross may not reach, once ``institution`` is withheld.
    """
    rules = SplitRules.of(law, month)

    def under(name: str) -> dict[str, Any]:
        found = shares(
            gross=np.array([gross]),
            owed=np.array([reparation_owed(earned=gross if reparation_pending else 0, left=None, rules=rules)]),
            alimony=np.array([alimony]),
            declared=np.array([declared]),
            rules=rules,
            reading=name,
        )
        parts = ("base", "institution", "reparation", "alimony", "personal")
        amounts = {part: int(getattr(found, part)[0]) for part in parts}
        amounts["due"] = (amounts["base"] * int(rules.institution.value) + 50) // 100 - amounts["institution"]
        return {part: format_amount(amount) for part, amount in amounts.items()}

    chosen = under(reading or READINGS[0])
    other = under(READINGS[1])
    disputed = reading is None and other != chosen
    unpaid = alimony - parse_amount(chosen["alimony"])
    base, due = parse_amount(chosen["base"]), chosen.pop("due")
    return {
        "gross": format_amount(gross),
        **chosen,
        "status": "two_readings" if disputed else "computed",
        "alternatives": [
            {"reading": name, "source": _cite(rules.floor_percent), **under(name)} for name in READINGS if disputed
        ],
        "rules": [
            *rules_applied(rules, pending=reparation_pending, alimony=alimony > 0),
            *(_reference(value) for value in (rules.floor_percent, rules.minimum_wage) if base != gross),
        ],
        "reading": reading or READINGS[0],
        "due": due,
        "warnings": _warnings(
            base=base, withheld=parse_amount(chosen["institution"]), due=parse_amount(due), unpaid=unpaid
        ),
    }


def rules_applied(rules: SplitRules, *, pending: bool, alimony: bool, finished: bool = False) -> list[Cited]:
    """The rules that decided a split, each with norm and article.

    ``finished``: part of the fifth joined the person's share, for the reparation did not take it whole.
    """
    used = [rules.institution, *([rules.reparation] if pending else [])]
    used += [*([rules.joins] if finished or not pending else []), rules.personal]
    cited = [_reference(value) for value in used]
    if alimony:
        cited.append({"rule": "INC-09", "norm": "D.Leg 1343", "article": "14.1.a"})
    return cited


def split_many(
    *,
    law: LawBook,
    month: Month,
    people: list[int],
    gross: _Vector,
    owed: _Vector,
    alimony: _Vector,
    undecided: _Vector | None = None,
    reading: str = READINGS[0],
) -> list[SplitLine]:
    """Split the month of many people whose income the system itself counted, hence declared; plain rows to store.

    ``owed`` is what the reparations ask, in hundredths of a céntimo. ``undecided`` (bool) marks those for whom the law
    announces another split that nobody wrote (a life sentence: D.Leg 1343 art. 14.2): beyond the institution's tenth,
    on which every text agrees, the money is kept apart and the status is ``no_rule``.
    """
    rules = SplitRules.of(law, month)
    gap = np.zeros(len(people), dtype=bool) if undecided is None else undecided
    found = shares(
        gross=gross,
        owed=np.where(gap, 0, owed),
        alimony=np.where(gap, 0, alimony),
        declared=np.ones(len(people), dtype=bool),
        rules=rules,
        reading=reading,
    )
    cited = {
        (pending, finished, ordered): rules_applied(rules, pending=pending, alimony=ordered, finished=finished)
        for pending in (False, True)
        for finished in (False, True)
        for ordered in (False, True)
    }
    fifths = (gross * int(rules.reparation.value)).tolist()
    columns = (gross, found.base, found.institution, found.reparation, found.alimony, found.personal)
    lines: list[SplitLine] = [
        {
            "person_id": person,
            "gross": earned,
            "base": base,
            "institution": institution,
            "reparation": reparation,
            "alimony": paid,
            "personal": personal,
            "status": "computed",
            "rules": cited[due > 0, due < fifth, ordered > 0],
        }
        for person, due, fifth, ordered, earned, base, institution, reparation, paid, personal in zip(
            people, owed.tolist(), fifths, alimony.tolist(), *(c.tolist() for c in columns), strict=True
        )
    ]
    for at in np.flatnonzero(gap).tolist():
        personal = lines[at]["personal"]
        lines[at] |= {
            "personal": 0,
            "undecided": personal,
            "status": "no_rule",
            "rules": [_reference(rules.institution), _LIFE],
        }
    return lines


_LIFE: Cited = {"rule": "INC-14", "norm": "D.Leg 1343", "article": "14.2"}


def _cite(value: Value) -> str:
    return f"{value.norm}, art. {value.article}"


def _reference(value: Value) -> Cited:
    return {"rule": value.id, "norm": value.norm, "article": value.article}


def _warnings(*, base: int, withheld: int, due: int, unpaid: int) -> list[str]:
    """What the gross could not pay, in sentences."""
    found = []
    if due > 0:
        tenth = format_amount(withheld + due)
        found.append(
            f"la parte de la institución sobre la base de S/ {format_amount(base)} es S/ {tenth} y supera "
            f"lo ganado: se retiene todo y quedan S/ {format_amount(due)} por pagar"
        )
    if unpaid > 0:
        found.append(f"la orden de alimentos queda sin cubrir en S/ {format_amount(unpaid)}")
    return found
