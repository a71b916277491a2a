"""A small prison with one of everything, in January 2026: for tests that need a whole world. Everybody is invented."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import (
    Activity,
    Adjustment,
    Allocation,
    Cancellation,
    ChangedCircumstance,
    Company,
    Enrolment,
    FitnessLimit,
    HourExclusion,
    ImportBatch,
    MonthClose,
    PlaceRequest,
    RestDayAuthorisation,
    Round,
    RoundOffer,
    RoundWish,
    SeparationOrder,
    Sheet,
    SheetRow,
    Suspension,
)
from llamkay.apps.activities.services import load_reference as load_activities
from llamkay.apps.closing.services import close_month
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.institutions.models import Establishment, Grant, Role, SecurityLevel, User
from llamkay.apps.institutions.services import load_reference as load_institutions
from llamkay.apps.nursery.models import (
    Carer,
    CarerCheck,
    Child,
    ChildStay,
    DayEvent,
    Incident,
    MedicineOrder,
    Nursery,
    NurseryPlace,
    Outing,
    Pregnancy,
    Problem,
    Referral,
    Room,
    Shift,
    Visit,
)
from llamkay.apps.pay.ledger import Leg, post
from llamkay.apps.pay.levy.services import collect_levy
from llamkay.apps.pay.models import PERSONAL, AlimonyOrder, LevyPayment, Rate, ReparationDebt
from llamkay.apps.people.models import (
    Conviction,
    CustodySpell,
    IdentityDocument,
    IdentityJoin,
    IsolationSpell,
    LegalStatusSpell,
    PavilionSpell,
    Person,
    StageSpell,
    TransferPaper,
)
from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.apps.statistics.services import load_reference as load_metrics
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from tests.worlds.safety import safety

SINCE = DateRange(date(2025, 1, 1), None)
DECEMBER, JANUARY, FEBRUARY = Month(2025, 12), Month(2026, 1), Month(2026, 2)
NOW = "2026-02-02T10:00:00-05:00"


def load_reference() -> None:
    """The reference data of every app."""
    load_institutions()
    load_activities()
    load_metrics()


def staff(role: str, at: Establishment | None, username: str = "") -> User:
    """An account with one function, in one establishment or everywhere."""
    user = User.objects.create(username=username or role, full_name=f"Personal {username or role}")
    Grant.objects.create(user=user, role=Role.objects.get(code=role), establishment=at, period=SINCE)
    return User.objects.get(pk=user.pk)


def person(at: Establishment, code: str, surname: str, number: str, **values: Any) -> Person:
    """A sentenced person in minimum security, held and enrolled since 2025."""
    found = Person(code=code, first_surname=surname, given_names="Inventada", sex="F", **values)
    found.search_text = found.folded()
    found.save()
    CustodySpell.objects.create(person=found, establishment=at, period=SINCE, entry="entry")
    IdentityDocument.objects.create(person=found, kind="dni", number=number)
    LegalStatusSpell.objects.create(person=found, status="sentenced", period=SINCE)
    StageSpell.objects.create(person=found, regime="closed_ordinary", stage="minimum", period=SINCE)
    Conviction.objects.create(
        person=found,
        offence="186",
        paragraph="1",
        committed_on=date(2024, 5, 1),
        final_on=date(2025, 2, 3),
        starts_on=date(2025, 1, 1),
        years=6,
    )
    for kind in ("work", "study"):
        Enrolment.objects.create(person=found, kind=kind, period=SINCE, folio="12")
    return found


def marks(*days: int, minutes: int = 240, reason: int = 1, pieces: int = 0) -> dict[str, list[int]]:
    """The three arrays of a row with the same mark on the given days."""
    on = [day in set(days) for day in range(1, 32)]
    return {
        "minutes": [minutes * x for x in on],
        "reasons": [reason * x for x in on],
        "pieces": [pieces * x for x in on],
    }


def activity(at: Establishment, code: str, **values: Any) -> Activity:
    """A workshop paid by the hour, four hours from Monday to Friday."""
    given = {
        "name": f"Taller {code}",
        "kind": "work",
        "modality": "institution",
        "place": "workshop",
        "capacity": 20,
        "timetable": [240] * 5 + [0, 0],
        "pay_basis": "hour",
        "period": SINCE,
    }
    return Activity.objects.create(establishment=at, code=code, **{**given, **values})


def asks_for_a_place(who: Person, where: Activity, **values: Any) -> PlaceRequest:
    """Somebody has asked for a place in an activity since the second of January."""
    day = date(2026, 1, 2)
    given = {"requested_on": day, "waits_since": day, "entered_by": "alguien", "entered_at": clock.now()}
    return PlaceRequest.objects.create(person=who, activity=where, **{**given, **values})


def kept_from(who: Person, *others: Person) -> None:
    """Health limits somebody, and an order keeps them apart from others."""
    given = {"by": "alguien", "at": clock.now()}
    FitnessLimit.objects.create(person=who, limits=["dust"], period=SINCE, **given)
    place = CustodySpell.objects.get(person=who).establishment
    for other in others:
        first, second = sorted((who, other), key=lambda each: each.pk)
        SeparationOrder.objects.create(
            person=first, other=second, establishment=place, period=SINCE, act=f"Orden de {who.first_surname}", **given
        )


@dataclass
class Prison:
    """One establishment and one of everything in it."""

    place: Establishment
    word: str
    person: Any = None
    second: Any = None
    child: Any = None
    workshop: Any = None
    lesson: Any = None
    allocation: Any = None
    safety: Any = None
    changed: Any = None
    asked: Any = None
    excluded: Any = None
    round: Any = None
    adjustment: Any = None
    closed_sheet: Any = None
    closed_row: Any = None
    open_sheet: Any = None
    paper: Any = None
    join: Any = None
    referral: Any = None
    batch: Any = None
    close: Any = None
    debtor: Any = None
    monthly_return: Any = None
    secrets: set[str] = field(default_factory=set)


def prison(code: str, word: str, number: int) -> Prison:
    """Build an establishment's world: January closed, with an adjustment pending; February open.

    Every name and number in it holds ``word`` or is told in ``secrets``, so that a leak can be seen.
    """
    place = Establishment.objects.get(code=code)
    Establishment.objects.filter(pk=place.pk).update(uses_system=True)
    made = Prison(place=place, word=word)
    made.person = person(place, f"{word[:3].upper()}-{number}1", f"{word}iana", f"0000{number}001")
    made.second = person(place, f"{word[:3].upper()}-{number}2", f"{word}osa", f"0000{number}002", provisional=True)
    company = Company.objects.create(ruc=f"2000000000{number}", name=f"Empresa {number}")
    made.workshop = activity(place, f"TAL{number}", name=f"Taller {word}", modality="company", company=company)
    made.lesson = activity(
        place,
        f"AUL{number}",
        name=f"Aula {word}",
        kind="study",
        modality="",
        level="primary",
        place="classroom",
        pay_basis="none",
    )
    Rate.objects.create(activity=made.workshop, period=SINCE, amount=500)
    RestDayAuthorisation.objects.create(activity=made.workshop, on=date(2026, 1, 4), act=f"Acta {word}", reason="Feria")
    for where in (made.workshop, made.lesson):
        made.allocation = Allocation.objects.create(person=made.person, activity=where, period=SINCE)
    made.asked = asks_for_a_place(made.second, made.workshop, note=f"Solicitud {word}", state="proposed")
    Suspension.objects.create(
        allocation=made.allocation,
        period=DateRange(date(2026, 6, 1), None),
        kind="materials",
        act=f"Acta {word}",
        by="alguien",
        at=clock.now(),
    )
    Cancellation.objects.create(
        activity=made.workshop, on=date(2026, 6, 1), reason="power", note=f"Corte {word}", by="alguien", at=clock.now()
    )
    kept_from(made.person, made.second)
    made.round = Round.objects.create(
        establishment=place,
        name=f"Ronda {word}",
        closes_on=date(2027, 1, 1),
        opened_by="alguien",
        opened_at=clock.now(),
    )
    RoundOffer.objects.create(round=made.round, activity=made.workshop, places=3)
    RoundWish.objects.create(round=made.round, person=made.second, choices=[made.workshop.pk], entered_by="alguien")
    SecurityLevel.objects.create(
        establishment=place, pavilion=f"Pabellón {word}", level="medium", period=SINCE, act=f"Acta {word}"
    )
    PavilionSpell.objects.create(
        person=made.person, establishment=place, pavilion=f"Pabellón {word}", period=DateRange(date(2025, 3, 1), None)
    )
    made.safety = safety(made)
    made.changed = ChangedCircumstance.objects.create(
        activity=made.workshop,
        person=made.person,
        kind="stage",
        on=date(2026, 1, 30),
        what=f"Cambió de etapa en {word}",
        at=clock.now(),
    )
    made.excluded = HourExclusion.objects.create(
        person=made.second,
        establishment=place,
        kind="class",
        weekdays=[5],
        starts_at=time(8),
        ends_at=time(9),
        period=SINCE,
        note=f"Clase {word}",
        by="alguien",
        at=clock.now(),
    )
    ReparationDebt.objects.create(person=made.person, period=SINCE, case_number=f"Expediente {word}")
    AlimonyOrder.objects.create(person=made.person, period=SINCE, amount=1000, case_number=f"Alimentos {word}")
    IsolationSpell.objects.create(
        person=made.second, period=DateRange(date(2025, 6, 1), date(2025, 6, 9)), act=f"Sanción {word}"
    )
    MonthlyMark.objects.create(activity=made.lesson, person=made.person, month=JANUARY.first, mark=15, passed=True)
    made.child = Child.objects.create(
        code=f"N{number}",
        given_names=f"{word}ito",
        surnames=f"{word}iana",
        sex="M",
        born_on=date(2025, 3, 3),
        mother=made.person,
    )
    ChildStay.objects.create(child=made.child, establishment=place, period=DateRange(date(2025, 3, 3), None))
    nursery, _ = Nursery.objects.get_or_create(establishment=place, defaults={"name": f"Cuna {number}", "capacity": 20})
    NurseryPlace.objects.create(child=made.child, nursery=nursery, period=DateRange(date(2025, 9, 3), None))
    _sheets(made)
    made.monthly_return = MonthlyReturn.objects.create(
        establishment=place,
        month=DECEMBER.first,
        as_of=date(2025, 12, 31),
        reported_by="alguien",
        source="Oficio",
        at=clock.now(),
    )
    made.secrets = {word, made.person.code, made.second.code, f"0000{number}001", f"0000{number}002"}
    return made


def _sheets(made: Prison) -> None:
    closing = Sheet.objects.create(activity=made.workshop, month=JANUARY.first, state="approved")
    lesson = Sheet.objects.create(activity=made.lesson, month=JANUARY.first, state="approved")
    made.closed_row = SheetRow.objects.create(sheet=closing, person=made.person, **marks(5, 6, 7, 8, 9))
    SheetRow.objects.create(sheet=lesson, person=made.person, **marks(12, 13, 14))
    made.batch = ImportBatch.objects.create(
        sheet=closing,
        file_name=f"{made.word}.xlsx",
        sha256="0" * 64,
        at=clock.now(),
        by="alguien",
        before={},
        version_after=0,
    )
    close_month(actor=Command(), establishment=made.place, month=JANUARY)
    made.close = MonthClose.objects.get(establishment=made.place, month=JANUARY.first)
    made.closed_sheet = Sheet.objects.get(pk=closing.pk)
    made.adjustment = Adjustment.objects.create(
        confirmed_by="segunda persona",
        confirmed_at=clock.now(),
        row=made.closed_row,
        day=9,
        minutes=0,
        reason=0,
        why=f"Ajuste {made.word}",
        by="alguien",
        at=clock.now(),
    )
    made.open_sheet = Sheet.objects.create(activity=made.workshop, month=FEBRUARY.first)
    SheetRow.objects.create(sheet=made.open_sheet, person=made.person)


def posted(place: Establishment, key: str, legs: list[tuple[str, int]], person: Any = None) -> None:
    """An entry by hand: kinds of accounts with their céntimos; what is a person's is of ``person``."""
    made = [Leg(kind=kind, amount=amount, person=person if kind in PERSONAL else None) for kind, amount in legs]
    post(actor=Command(), establishment=place, legs=made, text=key, key=key, origin="manual", person=person)


def worked(sheet: Sheet, person: Any, *days: int, minutes: int = 240) -> None:
    """The marks of a person on a sheet."""
    SheetRow.objects.update_or_create(sheet=sheet, person=person, defaults=marks(*days, minutes=minutes))


def till(place: Establishment, amount: int) -> None:
    """Money in the till of a prison, from its paper books."""
    legs = [Leg(kind="cash", amount=amount), Leg(kind="opening", amount=-amount)]
    post(actor=Command(), establishment=place, legs=legs, text="Saldo", key=f"till:{place.pk}", origin="opening")


def owing(made: Prison) -> LevyPayment:
    """A third person of a prison owes S/ 50.00 of the 10 % there, less the S/ 5.00 of one payment."""
    made.debtor = person(
        made.place, f"{made.word[:3].upper()}-D", f"{made.word}eta", f"0000{made.workshop.code[-1]}003"
    )
    made.secrets |= {made.debtor.code}
    legs = [Leg(kind="debt", amount=5000, person=made.debtor), Leg(kind="institution", amount=-5000)]
    post(actor=Command(), establishment=made.place, legs=legs, text="Saldo", key=f"owing:{made.word}", origin="opening")
    return collect_levy(
        actor=Command(),
        person=made.debtor,
        establishment=made.place,
        amount=500,
        source="cash",
        receipt=f"Recibo {made.word}",
        paid_on=clock.today(),
    )


def registry(made: Prison) -> None:
    """A paper owed to a prison from a third one, and two of its people said to be one."""
    elsewhere = Establishment.objects.get(code="EP18")
    made.paper = TransferPaper.objects.create(
        person=made.person,
        establishment=made.place,
        owed_by=elsewhere,
        arrived_on=date(2026, 1, 5),
        kind="file",
        owes="registry",
        due_on=date(2026, 1, 8),
        note=f"Nota {made.word}",
    )
    made.join = IdentityJoin.objects.create(
        former=made.second,
        standing=made.person,
        establishment=made.place,
        reason=f"Huellas {made.word}",
        proposed_by="alguien",
        proposed_at=clock.now(),
    )


def nursery_day(made: Prison) -> None:
    """A day in the nursery of a prison: a room, somebody who may look after it, the child there since eight."""
    nursery = Nursery.objects.get(establishment=made.place)
    made.room = Room.objects.create(
        nursery=nursery, name=f"Sala {made.word}", from_months=0, to_months=36, capacity=10, children_per_adult=4
    )
    made.carer = Carer.objects.create(
        establishment=made.place, kind="staff", name=f"Cuidadora {made.word}", period=SINCE
    )
    for kind in CarerCheck.Kind.values:
        CarerCheck.objects.create(
            carer=made.carer,
            kind=kind,
            period=DateRange(date(2025, 6, 1), date(2026, 12, 1)),
            document="Inventado",
            entered_by="sistema",
        )
    today = clock.today()
    made.shift = Shift.objects.create(
        carer=made.carer, room=made.room, day=today, starts=time(8), ends=time(16), entered_by="sistema"
    )
    eight = datetime.combine(today, time(8), tzinfo=clock.LIMA)
    made.day_event = DayEvent.objects.create(
        child=made.child,
        room=made.room,
        kind="in",
        at=eight,
        who="mother",
        glance="well",
        by="sistema",
        entered_at=clock.now(),
    )
    made.medicine = MedicineOrder.objects.create(
        child=made.child,
        medicine=f"Jarabe {made.word}",
        dose="5 ml",
        times=[time(8)],
        period=DateRange(today, date(2026, 12, 1)),
        professional="Inventada",
        consent="Inventado",
        entered_by="sistema",
    )
    made.incident = Incident.objects.create(
        establishment=made.place,
        child=made.child,
        kind="fall",
        at=eight,
        place=f"Patio {made.word}",
        what=f"Se cayó {made.word}",
        by="sistema",
        entered_at=clock.now(),
    )
    made.outing = Outing.objects.create(
        nursery=nursery,
        where=f"Parque {made.word}",
        adults="Una, Otra",
        left_at=eight,
        by="sistema",
        due_at=datetime.combine(today, time(16), tzinfo=clock.LIMA),
    )
    made.outing.children.add(made.child)
    made.visit = Visit.objects.create(
        child=made.child,
        on=date(2026, 1, 20),
        weight_g=8200,
        length_mm=700,
        way="l",
        haemoglobin=104,
        altitude_m=150,
        development=f"Desarrollo {made.word}",
        professional="Inventada",
        entered_by="sistema",
        entered_at=clock.now(),
    )
    made.problem = Problem.objects.create(
        child=made.child, what=f"Anemia {made.word}", found_on=date(2026, 1, 20), found_by="Inventada"
    )
    made.referral = Referral.objects.create(
        person=made.second,
        what=f"Dolor {made.word}",
        service="Hospital",
        referred_on=clock.today(),
        referred_by="Inventada",
        due_on=clock.today(),
        entered_by="sistema",
    )
    made.pregnancy = Pregnancy.objects.create(
        person=made.second,
        period=DateRange(date(2025, 11, 1), None),
        due_on=date(2026, 5, 5),
        diet=f"Dieta {made.word}",
    )
