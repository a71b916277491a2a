"""Close a month: one transaction that counts, credits, pays, posts, snapshots, hashes and locks.

Twice is once: a closed month is returned as it stands. A crash leaves nothing. A correction of a closed day is an
adjustment; the next close recounts the months it touches, reverses what stood and enters what should stand, in
remission, pay, ledger and statistics alike.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.corrections.queries import adjustments_at
from llamkay.apps.activities.corrections.services import mark_applied
from llamkay.apps.closing.compute import Results, compute
from llamkay.apps.closing.inputs import load
from llamkay.apps.closing.permissions import CLOSE
from llamkay.apps.closing.ready import MonthNotReady, check_ready
from llamkay.apps.closing.seal import seal
from llamkay.apps.months.queries import closes
from llamkay.apps.months.services import lock_months
from llamkay.apps.pay import recording as pay
from llamkay.apps.pay.inputs.month import lacking
from llamkay.apps.remission import recording as remission
from llamkay.apps.remission.counts.statements import law_of, remember_law
from llamkay.apps.statistics.services import take_snapshot
from llamkay.core.law import LawBook
from llamkay.core.pay.month import NoRate
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.months.models import MonthClose


@dataclass(frozen=True)
class Closed:
    """What a close did: for the screen, the command and the API."""

    establishment: str
    month: str
    people: int
    days: int
    remitted: str
    gross: str
    postings: int
    adjusted_people: int
    hash: str
    already: bool


def close_month(*, actor: Any, establishment: "Establishment", month: Month) -> Closed:
    """Close one month of one establishment, or give back the close that stands.

    Raises ``PermissionDenied``, or ``MonthNotReady`` with what is missing; nothing is written then.
    """
    require(actor, CLOSE, establishment_id=establishment.id)
    with transaction.atomic():
        lock_months(establishment)  # a second close waits and then finds the first
        if standing := closes(at=establishment, month=month).first():
            return _closed(standing, establishment, already=True)
        check_ready(establishment, month)
        _plan_again()
        law = law_of(remember_law().version)
        try:
            return _Close(actor=actor, establishment=establishment, month=month, law=law).run()
        except NoRate as lack:
            raise MonthNotReady(
                _("No se puede cerrar {month} en {establishment}: {found}{rest}").format(
                    month=month_title(month), establishment=establishment, found=lacking(lack), rest="."
                )
            ) from lack


def _plan_again() -> None:
    """Forget the connection's query plans: the check of a reference, planned while the ledger was nearly empty, reads
    the whole table for every row written, and stays so until the table's statistics are renewed."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


class _Close:
    """One close in progress: the months it counts, and everything it writes."""

    def __init__(self, *, actor: Any, establishment: "Establishment", month: Month, law: LawBook) -> None:
        self.actor, self.establishment, self.month, self.law = actor, establishment, month, law
        self.posted_on = clock.today()
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('months_monthclose', 'id'))")
            self.id = cursor.fetchone()[0]
        self.postings = 0
        self.adjusted_months: list[Month] = []
        self.recounts: dict[str, Any] = {}

    def run(self) -> Closed:
        adjusted = self._adjust()
        inputs = load(establishment_id=self.establishment.id, month=self.month, also=adjusted)
        results = compute(inputs=inputs, law=self.law)
        self._record(self.month, results)
        close = seal(
            close_id=self.id,
            actor=self.actor,
            establishment=self.establishment,
            law_version=self.law.version,
            inputs=inputs,
            results=results,
            recounts=self.recounts,
            totals={
                "postings": self.postings,
                "adjusted_people": len(adjusted),
                "adjusted_months": list(map(str, self.adjusted_months)),
            },
        )
        for month in (*self.adjusted_months, self.month):
            take_snapshot(close=close, establishment=self.establishment, month=month, as_of=month.dates()[-1])
        return _closed(close, self.establishment, already=False)

    def _record(self, month: Month, results: Results) -> None:
        remission.record(
            close_id=self.id,
            month=month,
            law_version=self.law.version,
            counts=results.counts,
            credits=results.credits,
        )
        self.postings += pay.record(
            close_id=self.id,
            establishment_id=self.establishment.id,
            month=month,
            posted_on=self.posted_on,
            pay=results,
        )

    def _adjust(self) -> set[int]:
        """Recount the closed months that pending adjustments touch; returns the people concerned.

        Months are recounted in order, up to the last closed one, because the minutes in the bank run on.
        """
        pending = adjustments_at(self.establishment).filter(applied_in=None, row__sheet__month__lt=self.month.first)
        touched = list(pending.order_by("id").values_list("id", "row__person_id", "row__sheet__month"))
        if not touched:
            return set()
        people = {person for _, person, _ in touched}
        first = min(month for *_, month in touched)
        for start in (
            closes(at=self.establishment, since=Month.of(first))
            .filter(month__lt=self.month.first)
            .order_by("month")
            .values_list("month", flat=True)
        ):
            self._recount(Month.of(start), people)
        mark_applied([item for item, *_ in touched], self.id)
        self.adjusted_months = sorted({Month.of(month) for *_, month in touched})
        return people

    def _recount(self, month: Month, people: set[int]) -> None:
        inputs = load(establishment_id=self.establishment.id, month=month, people_of=people, also=people, again=True)
        self.recounts[str(month)] = inputs.as_document()
        where = {"close_id": self.id, "establishment_id": self.establishment.id, "month": month}
        remission.reverse(**where, people=sorted(people))
        self.postings += pay.reverse(**where, posted_on=self.posted_on, people=sorted(people))
        self._record(month, compute(inputs=inputs, law=self.law))


def _closed(close: "MonthClose", establishment: "Establishment", *, already: bool) -> Closed:
    totals = close.totals
    return Closed(
        establishment=establishment.code,
        month=f"{close.month:%Y-%m}",
        people=totals["people"],
        days=totals["days"],
        remitted=totals["remitted"],
        gross=format_amount(totals["gross"]),
        postings=totals["postings"],
        adjusted_people=totals["adjusted_people"],
        hash=close.hash,
        already=already,
    )
