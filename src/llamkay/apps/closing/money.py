"""The money of a month as a function: what each row earned, its split, the 10 % of own-account work. No database."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _

from llamkay.core.law import LawBook
from llamkay.core.pay import (
    SplitRules,
    earnings,
    levy_of_month,
    reparation_owed,
    share_out,
    split_many,
    training_subsidy,
)
from llamkay.core.values import largest_remainder

if TYPE_CHECKING:
    from llamkay.apps.closing.compute import Grid, Results

PER_UNIT = ("hour", "day", "piece")
LIFE = "life"  # the tag of a conviction


class NoRate(ValueError):
    """Paid work stands on a sheet and nothing says what it is worth."""


def pay(grid: "Grid", results: "Results", law: LawBook) -> None:
    """Gross of each row by its basis, the statutory split of each person's month, and the levies of own-account work.

    Raises ``NoRate`` where paid work has no rate, sale or timetable to be paid by.
    """
    work = _Work(grid)
    lines = [*work.per_unit(), *work.graded(), *work.shared(), *work.training(), *work.bonuses()]
    gross: dict[int, int] = {}
    for person, activity, _basis, _units, _rate, amount in lines:
        gross[person] = gross.get(person, 0) + amount
        payer = (person, grid.activities[activity][4])
        results.payers[payer] = results.payers.get(payer, 0) + amount
    results.earnings.extend(lines)
    if gross:
        _split(grid, work, results, law, gross)
    results.levies.extend(_dues(grid, results, law))


class _Work:
    """The paid marks of a month, and what each basis makes of them; a line is (person, activity, basis, units, rate,
    gross)."""

    def __init__(self, grid: "Grid") -> None:
        self.grid, self.sheet, self.facts = grid, grid.sheet, grid.facts
        self.ids = sorted(grid.activities)
        self.position = {activity: i for i, activity in enumerate(self.ids)}
        self.rate = np.zeros((len(self.ids), grid.month.days), dtype=np.int64)
        self.lower: dict[tuple[int, int], np.ndarray] = {}
        for activity, amount, a, b, *grade in self.facts["rates"]:
            if not grade or grade[0] == 1:
                self.rate[self.position[activity], a:b] = amount
            else:
                at = self.lower.setdefault((activity, grade[0]), np.zeros(grid.month.days, dtype=np.int64))
                at[a:b] = amount
        self.paid = grid.paid & (self.sheet.reasons > 0)
        self.basis = (
            np.array([grid.activities[i][3] for i in self.ids])[grid.activity] if self.ids else np.array([], str)
        )
        self.pieces = self.sheet.pieces.astype(np.int64)
        self.lesser: list[tuple[int, int, int, int]] = []  # row, day, grade, pieces
        if graded := self.facts.get("graded"):
            at_row = {row: r for r, row in enumerate(self.sheet.row.tolist())}
            for row, day, grade, count in graded:
                self.lesser.append((at_row[row], day - 1, grade, count))
                self.pieces[at_row[row], day - 1] -= count
            if (self.pieces < 0).any():
                raise NoRate(_("hay más piezas clasificadas que piezas en la planilla; corrija la clasificación"))

    def per_unit(self) -> Iterator[tuple[Any, ...]]:
        """Hours, days and pieces of the first grade at the rate of their day."""
        units_of = {
            "hour": np.where(self.paid, self.sheet.minutes, 0).astype(np.int64),
            "day": self.paid.astype(np.int64),
            "piece": self.pieces,
        }
        for name, units in units_of.items():
            chosen = np.flatnonzero(self.basis == name)
            if not chosen.size:
                continue
            worked, price = units[chosen], self.rate[self.grid.activity[chosen]]
            if (missing := (worked > 0) & (price == 0)).any():
                r, day = (int(axis[0]) for axis in np.nonzero(missing))
                raise NoRate(
                    _(
                        "la actividad {activity} no tiene tarifa el {day:%d/%m/%Y} y la planilla tiene trabajo pagado "
                        "ese día; registre la tarifa y cierre de nuevo"
                    ).format(activity=int(self.sheet.activity[chosen[r]]), day=self.grid.month.dates()[day])
                )
            amounts = earnings(basis=name, units=worked, rate=price)
            for at, total, amount, last in zip(
                chosen.tolist(), worked.sum(axis=1).tolist(), amounts.tolist(), price[:, -1].tolist(), strict=True
            ):
                if amount:
                    yield int(self.sheet.person[at]), int(self.sheet.activity[at]), name, total, last, amount

    def graded(self) -> Iterator[tuple[Any, ...]]:
        """Pieces of a lower grade at the rate of their grade and day; rejected ones earn nothing."""
        found: dict[tuple[int, int, int], list[int]] = {}
        for r, day, grade, count in self.lesser:
            if not grade:
                continue
            activity = int(self.sheet.activity[r])
            price = self.lower.get((activity, grade))
            if price is None or not price[day]:
                raise NoRate(
                    _("la actividad {activity} no tiene tarifa para la calidad {grade}; regístrela").format(
                        activity=activity, grade=grade
                    )
                )
            line = found.setdefault((r, grade, int(price[day])), [0, 0])
            line[0] += count
            line[1] += count * int(price[day])
        for (r, _grade, price), (count, amount) in sorted(found.items()):
            yield int(self.sheet.person[r]), int(self.sheet.activity[r]), "piece", count, price, amount

    def shared(self) -> Iterator[tuple[Any, ...]]:
        """What a group sold, less its costs, by the minutes of each."""
        sales = dict(self.facts.get("sales", ()))
        for activity, rows in self._rows_of("share"):
            minutes = [int(self.sheet.minutes[r][self.paid[r]].sum()) for r in rows]
            if activity not in sales and any(minutes):
                raise NoRate(
                    _("la actividad {activity} reparte lo que vende y no consta su venta del mes; regístrela").format(
                        activity=activity
                    )
                )
            total = sales.get(activity, 0)
            if total and not any(minutes):
                raise NoRate(
                    _("la actividad {activity} tiene una venta y nadie tiene horas; revise la planilla").format(
                        activity=activity
                    )
                )
            for r, units, amount in zip(rows, minutes, share_out(total, minutes), strict=True):
                if amount:
                    yield int(self.sheet.person[r]), activity, "share", units, total, amount

    def training(self) -> Iterator[tuple[Any, ...]]:
        """The subsidy of a training contract in proportion to the hours attended."""
        scheduled = dict(self.facts.get("scheduled", ()))
        for activity, rows in self._rows_of("training"):
            monthly = int(self.rate[self.position[activity], -1])
            for r in rows:
                attended = int(self.sheet.minutes[r][self.paid[r]].sum())
                if not attended:
                    continue
                if not monthly or not scheduled.get(activity):
                    raise NoRate(
                        _("la actividad {activity} no tiene subvención u horario; regístrelos").format(
                            activity=activity
                        )
                    )
                amount = training_subsidy(monthly=monthly, attended=attended, scheduled=scheduled[activity])
                if amount:
                    yield int(self.sheet.person[r]), activity, "training", attended, monthly, amount

    def bonuses(self) -> Iterator[tuple[Any, ...]]:
        for activity, i, amount in self.facts.get("bonuses", ()):
            yield int(self.grid.people[i]), activity, "bonus", 1, amount, amount

    def _rows_of(self, basis: str) -> Iterator[tuple[int, list[int]]]:
        chosen = np.flatnonzero(self.basis == basis)
        for activity in sorted(set(self.sheet.activity[chosen].tolist())):
            yield activity, chosen[self.sheet.activity[chosen] == activity].tolist()

    def earned_between(self, i: int, a: int, b: int, gross: int) -> int:
        """Of a person's gross, what the days from ``a`` to before ``b`` earned: in proportion to the paid minutes."""
        mine = self.grid.person == i
        worked = np.where(self.paid[mine], self.sheet.minutes[mine], 0).sum(axis=0)
        if not worked.sum():
            return 0
        return largest_remainder(gross, [int(worked[a:b].sum()), int(worked.sum() - worked[a:b].sum())])[0]


def _split(grid: "Grid", work: _Work, results: "Results", law: LawBook, gross: dict[int, int]) -> None:
    """The split of each person's month, and which court's case each part answers for."""
    people, days = sorted(gross), grid.month.days
    rules = SplitRules.of(law, grid.month)
    asked: dict[int, list[tuple[str, int]]] = {}
    for item in grid.facts["reparation"]:
        i, a, b, left, case = item if isinstance(item, list) else (item, 0, days, None, "")
        person = int(grid.people[i])
        if person in gross:
            whole = (a, b) == (0, days)
            earned = gross[person] if whole else work.earned_between(i, a, b, gross[person])
            asked.setdefault(person, []).append((case, reparation_owed(earned=earned, left=left, rules=rules)))
    ordered = {}
    for i, amount, *case in grid.facts["alimony"]:
        person = int(grid.people[i])
        # An order of a percentage is of what was earned, to the nearest céntimo.
        share = (gross.get(person, 0) * case[1] + 50) // 100 if amount is None else amount
        ordered[person] = (share, *case[:1])
    life = {
        number for number, case in enumerate(grid.facts["cases"]) if any(LIFE in c["tags"] for c in case["convictions"])
    }
    index = {person: i for i, person in enumerate(grid.facts["people"])} if life else {}
    splits = split_many(
        law=law,
        month=grid.month,
        people=people,
        gross=np.array([gross[p] for p in people], dtype=np.int64),
        owed=np.array([sum(owed for _case, owed in asked.get(p, ())) for p in people], dtype=np.int64),
        alimony=np.array([ordered.get(p, (0,))[0] for p in people], dtype=np.int64),
        undecided=np.array([grid.facts["case_of"][index[p]] in life for p in people]) if life else None,
    )
    results.splits.extend(splits)
    for split in splits:
        person = split["person_id"]
        if split["reparation"]:
            cases = asked[person]
            parts = largest_remainder(split["reparation"], [owed for _case, owed in cases])
            shared = zip(cases, parts, strict=True)
            results.courts.extend((person, "reparation", case, part) for (case, _owed), part in shared if part)
        if split["alimony"]:
            results.courts.append((person, "alimony", "".join(ordered[person][1:2]), split["alimony"]))


def _dues(grid: "Grid", results: "Results", law: LawBook) -> Iterator[dict[str, Any]]:
    """The 10 % of everybody who worked on their own account this month, declared or not."""
    own = {i for i in grid.activities if grid.activities[i][3] == "declared"}
    if not own:
        return
    rows = np.flatnonzero(np.isin(grid.sheet.activity, sorted(own)) & grid.present.any(axis=1))
    told: dict[int, int] = {}
    for i, amount in grid.facts.get("declared", ()):
        told[int(grid.people[i])] = told.get(int(grid.people[i]), 0) + amount
    paid = {split["person_id"]: split["base"] for split in results.splits}
    for person in sorted({*grid.sheet.person[rows].tolist(), *told}):
        declared = told.get(person)
        due = levy_of_month(law=law, month=grid.month, declared=declared, paid=paid.get(person, 0))
        if due["amount"]:
            yield {"person_id": person, **due}
