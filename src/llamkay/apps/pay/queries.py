"""Reads of earnings, their split, and the balance of a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext, gettext_noop, ngettext

from llamkay.apps.pay.models import Account, Earning, Posting, Split
from llamkay.apps.people.queries import identities
from llamkay.core.values import Month
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


_SHARES = """
    WITH earned AS (
      SELECT person_id, month, sum(gross) AS whole, sum(gross) FILTER (WHERE activity_id = ANY (%(activities)s)) AS mine
      FROM pay_earning WHERE month = ANY (%(months)s) GROUP BY person_id, month),
    own AS (
      SELECT person_id, month, sum(personal + alimony) AS own FROM pay_split
      WHERE month = ANY (%(months)s) GROUP BY person_id, month)
    SELECT coalesce(sum(e.mine), 0)::bigint, coalesce(sum(o.own * e.mine / nullif(e.whole, 0)), 0)::bigint
    FROM earned e JOIN own o USING (person_id, month) WHERE e.mine > 0
"""


def shares_of(activities: Sequence[int], months: Sequence[date]) -> tuple[int, int]:
    """What some activities paid in months, and how much of it is the workers' own and their families', in céntimos."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, {"activities": list(activities), "months": list(months)})
        gross, own = cursor.fetchone()
    return gross, own


RATE_NAMES = {
    "hour": gettext_noop("por hora"),
    "day": gettext_noop("por día"),
    "piece": gettext_noop("por pieza"),
    "training": gettext_noop("al mes"),
}
BASIS_NAMES = {
    "share": gettext_noop("parte de lo vendido"),
    "training": gettext_noop("subvención"),
    "bonus": gettext_noop("bonificación"),
}
PARTS = ("gross", "institution", "reparation", "alimony", "personal")


@dataclass(frozen=True)
class EarningLine:
    """What one activity gave in a month, as a screen shows it."""

    earning: Earning

    @property
    def units(self) -> str:
        """Minutes are read as hours: «83:30 horas»; a bonus is of nothing that is counted."""
        units, basis = self.earning.units, self.earning.basis
        if basis == "bonus":
            return ""
        sign, count = "−" if units < 0 else "", abs(units)
        if basis == "day":
            return sign + ngettext("%(n)s día", "%(n)s días", count) % {"n": count}
        if basis == "piece":
            return sign + ngettext("%(n)s pieza", "%(n)s piezas", count) % {"n": count}
        hours, minutes = divmod(count, 60)
        shown = f"{hours}:{minutes:02d}" if minutes else str(hours)
        return sign + ngettext("%(n)s hora", "%(n)s horas", 1 if count == 60 else 2) % {"n": shown}

    @property
    def rate_basis(self) -> str:
        name = RATE_NAMES.get(self.earning.basis, "")
        return name and gettext(name)

    @property
    def basis_name(self) -> str:
        """How it pays, where its rate does not say it."""
        name = BASIS_NAMES.get(self.earning.basis, "")
        return name and gettext(name)

    @property
    def several_rates(self) -> bool:
        """Whether its days were paid at more than one rate: the one on record is that of the last."""
        line = self.earning
        worth = line.units * line.rate
        whole = {"hour": (abs(worth) + 30) // 60, "day": abs(worth), "piece": abs(worth)}.get(line.basis)
        return whole is not None and whole != abs(line.gross)


@dataclass
class PaidMonth:
    """Earnings and splits of a month in one establishment, corrections included."""

    month: Month
    place: str
    close_id: int | None = None  # that of the month itself, whose payslips may be printed
    earnings: list[EarningLine] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)

    @property
    def totals(self) -> dict[str, int]:
        """The parts that stand after every reversal."""
        return {part: sum(getattr(split, part) for split in self.splits) for part in PARTS}

    @property
    def rules(self) -> list[dict[str, str]]:
        """The rules of the split that stands, each norm and article once."""
        standing = [split.rules for split in self.splits if split.rules] or [[]]
        return list({(rule["norm"], rule["article"]): rule for rule in standing[-1]}.values())

    @property
    def corrected(self) -> bool:
        return any(line.earning.reverses for line in self.earnings)


def earnings_of(close: Any) -> QuerySet[Earning]:
    """What a close says that its month was paid, activity by activity."""
    return Earning.objects.filter(close=close, month=close.month)


def splits_of(close: Any) -> QuerySet[Split]:
    """How a close splits what its month was paid."""
    return Split.objects.filter(close=close, month=close.month)


def months(*, scope: Scope, person: "Person") -> list[PaidMonth]:
    """What a person earned in the establishments of the scope, the newest month first; two queries."""
    found: dict[tuple[int, date], PaidMonth] = {}

    def of(row: Earning | Split) -> PaidMonth:
        place = row.close.establishment
        line = found.setdefault((place.pk, row.month), PaidMonth(Month.of(row.month), place.name))
        if row.close.month == row.month:
            line.close_id = row.close_id
        return line

    known = identities(person)
    mine = Earning.objects.filter(person__in=known).select_related("activity", "close__establishment")
    for earning in scope.filter(mine, "close__establishment_id").defer("close__inputs").order_by("id"):
        of(earning).earnings.append(EarningLine(earning))
    shares = Split.objects.filter(person__in=known).select_related("close__establishment")
    for split in scope.filter(shares, "close__establishment_id").defer("close__inputs").order_by("id"):
        of(split).splits.append(split)
    return sorted(found.values(), key=lambda item: (item.month, item.place), reverse=True)


def balance(*, scope: Scope, person: "Person") -> int:
    """What the person has available in céntimos: a credit in the ledger is money owed to them."""
    mine = scope.filter(
        Posting.objects.filter(account__person=person, account__kind=Account.Kind.AVAILABLE),
        "account__establishment_id",
    )
    return -(mine.aggregate(total=Sum("amount"))["total"] or 0)
