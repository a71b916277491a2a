"""The treasurer's book of a month on paper: the trial balance at its end and every entry with its legs."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on, staff_names
from llamkay.apps.pay.books import queries as books
from llamkay.apps.pay.models import Posting
from llamkay.apps.pay.templatetags.money import soles
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_name
from llamkay.platform.papers import render
from llamkay.platform.security.scope import Scope
from llamkay.platform.templatetags.staff import named

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


TEMPLATE = Path(__file__).parent.parent / "papers" / "book.typ"


@override("es")  # the paper is in Spanish, whoever prints it
def book_paper(*, scope: Scope, establishment: "Establishment", month: Month) -> bytes:
    """The PDF of a month of the books, in the order of the days; a fixed number of queries."""
    now, last = clock.now(), month.end - timedelta(days=1)
    trial = books.trial_balance(establishment=establishment, on=last)
    totals = books.totals(trial)
    rows = books.journal(scope=scope, establishment=establishment, month=month, sort="antes")
    staff = staff_names()
    data = {
        "title": f"Libro de {month_name(month)}",
        "institution": heading_on(now.date()).name,
        "establishment": establishment.name,
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "last": f"{last:%d/%m/%Y}",
        "demo": settings.DEMO,
        "trial": [
            [
                " · ".join(filter(None, [str(line.name), line.detail])),
                *map(_sum, (line.debit, line.credit)),
                *map(_sum, (line.debtor, line.creditor)),
            ]
            for line in trial
        ],
        "totals": [_sum(totals[name]) for name in ("debit", "credit", "debtor", "creditor")],
        "entries": [
            {
                "number": entry.pk,
                "day": f"{entry.posted_on:%d/%m}",
                "text": entry.text,
                "by": named(entry.author, staff) if entry.author else "",
                "legs": [_leg(leg) for leg in legs],
            }
            for entry, legs in books.with_legs(rows)
        ],
    }
    return render(TEMPLATE, data, at=now)


def _leg(leg: Posting) -> list[Any]:
    name = " · ".join(filter(None, [leg.account.get_kind_display(), books.holder(leg.account), leg.account.label]))
    return [name, _sum(leg.amount) if leg.amount > 0 else "", _sum(-leg.amount) if leg.amount < 0 else ""]


def _sum(amount: int) -> str:
    return soles(amount) if amount else ""
