"""Those set free of a prison whose sheets are closed: who worked, who enrolled, who came back and how."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity, Allocation, Sheet, SheetRow
from llamkay.apps.evaluation import services
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import Conviction, CustodySpell, Person
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security import scope
from tests.worlds import factories

ENTERED, FIRST, LAST, CUT = date(2022, 1, 10), date(2023, 1, 1), date(2023, 12, 31), date(2026, 1, 31)
FREED = date(2023, 3, 15)
ANSWERS = {
    name: f"Respuesta de {name}"
    for name in (
        *("title", "question", "eligibility", "strategies", "assignment", "time_zero", "follow_up_end", "estimand"),
        *("assumptions", "sources", "analysis"),
    )
}


def fields(**changed):
    """The fields of a protocol of the registers, as the form gives them."""
    return {
        **ANSWERS,
        "period": {"from": FIRST.isoformat(), "to": LAST.isoformat()},
        "data_cut": CUT.isoformat(),
        "windows": [12, 24],
        "outcome": ["new_convicted", "new_before_trial"],
        "covariates": ["age"],
        "subgroups": [],
        "exposure": {"days": 20, "months": 6},
    } | changed


@pytest.fixture
def world(reference):
    """A prison closed from September 2022 to December 2023, its workshop, and the three who do evaluation."""
    with scope.elevated():
        place = Establishment.objects.get(code="EP16")
        made = SimpleNamespace(
            place=place,
            other=Establishment.objects.get(code="EP17"),
            analyst=factories.staff("analyst", None),
            officer=factories.staff("data_officer", None),
            press=factories.staff("press_officer", None),
            director=factories.staff("director", place),
            workshop=factories.activity(place, "T-1"),
            numbers=iter(range(1, 10_000)),
        )
        Activity.objects.filter(pk=made.workshop.pk).update(period=DateRange(date(2022, 1, 1), None))
        made.sheets = {}
        month = Month(2022, 9)
        while month <= Month(2023, 12):
            made.sheets[month] = Sheet.objects.create(activity=made.workshop, month=month.first, state="approved")
            MonthClose.objects.create(
                establishment=place, month=month.first, at=clock.now(), by="x", hash="0" * 64, totals={}, inputs={}
            )
            month = month.next()
        yield made


@pytest.fixture
def free(world):
    """Set somebody free: ``worked`` days in each of the two months before, ``back`` the day of return."""

    def make(*, on=FREED, worked=0, back=None, ground="", exit_ground="", enrolled=False, age=30, **more):
        number = next(world.numbers)
        person = Person.objects.create(
            code=f"PPL-{number:07d}",
            first_surname="Inventado",
            given_names=f"N{number}",
            sex="F",
            born_on=on - timedelta(days=int(365.25 * age)),
            **more,
        )
        CustodySpell.objects.create(
            person=person,
            establishment=world.place,
            period=DateRange(ENTERED, on),
            entry="entry",
            exit="release",
            exit_ground=exit_ground,
        )
        if enrolled or worked:
            Allocation.objects.create(person=person, activity=world.workshop, period=DateRange(ENTERED, on))
        if worked:
            for back_by in (1, 2):
                month = Month.of(on)
                for _ in range(back_by):
                    month = month.previous()
                mark(world, person, month, range(1, worked + 1))
        if back:
            CustodySpell.objects.create(
                person=person,
                establishment=world.other,
                period=DateRange(back, None),
                entry="entry",
                entry_ground=ground,
            )
        return person

    with scope.elevated():
        yield make


def mark(world, person, month, days, minutes=240):
    """Days worked on the sheet of a month, which nobody closed yet."""
    row, _ = SheetRow.objects.get_or_create(sheet=world.sheets[month], person=person)
    for day in days:
        row.minutes[day - 1], row.reasons[day - 1] = minutes, 1
    row.save()


def offence(person, *, committed, starts, final=None):
    """A case of somebody who came back."""
    return Conviction.objects.create(
        person=person, offence="186", committed_on=committed, starts_on=starts, final_on=final, years=2
    )


@pytest.fixture
def crowd(free):
    """Sixty who worked, of whom twelve came back with a new case; eighty who did not, of whom twenty-four did."""
    for index in range(140):
        worked = index < 60
        back = FREED + timedelta(days=40 + 2 * index) if index % (5 if worked else 3) == 0 else None
        person = free(worked=12 if worked else 0, back=back, age=22 + index % 30)
        if back:
            offence(person, committed=back - timedelta(days=10), starts=back, final=back + timedelta(days=90))


@pytest.fixture
def signed(world):
    """A protocol signed by two people."""

    def make(programme=None, source="register", **changed):
        programme = programme or services.add_programme(actor=world.analyst, name="Taller", kind="work")
        protocol = services.write_protocol(
            actor=world.analyst, programme=programme, source=source, data=fields(**changed)
        )
        services.sign_protocol(actor=world.analyst, protocol=protocol)
        return services.sign_protocol(actor=world.officer, protocol=protocol)

    return make


@pytest.fixture
def enter(world, client):
    """A signed-in browser."""

    def login(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return login


def close_sheets(*, but=()):
    """Close every sheet, but those of some months."""
    Sheet.objects.exclude(month__in=[month.first for month in but]).update(state="closed")
