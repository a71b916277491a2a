"""One count, whoever asks: the month close, the recount, the cluster and the count of one case."""

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.range import DateRange

from llamkay.apps.activities.models import Activity, Enrolment, RestDayAuthorisation, Sheet, SheetRow
from llamkay.apps.closing import parquet
from llamkay.apps.closing.compute import compute
from llamkay.apps.closing.inputs import load
from llamkay.apps.closing.recount import recount
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import CustodySpell, IsolationSpell, Person, StageEvaluation, StageSpell
from llamkay.apps.remission.counts.cases import case_of
from llamkay.apps.remission.counts.statements import law_today
from llamkay.cluster.tables import Frame
from llamkay.cluster.tables import count as count_table
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.remission.case import read_case
from llamkay.core.remission.month import KINDS, Banked
from llamkay.core.remission.statement import compute_read
from llamkay.core.values import Month

SINCE = DateRange(date(1991, 1, 1), None)
OPENED = date(1991, 9, 1)  # the first month that the law of the tests covers whole
MONTHS = 3


def law_with(changes=()):
    """The law of today with its rule of the day carried back to 1991, and each change (topic, day, value) in it."""
    documents = law_today().documents("")
    for document in documents:
        if document["topic"].startswith("remission.day."):
            document["values"][0]["from"] = OPENED.isoformat()
    for topic, day, value in changes:
        values = next(document["values"] for document in documents if document["topic"] == topic)
        running = next(item for item in values if item["from"] < day.isoformat() < (item["to"] or "9999"))
        later = {**running, "id": f"{running['id']}-changed", "from": day.isoformat(), "value": value}
        running["to"] = day.isoformat()
        values.append(later)
    return LawBook.of(documents)


class Prison:
    """A person in a workshop, a cell and a class for three months; every door counts the same sheets."""

    def __init__(self, first, marks, *, stage, evaluations, isolated, enrolled, passed, authorised):
        self.months = [first, first.next(), first.next().next()]
        self.place = Establishment.objects.get(code="EP16")
        self.person = Person.objects.create(
            code="T1", first_surname="Prueba", given_names="Ana", sex="F", search_text="t1"
        )
        CustodySpell.objects.create(person=self.person, establishment=self.place, period=SINCE, entry="entry")
        StageSpell.objects.create(person=self.person, regime="closed_ordinary", stage=stage, period=SINCE)
        start, self.last = first.first, self.months[-1].end - timedelta(days=1)
        for after, favourable in evaluations.items():
            StageEvaluation.objects.create(person=self.person, on=start + timedelta(days=after), favourable=favourable)
        if isolated:
            period = DateRange(start + timedelta(days=isolated), start + timedelta(days=isolated + 4))
            IsolationSpell.objects.create(person=self.person, period=period, act="A-1")
        for kind, after in zip(KINDS, enrolled, strict=True):
            period = DateRange(start + timedelta(days=after), None)
            Enrolment.objects.create(person=self.person, kind=kind, period=period, folio="1")
        for name, (kind, place) in PLACES.items():
            self._sheets(name, kind, place, marks, passed, authorised)

    def _sheets(self, name, kind, place, marks, passed, authorised):
        extra = {"modality": "institution"} if kind == "work" else {"level": "primary"}
        activity = Activity.objects.create(
            establishment=self.place,
            code=name,
            name=name,
            kind=kind,
            place=place,
            capacity=20,
            timetable=[240] * 7,
            period=SINCE,
            **extra,
        )
        for day in authorised:
            RestDayAuthorisation.objects.create(
                activity=activity, on=self.months[0].first + timedelta(days=day), act="A"
            )
        for at, month in enumerate(self.months):
            sheet = Sheet.objects.create(activity=activity, month=month.first, state="open")
            low = (month.first - self.months[0].first).days
            minutes = [marks.get((name, low + day), 0) for day in range(month.days)] + [0] * (31 - month.days)
            reasons, none = [1 if worked else 0 for worked in minutes], [0] * 31
            SheetRow.objects.create(sheet=sheet, person=self.person, minutes=minutes, reasons=reasons, pieces=none)
            Sheet.objects.filter(pk=sheet.pk).update(state="closed")
            if kind == "study":
                MonthlyMark.objects.create(
                    activity=activity,
                    person=self.person,
                    month=month.first,
                    mark=14 if passed[at] else 5,
                    passed=passed[at],
                )

    def by_closes(self, law):
        found, carry = {}, ()
        for month in self.months:
            inputs = load(establishment_id=self.place.pk, month=month)
            inputs = replace(inputs, count=replace(inputs.count, carry=carry))
            results = compute(inputs=inputs, law=law)
            carry = tuple(Banked(0, KINDS.index(line[1]), line[6]) for line in results.counts)
            found |= {(line[1], str(month)): line[2] for line in results.counts if line[2]}
        return found

    def by_recount(self, law):
        again = recount(establishment_id=self.place.pk, first=self.months[0], last=self.months[-1], law=law)
        return {
            (KINDS[kind], str(month)): int(again.days[0, kind, at])
            for kind in range(2)
            for at, month in enumerate(again.months)
            if again.days[0, kind, at]
        }

    def by_cluster(self, law):
        first, last = self.months[0], self.months[-1]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            parquet.write(folder=folder, establishment=self.place, first=first, last=last)
            parquet.frame_of(first=first, last=last, law=law).write(folder)
            tables = [pq.read_table(folder / part / "EP16.parquet") for part in ("marks", "people")]
            counts = count_table(*tables, Frame.read(folder)).to_pylist()
        return {
            (KINDS[line["kind"]], f"{line['month'] // 12}-{line['month'] % 12 + 1:02}"): line["days"] for line in counts
        }

    def by_case(self, law):
        told = compute_read(read_case(case_of(self.person, as_of=self.last)), law, others=False)
        return {(line["kind"], line["month"]): line["days"] for line in told["months"]}

    @property
    def doors(self):
        return {"close": self.by_closes, "recount": self.by_recount, "cluster": self.by_cluster, "case": self.by_case}


PLACES = {"TALLER": ("work", "workshop"), "CELDA": ("work", "cell"), "AULA": ("study", "classroom")}
DAYS = st.integers(0, 85)
CHANGES = st.one_of(
    st.tuples(st.just("remission.day.minutes"), DAYS, st.sampled_from((180, 200, 300))),
    st.tuples(st.just("remission.day.max_days"), DAYS, st.just(2)),
    st.tuples(st.just("remission.day.max_minutes"), DAYS, st.just(220)),
    st.tuples(st.just("remission.place.cell"), DAYS, st.booleans()),
    st.tuples(st.just("remission.accumulation"), DAYS, st.integers(1, 2)),
)
PEOPLE = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(("minimum", "medium")),
        "evaluations": st.dictionaries(st.integers(-200, 85), st.booleans() | st.just(True), max_size=5),
        "isolated": st.sampled_from((0, 0, 12, 40)),
        "enrolled": st.tuples(st.sampled_from((-30, 5)), st.sampled_from((-30, 35))),
        "passed": st.tuples(*[st.booleans()] * MONTHS),
        "authorised": st.sets(DAYS, max_size=4),
    }
)
MARKS = st.dictionaries(
    st.tuples(st.sampled_from(list(PLACES)), DAYS),
    st.sampled_from((50, 100, 150, 225, 240, 300, 480)),
    min_size=10,
    max_size=90,
)


@pytest.fixture
def prisons(everything, reference):
    """The prisons of the list, all empty."""


def counted(law, first, marks, **known):
    """What each door says, in a prison that is gone afterwards."""
    with transaction.atomic():
        prison = Prison(first, marks, **known)
        found = {name: door(law) for name, door in prison.doors.items()}
        transaction.set_rollback(True)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_four_doors_give_one_count_in_every_year_and_follow_a_rule_that_changes(prisons, data):
    year = data.draw(st.integers(1991, 2026))
    first = Month(year, data.draw(st.integers(9 if year == 1991 else 1, 12)))
    change = data.draw(st.none() | CHANGES)
    if change and change[0] == "remission.accumulation" and year < 2024:
        change = None
    law = law_with([(change[0], first.first + timedelta(days=change[1] + 1), change[2])] if change else [])
    found = counted(law, first, data.draw(MARKS), **data.draw(PEOPLE))
    assert {str(days) for days in map(sorted, (door.items() for door in found.values()))} == {
        str(sorted(found["close"].items()))
    }


PLAIN = {
    "stage": "minimum",
    "evaluations": {-90: True, -60: True, -30: True},
    "isolated": 0,
    "enrolled": (-30, -30),
    "passed": (True, True, True),
    "authorised": (),
}
WEEKDAYS = {(name, day): 240 for name in ("TALLER", "AULA") for day in range(80)}


@pytest.mark.parametrize(
    ("topic", "value"),
    [
        ("remission.day.minutes", 480),
        ("remission.day.max_minutes", 120),
        ("remission.place.cell", True),
        ("remission.accumulation", 4),
    ],
)
def test_a_value_of_the_law_that_changes_within_a_month_is_followed_by_every_door(prisons, topic, value):
    first = Month(2025, 3)
    cells = {("CELDA", day): 240 for day in range(80)} if topic.endswith("cell") else WEEKDAYS
    before = counted(law_with(), first, cells, **PLAIN)
    after = counted(law_with([(topic, date(2025, 4, 15), value)]), first, cells, **PLAIN)
    for found in (before, after):
        assert len({str(sorted(days.items())) for days in found.values()}) == 1, found
    same = {key: days for key, days in before["close"].items() if key[1] == "2025-03"}
    assert same == {key: days for key, days in after["close"].items() if key[1] == "2025-03"}
    assert sum(before["close"].values()) != sum(after["close"].values())


def test_no_door_counts_a_day_of_which_the_law_does_not_say_what_it_is(prisons):
    prison = Prison(Month(1999, 3), WEEKDAYS, **PLAIN)
    for door in prison.doors.values():
        with pytest.raises(NoRuleInForce, match=r"remission\.day\.minutes"):
            door(law_today())


def test_the_part_of_a_day_already_gathered_stays_the_same_part_of_the_new_one(prisons):
    first = Month(2025, 3)
    law = law_with([("remission.day.minutes", date(2025, 4, 1), 120)])
    # Half a day in March, half of the new day in April: together one day, whoever counts.
    found = counted(law, first, {("TALLER", 3): 120, ("TALLER", 31): 60, ("TALLER", 32): 119}, **PLAIN)
    assert set(map(str, (sorted(days.items()) for days in found.values()))) == {"[(('work', '2025-04'), 1)]"}
