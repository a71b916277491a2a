"""The payslip of a person and month: what was done, what it gave, where each part went, what is left. Many a page."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.activities.corrections.queries import adjustments_at
from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.pay import acts
from llamkay.apps.pay.models import Account, Band, Earning, PayslipBatch, Posting, Split
from llamkay.apps.pay.payslips.by_rate import done_by_rate, shares_of
from llamkay.apps.pay.permissions import PAYSLIPS
from llamkay.apps.pay.queries import RATE_NAMES, EarningLine
from llamkay.apps.people.queries import people_by_ids
from llamkay.apps.remission.queries import counts_of, credits_of, fraction_text
from llamkay.core.errors import Refused
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.database.search import InOrder
from llamkay.platform.models import IssuedPaper
from llamkay.platform.months import month_name
from llamkay.platform.papers import new_code, qr_svg, render
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.months.models import MonthClose
    from llamkay.apps.people.models import Person


TEMPLATE = Path(__file__).parent.parent / "papers" / "payslips.typ"
# Where each part of the split goes, as the payslip says it.
PARTS = {
    "institution": ("Para la institución (10 %)", "cuenta del 10 %"),
    "reparation": ("Reparación civil", "cuenta de su caso, para la parte agraviada"),
    "alimony": ("Alimentos por orden judicial", "cuenta de su caso"),
    "undecided": ("Apartado: la norma no dice a dónde va", "cuenta por distribuir"),
    "personal": ("Para usted", "su cuenta disponible"),
}
JOINS = "INC-03"  # what the reparation leaves of the 20 % is the person's
COURTS = ("reparation", "alimony")
SHOWN_KINDS = ("available", "savings", "reparation", "alimony", "undecided", "debt")


@dataclass
class Payslip:
    """One person's month; amounts in céntimos."""

    person: "Person"
    lines: list[tuple[str, str, str, int]] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    ended: bool = False  # the reparation did not take its whole fifth: it was finished, or did not run every day
    days: dict[str, int] = field(default_factory=lambda: {"work": 0, "study": 0})
    remitted: Fraction = Fraction(0)
    unsettled: int = 0
    balances: list[tuple[str, int]] = field(default_factory=list)
    cases: list[tuple[str, str, int]] = field(default_factory=list)  # of a court: part, case, amount
    corrected: list[str] = field(default_factory=list)  # days of this month that later closes corrected
    # Earlier months that this close corrected: which days, what the gross and the person's own part moved by.
    adjusted: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def gross(self) -> int:
        return sum(amount for *_rest, amount in self.lines)


def payslips_of(close: "MonthClose", *, person: "Person | None" = None) -> list[Payslip]:
    """The payslips of a closed month as it stands after every correction, in the order of the book, and of whoever had
    an earlier month corrected in it; a fixed number of queries however many people. Whoever calls answers for the
    scope."""
    mine = {"close__establishment": close.establishment_id, "month": close.month}
    only = {"person": person} if person else {}
    found: dict[int, Payslip] = {}
    paid = Earning.objects.filter(Q(**mine) | Q(close=close), **only)
    for who in people_by_ids(paid.values("person")).order_by("sort_name", "code"):
        found[who.pk] = Payslip(who)
    _earned(found, Earning.objects.filter(**mine, **only).select_related("activity"), Month.of(close.month))
    _split(found, Split.objects.filter(**mine, **only).order_by("id"))
    _adjusted(found, close)
    counts = counts_of(close).filter(person__in=found).order_by("person_id", "kind", "-id")
    for row in counts.distinct("person_id", "kind"):
        found[row.person_id].days[row.kind] = row.days
    for row in credits_of(close).filter(person__in=found):
        payslip = found[row.person_id]
        if row.ratio:
            payslip.remitted += Fraction(row.days, row.ratio)
        else:
            payslip.unsettled += row.days
    _cases(found, close)
    _balances(found, close.establishment_id)
    return list(found.values())


def _earned(by_person: dict[int, Payslip], rows: Any, month: Month) -> None:
    """What each activity gave, its corrections taken in: one line where something stands, and one for each rate and
    band of the days where several held."""
    standing: dict[tuple[int, int, str, int], list[Earning]] = defaultdict(list)
    for row in rows.order_by(InOrder("activity__name"), "id"):
        standing[row.person_id, row.activity_id, row.basis, row.rate].append(row)
    paid_by = {activity: basis for _person, activity, basis, _rate in standing if basis in RATE_NAMES}
    done = done_by_rate(paid_by, list(by_person), month)
    for (person, activity, basis, _rate), payslips in standing.items():
        one = payslips[-1]
        one.units, one.gross = sum(row.units for row in payslips), sum(row.gross for row in payslips)
        if not one.gross:
            continue
        lines = by_person[person].lines
        days = done.get((person, activity), {}) if basis in RATE_NAMES else {}
        if len(days) > 1 and (shares := shares_of(days, one.gross, basis)):
            for ((band, rate), units), share in zip(days.items(), shares, strict=True):
                lines.append(_line(one, _band(band), units, rate, share))
        else:
            name = ", ".join(_band(band) for band, rate in days if band and rate == one.rate)
            lines.append(_line(one, name, one.units, one.rate, one.gross))


def _band(band: int) -> str:
    return str(Band(band).label).lower() if band else ""


def _line(of: Earning, band: str, units: int, rate: int, gross: int) -> tuple[str, str, str, int]:
    """A line of the payslip: the activity and why it pays, how much was done, at which rate, what it gave."""
    line = EarningLine(Earning(basis=of.basis, units=units, rate=rate, gross=gross))
    why = ", ".join(filter(None, (band, line.basis_name)))
    name = f"{of.activity.name} ({why})" if why else of.activity.name
    return name, line.units, f"{_soles(rate)} {line.rate_basis}" if line.rate_basis else "", gross


def _split(by_person: dict[int, Payslip], rows: Any) -> None:
    for row in rows:
        payslip = by_person.get(row.person_id)
        if payslip is None:
            continue
        for part in PARTS:
            payslip.parts[part] = payslip.parts.get(part, 0) + getattr(row, part)
        if not row.reverses:
            payslip.ended = bool(row.reparation) and any(rule["rule"] == JOINS for rule in row.rules)
            payslip.rules = list(dict.fromkeys(f"{rule['norm']}, art. {rule['article']}" for rule in row.rules))


def _adjusted(by_person: dict[int, Payslip], close: "MonthClose") -> None:
    """The corrected days: of this month, whichever close applied them, and of earlier months, by this one."""
    rows = adjustments_at(close.establishment_id).filter(row__person__in=by_person, applied_in__isnull=False)
    rows = rows.filter(Q(applied_in=close) | Q(row__sheet__month=close.month)).order_by("id")
    earlier: dict[tuple[int, date], list[str]] = {}
    for row in rows.select_related("row__sheet__activity", "applied_in"):
        month, words = row.row.sheet.month, f"{row.day} ({row.row.sheet.activity.name})"
        if month == close.month:
            applied = month_name(Month.of(row.applied_in.month))
            by_person[row.row.person_id].corrected.append(f"día {words}, en el cierre de {applied}")
        else:
            earlier.setdefault((row.row.person_id, month), []).append(words)
    if not (earlier or close.totals.get("adjusted_people")):
        return
    moved = Split.objects.filter(close=close, person__in=by_person).exclude(month=close.month).order_by("month")
    sums = moved.values_list("person", "month").annotate(gross=Sum("gross"), own=Sum("personal"))
    amounts = {(person, month): (gross, own) for person, month, gross, own in sums}
    others = dict.fromkeys(earlier, (0, 0))
    for (person, month), moved_by in sorted((others | {key: by for key, by in amounts.items() if any(by)}).items()):
        days = ", ".join(dict.fromkeys(earlier.get((person, month), ())))
        why = f"día {days}" if days else "por lo que se corrigió de quienes reparten con ella"
        by_person[person].adjusted.append((f"{month_name(Month.of(month))}, {why}", *moved_by))


def _cases(by_person: dict[int, Payslip], close: "MonthClose") -> None:
    """What each case of a court got of the month, its corrections taken in."""
    rows = Posting.objects.filter(
        entry__establishment=close.establishment_id,
        entry__origin="close",
        entry__month=close.month,
        account__person__in=by_person,
        account__kind__in=COURTS,
    )
    totals = rows.order_by("account__label").values_list("account__person", "account__kind", "account__label")
    for person, kind, case, total in totals.annotate(total=Sum("amount")):
        if total:
            by_person[person].cases.append((kind, case, -total))


def _balances(by_person: dict[int, Payslip], establishment_id: int) -> None:
    """What each personal account holds now; what is owed to the institution is told below zero."""
    rows = Posting.objects.filter(
        account__establishment=establishment_id, account__person__in=by_person, account__kind__in=SHOWN_KINDS
    )
    totals = rows.values_list("account__person", "account__kind", "account__label").annotate(total=Sum("amount"))
    for person, kind, case, total in sorted(totals, key=lambda row: (SHOWN_KINDS.index(row[1]), row[2])):
        if total:
            name = str(Account.Kind(kind).label)
            by_person[person].balances.append((f"{name}, {case}" if case else name, -total))


@override("es")  # the paper is in Spanish, whoever prints it
def print_payslips(*, actor: Any, close: "MonthClose", person: "Person | None" = None) -> tuple[bytes, PayslipBatch]:
    """The PDF of the payslips of a closed month, sealed under a code; an earlier one of the same is marked as replaced.

    Raises ``PermissionDenied``, or ``Refused`` where nobody earned anything that month.
    """
    require(actor, PAYSLIPS, establishment_id=close.establishment_id)
    payslips = payslips_of(close, person=person)
    if not payslips:
        raise Refused(_("No hay boletas: nadie tiene ingresos en ese mes."))
    now, code = clock.now(), new_code()
    name = month_name(Month.of(close.month))
    title = f"Boletas de {name}" if person is None else f"Boleta de {name}"
    heading = heading_on(now.date()).name
    pdf = render(TEMPLATE, _paper(close, payslips, title=title, heading=heading, code=code, at=now), at=now)
    with transaction.atomic():
        lock(Space.PAYSLIPS, close.pk)  # two printings at once would both replace the same one
        paper = IssuedPaper.objects.create(
            code=code, title=title, institution=heading, issued_at=now, sha256=hashlib.sha256(pdf).hexdigest()
        )
        before = PayslipBatch.objects.filter(close=close, person=person).first()
        batch = PayslipBatch.objects.create(
            close=close, person=person, paper=paper, payslips=len(payslips), by=actor.username
        )
        if before:
            IssuedPaper.objects.filter(pk=before.paper_id).update(replaced_by=paper)
        audit.record(
            actor=actor.username,
            verb=acts.PAYSLIPS,
            target=f"person:{person.pk}" if person else f"close:{close.pk}",
            sentence=f"{actor} imprimió {len(payslips)} boletas de {name} de {close.establishment}.",
            stream=close.establishment.code,
            details={"code": code, "payslips": len(payslips)},
        )
    return pdf, batch


def _soles(centimos: int) -> str:
    whole, rest = format_amount(abs(centimos)).split(".")
    return f"{'−' if centimos < 0 else ''}S/ {int(whole):,}.{rest}"


def _paper(
    close: "MonthClose", payslips: list[Payslip], *, title: str, heading: str, code: str, at: Any
) -> dict[str, Any]:
    address = f"{settings.PUBLIC_URL}/verificar/{code}/"
    return {
        "title": title,
        "institution": heading,
        "establishment": close.establishment.name,
        "month": month_name(Month.of(close.month)),
        "printed": f"{at:%d/%m/%Y}",
        "code": code,
        "address": address,
        "qr": qr_svg(address),
        "demo": settings.DEMO,
        "payslips": [_as_document(payslip) for payslip in payslips],
    }


def _to_case(kind: str, case: str) -> str:
    return f"expediente {case}" if case else PARTS[kind][1]


def _as_document(payslip: Payslip) -> dict[str, Any]:
    parts = [(*PARTS[part], _soles(amount)) for part, amount in payslip.parts.items() if amount and part not in COURTS]
    parts += [(PARTS[kind][0], _to_case(kind, case), _soles(amount)) for kind, case, amount in payslip.cases]
    return {
        "name": payslip.person.full_name,
        "person": payslip.person.code,
        "lines": [[what, units, rate, _soles(amount)] for what, units, rate, amount in payslip.lines],
        "gross": _soles(payslip.gross),
        "parts": [list(part) for part in sorted(parts, key=lambda part: part[0] != PARTS["personal"][0], reverse=True)],
        "rules": "; ".join(payslip.rules),
        "ended": payslip.ended,
        "corrected": payslip.corrected,
        "adjusted": [[what, _soles(gross), _soles(own)] for what, gross, own in payslip.adjusted],
        "work": payslip.days["work"],
        "study": payslip.days["study"],
        "remitted": fraction_text(payslip.remitted),
        "unsettled": payslip.unsettled,
        "balances": [[name, _soles(amount)] for name, amount in payslip.balances],
    }
