"""What is carried from month to month follows the person, whatever the order of closing and whatever the prison."""

from datetime import date
from itertools import permutations
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.urls import reverse
from psycopg.types.range import DateRange

from llamkay.apps.activities.models import Activity, Allocation, Enrolment, Sheet, SheetRow
from llamkay.apps.activities.places.services import enrol
from llamkay.apps.closing.recount import moved
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people import joins
from llamkay.apps.people.custody.services import admit_person, moved_by_leaving, release_person, transfer_person
from llamkay.apps.people.inputs import returns
from llamkay.apps.people.models import CustodySpell, StageSpell
from llamkay.apps.remission.counts.cases import case_of
from llamkay.apps.remission.counts.statements import law_today
from llamkay.apps.remission.models import Credit, DayCount
from llamkay.core.remission.statement import compute_case
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.corrections import Second, corrected
from tests.worlds.counted import SINCE, marks, person

OCTOBER, NOVEMBER, DECEMBER, JANUARY = Month(2025, 10), Month(2025, 11), Month(2025, 12), Month(2026, 1)
BY = Command()


class Prison:
    """An establishment with one workshop of the institution, paid nothing."""

    def __init__(self, code):
        Establishment.objects.filter(code=code).update(population_kind="mixed")
        self.place = Establishment.objects.get(code=code)
        self.workshop = Activity.objects.create(
            establishment=self.place,
            code="TAL",
            name=f"Taller de {code}",
            kind="work",
            modality="institution",
            place="workshop",
            capacity=20,
            timetable=[480] * 6 + [0],
            pay_basis="none",
            period=SINCE,
        )

    def marked(self, month, who, days):
        """An approved sheet of the month with these minutes a day."""
        sheet, _made = Sheet.objects.get_or_create(
            activity=self.workshop, month=month.first, defaults={"state": "approved"}
        )
        row = marks()
        for day, minutes in days.items():
            row["minutes"][day - 1], row["reasons"][day - 1] = minutes, 1
        return SheetRow.objects.create(sheet=sheet, person=who, **row)

    def close_with(self, month, who, days):
        self.marked(month, who, days)
        self.close(month)

    def close(self, month):
        return close_month(actor=BY, establishment=self.place, month=month)


@pytest.fixture
def two(everything, reference):
    """Ana, of prison A until she is transferred to B on 16 October 2025: 120 minutes, then 60, 60 and 120."""
    a, b = Prison("EP60"), Prison("EP61")
    ana = person(a.place, 1)
    Enrolment.objects.create(person=ana, kind="work", period=SINCE, folio="1")
    october = DateRange(date(2025, 10, 1), date(2025, 10, 31))
    Allocation.objects.create(person=ana, activity=a.workshop, period=october)
    transfer_person(actor=BY, person=ana, to=b.place, on=date(2025, 10, 16))
    rows = {
        (a, OCTOBER): a.marked(OCTOBER, ana, {1: 120}),
        (b, OCTOBER): b.marked(OCTOBER, ana, {20: 60}),
        (b, NOVEMBER): b.marked(NOVEMBER, ana, {3: 60}),
    }
    return SimpleNamespace(a=a, b=b, ana=ana, rows=rows)


def standing(who):
    """The days of each prison and month that stand, and the minutes left at the end."""
    rows = DayCount.objects.filter(person=who).order_by("month", "establishment__code", "id")
    found = {(row.establishment.code, str(Month.of(row.month))): row for row in rows}
    return {key: row.days for key, row in found.items() if row.days}, list(found.values())[-1].carry_out


def problems():
    return [problem for check in verify() for problem in check.problems]


def as_told(who, as_of):
    """The same days from the sheets alone: the count of her case, and the recount of both prisons."""
    told = compute_case(case_of(who, as_of=as_of), law_today())
    again = [line for code in ("EP60", "EP61") for line in _moved(code)]
    return told["counted_days"], again


def _moved(code):
    return moved(establishment_id=Establishment.objects.get(code=code).pk, law=law_today())[1]


@pytest.mark.parametrize("late", range(4))
def test_the_order_of_closing_changes_nothing(two, late):
    two.b.marked(DECEMBER, two.ana, {1: 120})
    order = [(two.b, OCTOBER), (two.b, NOVEMBER), (two.b, DECEMBER)]
    order.insert(late, (two.a, OCTOBER))
    for prison, month in order:
        prison.close(month)
        assert problems() == []
    assert standing(two.ana) == ({("EP61", "2025-11"): 1}, 120)
    assert sum(Credit.objects.values_list("days", flat=True)) == 1
    assert as_told(two.ana, date(2025, 12, 31)) == (1, [])


def test_an_adjustment_reaches_the_later_months_of_the_other_prison(two):
    for prison, month in two.rows:
        prison.close(month)
    two.b.marked(DECEMBER, two.ana, {1: 180})
    corrected(two.rows[two.a, OCTOBER], 1, actor=BY, minutes=180, reason=1, pieces=0, why="Faltó una hora")
    other = person(two.a.place, 2)
    two.a.marked(NOVEMBER, other, {3: 240})
    two.a.close(NOVEMBER)
    assert problems() == []
    two.b.close(DECEMBER)
    assert problems() == []
    # 180 + 60 make a day in October already, and 60 + 180 another in December.
    assert standing(two.ana) == ({("EP61", "2025-10"): 1, ("EP61", "2025-12"): 1}, 0)
    assert as_told(two.ana, date(2025, 12, 31)) == (2, [])


def test_the_prison_that_is_counted_again_has_it_in_its_log(two):
    two.b.close(OCTOBER)
    two.b.close(NOVEMBER)
    two.a.close(OCTOBER)
    lines = (
        LoggedAction.objects.filter(stream="EP61", verb="closing.follow")
        .order_by("id")
        .values_list("sentence", flat=True)
    )
    assert [line.split(" se contó de nuevo ")[1].split(" en ")[0] for line in lines] == ["2025-10", "2025-11"]
    assert all("1 persona trajo otros minutos" in line for line in lines)


def test_there_and_back_again_in_any_order(two):
    """A until the 15th, B until 9 November, then A: every order of the five closes that each prison allows."""
    transfer_person(actor=BY, person=two.ana, to=two.a.place, on=date(2025, 11, 10))
    two.a.marked(NOVEMBER, two.ana, {12: 100})
    two.a.marked(DECEMBER, two.ana, {1: 150})
    closes = [(two.a, OCTOBER), (two.a, NOVEMBER), (two.a, DECEMBER), (two.b, OCTOBER), (two.b, NOVEMBER)]
    found = set()
    for turn in {tuple(names) for names in permutations("AAABB")}:
        left = {"A": closes[:3], "B": closes[3:]}
        with transaction.atomic():
            for name in turn:
                prison, month = left[name][0]
                left[name] = left[name][1:]
                prison.close(month)
            assert problems() == [], turn
            found.add(str(standing(two.ana)))
            transaction.set_rollback(True)
    # 120 + 60 + 60 make a day in B's November; 100 + 150, one in A's December, and ten minutes are left.
    assert found == {str(({("EP61", "2025-11"): 1, ("EP60", "2025-12"): 1}, 10))}


def test_verify_names_whoever_did_not_bring_what_was_left(two):
    two.a.close(OCTOBER)
    two.b.close(OCTOBER)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE remission_daycount DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE remission_daycount SET carry_in = 0, carry_out = 60 WHERE establishment_id = %s", [two.b.place.pk]
        )
    assert "T1: no empezó 2025-10 con los minutos que le quedaban del mes anterior" in problems()


def test_verify_repeats_what_a_close_counted_again(two):
    two.b.close(OCTOBER)
    two.a.close(OCTOBER)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE remission_daycount DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE remission_daycount SET excluded = '[[20, 3]]' WHERE establishment_id = %s AND carry_in = 120",
            [two.b.place.pk],
        )
    assert any("al repetir lo que recontó de 2025-10" in problem for problem in problems())


@pytest.fixture
def twice(everything, reference):
    """Ana, who left A for B on 16 October 2025, where she was written down as somebody new: 120, then 60 and 60."""
    a, b = Prison("EP60"), Prison("EP61")
    ana, new = person(a.place, 1), person(b.place, 2)
    moved_on = date(2025, 10, 16)
    for who, prison, period in (
        (ana, a, DateRange(date(2025, 1, 1), moved_on)),
        (new, b, DateRange(moved_on, None)),
    ):
        CustodySpell.objects.filter(person=who).update(period=period, exit="transfer" if period.upper else "")
        StageSpell.objects.filter(person=who).update(period=period)
        Enrolment.objects.create(person=who, kind="work", period=period, folio=who.code)
        Allocation.objects.create(person=who, activity=prison.workshop, period=period)
    a.close_with(OCTOBER, ana, {1: 120})
    b.close_with(OCTOBER, new, {20: 60})
    b.close_with(NOVEMBER, new, {3: 60})
    join = joins.propose(actor=BY, former=new, standing=ana, reason="Pericia de huellas, oficio 33-2026")
    joins.confirm(actor=Second(), join=join)
    return SimpleNamespace(a=a, b=b, ana=ana, new=new, join=join)


def test_what_one_identity_left_reaches_the_months_of_the_other(twice):
    twice.b.close_with(DECEMBER, twice.ana, {1: 120})
    assert problems() == []
    # 120 of A with 60 and 60 of B make a day in November, as if she had had one name all along.
    assert standing(twice.new) == ({("EP61", "2025-11"): 1}, 0)
    assert standing(twice.ana) == ({}, 120)
    assert as_told(twice.ana, date(2025, 12, 31)) == (1, [])


def test_a_departure_entered_after_a_join_takes_back_what_was_counted_after_it(twice):
    release_person(actor=BY, person=twice.ana, on=date(2025, 11, 2), reason="R.J. 9-2025")
    twice.b.close_with(DECEMBER, person(twice.b.place, 3), {1: 240})
    assert problems() == []
    assert standing(twice.new) == ({}, 180)


def test_a_join_that_is_undone_leaves_two_chains_again(twice):
    twice.b.close_with(DECEMBER, twice.ana, {1: 120})
    joins.undo(actor=BY, join=twice.join, why="Nueva pericia: son dos personas")
    twice.b.close_with(JANUARY, twice.new, {5: 60})
    assert problems() == []
    assert standing(twice.new) == ({}, 180)
    assert standing(twice.ana) == ({}, 120)


@pytest.fixture
def returned(everything, reference):
    """Enrolled on 6 January 2025 (F-1), released on 20 October with 180 minutes, back on 1 February 2026."""
    prison = Prison("EP60")
    ana = admit_person(
        actor=BY, establishment=prison.place, on=date(2025, 1, 6), first_surname="Prueba", given_names="Ana", sex="F"
    )
    StageSpell.objects.create(
        person=ana, regime="closed_ordinary", stage="medium", period=DateRange(date(2025, 1, 6), None)
    )
    enrol(actor=BY, establishment=prison.place, person=ana, kind="work", start=date(2025, 1, 6), folio="F-1")
    return SimpleNamespace(prison=prison, ana=ana)


def test_a_release_ends_the_folio_and_carries_nothing_into_a_new_stay(returned, monkeypatch):
    prison, ana = returned.prison, returned.ana
    prison.marked(OCTOBER, ana, {1: 180})
    release_person(actor=BY, person=ana, on=date(2025, 10, 20), reason="R.J. 12")
    assert ana.enrolments.get().period == DateRange(date(2025, 1, 6), date(2025, 10, 20))
    prison.close(OCTOBER)
    assert standing(ana) == ({}, 180)

    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    CustodySpell.objects.create(
        person=ana, establishment=prison.place, period=DateRange(date(2026, 2, 1), None), entry="entry"
    )
    enrol(actor=BY, establishment=prison.place, person=ana, kind="work", start=date(2026, 2, 10), folio="F-77")
    prison.marked(Month(2026, 2), ana, {2: 240, 3: 240, 4: 240, 5: 60})
    prison.close(Month(2026, 2))
    last = DayCount.objects.filter(person=ana).latest("id")
    assert (last.days, last.carry_in, last.carry_out) == (0, 0, 0)
    assert problems() == []
    assert compute_case(case_of(ana, as_of=date(2026, 2, 28)), law_today())["counted_days"] == 0


def test_minutes_of_before_a_release_do_not_join_those_of_the_same_month(returned, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    prison, ana = returned.prison, returned.ana
    release_person(actor=BY, person=ana, on=date(2025, 10, 8), reason="R.J. 12")
    CustodySpell.objects.create(
        person=ana, establishment=prison.place, period=DateRange(date(2025, 10, 13), None), entry="entry"
    )
    enrol(actor=BY, establishment=prison.place, person=ana, kind="work", start=date(2025, 10, 13), folio="F-2")
    prison.marked(OCTOBER, ana, {1: 180, 14: 180, 15: 100})
    prison.close(OCTOBER)
    assert standing(ana) == ({("EP60", "2025-10"): 1}, 40)
    assert problems() == [] and _moved("EP60") == []
    told = compute_case(case_of(ana, as_of=date(2025, 10, 31)), law_today())
    assert told["counted_days"] == 1


def test_who_is_held_again_on_the_day_of_a_release_never_left(returned):
    prison, ana = returned.prison, returned.ana
    CustodySpell.objects.filter(person=ana).update(period=DateRange(date(2025, 1, 6), date(2025, 3, 3)), exit="release")
    for first, end, left in (
        (date(2025, 3, 3), date(2025, 5, 5), "release"),
        (date(2025, 6, 2), date(2025, 7, 7), "transfer"),
        (date(2025, 7, 9), None, ""),
    ):
        CustodySpell.objects.create(
            person=ana, establishment=prison.place, period=DateRange(first, end), entry="entry", exit=left
        )
    assert returns([ana.pk]) == returns() == {ana.pk: [date(2025, 6, 2)]}
    assert returns([]) == returns([ana.pk + 1]) == {}


def test_a_transfer_and_an_escape_end_no_sentence(returned):
    """The register goes along to another prison; who escaped is entered anew, and the minutes are of one sentence."""
    prison, ana, other = returned.prison, returned.ana, Prison("EP61")
    prison.marked(OCTOBER, ana, {1: 180})
    transfer_person(actor=BY, person=ana, to=other.place, on=date(2025, 10, 8))
    assert ana.enrolments.get().period.upper is None
    release_person(actor=BY, person=ana, on=date(2025, 10, 13), exit="escape", reason="R.J. 12")
    assert ana.enrolments.get().period.upper == date(2025, 10, 13)
    CustodySpell.objects.create(
        person=ana, establishment=other.place, period=DateRange(date(2025, 11, 3), None), entry="entry"
    )
    enrol(actor=BY, establishment=other.place, person=ana, kind="work", start=date(2025, 11, 3), folio="F-2")
    other.marked(NOVEMBER, ana, {4: 60})
    other.close(NOVEMBER)
    prison.close(OCTOBER)
    assert standing(ana) == ({("EP61", "2025-11"): 1}, 0)
    assert problems() == []


def test_a_transfer_entered_late_says_what_was_marked_and_the_next_close_counts_again(two, client):
    """Entered on 2 February for 12 January, with marks of the 19th to the 21st in a closed month."""
    ana, b = two.ana, two.b
    for prison, month in two.rows:
        prison.close(month)
    b.close_with(JANUARY, ana, {5: 240, 19: 240, 20: 240, 21: 60})
    before = standing(ana)
    client.force_login(factories.staff("registry", b.place))
    url = reverse("people:act", args=[ana.pk, "traslado"])
    sent = {"to": two.a.place.pk, "on": "2026-01-12", "reason": "R.D. 1"}
    told = client.post(url, sent).content.decode()
    assert "en meses cerrados, enero de 2026: 19, 20 y 21 (9 h)" in told
    assert 'value="2026-01-12"' in told and 'value="R.D. 1"' in told  # what was typed stands there to be sent again
    freed = {"exit": "release", "on": "2026-01-20", "reason": "Oficio 1"}  # the morning of that day is hers
    told = client.post(reverse("people:act", args=[ana.pk, "libertad"]), freed).content.decode()
    assert "en meses cerrados, enero de 2026: 21 (1 h)" in told
    assert ana.custody.filter(period__endswith=None).get().establishment == b.place
    assert client.post(url, sent | {"warned": "2026-01-12"}).status_code == 302
    assert ana.custody.filter(period__endswith=None).get().establishment == two.a.place
    # Told of another day, it is asked again.
    assert problems() == [] and standing(ana) == before


def test_the_close_after_a_late_departure_takes_back_what_was_counted_after_it(two, monkeypatch):
    ana, b = two.ana, two.b
    for prison, month in two.rows:
        prison.close(month)
    b.close_with(JANUARY, ana, {5: 240, 19: 240, 20: 240, 21: 60})
    assert standing(ana) == ({("EP61", "2025-11"): 1, ("EP61", "2026-01"): 3}, 60)
    transfer_person(actor=BY, person=ana, to=two.a.place, on=date(2026, 1, 12))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    b.close_with(Month(2026, 2), person(b.place, 3), {3: 240})
    assert standing(ana) == ({("EP61", "2025-11"): 1, ("EP61", "2026-01"): 1}, 0)
    assert problems() == [] and as_told(ana, date(2026, 2, 28)) == (2, [])


def test_a_stage_entered_late_says_what_was_credited_by_the_one_before(everything, counted_prison, client):
    made = counted_prison
    close_month(actor=BY, establishment=made.place, month=JANUARY)
    client.force_login(factories.staff("registry", made.place))
    address = reverse("people:act", args=[made.ana.pk, "etapa"])
    sent = {"regime_stage": "closed_ordinary/maximum", "on": "2026-01-08", "act": "Acta 3"}
    page = client.post(address, sent).content.decode()
    assert "Ya cerraron con la etapa de antes enero de 2026 (10 días)" in page
    assert StageSpell.objects.filter(person=made.ana).count() == 1
    assert client.post(address, sent | {"warned": "2026-01-08"}).status_code == 302
    assert StageSpell.objects.filter(person=made.ana).count() == 2
    assert client.post(address, sent | {"on": "2026-02-01", "regime_stage": "open/"}).status_code == 302  # in time


def test_a_departure_on_time_asks_nothing(two):
    assert moved_by_leaving(actor=BY, person=two.ana, since=date(2026, 1, 12)) == []
