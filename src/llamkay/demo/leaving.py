"""Money that leaves on 2 February: remittances, an order of alimony, a transfer and a release settled, a correction."""

from datetime import date
from uuid import uuid4

from llamkay.apps.activities.corrections.services import adjust_day, confirm_adjustment
from llamkay.apps.activities.models import Adjustment, SheetRow
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.nursery.models import Child
from llamkay.apps.pay.books import services as book_services
from llamkay.apps.pay.court_orders import services as court_order_services
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.models import Account, Hold, Payout, Posting
from llamkay.apps.pay.payouts import services as payout_services
from llamkay.apps.pay.savings.services import agree as agree_savings
from llamkay.apps.pay.settlements import services as settlement_services
from llamkay.apps.people.custody.services import release_person, transfer_person
from llamkay.apps.people.models import Person
from llamkay.platform.security.access import Command

TODAY = date(2026, 2, 2)


def write_leaving() -> tuple[str, ...]:
    """Through the services that the office uses, each step by the one who would take it; a line for the console."""
    place, to = (Establishment.objects.get(code=code) for code in ("EP16", "EP17"))
    if Payout.objects.exists():
        return ()
    treasurer, director = (User.objects.get(username=name) for name in ("tesoreria", "directora"))
    people = _with_money(place)
    _remittances(treasurer, director, place, people[:3])
    _alimony(treasurer, director, people[3])
    _fine_and_savings(treasurer, director, people[3], people[2])
    moved, gone, waiting = people[4:7]
    transfer_person(actor=Command(), person=moved, to=to, on=TODAY, reason="Resolución de demostración")
    release_person(actor=Command(), person=gone, on=TODAY, reason="Papeleta de demostración")
    transfer_person(actor=Command(), person=waiting, to=to, on=TODAY, reason="Resolución de demostración")
    for person in (moved, gone):
        row = settlement_services.prepare(
            actor=treasurer, person=person, establishment=place, document=f"Acta DEMO-{person.code}"
        )
        settlement_services.confirm(actor=director, settlement=row)
    paid = list(Payout.objects.filter(settlement__person=gone))
    batch = payout_services.send(actor=treasurer, establishment=place, payouts=paid, way="cash")
    _to_the_till(treasurer, place, sum(payout.amount for payout in paid))
    for payout in paid:
        payout_services.settle(actor=treasurer, payout=payout, reference=f"RECIBO-{batch}-{payout.pk}")
    _corrections(people[7], people[8])
    return ("Remesas: una entregada, una devuelta, una por confirmar; un traslado y una libertad liquidados.",)


def _to_the_till(treasurer: User, place: Establishment, amount: int) -> None:
    """What the cashier pays out was first taken from the bank."""
    book_services.enter_by_hand(
        actor=treasurer,
        establishment=place,
        legs=[Leg(kind=Account.Kind.CASH, amount=amount), Leg(kind=Account.Kind.BANK, amount=-amount)],
        reason="Retiro del banco para pagar por caja",
        document="Cheque DEMO-1",
    )


def _remittances(treasurer: User, director: User, place: Establishment, people: list[Person]) -> None:
    """One received, one that came back, one that waits for the second person."""
    payouts = []
    for n, person in enumerate(people, start=1):
        receiver = payout_services.enter_beneficiary(
            actor=treasurer,
            person=person,
            full_name=f"Madre Inventada {n}",
            relation="mother",
            document_kind="dni",
            document_number=f"0000987{n}",
            authorised_by=person.full_name,
            authorisation="Carta de demostración",
            bank="Banco de demostración",
            bank_account=f"0021234567890123450{n}",
        )
        payout_services.check_beneficiary(actor=director, beneficiary=receiver)
        receiver.refresh_from_db()
        payouts.append(
            payout_services.prepare(
                actor=treasurer,
                person=person,
                beneficiary=receiver,
                purpose="remittance",
                amount=5_000 * n,
                key=uuid4().hex,
            )
        )
    sent = [payout_services.confirm(actor=director, payout=payout) for payout in payouts[:2]]
    payout_services.send(actor=treasurer, establishment=place, payouts=sent, way="bank")
    payout_services.settle(actor=treasurer, payout=sent[0], reference="OP-DEMO-REM-1")
    payout_services.give_back(actor=treasurer, payout=sent[1], reason="Cuenta cerrada (demostración)")


def _alimony(treasurer: User, director: User, person: Person) -> None:
    """An order of a percentage from February, and a change of another that waits for approval."""
    row = court_order_services.propose(
        actor=treasurer,
        person=person,
        kind="alimony",
        act="create",
        since=date(2026, 2, 1),
        case_number="ALI-DEMO-2026-1",
        percent=30,
        counterpart="Hija inventada",
        document="Resolución de demostración",
        reason="Sentencia de alimentos",
    )
    court_order_services.approve(actor=director, change=row)


def _fine_and_savings(treasurer: User, director: User, fined: Person, saver: Person) -> None:
    """A fine in six instalments, and somebody who saves a tenth of her part."""
    row = court_order_services.propose(
        actor=treasurer,
        person=fined,
        kind="fine",
        act="create",
        since=date(2026, 2, 1),
        case_number="MULTA-DEMO-2026-1",
        amount=60_000,
        document="Sentencia de demostración",
        reason="Días multa de la sentencia",
    )
    court_order_services.approve(actor=director, change=row)
    court_order_services.agree_plan(
        actor=treasurer,
        person=fined,
        kind="fine",
        case_number="MULTA-DEMO-2026-1",
        document="Resolución de demostración",
        parts=6,
        first_due_on=date(2026, 2, 28),
    )
    agree_savings(
        actor=treasurer,
        person=saver,
        percent=10,
        goal=50_000,
        purpose="Útiles de su hija",
        document="Carta de demostración",
        since=date(2026, 2, 1),
    )


def _corrections(confirmed: Person, waiting: Person) -> None:
    """Days of January that were marked and not worked, as the head of work asks to correct them.

    The director has confirmed one, which the close of February takes back from the pay; the other waits for her.
    """
    director = User.objects.get(username="directora")
    if made := _correction(confirmed):
        confirm_adjustment(actor=director, adjustment=made)
    _correction(waiting)


def _correction(person: Person) -> Adjustment | None:
    row = SheetRow.objects.filter(person=person, sheet__month=date(2026, 1, 1), sheet__activity__kind="work").first()
    if row is None:
        return None
    day = next(at for at, minutes in enumerate(row.minutes, start=1) if minutes)
    return adjust_day(
        actor=User.objects.get(username="jefatrabajo"),
        row=row,
        day=day,
        minutes=0,
        reason=0,
        pieces=0,
        why="Acta de demostración: no asistió ese día",
    )


def _with_money(place: Establishment) -> list[Person]:
    """Those with most available, without an order of alimony, a court's hold or a child in the nursery."""
    rows = Posting.objects.filter(
        account__establishment=place, account__kind=Account.Kind.AVAILABLE, amount__lt=-20_000
    )
    rows = rows.exclude(account__person__in=Hold.objects.values("person"))
    rows = rows.exclude(account__person__in=Child.objects.values("mother"))
    rows = rows.filter(account__person__alimony_orders=None).order_by("amount", "id")
    wanted = list(rows.values_list("account__person", flat=True)[:9])
    found = Person.objects.in_bulk(wanted)
    return [found[pk] for pk in wanted]
