"""The money of two months: agreements, companies that paid, the 10 % spent once, an amount that a court holds."""

from datetime import date

from llamkay.apps.activities.models import Company
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.pay.books import services as book_services
from llamkay.apps.pay.companies import services as company_services
from llamkay.apps.pay.companies.queries import months
from llamkay.apps.pay.models import Account, Agreement, Posting
from llamkay.apps.people.models import Person
from llamkay.core.values import Month, format_amount

DECEMBER, JANUARY = Month(2025, 12), Month(2026, 1)


def write_pay() -> tuple[str, ...]:
    """Enter it as the treasurer of the first prison; returns a line for the console."""
    place = Establishment.objects.get(code="EP16")
    if Agreement.objects.exists():
        return ()
    treasurer = User.objects.get(username="tesoreria")
    companies = list(Company.objects.filter(activity__establishment=place).distinct().order_by("name"))
    for at, company in enumerate(companies, start=1):
        company_services.save_agreement(
            actor=treasurer,
            establishment=place,
            number=f"Convenio {at:03}-2025 (demostración)",
            start=date(2025, 1, 2),
            end=date(2026, 3, 15) if at == len(companies) else date(2026, 12, 31),
            days_to_pay=15,
            ruc=company.ruc,
            document="Resolución de demostración",
        )
    owed = {company: _owed(company, place) for company in companies}
    for at, company in enumerate(companies, start=1):
        company_services.enter_payment(
            actor=treasurer,
            company=company,
            establishment=place,
            received_on=date(2026, 1, 19),
            amount=owed[company][DECEMBER],
            reference=f"OP-DEMO-01{at:02}",
            month=DECEMBER,
        )
    paid = 0
    for company, share, at in ((companies[0], 1, 1), (companies[1], 2, 2)):
        amount = owed[company][JANUARY] // share
        company_services.enter_payment(
            actor=treasurer,
            company=company,
            establishment=place,
            received_on=date(2026, 2, 2),
            amount=amount,
            reference=f"OP-DEMO-{at:04}",
            month=JANUARY,
        )
        paid += amount
    book_services.spend(
        actor=treasurer,
        establishment=place,
        purpose="Materiales de los talleres",
        amount=35_000,
        source=Account.Kind.BANK,
        voucher="Factura F001-DEMO-17",
        posted_on=date(2026, 2, 2),
    )
    held = _with_money(place)
    book_services.place_hold(
        actor=treasurer,
        establishment=place,
        person=held,
        court="Juzgado de demostración",
        case_number="EXP-DEMO-RET-1",
        since=date(2026, 2, 2),
        amount=15_000,
    )
    whole = sum(each[JANUARY] for each in owed.values())
    return (
        f"{len(companies)} convenios; de enero pagaron S/ {_soles(paid)} de S/ {_soles(whole)}; "
        f"retención judicial sobre {held.code}.",
    )


def _owed(company: Company, place: Establishment) -> dict[Month, int]:
    return {line.month: line.owed for line in months(company=company, establishment=place)}


def _with_money(place: Establishment) -> Person:
    """Whoever has the most available."""
    row = Posting.objects.filter(account__establishment=place, account__kind=Account.Kind.AVAILABLE)
    return row.order_by("amount", "id").select_related("account__person").first().account.person


def _soles(amount: int) -> str:
    whole, rest = format_amount(amount).split(".")
    return f"{int(whole):,}.{rest}"
