"""The money of a month: what each row earned, its split, the courts' parts, the 10 % of own-account work."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, Self, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.pay.base import LevyDue, levy_of_month
from llamkay.core.pay.earnings import earnings, share_out, training_subsidy
from llamkay.core.pay.split import SplitLine, SplitRules, share_fifth, split_many
from llamkay.core.remission.month import MonthInputs, SheetRows
from llamkay.core.values import Lines, Month, largest_remainder

LIFE = "life"  # the tag of a conviction
_Array = NDArray[Any]


class NoRate(Refused):
    """Paid work stands on a sheet and nothing says what it is worth.

    ``lack`` is one of ``LACKS``; ``activity`` is an id, ``day`` and ``grade`` are there where they matter; ``month`` is
    the one that was reckoned.
    """

    month: Month | None = None

    def __init__(
        self, lack: str, *, activity: int, day: date | None = None, grade: int | None = None, band: int = 0
    ) -> None:
        self.lack, self.activity, self.day, self.grade, self.band = lack, activity, day, grade, band
        super().__init__(f"activity {activity} cannot be paid: {LACKS[lack]}", code=f"pay.{lack}")


LACKS = {
    "rate": "it has paid work on a day without a rate",
    "grade_rate": "it has pieces of a grade without a rate",
    "band_rate": "it has paid work, on a day, of somebody in a band without a rate",
    "pieces": "more pieces were graded than made",
    "sale": "it shares what it sells and has no sale of the month",
    "hours": "it sold something and nobody has hours",
    "training": "it has no timetable",
}


# ------------------------------------------------------------------------------------------- inputs, as they are kept


class PaidActivity(NamedTuple):
    """How an activity pays, and the company that owes it."""

    id: int
    basis: str
    company: int | None


class RateSpan(NamedTuple):
    """Céntimos of an activity and grade on the days ``[start, end)``, offsets from the first of the month."""

    activity: int
    amount: int
    start: int
    end: int
    grade: int


class BandRate(NamedTuple):
    """The same of whoever is in a band of the activity on those days."""

    activity: int
    band: int
    amount: int
    start: int
    end: int
    grade: int


class Banded(NamedTuple):
    """Somebody (``person`` is an index) is in a band of an activity on the days ``[start, end)``."""

    activity: int
    person: int
    band: int
    start: int
    end: int


class Alimony(NamedTuple):
    """A court's order on a person's month (``person`` is an index): céntimos, or a percentage of what was earned."""

    person: int
    amount: int | None
    percent: int | None
    case: str


class Reparation(NamedTuple):
    """A civil reparation that runs on the days ``[start, end)``; ``left`` is what is still owed, when known."""

    person: int
    start: int
    end: int
    left: int | None
    case: str


class Graded(NamedTuple):
    """Pieces of a lower grade among those of a row (an id) and day (from 1); grade 0 earns nothing."""

    row: int
    day: int
    grade: int
    pieces: int


class Sale(NamedTuple):
    """What a group sold in the month, less its costs."""

    activity: int
    left: int


class Scheduled(NamedTuple):
    """The minutes of an activity's timetable in the month."""

    activity: int
    minutes: int


class Declared(NamedTuple):
    """What a person declared to have earned on their own account."""

    person: int
    amount: int


class BonusOf(NamedTuple):
    """An approved amount above the rate."""

    activity: int
    person: int
    amount: int


@dataclass(frozen=True, slots=True)
class PayInputs(Lines):
    """What the pay of a month rests on besides its sheets and :class:`MonthInputs`: facts alone, nothing of the law."""

    activities: tuple[PaidActivity, ...] = ()
    rates: tuple[RateSpan, ...] = ()
    alimony: tuple[Alimony, ...] = ()
    reparations: tuple[Reparation, ...] = ()
    graded: tuple[Graded, ...] = ()
    sales: tuple[Sale, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()
    declared: tuple[Declared, ...] = ()
    bonuses: tuple[BonusOf, ...] = ()
    band_rates: tuple[BandRate, ...] = ()
    banded: tuple[Banded, ...] = ()

    def as_document(self) -> dict[str, list[list[Any]]]:
        """The record as lists; of bands only where there are any, as months were closed before there were."""
        # ``super()`` alone finds no class here: a dataclass with slots is made anew.
        document = Lines.as_document(self)
        return {name: lines for name, lines in document.items() if lines or name not in _OF_BANDS}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The record a document was made of. Raises ``ValueError`` where its keys are not those of the record."""
        lines = {name: get_args(hint)[0] for name, hint in get_type_hints(cls).items()}
        whole = dict.fromkeys(_OF_BANDS, ()) | dict(document)
        if lines.keys() != whole.keys():
            odd = sorted(lines.keys() ^ whole.keys())
            raise ValueError(f"the document of {cls.__name__} has other keys than it should: {', '.join(odd)}")
        return cls(**{name: tuple(map(line._make, whole[name])) for name, line in lines.items()})


_OF_BANDS = ("band_rates", "banded")


# ---------------------------------------------------------------------------------------------------------- results


class Earned(NamedTuple):
    """What a person earned in an activity by one basis and rate, in céntimos; ``person`` and ``activity`` are ids."""

    person: int
    activity: int
    basis: str
    units: int
    rate: int
    gross: int


class CourtPart(NamedTuple):
    """What of a person's month goes to the case of a court: ``kind`` is ``reparation`` or ``alimony``."""

    person: int
    kind: str
    case: str
    amount: int


class LevyLine(LevyDue):
    """The 10 % that a person owes for the month, as it is sealed and stored."""

    person_id: int


@dataclass(frozen=True)
class Pay:
    """The money of a month, in céntimos; people, activities and companies are ids."""

    earnings: list[Earned] = field(default_factory=list)
    splits: list[SplitLine] = field(default_factory=list)
    payers: dict[tuple[int, int | None], int] = field(default_factory=dict)  # (person, company) → gross
    courts: list[CourtPart] = field(default_factory=list)
    levies: list[LevyLine] = field(default_factory=list)

    def of(self, people: Collection[int]) -> "Pay":
        """The money of some of these people alone."""
        return Pay(
            earnings=[line for line in self.earnings if line.person in people],
            splits=[split for split in self.splits if split["person_id"] in people],
            payers={key: gross for key, gross in self.payers.items() if key[0] in people},
            courts=[part for part in self.courts if part.person in people],
            levies=[levy for levy in self.levies if levy["person_id"] in people],
        )


def pay_month(rows: SheetRows, inputs: MonthInputs, pay: PayInputs, law: LawBook) -> Pay:
    """Gross of each row by its basis, the statutory split of each person's month, and the 10 % of own-account work.

    Pure. Raises ``NoRate`` where paid work has no rate, sale or timetable to be paid by, ``NoRuleInForce`` where the
    law states no split for the month.
    """
    try:
        work = _Work(rows, inputs, pay)
        lines = [*work.per_unit(), *work.graded(), *work.shared(), *work.training(), *work.bonuses()]
    except NoRate as lack:
        lack.month = inputs.month
        raise
    company = {item.id: item.company for item in pay.activities}
    gross: dict[int, int] = {}
    payers: dict[tuple[int, int | None], int] = {}
    for line in lines:
        gross[line.person] = gross.get(line.person, 0) + line.gross
        payer = (line.person, company[line.activity])
        payers[payer] = payers.get(payer, 0) + line.gross
    splits, courts = _split(work, law, gross) if gross else ([], [])
    levies = list(_levies(work, law, {split["person_id"]: split["base"] for split in splits}))
    return Pay(earnings=lines, splits=splits, payers=payers, courts=courts, levies=levies)


class _Work:
    """The paid marks of a month, and what each basis makes of them."""

    def __init__(self, rows: SheetRows, inputs: MonthInputs, pay: PayInputs) -> None:
        self.rows, self.inputs, self.pay, self.month = rows, inputs, pay, inputs.month
        self.ids = [item.id for item in pay.activities]
        self.position = {activity: at for at, activity in enumerate(self.ids)}
        self.at = np.searchsorted(np.array(self.ids, dtype=np.int64), rows.activity)
        self.basis = np.array([item.basis for item in pay.activities], dtype=np.str_)[self.at]
        present, paid, _counts, _expelled = inputs.activities.meaning()
        self.present, self.paid = present[rows.reasons], paid[rows.reasons] & (rows.reasons > 0)
        self.rate = np.zeros((len(self.ids), self.month.days), dtype=np.int64)
        self.by_grade: dict[tuple[int, int, int], _Array] = {}  # (activity, band, grade) → céntimos of each day
        for line in pay.rates:
            if line.grade == 1:
                self.rate[self.position[line.activity], line.start : line.end] = line.amount
            else:
                self._rates_of(line.activity, 0, line.grade)[line.start : line.end] = line.amount
        for rate in pay.band_rates:
            self._rates_of(rate.activity, rate.band, rate.grade)[rate.start : rate.end] = rate.amount
        self.price, self.band = self.rate[self.at], np.zeros((len(rows.row), self.month.days), dtype=np.int8)
        for spell in pay.banded:
            mine = (rows.person == inputs.people[spell.person]) & (rows.activity == spell.activity)
            self.band[mine, spell.start : spell.end] = spell.band
            amounts = self._rates_of(spell.activity, spell.band, 1)[spell.start : spell.end]
            self.price[mine, spell.start : spell.end] = amounts
        self.pieces = rows.pieces.astype(np.int64)
        self.lesser: list[Graded] = []  # with the row as an index and the day from 0
        at_row = {row: r for r, row in enumerate(rows.row.tolist())} if pay.graded else {}
        for row, day, grade, pieces in pay.graded:
            self.lesser.append(Graded(at_row[row], day - 1, grade, pieces))
            self.pieces[at_row[row], day - 1] -= pieces
        for r in np.flatnonzero((self.pieces < 0).any(axis=1))[:1].tolist():
            raise NoRate("pieces", activity=int(rows.activity[r]))

    def _rates_of(self, activity: int, band: int, grade: int) -> _Array:
        return self.by_grade.setdefault((activity, band, grade), np.zeros(self.month.days, dtype=np.int64))

    def _lacking(self, r: int, day: int) -> NoRate:
        """What the work of a row has no rate for on a day: its activity, or the band that its person is in."""
        activity, on, band = int(self.rows.activity[r]), self.month.dates()[day], int(self.band[r, day])
        return NoRate("band_rate" if band else "rate", activity=activity, day=on, band=band)

    def per_unit(self) -> Iterator[Earned]:
        """Hours, days and pieces of the first grade at the rate of their day and of the band of whoever did them."""
        units_of = {
            "hour": np.where(self.paid, self.rows.minutes, 0).astype(np.int64),
            "day": self.paid.astype(np.int64),
            "piece": self.pieces,
        }
        for name, units in units_of.items():
            chosen = np.flatnonzero(self.basis == name)
            if not chosen.size:
                continue
            worked, price = units[chosen], self.price[chosen]
            if (missing := (worked > 0) & (price == 0)).any():
                r, day = (int(axis[0]) for axis in np.nonzero(missing))
                raise self._lacking(int(chosen[r]), day)
            amounts = earnings(basis=name, units=worked, rate=price)
            # The rate shown is that of the last day worked: one that ended before the month did is none of its end.
            ends = worked.shape[1] - 1 - np.argmax(worked[:, ::-1] > 0, axis=1)
            shown = price[np.arange(len(chosen)), ends].tolist()
            for at, total, amount, last in zip(
                chosen.tolist(), worked.sum(axis=1).tolist(), amounts.tolist(), shown, strict=True
            ):
                if amount:
                    yield Earned(int(self.rows.person[at]), int(self.rows.activity[at]), name, total, last, amount)

    def graded(self) -> Iterator[Earned]:
        """Pieces of a lower grade at the rate of their grade and day; rejected ones earn nothing."""
        found: dict[tuple[int, int, int], list[int]] = {}
        for r, day, grade, pieces in self.lesser:
            if not grade:
                continue
            activity = int(self.rows.activity[r])
            band = int(self.band[r, day])
            price = self.by_grade.get((activity, band, grade))
            if price is None or not price[day]:
                raise self._lacking(r, day) if band else NoRate("grade_rate", activity=activity, grade=grade)
            line = found.setdefault((r, grade, int(price[day])), [0, 0])
            line[0] += pieces
            line[1] += pieces * int(price[day])
        for (r, _grade, price_of), (pieces, amount) in sorted(found.items()):
            yield Earned(int(self.rows.person[r]), int(self.rows.activity[r]), "piece", pieces, price_of, amount)

    def shared(self) -> Iterator[Earned]:
        """What a group sold, less its costs, by the minutes of each."""
        sales = dict(self.pay.sales)
        for activity, rows in self._rows_of("share"):
            minutes = [self._paid_minutes(r) for r in rows]
            if activity not in sales and any(minutes):
                raise NoRate("sale", activity=activity)
            total = sales.get(activity, 0)
            if total and not any(minutes):
                raise NoRate("hours", activity=activity)
            for r, units, amount in zip(rows, minutes, share_out(total, minutes), strict=True):
                if amount:
                    yield Earned(int(self.rows.person[r]), activity, "share", units, total, amount)

    def training(self) -> Iterator[Earned]:
        """The subsidy of a training contract in proportion to the hours attended, each day's at the rate of its day."""
        scheduled = dict(self.pay.scheduled)
        for activity, rows in self._rows_of("training"):
            for r in rows:
                price = self.price[r].tolist()
                attended: dict[int, int] = {}  # minutes under each monthly rate, in the order of the days
                minutes = np.where(self.paid[r], self.rows.minutes[r], 0)
                for day in np.flatnonzero(minutes).tolist():
                    if not scheduled.get(activity):
                        raise NoRate("training", activity=activity)
                    if not price[day]:
                        raise self._lacking(r, day)
                    attended[price[day]] = attended.get(price[day], 0) + int(minutes[day])
                if not attended:
                    continue
                amount = training_subsidy(attended=attended, scheduled=scheduled[activity])
                parts = largest_remainder(amount, [monthly * units for monthly, units in attended.items()])
                for (monthly, units), part in zip(attended.items(), parts, strict=True):
                    if part:
                        yield Earned(int(self.rows.person[r]), activity, "training", units, monthly, part)

    def bonuses(self) -> Iterator[Earned]:
        for activity, person, amount in self.pay.bonuses:
            yield Earned(self.inputs.people[person], activity, "bonus", 1, amount, amount)

    def _paid_minutes(self, r: int) -> int:
        return int(self.rows.minutes[r][self.paid[r]].sum())

    def _rows_of(self, basis: str) -> Iterator[tuple[int, list[int]]]:
        chosen = np.flatnonzero(self.basis == basis)
        for activity in sorted(set(self.rows.activity[chosen].tolist())):
            yield activity, chosen[self.rows.activity[chosen] == activity].tolist()

    def earned_between(self, person: int, start: int, end: int, gross: int) -> int:
        """Of a person's gross, what the days ``[start, end)`` earned: in proportion to the paid minutes."""
        mine = self.rows.person == person
        worked = np.where(self.paid[mine], self.rows.minutes[mine], 0).sum(axis=0)
        if not worked.sum():
            return 0
        inside = int(worked[start:end].sum())
        return largest_remainder(gross, [inside, int(worked.sum()) - inside])[0]


def _split(work: _Work, law: LawBook, gross: dict[int, int]) -> tuple[list[SplitLine], list[CourtPart]]:
    """The split of each person's month, and which court's case each part answers for."""
    inputs, people = work.inputs, sorted(gross)
    owed = _reparations(work, SplitRules.of(law, work.month), gross)
    ordered = _alimony(work, gross)
    life = {at for at, case in enumerate(inputs.cases) if any(LIFE in item.tags for item in case.convictions)}
    index = {person: i for i, person in enumerate(inputs.people)} if life else {}
    splits = split_many(
        law=law,
        month=work.month,
        people=people,
        gross=np.array([gross[p] for p in people], dtype=np.int64),
        owed=np.array([_whole(owed, p) for p in people], dtype=np.int64),
        alimony=np.array([_whole(ordered, p) for p in people], dtype=np.int64),
        undecided=np.array([inputs.case_of[index[p]] in life for p in people]) if life else None,
    )
    return splits, [part for split in splits for part in _court_parts(split, owed, ordered)]


Claims = dict[int, list[tuple[str, int]]]  # person → what each case asks of the month


def _whole(claims: Claims, person: int) -> int:
    return sum(part for _case, part in claims.get(person, ()))


def _reparations(work: _Work, rules: SplitRules, gross: dict[int, int]) -> Claims:
    """What each reparation asks, in hundredths of a céntimo.

    Those that run on the same days share the one fifth of what those days earned.
    """
    running: dict[int, list[Reparation]] = {}
    for item in work.pay.reparations:
        if (person := work.inputs.people[item.person]) in gross:
            running.setdefault(person, []).append(item)
    found: Claims = {}
    for person, debts in running.items():
        bounds = sorted({day for debt in debts for day in (debt.start, debt.end)})
        left, claims = [debt.left for debt in debts], [0] * len(debts)
        for start, end in pairwise(bounds):
            at = [i for i, debt in enumerate(debts) if debt.start <= start and end <= debt.end]
            whole = (start, end) == (0, work.month.days)
            earned = gross[person] if whole else work.earned_between(person, start, end, gross[person])
            for i, part in zip(at, share_fifth(earned=earned, left=[left[i] for i in at], rules=rules), strict=True):
                claims[i] += part
                left[i] = None if (known := left[i]) is None else known - -(-part // 100)
        found[person] = [(debt.case, part) for debt, part in zip(debts, claims, strict=True)]
    return found


def _alimony(work: _Work, gross: dict[int, int]) -> Claims:
    """What each order of alimony asks, in céntimos; of two of the same case in a month, the later."""
    found: dict[int, dict[str, int]] = {}
    for order in work.pay.alimony:
        person = work.inputs.people[order.person]
        # An order of a percentage is of what was earned, to the nearest céntimo.
        share = order.amount
        if share is None:
            share = (gross.get(person, 0) * (order.percent or 0) + 50) // 100
        found.setdefault(person, {})[order.case] = share
    return {person: list(orders.items()) for person, orders in found.items()}


def _court_parts(split: SplitLine, owed: Claims, ordered: Claims) -> Iterator[CourtPart]:
    """What each case gets, in proportion to what it asks of the month."""
    person = split["person_id"]
    for kind, total, claims in (("reparation", split["reparation"], owed), ("alimony", split["alimony"], ordered)):
        if not total:
            continue
        parts = largest_remainder(total, [part for _case, part in claims[person]])
        for (case, _part), part in zip(claims[person], parts, strict=True):
            if part:
                yield CourtPart(person, kind, case, part)


def _levies(work: _Work, law: LawBook, paid: dict[int, int]) -> Iterator[LevyLine]:
    """The 10 % of everybody who worked on their own account this month, declared or not."""
    own = work.basis == "declared"
    if "declared" not in {item.basis for item in work.pay.activities}:
        return
    declared: dict[int, int] = {}
    for i, amount in work.pay.declared:
        person = work.inputs.people[i]
        declared[person] = declared.get(person, 0) + amount
    present = work.rows.person[own & work.present.any(axis=1)].tolist()
    for person in sorted({*present, *declared}):
        levy = levy_of_month(law=law, month=work.month, declared=declared.get(person), paid=paid.get(person, 0))
        if levy["amount"]:
            yield {"person_id": person, **levy}


__all__ = ["LACKS", "NoRate", "Pay", "PayInputs", "pay_month"]
