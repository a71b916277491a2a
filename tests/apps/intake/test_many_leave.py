"""Many leave in one load: what hangs on each departure ends, and the database is asked as often for many as for few."""

from datetime import date, time

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from llamkay.apps.activities.exclusions.services import exclude_hours
from llamkay.apps.activities.models import (
    Allocation,
    ChangedCircumstance,
    Enrolment,
    HourExclusion,
    PlaceRequest,
    SheetRow,
    Suspension,
)
from llamkay.apps.activities.places.request_services import request_place
from llamkay.apps.activities.places.services import enrol
from llamkay.apps.activities.places.suspension_services import suspend
from llamkay.apps.activities.sheets.services import open_sheet, submit_sheet
from llamkay.apps.education.models import Loan
from llamkay.apps.education.music.services import enter_item, lend
from llamkay.apps.intake import services
from llamkay.apps.pay.models import LevyPlan, Settlement
from llamkay.apps.people.models import CustodySpell, TransferPaper
from llamkay.apps.plans.models import Plan, Review, Treatment
from llamkay.apps.workshops.models import OutsidePermit
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds.messy import table

LEFT = date(2026, 1, 29)
MOVES = ["Código", "Apellidos y nombres", "Movimiento", "Fecha", "Destino", "Regreso", "Resolución"]


@pytest.fixture
def world(small_prison):
    """The small prison, read with the scope of headquarters."""
    with scope.elevated():
        yield small_prison


def busy(world, numbers):
    """People with something of each kind that ends with a departure, on a sheet that was handed in."""
    people = [world.make_person(world.here, number) for number in numbers]
    shop, other = (world.make_activity(world.here, f"{code}{numbers[0]}") for code in ("T", "O"))
    for number, person in zip(numbers, people, strict=True):
        place = world.place(person, shop)
        suspend(
            actor=Command(),
            allocation=place,
            start=date(2026, 1, 26),
            back_on=date(2026, 2, 9),
            kind="request",
            reason="x",
        )
        enrol(actor=Command(), establishment=world.here, person=person, kind="work", start=date(2026, 1, 5), folio="1")
        request_place(actor=Command(), activity=other, person=person, on=date(2026, 1, 5))
        hours = {"weekdays": [0], "starts_at": time(9), "ends_at": time(10), "start": date(2026, 1, 5)}
        exclude_hours(actor=Command(), person=person, kind="class", **hours)
        arrears = {"signed_on": date(2026, 1, 5), "document": "Acta", "amount": 500, "by": "x"}
        LevyPlan.objects.create(person=person, establishment=world.here, **arrears)
        Treatment.objects.create(
            person=person,
            establishment=world.here,
            programme="drugs",
            programme_name="x",
            referred_on=date(2026, 1, 5),
            by="x",
            at=clock.now(),
        )
        plan = Plan.objects.create(
            person=person, establishment=world.here, version=1, drafted_by="x", drafted_at=clock.now()
        )
        Review.objects.create(
            person=person, plan=plan, opens_on=date(2026, 8, 1), due_on=date(2026, 9, 1), rule="PLN-01"
        )
        guitar = enter_item(
            actor=Command(), establishment=world.here, kind="instrument", tag=f"G{number}", name="Guitarra",
            owner="prison", condition="good", note="",
        )  # fmt: skip
        lend(actor=Command(), item=guitar, person=person, on=date(2026, 1, 20))
        OutsidePermit.objects.create(
            person=person,
            activity=shop,
            establishment=world.here,
            employer="x",
            address="x",
            act="x",
            conditions={},
            period=DateRange(date(2026, 1, 5), date(2026, 6, 1)),
            leaves_at=time(7),
            back_by=time(18),
            by="x",
            at=clock.now(),
        )
    sheet = open_sheet(actor=Command(), activity=shop, month=Month(2026, 1))
    for row in SheetRow.objects.filter(sheet=sheet):
        row.reasons[29], row.minutes[29] = 1, 240
        row.save()
    submit_sheet(actor=Command(), sheet=sheet)
    return people


def load_of(people, kind, to=""):
    rows = [MOVES, *([person.code, "", kind, f"{LEFT:%d/%m/%Y}", to, "", "RD 9-2026"] for person in people)]
    return services.try_load(actor=Command(), scope=EVERYTHING, kind="movements", name="x.csv", content=table(rows))


@pytest.mark.parametrize(("kind", "to"), [("libertad", ""), ("traslado", "EP-OTRO"), ("hospital", "")])
def test_more_people_who_leave_ask_no_more_of_the_database(world, kind, to):
    busy(world, [10, 11])
    asked = []
    for people in (busy(world, [20, 21]), busy(world, [30, 31, 32, 33, 34])):
        load = load_of(people, kind, to)
        with CaptureQueriesContext(connection) as queries:
            services.write(actor=Command(), scope=EVERYTHING, load=load)
        asked.append([query["sql"][:90] for query in queries])
    assert len(asked[1]) <= len(asked[0]), sorted(asked[1])
    assert list(audit.broken_links()) == []


def test_each_who_leaves_has_everything_ended(world):
    people = busy(world, [20, 21, 22])
    moved = load_of(people, "traslado", "EP-OTRO")
    services.write(actor=Command(), scope=EVERYTHING, load=moved)
    places = Allocation.objects.filter(person__in=people)
    assert {(row.period.upper, row.ending_id) for row in places} == {(LEFT, "transfer")}
    assert {row.period.upper for row in Suspension.objects.filter(allocation__in=places)} == {LEFT}
    assert set(PlaceRequest.objects.filter(person__in=people).values_list("state", flat=True)) == {"lapsed"}
    assert {row.period.upper for row in HourExclusion.objects.filter(person__in=people)} == {LEFT}
    assert {row.period.upper for row in Enrolment.objects.filter(person__in=people)} == {None}
    assert ChangedCircumstance.objects.filter(person__in=people, kind="left").count() == 3
    due = Settlement.objects.filter(person__in=people).values_list("why", "left_on")
    assert list(due) == [("transfer", LEFT)] * 3
    assert LoggedAction.objects.filter(verb="pay.settlement_due").count() == 3
    assert {row.ended_on for row in Treatment.objects.filter(person__in=people)} == {LEFT}
    assert {row.kind for row in Review.objects.filter(person__in=people)} == {"transfer"}
    assert {row.due_on for row in Loan.objects.filter(person__in=people)} == {LEFT}
    assert {row.period.upper for row in OutsidePermit.objects.filter(person__in=people)} == {LEFT}
    assert TransferPaper.objects.filter(person__in=people).values("person").distinct().count() == 3
    assert CustodySpell.objects.filter(person__in=people, establishment=world.there, period__endswith=None).count() == 3
    rows = SheetRow.objects.filter(person__in=people)
    assert {(row.reasons[29], row.elsewhere["30"][0]) for row in rows} == {(0, 1)}
    (followed,) = LoggedAction.objects.filter(verb="activities.follow_fact", sentence__contains="Nombre 22")
    assert all(person.full_name in followed.sentence for person in people)
