"""The slip of a person and month: what was done, what it gave, where each part went, what is left. Many to a page."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from llamkay.apps.activities.models import MonthClose
from llamkay.apps.institutions.models import Institution
from llamkay.apps.institutions.queries import name_on
from llamkay.apps.pay.models import Account, Earning, Posting, SlipBatch, Split
from llamkay.apps.pay.permissions import SLIPS
from llamkay.apps.pay.queries import EarningLine
from llamkay.apps.people.models import Person
from llamkay.apps.remission.models import Credit, DayCount
from llamkay.apps.remission.queries import fraction_text
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.models import IssuedPaper
from llamkay.platform.months import month_name
from llamkay.platform.papers import new_code, qr_svg, render
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

TEMPLATE = Path(__file__).parent.parent / "papers" / "slips.typ"
# Where each part of the split goes, as the slip says it.
PARTS = {
    "institution": ("Para la institución (10 %)", "cuenta del 10 %"),
    "reparation": ("Reparación civil", "cuenta de su caso, para la parte agraviada"),
    "alimony": ("Alimentos por orden judicial", "cuenta de su caso"),
    "undecided": ("Apartado: la norma no dice a dónde va", "cuenta por distribuir"),
    "personal": ("Para usted", "su cuenta disponible"),
}
JOINS = "INC-03"  # what the reparation leaves of the 20 % is the person's
KEPT = ("available", "savings", "reparation", "alimony", "undecided", "debt")


@dataclass
class Slip:
    """One person's month; amounts in céntimos."""

    person: Person
    lines: list[tuple[str, str, str, int]] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    ended: bool = False  # the reparation did not take its whole fifth: it was finished, or did not run every day
    days: dict[str, int] = field(default_factory=lambda: {"work": 0, "study": 0})
    remitted: Fraction = Fraction(0)
    unsettled: int = 0
    balances: list[tuple[str, int]] = field(default_factory=list)

    @property
    def gross(self) -> int:
        return sum(amount for *_rest, amount in self.lines)


def slips_of(close: MonthClose, *, person: Person | None = None) -> list[Slip]:
    """The slips of a closed month as it stands after every correction, in the order of the book; a fixed number of
    queries however many people. Whoever calls answers for the scope."""
    mine = {"close__establishment": close.establishment_id, "month": close.month}
    mine |= {"person": person} if person else {}
    found: dict[int, Slip] = {}
    people = Person.objects.filter(pk__in=Earning.objects.filter(**mine).values("person"))
    for who in people.order_by("sort_name", "code"):
        found[who.pk] = Slip(who)
    _earned(found, Earning.objects.filter(**mine).select_related("activity"))
    _split(found, Split.objects.filter(**mine).order_by("id"))
    counts = DayCount.objects.filter(**mine, person__in=found).order_by("person_id", "kind", "-id")
    for row in counts.distinct("person_id", "kind"):
        found[row.person_id].days[row.kind] = row.days
    for row in Credit.objects.filter(**mine, person__in=found):
        slip = found[row.person_id]
        if row.ratio:
            slip.remitted += Fraction(row.days, row.ratio)
        else:
            slip.unsettled += row.days
    _balances(found, close.establishment_id)
    return list(found.values())


def _earned(found: dict[int, Slip], rows: Any) -> None:
    """What each activity gave, its corrections taken in: one line where something stands."""
    standing: dict[tuple[int, int, str, int], list[Earning]] = defaultdict(list)
    for row in rows.order_by("activity__name", "id"):
        standing[row.person_id, row.activity_id, row.basis, row.rate].append(row)
    for (person, *_rest), kept in standing.items():
        one = kept[-1]
        one.units, one.gross = sum(row.units for row in kept), sum(row.gross for row in kept)
        if one.gross:
            line = EarningLine(one)
            rate = f"{_soles(one.rate)} {line.rate_basis}" if line.rate_basis else ""
            found[person].lines.append((one.activity.name, line.units if line.rate_basis else "", rate, one.gross))


def _split(found: dict[int, Slip], rows: Any) -> None:
    for row in rows:
        slip = found.get(row.person_id)
        if slip is None:
            continue
        for part in PARTS:
            slip.parts[part] = slip.parts.get(part, 0) + getattr(row, part)
        if not row.reverses:
            slip.ended = bool(row.reparation) and any(rule["rule"] == JOINS for rule in row.rules)
            slip.rules = list(dict.fromkeys(f"{rule['norm']}, art. {rule['article']}" for rule in row.rules))


def _balances(found: dict[int, Slip], establishment_id: int) -> None:
    """What each personal account holds now; what is owed to the institution is told below zero."""
    rows = Posting.objects.filter(
        account__establishment=establishment_id, account__person__in=found, account__kind__in=KEPT
    )
    totals = rows.values_list("account__person", "account__kind").annotate(total=Sum("amount"))
    for person, kind, total in sorted(totals, key=lambda row: KEPT.index(row[1])):
        if total:
            found[person].balances.append((Account.Kind(kind).label, -total))


def print_slips(*, actor: Any, close: MonthClose, person: Person | None = None) -> tuple[bytes, SlipBatch]:
    """The PDF of the slips of a closed month, sealed under a code; an earlier one of the same is marked as replaced.

    Raises ``PermissionDenied``, or ``ValidationError`` where nobody earned anything that month.
    """
    require(actor, SLIPS, establishment_id=close.establishment_id)
    slips = slips_of(close, person=person)
    if not slips:
        raise ValidationError(_("No hay boletas: nadie tiene ingresos en ese mes."))
    now, code = clock.now(), new_code()
    name = month_name(Month.of(close.month))
    title = f"Boletas de {name}" if person is None else f"Boleta de {name}"
    heading = name_on(Institution.objects.get(code="inpe"), now.date()).name
    pdf = render(TEMPLATE, _paper(close, slips, title=title, heading=heading, code=code, at=now), at=now)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two printings at once would both replace the same one
            cursor.execute("SELECT pg_advisory_xact_lock(7268, %s)", [close.pk])
        paper = IssuedPaper.objects.create(
            code=code, title=title, institution=heading, issued_at=now, sha256=hashlib.sha256(pdf).hexdigest()
        )
        before = SlipBatch.objects.filter(close=close, person=person).first()
        batch = SlipBatch.objects.create(close=close, person=person, paper=paper, slips=len(slips), by=actor.username)
        if before:
            IssuedPaper.objects.filter(pk=before.paper_id).update(replaced_by=paper)
        audit.record(
            actor=actor.username,
            verb="pay.slips",
            target=f"person:{person.pk}" if person else f"close:{close.pk}",
            sentence=f"{actor} imprimió {len(slips)} boletas de {name} de {close.establishment}.",
            stream=close.establishment.code,
            details={"code": code, "slips": len(slips)},
        )
    return pdf, batch


def _soles(centimos: int) -> str:
    whole, rest = format_amount(abs(centimos)).split(".")
    return f"{'−' if centimos < 0 else ''}S/ {int(whole):,}.{rest}"


def _paper(close: MonthClose, slips: list[Slip], *, title: str, heading: str, code: str, at: Any) -> dict[str, Any]:
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
        "slips": [_said(slip) for slip in slips],
    }


def _said(slip: Slip) -> dict[str, Any]:
    parts = [(*PARTS[part], _soles(amount)) for part, amount in slip.parts.items() if amount]
    return {
        "name": slip.person.full_name,
        "person": slip.person.code,
        "lines": [[what, units, rate, _soles(amount)] for what, units, rate, amount in slip.lines],
        "gross": _soles(slip.gross),
        "parts": [list(part) for part in sorted(parts, key=lambda part: part[0] != PARTS["personal"][0], reverse=True)],
        "rules": "; ".join(slip.rules),
        "ended": slip.ended,
        "work": slip.days["work"],
        "study": slip.days["study"],
        "remitted": fraction_text(slip.remitted),
        "unsettled": slip.unsettled,
        "balances": [[name, _soles(amount)] for name, amount in slip.balances],
    }
