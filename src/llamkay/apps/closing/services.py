"""Close a month: one transaction that counts, credits, pays, posts, snapshots, hashes and locks, its books too.

Twice is once: a closed month is returned as it stands. A crash leaves nothing. A correction of a closed day is an
adjustment; the next close recounts the months it touches, reverses what stood and enters what should stand, in
remission, pay, ledger and statistics alike. What a close changes in the minutes that people bring along it follows at
once into every later month, of whatever prison, so that the order of closing changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.corrections.queries import adjustments_at
from llamkay.apps.activities.corrections.services import mark_applied
from llamkay.apps.activities.inputs import on_sheets_with, sheet_rows
from llamkay.apps.activities.kinds import PayBasis, SheetState
from llamkay.apps.activities.sheets.queries import rows_of_month, sheets_at
from llamkay.apps.activities.sheets.services import approve_sheet
from llamkay.apps.closing import acts
from llamkay.apps.closing.compute import Results, compute, compute_days
from llamkay.apps.closing.filling import MonthSheets, month_sheets
from llamkay.apps.closing.inputs import CloseInputs, every_identity, load, load_count
from llamkay.apps.closing.models import Decision, Rehearsal
from llamkay.apps.closing.permissions import CLOSE, VIEW
from llamkay.apps.closing.ready import MonthNotReady, check_ready, month_changed
from llamkay.apps.closing.rehearsal import Rehearsed, rehearsed
from llamkay.apps.closing.seal import seal
from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.months.queries import closes
from llamkay.apps.months.services import lock_months
from llamkay.apps.pay import recording as pay
from llamkay.apps.pay.books.joins import follow_money
from llamkay.apps.pay.books.services import lock_closed_month
from llamkay.apps.pay.inputs.month import lacking
from llamkay.apps.pay.savings.services import put_aside
from llamkay.apps.pay.settlements.after_close import after_close
from llamkay.apps.people.queries import former_identities, led_to, parted
from llamkay.apps.people.writing import lock_people
from llamkay.apps.remission import recording as remission
from llamkay.apps.remission.counts.statements import law_of, remember_law
from llamkay.apps.remission.inputs import Chain, counted_after_leaving, followed
from llamkay.apps.statistics.services import take_snapshot
from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.pay.month import NoRate, PayInputs, pay_month
from llamkay.core.remission.month import CountLine, CreditLine
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import decide, require

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from llamkay.apps.activities.models import Adjustment
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.months.models import MonthClose

LEAST_REASON = 10  # letters of a reason: «ok» is none


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


def close_month(*, actor: Any, establishment: "Establishment", month: Month, seen: str = "") -> Closed:
    """Close one month of one establishment, or give back the close that stands.

    Raises ``PermissionDenied``, or ``MonthNotReady`` with what is missing; nothing is written then. ``seen`` is the
    digest of the rehearsal that somebody decided on: what would come to anything else is refused.
    """
    require(actor, CLOSE, establishment_id=establishment.id)
    with transaction.atomic():
        lock_months(establishment)  # a second close waits and then finds the first
        if standing := closes(at=establishment, month=month).first():
            return _closed(standing, establishment, already=True)
        check_ready(establishment, month)
        _plan_again()
        law = law_of(remember_law().version)
        with _naming(establishment, month):
            return _Close(actor=actor, establishment=establishment, month=month, law=law).run(seen=seen)


@contextmanager
def _naming(establishment: "Establishment", month: Month) -> Iterator[None]:
    """Paid work that nothing gives a worth keeps the month open, and is named with its cure."""
    try:
        yield
    except NoRate as lack:
        raise MonthNotReady(
            _("No se puede cerrar {month} en {establishment}: {found}{rest}").format(
                month=month_title(month), establishment=establishment, found=lacking(lack), rest="."
            )
        ) from lack


def rehearse(*, actor: Any, establishment: "Establishment", month: Month) -> Rehearsed:
    """What the close of a month would come to now, ready or not; nothing of it stays.

    Raises ``PermissionDenied``, or ``Refused`` where the month cannot be reckoned.
    """
    require(actor, VIEW, establishment_id=establishment.id)
    with transaction.atomic():
        lock_months(establishment)
        law = law_of(remember_law().version)
        close = _Close(actor=actor, establishment=establishment, month=month, law=law)
        with _naming(establishment, month):
            _inputs, results = close.count()
        transaction.set_rollback(True)
    return close.rehearsed(results)


def look(*, actor: Any, establishment: "Establishment", month: Month) -> Rehearsed:
    """What the close would come to now, kept as what this member of staff saw of it, if they may close."""
    found = rehearse(actor=actor, establishment=establishment, month=month)
    if not decide(actor, CLOSE, establishment_id=establishment.id):
        return found
    seen = {"at": clock.now(), "digest": found.digest}
    rows = Rehearsal.objects.filter(establishment=establishment, month=month.first, by=actor.username)
    if not rows.filter(digest=found.digest).update(at=seen["at"]):
        rows.update_or_create(
            establishment=establishment,
            month=month.first,
            by=actor.username,
            defaults=seen | {"totals": found.totals(), "lines": [line.stored() for line in found.lines]},
        )
    return found


@transaction.atomic
def decide_close(
    *, actor: Any, establishment: "Establishment", month: Month, seen: str, reasons: Mapping[int, str]
) -> Closed:
    """Close a month as it was seen: nothing may have changed since, and each unusually empty sheet has its reason.

    ``reasons`` are by the number of the sheet. What was seen and said is kept with the close.
    """
    require(actor, CLOSE, establishment_id=establishment.id)
    lock_months(establishment)
    if closes(at=establishment, month=month).exists():
        return close_month(actor=actor, establishment=establishment, month=month)
    check_ready(establishment, month)
    looked = Rehearsal.objects.filter(establishment=establishment, month=month.first, by=actor.username)
    before = looked.filter(digest=seen).first()
    if before is None:
        raise month_changed(establishment, month)
    explained = _reasons(month_sheets(establishment, month), reasons)
    done = close_month(actor=actor, establishment=establishment, month=month, seen=seen)
    Decision.objects.create(
        close=closes(at=establishment, month=month).get(),
        seen_at=before.at,
        totals=before.totals,
        lines=before.lines,
        reasons=explained,
    )
    _explain(actor, establishment, month, explained)
    Rehearsal.objects.filter(establishment=establishment, month=month.first).delete()
    return done


@transaction.atomic
def close_unseen(*, actor: Any, establishment: "Establishment", month: Month, reason: str = "") -> Closed:
    """Close a month from a program, which looks at nothing: one reason stands for every unusually empty sheet."""
    require(actor, CLOSE, establishment_id=establishment.id)
    lock_months(establishment)
    if closes(at=establishment, month=month).exists():
        return close_month(actor=actor, establishment=establishment, month=month)
    check_ready(establishment, month)
    sheets = month_sheets(establishment, month)
    if sheets.unusual and len(reason.strip()) < LEAST_REASON:
        names = ", ".join(each.sheet.activity.name for each in sheets.sheets if each.unusual)
        text = _(
            "Hay planillas de {month} con algo inusual ({names}): mírelas en la página del cierre o dé un motivo, "
            "de diez letras o más."
        )
        raise Refused(text.format(month=month_title(month), names=names))
    explained = _reasons(sheets, dict.fromkeys(sheets.unusual, reason))
    done = close_month(actor=actor, establishment=establishment, month=month)
    _explain(actor, establishment, month, explained)
    return done


def _explain(actor: Any, establishment: "Establishment", month: Month, explained: list[dict[str, Any]]) -> None:
    for reason in explained:
        audit.record(
            actor=actor.username,
            verb=acts.EXPLAIN,
            target=f"sheet:{reason['sheet']}",
            sentence=f"Cerró {month} con la planilla de {reason['name']} así: {reason['what']}",
            stream=establishment.code,
            reason=reason["why"],
        )


def _reasons(sheets: MonthSheets, reasons: Mapping[int, str]) -> list[dict[str, Any]]:
    """Why each unusually empty sheet is closed all the same. Raises ``Refused`` beside each that lacks it."""
    names = {each.sheet.pk: each.sheet.activity.name for each in sheets.sheets}
    explained: list[dict[str, Any]] = [
        {"sheet": pk, "name": names[pk], "what": what, "why": reasons.get(pk, "").strip()[:300]}
        for pk, what in sheets.unusual.items()
    ]
    text = _("{name}: diga por qué se cierra así, con diez letras o más.")
    lacking_ = [
        Refused(text.format(name=item["name"]), field=f"motivo-{item['sheet']}")
        for item in explained
        if len(item["why"]) < LEAST_REASON
    ]
    if lacking_:
        raise Refused.many(lacking_)
    return explained


def approve_sheets(
    *, actor: Any, establishment: "Establishment", month: Month, sheets: Collection[int]
) -> tuple[int, list[Refused]]:
    """Approve several handed-in sheets of a month: how many were, and why each of the others was not."""
    found = sheets_at(establishment).filter(month=month.first, pk__in=list(sheets), state=SheetState.SUBMITTED)
    done, refused = 0, []
    for sheet in found.select_related("activity__establishment").order_by("pk"):
        try:
            approve_sheet(actor=actor, sheet=sheet)
        except Refused as refusal:
            refused.append(refusal)
        except PermissionDenied as denied:  # of another area
            refused.append(Refused(str(denied)))
        else:
            done += 1
    return done, refused


def _plan_again() -> None:
    """Forget the connection's query plans: the check of a reference, planned while the ledger was nearly empty, reads
    the whole table for every row written, and stays so until the table's statistics are renewed.

    Until the transaction ends, rows are looked up by index: all of a prison are few of the nation's, and lie in memory.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
        cursor.execute("SET LOCAL random_page_cost = 1.1")


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
        self.recounts: list[dict[str, Any]] = []
        self.followed: list[tuple[str, str]] = []  # stream of the log and sentence
        self.left = counted_after_leaving(self.establishment.id)
        self.adjusted: set[int] = set()
        self.paid_then: dict[
            Month, PayInputs
        ] = {}  # of each month that is counted again, what of pay it was closed with
        self.again: set[int] = set()  # whose closed months were counted and paid again
        self.digests: dict[str, str] = {}  # of the results of each month that was counted
        rows = rows_of_month(month).filter(sheet__activity__establishment=establishment)
        self.here = set(rows.values_list("person_id", flat=True))
        self.followed_here: set[int] = set()

    def count(self) -> tuple[CloseInputs, Results]:
        """Count the month, after the earlier ones that corrections touch."""
        people = followed(self.here | self._waiting())
        lock_people(people)  # closes of two prisons may not count one person at once
        self.followed_here = self.here.intersection(people)
        self.adjusted = self._adjust()
        # A join put two chains of minutes together, or one that was undone left two.
        joined = {*former_identities(people).values(), *parted(self.establishment)}
        self._count_again(joined - self.adjusted)
        inputs = load(establishment_id=self.establishment.id, month=self.month, also=self.adjusted)
        return inputs, self._compute(inputs)

    def _compute(self, inputs: CloseInputs) -> Results:
        results = compute(inputs=inputs, law=self.law)
        self.digests[str(inputs.count.month)] = results.digest
        return results

    def rehearsed(self, results: Results) -> Rehearsed:
        """What the month would come to."""
        months = list(map(str, self.adjusted_months))
        return rehearsed(results, digests=self.digests, adjusted=self.adjusted, months=months)

    def run(self, *, seen: str = "") -> Closed:
        inputs, results = self.count()
        if seen and self.rehearsed(results).digest != seen:
            raise month_changed(self.establishment, self.month)
        self._record(self.month, results)
        self._count_again(self.followed_here)
        self._log_what_followed()
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
                "adjusted_people": len(self.adjusted),
                "adjusted_months": list(map(str, self.adjusted_months)),
            },
        )
        mine = {"actor": self.actor, "establishment": self.establishment}
        lock_closed_month(**mine, month=self.month)
        follow_money(**mine, close_id=self.id, people=self.again)
        put_aside(**mine, close_id=self.id, month=self.month)
        after_close(**mine, close_id=self.id, adjusted=self.adjusted)
        for month in (*self.adjusted_months, self.month):
            take_snapshot(close=close, establishment=self.establishment, month=month, as_of=month.dates()[-1])
        return _closed(close, self.establishment, already=False)

    def _record(self, month: Month, results: Results) -> None:
        self._record_days(self.establishment.id, month, results.counts, results.credits)
        self.postings += pay.record(
            close_id=self.id,
            establishment_id=self.establishment.id,
            month=month,
            posted_on=self.posted_on,
            pay=results,
        )

    def _record_days(
        self, place: int, month: Month, counts: Iterable[CountLine], credits: Iterable[CreditLine]
    ) -> None:
        remission.record(
            close_id=self.id,
            establishment_id=place,
            month=month,
            law_version=self.law.version,
            counts=counts,
            credits=credits,
        )

    def _pending(self) -> "QuerySet[Adjustment]":
        return adjustments_at(self.establishment).filter(applied_in=None, row__sheet__month__lt=self.month.first)

    def _waiting(self) -> set[int]:
        return {*self._pending().values_list("row__person_id", flat=True), *(person for person, _month in self.left)}

    def _adjust(self) -> set[int]:
        """Recount the closed months that pending adjustments or late departures touch; returns the people concerned,
        those who share a sale with them too.

        Months are recounted in order, up to the last closed one, because the minutes in the bank run on.
        """
        touched = list(self._pending().order_by("id").values_list("id", "row__person_id", "row__sheet__month"))
        if not touched and not self.left:
            return set()
        joined = led_to(person for _id, person, _month in touched)
        again = [(joined.get(person, person), Month.of(month)) for _id, person, month in touched] + self.left
        since = min(month for _person, month in again)
        closed = closes(at=self.establishment, since=since).filter(month__lt=self.month.first).order_by("month")
        self.paid_then = {Month.of(close.month): PayInputs.from_document(close.inputs["pay"]) for close in closed}
        grouped = self._sharing(every_identity(person for person, _month in again), since)
        led = led_to(grouped)
        people = {led.get(person, person) for person in grouped}
        self._count_again(people, list(self.paid_then))
        mark_applied([item for item, *_ in touched], self.id)
        self.adjusted_months = sorted({month for _person, month in again})
        return people

    def _sharing(self, people: Iterable[int], since: Month) -> set[int]:
        """These people and, since a month, whoever shares a sale with them: what each is paid rests on the hours of
        all."""
        shared = {
            item.id
            for month, before in self.paid_then.items()
            if month >= since
            for item in before.activities
            if item.basis == PayBasis.SHARE
        }
        return on_sheets_with(people, activities=shared, since=since) if shared else set(people)

    def _count_again(self, people: Iterable[int], months: Sequence[Month] = ()) -> None:
        """Count these months of this prison again, and every later one, of any prison, that begins otherwise for it.

        Each person's counts are taken in the order of their chain, so that none is counted twice.
        """
        waiting = {person: list(months) for person in people}
        while waiting:
            chain = Chain(waiting)
            turns: dict[tuple[Month, int], set[int]] = {}
            for person, left in list(waiting.items()):
                keys = [chain.key(person, self.establishment.id, month) for month in left[:1]]
                keys += [chain.broken[person]] if person in chain.broken else []
                if not keys:
                    del waiting[person]
                    continue
                first, _since, place = min(keys)
                turns.setdefault((Month.of(first), place), set()).add(person)
            for (month, place), those in sorted(turns.items()):
                due = {p for p in those if place == self.establishment.id and month in waiting[p]}
                if due:
                    self._recount(month, due)
                    for person in due:
                        waiting[person].remove(month)
                if others := those - due:
                    self._follow(month, place, others)

    def _recount(self, month: Month, people: set[int]) -> None:
        of: dict[str, Any] = {
            "establishment_id": self.establishment.id,
            "month": month,
            "before": self.paid_then[month],
        }
        inputs = load(**of, people_of=people, also=people)
        self.recounts.append({"establishment": self.establishment.id, "month": str(month), **inputs.as_document()})
        where = {"close_id": self.id, "establishment_id": self.establishment.id, "month": month}
        signed = sorted(every_identity(people))
        remission.reverse(**where, people=signed)
        self.postings += pay.reverse(**where, posted_on=self.posted_on, people=signed)
        counts, credits = compute_days(rows=inputs.rows, inputs=inputs.count, law=self.law)
        group = self._sharing(signed, month)
        if group > set(signed):
            inputs = load(**of, people_of=group)
        paid = pay_month(inputs.rows, inputs.count, inputs.pay, self.law).of(set(signed))
        results = Results(counts=counts, credits=credits, **vars(paid))
        self.digests[str(month)] = results.digest
        self._record(month, results)
        self.again.update(people)

    def _follow(self, month: Month, place: int, people: set[int]) -> None:
        """Count again the days, and they alone, of people who brought other minutes to a closed month."""
        with scope.elevated():
            signed = sorted(every_identity(people))
            rows = sheet_rows(establishment_id=place, month=month, people=signed, applied_until=self.id)
            inputs = load_count(establishment_id=place, month=month, rows=rows, also=people)
            self.recounts.append({"establishment": place, "month": str(month), "count": inputs.as_document()})
            remission.reverse(close_id=self.id, establishment_id=place, month=month, people=signed)
            self._record_days(place, month, *compute_days(rows=rows, inputs=inputs, law=self.law))
            there = every_establishment().get(pk=place)
        who = "1 persona trajo" if len(people) == 1 else f"{len(people)} personas trajeron"
        sentence = f"Al cerrar {self.month} en {self.establishment} se contó de nuevo {month} en {there}: {who} otros "
        self.followed.append((there.code, sentence + "minutos del mes anterior."))

    def _log_what_followed(self) -> None:
        """A line in the log of each prison whose months were counted again."""
        if self.followed:
            audit.reserve({self.establishment.code, *(stream for stream, _sentence in self.followed)})
        for stream, sentence in self.followed:
            audit.record(
                actor=self.actor.username,
                verb=acts.FOLLOW,
                target=f"close:{self.id}",
                sentence=sentence,
                stream=stream,
            )


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
