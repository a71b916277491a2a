"""No page asks the database more than its budget, and none asks more because there are more people.

The budgets stand in ``query_budget.yaml``. A page of the office that appears later and is not there fails the first
test: visit it in ``VISITS``, in the ``addresses.py`` of its app, and write its budget.
"""

from datetime import date, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
import yaml
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from llamkay.api.tokens import issue_token
from llamkay.apps.activities.models import (
    Adjustment,
    Allocation,
    Cancellation,
    ImportBatch,
    RestDayAuthorisation,
    RoundWish,
    Sheet,
    SheetRow,
    Suspension,
)
from llamkay.apps.closing.models import Decision
from llamkay.apps.closing.queries import final_lines
from llamkay.apps.closing.services import close_month
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.evaluation.models import Programme
from llamkay.apps.evaluation.services import add_programme, analyse, sign_protocol, write_protocol
from llamkay.apps.institutions.data_incidents.services import report as report_incident
from llamkay.apps.institutions.models import Establishment, Institution, OfficeHolder, Post
from llamkay.apps.months.models import MonthClose
from llamkay.apps.nursery.models import (
    BreakGlass,
    Carer,
    Child,
    ChildStay,
    DayEvent,
    FeedTime,
    Incident,
    MedicineOrder,
    NurseryPlace,
    Pregnancy,
    Problem,
    Referral,
    Shift,
    Visit,
)
from llamkay.apps.nursery.separation.services import report_concern
from llamkay.apps.pay import ledger
from llamkay.apps.pay.books.services import open_balance, place_hold
from llamkay.apps.pay.models import Account, Agreement, Entry, PayoutBatch
from llamkay.apps.pay.settlements.services import notice
from llamkay.apps.people.models import (
    Conviction,
    CustodySpell,
    IdentityJoin,
    IsolationSpell,
    Person,
    TemporaryAbsence,
    TransferPaper,
)
from llamkay.apps.press import reviews
from llamkay.apps.press.services import add_figure, draft_note
from llamkay.apps.production.contracts.services import engage
from llamkay.apps.remission.certificates.services import issue_certificate
from llamkay.apps.remission.models import PriorDays, Request, RequestReader
from llamkay.apps.remission.requests.services import file_request
from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.releases.services import prepare
from llamkay.apps.statistics.services import accept_return, report_return
from llamkay.core.evaluation.protocol import QUESTIONS
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.web.pages import VISITS
from tests.worlds import factories
from tests.worlds.asking import asking
from tests.worlds.certifying import certified, more
from tests.worlds.coordination import between, visit_of
from tests.worlds.listed import listed, lists_more
from tests.worlds.market import sold_at
from tests.worlds.offline import taken_along
from tests.worlds.planning import planned, plans_more
from tests.worlds.press_office import publish
from tests.worlds.school import grows, school
from tests.worlds.workshop import making_of

FILE = yaml.safe_load(Path(__file__).with_name("query_budget.yaml").read_text())
BUDGET, PENDING, GROWING = FILE["budget"], set(FILE["pending"] or ()), set(FILE["growing"] or ())
BATCH = UUID("00000000-0000-0000-0000-00000000aaaa")
NATIONAL = {"company", "analyst", "data_officer", "press_officer", "registry", "administrator", "auditor"}
NATIONAL |= {"protocol", "mimp_liaison"}


def routes():
    """Every named address of the office with its pattern."""

    def walk(patterns, trail, names):
        for pattern in patterns:
            here = trail + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield here, ":".join([*names, pattern.name or ""]), pattern
            else:
                yield from walk(pattern.url_patterns, here, [*names, pattern.namespace] if pattern.namespace else names)

    return {
        name: (path, pattern)
        for path, name, pattern in walk(get_resolver().url_patterns, "", [])
        if path.startswith("oficina/")
    }


def only_written_to(rf, pattern):
    """Whether an address takes forms only: it answers a reading with 405."""
    request = rf.get("/")
    request.user = SimpleNamespace(is_authenticated=False)
    arguments = {
        name: UUID(int=0) if type(kind).__name__ == "UUIDConverter" else "1"
        for name, kind in pattern.pattern.converters.items()
    }
    return pattern.callback(request, **arguments).status_code == 405


def test_every_page_has_a_budget_and_is_visited(rf):
    pages = {name for name, (_, pattern) in routes().items() if not only_written_to(rf, pattern)}
    assert pages - PENDING == {page.partition("?")[0] for page in BUDGET}
    assert set(VISITS) == set(BUDGET)


def _in_the_registry(world, made):
    """A paper more of a transfer, a join that was not made, and a woman referred to an outside service."""
    elsewhere = Establishment.objects.get(code="EP18")
    TransferPaper.objects.create(
        person=made,
        establishment=world.place,
        owed_by=elsewhere,
        arrived_on=date(2026, 1, 5),
        kind="file",
        owes="registry",
        due_on=date(2026, 1, 8),
    )
    IdentityJoin.objects.create(
        former=made,
        standing=world.person,
        establishment=world.place,
        reason="Huellas",
        proposed_by="alguien",
        proposed_at=clock.now(),
    )
    Referral.objects.create(
        person=made,
        what="Dolor",
        service="Hospital",
        referred_on=date(2026, 1, 5),
        referred_by="x",
        due_on=date(2026, 1, 8),
        entered_by="x",
    )


def _in_the_nursery(world, child, mother):
    """A child more at the nursery, with a feed, a medicine and a carer more."""
    now, since = clock.now(), DateRange(date(2025, 9, 3), None)
    NurseryPlace.objects.create(child=child, nursery=world.room.nursery, period=since)
    DayEvent.objects.create(
        child=child, room=world.room, kind="in", at=now, who="mother", glance="well", by="x", entered_at=now
    )
    FeedTime.objects.create(child=child, at=time(9), period=since)
    MedicineOrder.objects.create(
        child=child,
        medicine="Jarabe",
        dose="5 ml",
        times=[time(8)],
        period=DateRange(since.lower, date(2027, 1, 1)),
        professional="x",
        consent="x",
        entered_by="x",
    )
    carer = Carer.objects.create(
        establishment=world.place, kind="inmate", name=mother.full_name, person=mother, period=since
    )
    Shift.objects.create(carer=carer, room=world.room, day=now.date(), starts=time(8), ends=time(12), entered_by="x")
    Visit.objects.create(
        child=child,
        on=now.date(),
        weight_g=8000,
        length_mm=700,
        way="l",
        professional="x",
        entered_by="x",
        entered_at=now,
    )
    Problem.objects.create(child=child, what="Anemia", found_on=now.date(), found_by="x")
    Pregnancy.objects.create(person=mother, period=DateRange(now.date(), None), due_on=now.date() + timedelta(days=100))
    Incident.objects.create(
        establishment=world.place, child=child, kind="fall", at=now, place="x", what="x", by="x", entered_at=now
    )


def grow(world, people=6):
    """As many people, activities, papers and notes again, and one more month closed with all of them."""
    month, place, last = world.closed.next(), world.place, world.size
    world.at(month.next().next())
    world.size += people
    by, at = "alguien", clock.now()
    for n in range(last, world.size):
        made = factories.person(place, f"CRE-{n}", f"Crecida{n}", f"00009{n:03}")
        for where in (world.workshop, world.lesson):
            placed = Allocation.objects.create(person=made, activity=where, period=factories.SINCE)
            Suspension.objects.create(
                allocation=placed, period=DateRange(date(2025, 2, 3), date(2025, 2, 5)), kind="care", by=by, at=at
            )
        day = date(2026, 7, 1) + timedelta(days=n)
        Cancellation.objects.create(activity=world.workshop, on=day, reason="power", by=by, at=at)
        factories.asks_for_a_place(made, world.pieces, state=("proposed", "listed")[n % 2])
        factories.kept_from(made, world.second, world.person)
        RoundWish.objects.create(round=world.round, person=made, choices=[world.workshop.pk], entered_by=by)
        IsolationSpell.objects.create(person=made, period=DateRange(date(2025, 6, 1), date(2025, 6, 9)), act="Acta")
        child = Child.objects.create(
            code=f"C{n}", given_names="Menor", surnames="Inventado", sex="F", born_on=date(2025, 3, 3), mother=made
        )
        ChildStay.objects.create(child=child, establishment=place, period=DateRange(date(2025, 3, 3), None))
        _in_the_nursery(world, child, made)
        _in_the_registry(world, made)
        more(world, made, n)
        grows(world, made, n)
        plans_more(world, made, n)
        asking(world, n)
        world.concern = report_concern(
            actor=Command(), establishment=place, about="Menor", what="Llora", seen_on=date(2026, 1, 5), child=child
        )
        world.data_incident = report_incident(
            actor=Command(), establishment=place, what="Se perdió un cuaderno", known_at=clock.now(), data=["children"]
        )
        world.opening = BreakGlass.objects.create(
            child=child, part="salud", at=clock.now(), until=clock.now(), by=by, reason="Una urgencia inventada"
        )
        other = factories.activity(place, f"OTRA{n}", pay_basis="none")
        Allocation.objects.create(person=made, activity=other, period=factories.SINCE)
        sheet = Sheet.objects.create(activity=other, month=month.first, state="approved")
        SheetRow.objects.create(sheet=sheet, person=made, **factories.marks(2, 3, 4))
        _of_the_person(world.person, n)
        world.makes = making_of(place, world.workshop, "Crecida", n)
        world.sold = sold_at(place, world.workshop, "Crecida", n)
        _gone(world, n)
        world.staff = factories.staff("teacher", place, f"colega{n}")
        world.key, _ = issue_token(
            actor=Command(), user=world.staff, name=f"Llave {n}", scopes=["people.view"], days=30
        )
        audit.log_access(actor=world.staff.username, kind="read", target=f"person:{made.pk}")
        RestDayAuthorisation.objects.create(
            activity=world.workshop, on=date(2025, 1 + n % 12, 1 + n // 12), act="Acta", reason="Feria"
        )
        world.between = between(n, place=place, user=world.liaison)
        world.route = visit_of(place, f"Ruta{n}", stops=n + 2, signs=world.director)
        world.addressed = Referral.objects.filter(person=made).latest("pk")
        Referral.objects.filter(pk=world.addressed.pk).update(institution=Institution.objects.get(code="mimp"))
        Post.objects.create(institution=Institution.objects.get(code="inpe"), establishment=place, title=f"Cargo {n}")
    for post in Post.objects.filter(establishment=place, holders=None):
        OfficeHolder.objects.create(post=post, name="Persona inventada", period=factories.SINCE)
    everybody = list(Person.objects.filter(allocations__activity=world.workshop, custody__establishment=place))
    closing = world.open_sheet
    _fill(closing, everybody)
    _fill(Sheet.objects.get_or_create(activity=world.lesson, month=month.first)[0], everybody)
    for who in everybody:
        MonthlyMark.objects.create(activity=world.lesson, person=who, month=month.first, mark=14, passed=True)
    ImportBatch.objects.create(
        sheet=closing, file_name="a.xlsx", sha256="0" * 64, at=at, by=by, before={}, version_after=0
    )
    Sheet.objects.get_or_create(activity=world.ensemble.activity, month=month.first)  # the choir keeps one as well
    Sheet.objects.filter(month=month.first).update(state="approved")
    close_month(actor=Command(), establishment=place, month=month)
    close = MonthClose.objects.get(establishment=place, month=month.first)
    seen = [line.stored() for line in final_lines(close).values()]
    Decision.objects.create(close=close, seen_at=at, totals={}, lines=seen)
    row = SheetRow.objects.filter(sheet=closing).order_by("pk").first()
    for n, wrong in enumerate(SheetRow.objects.filter(sheet=closing).exclude(person=world.person)):
        Adjustment.objects.create(row=wrong, day=2 + n % 5, minutes=0, reason=0, why="Ajuste", by=by, at=at)
    following = Sheet.objects.create(activity=world.workshop, month=month.next().first)
    SheetRow.objects.bulk_create(SheetRow(sheet=following, person=who) for who in everybody)
    for other in place.activities.exclude(pk=world.workshop.pk):
        Sheet.objects.create(activity=other, month=month.next().first, state="submitted")
    world.closed, world.closed_sheet, world.closed_row, world.open_sheet = month, closing, row, following
    _papers(world, everybody[:4])
    lists_more(world)
    taken_along(world, "head_work")


def _gone(world, n):
    """Somebody who left with money that waits."""
    world.gone = Person.objects.create(code=f"FUE-{n}", first_surname=f"Salida{n}", given_names="Inventada", sex="F")
    period = DateRange(date(2025, 1, 1), date(2025, 6, 1))
    CustodySpell.objects.create(
        person=world.gone, establishment=world.place, period=period, entry="entry", exit="release"
    )
    legs = [ledger.Leg(kind="savings", amount=-100, person=world.gone), ledger.Leg(kind="opening", amount=100)]
    ledger.post(actor=Command(), establishment=world.place, legs=legs, text="Saldo", key=f"fue:{n}", origin="manual")
    notice(actor=Command(), person=world.gone, establishment=world.place, on=date(2025, 7, 1), who="Ella", how="Carta")


def _of_the_person(person, n):
    """More of what a person's page tells."""
    Conviction.objects.create(
        person=person,
        offence="186",
        committed_on=date(2024, 5, 1),
        final_on=date(2025, 2, 3),
        starts_on=date(2025, 1, 1),
        years=1,
    )
    day = date(2025, 1 + n % 12, 3 + 4 * (n // 12))
    TemporaryAbsence.objects.create(person=person, period=DateRange(day, day.replace(day=day.day + 1)), reason="court")
    PriorDays.objects.create(
        person=person,
        kind="work",
        period=DateRange(day.replace(year=2019), day.replace(year=2019, day=day.day + 2)),
        days=2,
        book="1",
        folio="1",
        scan=b"%PDF-",
        scan_name="a.pdf",
        entered_by="alguien",
        entered_at=clock.now(),
    )


def _fill(sheet, people):
    there = set(sheet.rows.values_list("person", flat=True))
    SheetRow.objects.bulk_create(SheetRow(sheet=sheet, person=who) for who in people if who.pk not in there)
    for row in sheet.rows.all():
        SheetRow.objects.filter(pk=row.pk).update(
            **factories.marks(2, 3, 4, 5, 6), notes={str(day): "Observación" for day in (2, 3, 4)}
        )


def _studies(world):
    """A programme more with a protocol that waits and one that was analysed, of people in a file."""
    fields = {
        **dict.fromkeys(QUESTIONS, "x"),
        "period": {"from": "2023-01-01", "to": "2023-12-31"},
        "data_cut": "2025-12-31",
        "exposure": {"days": 1, "months": 1},
    }
    for _ in range(max(world.size // 4, 1)):
        name = f"Programa {Programme.objects.count()}"
        programme = add_programme(actor=Command(), name=name, kind="work")
        for signers in ("", "ab"):
            protocol = write_protocol(actor=Command(), programme=programme, source="file", data=fields)
            for signer in signers:
                actor = Command()
                actor.username = signer
                sign_protocol(actor=actor, protocol=protocol)
            world.signed = protocol
        world.unsigned = programme.protocols.get(version=1)
        rows = "".join(f"2023-03-15,{n % 2},{'new_convicted,2023-06-01' if n % 3 else ','},\n" for n in range(100))
        content = f"released_on,took_part,returned,returned_on,ended_on\n{rows}".encode()
        world.run = analyse(actor=Command(), protocol=protocol, content=content)


def _papers(world, people):
    """Returns of other prisons, certificates, and notes with figures."""
    rest = list(Establishment.objects.filter(code__gt="EP20").order_by("code"))
    month = factories.DECEMBER
    for place in rest[world.size : world.size + 6]:
        values = {"population": {"": 100}, "working": {"": 40}}
        given = report_return(
            actor=Command(),
            establishment=place,
            month=month,
            as_of=month.dates()[-1],
            figures=values,
            source="Oficio",
            batch=BATCH,
            file_name="a.xlsx",
        )
        if place.pk % 2:
            accept_return(actor=Command(), monthly_return=given)
        world.given = given
    world.release = Release.objects.first() or prepare(actor=Command(), month=month)
    _studies(world)
    Conviction.objects.filter(person__in=people).update(years=1)  # their time is complete
    for who in Person.objects.filter(custody__establishment=world.place, custody__exit="", requests=None):
        world.request = file_request(actor=Command(), person=who, purpose="served", filed_by="Alguien")
    for who in [world.person, *people]:
        world.certificate = issue_certificate(actor=Command(), person=who)
    world.certificate = world.certificate.__class__.objects.filter(statement__person=world.person).latest("pk")
    Request.objects.filter(pk=world.request.pk).update(state="sent", certificate=world.certificate)
    RequestReader.objects.create(
        request=world.request, username="judge", reason="Cargo", given_by="director", given_at=clock.now()
    )
    world.prior = world.person.prior_days.first()
    first = Month(2026, 1).first
    for n in range(4):
        names = [f"cifra{n}" for n in range(world.size // 2)] + ["poblacion"]
        text = [f"Hay {{{{figure:{name}}}}} personas ({name})." for name in names]
        note = draft_note(actor=Command(), title=f"Nota {world.size}-{n}", subtitle="", paragraphs=text)
        for name in names:
            add_figure(actor=Command(), note=note, name=name, metric="population", month=first)
        if n == 0:
            world.published = publish(note)
        elif n < 3:
            reviews.send(actor=Command(), note=note)
            reviews.send_back(actor=Command(), note=note, reason="Falta la fecha", paragraphs=[1])
            reviews.send(actor=Command(), note=note)
        if n == 1:
            world.in_review = note
        elif n == 2:
            world.approved = reviews.approve(actor=Command(), note=note)
        world.draft = note


@pytest.fixture
def world(demonstration, monkeypatch, full_prison):
    """One prison with everything in it; the database answers as the application role."""
    with scope.elevated():
        made = full_prison
        made.closed, made.size = factories.JANUARY, 0
        made.paid = factories.owing(made)
        certified(made)
        planned(made)
        asking(made)
        factories.nursery_day(made)
        taken_along(made, "head_work")
        factories.registry(made)
        school(made)
        listed(made)
        made.makes = making_of(made.place, made.workshop, made.word)
        made.sold = sold_at(made.place, made.workshop, made.word)
        made.agreement = Agreement.objects.create(
            company=made.workshop.company,
            establishment=made.place,
            number="1",
            period=factories.SINCE,
            days_to_pay=15,
            scan=b"%PDF-",
            scan_name="a.pdf",
        )
        made.contract = engage(
            actor=Command(),
            agreement=made.agreement,
            person=made.person,
            activity=made.workshop,
            kind="civil",
            document="1",
            start=date(2026, 1, 5),
        )
        made.pieces = factories.activity(made.place, "PIEZAS", pay_basis="piece")
        given = {"actor": Command(), "establishment": made.place}
        made.manual = open_balance(**given, kind="bank", amount=90_000, book="1", folio="1")
        made.entry = Entry.objects.get(person=made.person, origin="close")
        made.account = Account.objects.get(establishment=made.place, kind="bank")
        made.batch = PayoutBatch.objects.create(
            establishment=made.place,
            year=2026,
            number=1,
            way="bank",
            at=clock.now(),
            by="x",
            file_name="x.csv",
            file=b"lote,pago\r\n",
        )
        made.hold = place_hold(
            **given, person=made.person, court="Juzgado", case_number="1", since=factories.JANUARY.first
        )
        # The second day of a month: the sheets of the month before are being finished.
        made.at = lambda month: monkeypatch.setenv("LLAMKAY_NOW", f"{month}-02T10:00:00-05:00")
        Adjustment.objects.filter(row__person=made.person).delete()
        made.adjustment = Adjustment.objects.create(
            row=made.closed_row, day=9, minutes=0, reason=0, why="Espera", by="alguien", at=clock.now()
        )
        people = {
            role: factories.staff(role, None if role in NATIONAL else made.place)
            for role in sorted({role for role, _ in VISITS.values()})
        }
        made.liaison, made.director = people["mimp_liaison"], people["director"]
        grow(made)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    yield SimpleNamespace(made=made, people=people)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def measured(world, pages=VISITS, *, first=True):
    """Page → the queries it asked; ``first``: it was visited once before, to fill what is kept between pages."""
    found, refused, clients = {}, {}, {}
    for page in pages:
        role, arguments = VISITS[page]
        if role not in clients:
            clients[role] = Client()
            clients[role].force_login(world.people[role])
        client = clients[role]
        name, _, query = page.partition("?")
        address = reverse(name, args=arguments(world.made)) + (f"?{query}" if query else "")
        if first:
            client.get(address)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        b"".join(response) if response.streaming else response.content
        if response.status_code != 200:
            refused[page] = response.status_code
        found[page] = [item["sql"] for item in asked.captured_queries]
    assert refused == {}
    return found


def test_no_page_asks_more_than_its_budget_nor_more_for_more_people(world):
    before = measured(world)
    # What is done from time to time, the hour of a session say, falls on some page or other: not twice on the same.
    before |= measured(world, [page for page, asked in before.items() if len(asked) > BUDGET[page]])
    over = {page: len(asked) for page, asked in before.items() if len(asked) > BUDGET[page]}
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with scope.elevated():
        grow(world.made)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    # One query less on another day, a rest day say, is no growth; what seems to grow may have filled what is kept.
    after = measured(world, first=False)
    after = measured(world, [page for page, asked in after.items() if len(asked) > len(before[page])])
    grown = {page: (len(before[page]), len(asked)) for page, asked in after.items() if len(asked) > len(before[page])}
    assert over == {}
    assert {page: counts for page, counts in grown.items() if page not in GROWING} == {}
    assert set(grown) >= GROWING  # one that grows no more leaves the list
