"""Who was set free, what they did before and how they came back: each trap that makes a programme seem to work."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from llamkay.apps.activities.models import Allocation, PlaceRequest, Round, RoundOffer, RoundWish
from llamkay.apps.evaluation import services
from llamkay.apps.evaluation.models import Ending
from llamkay.apps.evaluation.people import KINDS, from_file, from_registers, month_of, whole_months
from llamkay.core.errors import Refused
from llamkay.core.evaluation import protocol as protocols
from llamkay.core.evaluation.kinds import Return
from llamkay.core.placement.choices import Wish, draw
from llamkay.core.values import Month
from llamkay.platform import clock
from tests.apps.evaluation.conftest import CUT, ENTERED, FREED, close_sheets, fields, mark, offence
from tests.worlds import factories


def gathered(world, **changed):
    close_sheets(but=changed.pop("but", ()))
    programme = services.add_programme(actor=world.analyst, name="Taller", kind="work")
    return from_registers(programme, protocols.parse(fields(**changed)))


def kinds(found, index=0):
    return {kind: int(month) for kind, month in zip(KINDS, found.people.returned[:, index], strict=True) if month}


def test_a_month_ends_on_the_eve_of_its_anniversary():
    assert month_of(date(2023, 3, 15), date(2024, 3, 14)) == 12
    assert month_of(date(2023, 3, 15), date(2024, 3, 15)) == 13
    assert month_of(date(2024, 2, 29), date(2025, 2, 27)) == 12
    assert month_of(date(2024, 2, 29), date(2025, 2, 28)) == 13
    assert month_of(date(2023, 3, 15), date(2023, 3, 15)) == 1
    assert whole_months(date(2023, 3, 15), date(2024, 3, 13)) == 11
    assert whole_months(date(2023, 3, 15), date(2024, 3, 14)) == 12


def test_each_return_is_told_by_its_ground_and_the_day_of_the_offence(world, free):
    back = FREED + timedelta(days=100)
    convicted, waiting, old, undated, _revoked, _office, _silent, both = (
        free(back=back, ground=ground)
        for ground in ("detention", "", "sentence", "", "revocation", "administrative", "", "revocation")
    )
    offence(convicted, committed=FREED, starts=back, final=CUT)
    offence(waiting, committed=back, starts=back, final=CUT + timedelta(days=1))
    offence(old, committed=FREED - timedelta(days=1), starts=back, final=back)
    offence(undated, committed=None, starts=back)
    offence(both, committed=back, starts=back)
    found = gathered(world)
    month = month_of(FREED, back)
    assert [kinds(found, index) for index in range(8)] == [
        {Return.NEW_CONVICTED: month},
        {Return.NEW_BEFORE_TRIAL: month},
        {Return.OLD_CASE: month},
        {Return.UNKNOWN: month},
        {Return.REVOKED: month},
        {Return.ADMINISTRATIVE: month},
        {Return.UNKNOWN: month},
        {Return.REVOKED: month, Return.NEW_BEFORE_TRIAL: month},
    ]


def test_what_the_papers_call_otherwise_is_no_release_and_the_unknown_stands_apart(world, free):
    for ground in ("expulsion", "extradition", "error", "unknown", "unknown"):
        free(exit_ground=ground)
    free(exit_ground="pardon")
    free()
    free(on=date(2024, 1, 1))
    found = gathered(world)
    assert (found.released, found.unknown_ground) == (2, 2)


def test_a_return_after_the_data_cut_is_not_looked_at_nor_counted_as_none(world, free):
    free(back=CUT + timedelta(days=1))
    found = gathered(world, data_cut="2023-12-31")
    assert kinds(found) == {} and found.people.whole.tolist() == [9]


def test_days_and_hours_come_from_closed_sheets_before_the_release(world, free):
    free(worked=10)
    free(worked=9)
    free(enrolled=True)
    open_month = Month(2022, 12)
    mark(world, free(), open_month, range(1, 31))
    found = gathered(world, exposure={"days": 20, "months": 6}, but=[open_month])
    assert found.people.part.tolist() == [1, -1, 0, 0]
    assert found.people.enrolled.tolist() == [True, True, True, False]
    assert found.hours == (20, 80)


def test_the_day_of_the_release_is_still_before_it(world, free):
    mark(world, free(worked=12), Month(2023, 3), [15])
    found = gathered(world)
    assert (found.people.part.tolist(), found.hours) == ([1], (25, 100))


def test_a_day_worked_after_the_release_refuses_the_whole_study(world, free):
    mark(world, free(worked=12), Month(2023, 3), [16])
    with pytest.raises(Refused, match="después de salir") as refusal:
        gathered(world)
    assert refusal.value.code == "immortal_time"


def test_work_after_coming_back_is_of_the_new_stay(world, free):
    person = free(worked=12, back=date(2023, 5, 2))
    mark(world, person, Month(2023, 5), range(3, 20))
    assert gathered(world).people.part.tolist() == [1]


def test_who_is_not_identified_or_whose_months_are_not_closed_is_lost_and_counted(world, free):
    free(provisional=True)
    free(on=date(2023, 2, 20))  # six months before lies a month that nobody closed
    free()
    found = gathered(world)
    assert (found.released, dict(found.lost), len(found.people)) == (3, {"identity": 1, "exposure": 1}, 1)


def test_death_after_the_release_ends_the_watch(world, free):
    person = free()
    Ending.objects.create(person=person, kind="died", on=FREED + timedelta(days=70), source="x", by="x", at=clock.now())
    assert gathered(world).people.ended.tolist() == [3]


def test_a_person_counts_once_by_the_first_release(world, free):
    from django.db.backends.postgresql.psycopg_any import DateRange

    from llamkay.apps.people.models import CustodySpell

    person = free()
    CustodySpell.objects.create(
        person=person,
        establishment=world.place,
        period=DateRange(date(2023, 6, 1), date(2023, 9, 1)),
        entry="entry",
        exit="release",
    )
    found = gathered(world)
    assert found.released == 1 and kinds(found) == {Return.UNKNOWN: month_of(FREED, date(2023, 6, 1))}


def test_a_transfer_is_neither_a_release_nor_a_return(world, free):
    from django.db.backends.postgresql.psycopg_any import DateRange

    from llamkay.apps.people.models import CustodySpell, Person

    person = Person.objects.create(code="PPL-9", first_surname="T", given_names="T", sex="M")
    CustodySpell.objects.create(
        person=person,
        establishment=world.other,
        period=DateRange(date(2022, 1, 1), date(2023, 2, 1)),
        entry="entry",
        exit="transfer",
    )
    CustodySpell.objects.create(
        person=person,
        establishment=world.place,
        period=DateRange(date(2023, 2, 1), FREED),
        entry="transfer",
        exit="release",
    )
    found = gathered(world)
    assert found.released == 1 and kinds(found) == {} and found.people.prison.tolist() == [world.place.pk]


def test_the_number_of_queries_does_not_grow_with_the_people(world, crowd):
    with CaptureQueriesContext(connection) as few:
        gathered(world)
    assert len([q for q in few.captured_queries if "SELECT" in q["sql"]]) < 25


FILE = "released_on,took_part,returned,returned_on,ended_on,age,lot\n"


def read(text, **changed):
    return from_file((FILE + text).encode(), protocols.parse(fields(**changed)))


def test_a_file_is_read_by_its_columns():
    found = read("2023-03-15,1,new_convicted,2023-05-15,,30,1\n2023-03-15,,,,2023-04-01,,0\n2022-12-31,1,,,,30,0\n")
    people = found.people
    assert (found.released, people.part.tolist(), people.ended.tolist()) == (2, [1, -1], [0, 1])
    assert people.lot.tolist() == [1, 0] and kinds(found) == {Return.NEW_CONVICTED: 3}
    assert np.isnan(people.covariates["age"]).tolist() == [False, True]


@pytest.mark.parametrize(
    ("separator", "encoding", "first"), [(";", "cp1252", ""), ("\t", "utf-16", ""), (";", "utf-8", "sep=;\n")]
)
def test_a_file_is_read_whatever_its_separator_and_encoding(separator, encoding, first):
    text = first + (FILE + "2023-03-15,1,,,,30,1\n2023-03-15,0,,,,31,0\n").replace(",", separator)
    found = from_file(text.encode(encoding), protocols.parse(fields()))
    assert found.people.part.tolist() == [1, 0] and found.people.covariates["age"].tolist() == [30, 31]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023-03-15,300,,,,30,1\n", "Fila 2, columna took_part: «300»"),
        ("2023-03-15,0.5,,,,30,1\n", "Fila 2, columna took_part: «0.5»"),
        ("2023-03-15,1,,,,30,2\n", "Fila 2, columna lot: «2»"),
        ("2023-03-15,1,,,,30,1,Rosa\n", "Fila 2: tiene más casillas"),
        (f"2023-03-15,1,{'x' * 200_000},,,30,1\n", "demasiado larga"),
        ("2023-03-15,1,new_convicted,2023-03-14,,30,1\n", "Fila 2: vuelve antes de salir"),
        ("2023-03-15,1,volvió,2023-05-15,,30,1\n", "Fila 2, columna returned: «volvió»"),
        ("15/03/2023,1,,,,30,1\n", "Fila 2, columna released_on: «15/03/2023»"),
        ("2022-03-15,1,,,,30,1\n", "Nadie del archivo"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, words):
    with pytest.raises(Refused, match=words):
        read(text)


def test_a_file_with_names_is_refused():
    with pytest.raises(Refused, match="«dni» no se conoce"):
        from_file(
            b"released_on,took_part,returned,returned_on,ended_on,dni\n2023-03-15,1,,,,123\n", protocols.parse(fields())
        )


def test_a_part_dated_after_the_release_is_refused_in_a_file_too():
    text = "released_on,took_part,returned,returned_on,ended_on,age,part_until\n2023-03-15,1,,,,30,2023-03-16\n"
    with pytest.raises(Refused, match="después de la libertad"):
        from_file(text.encode(), protocols.parse(fields()))


def drew(world, people, places, *, on=date(2022, 11, 2), already=(), barred=()):
    """A round of two workshops, drawn among people as the service draws it."""
    other = factories.activity(world.place, f"T-{on:%m%d}")
    made = Round.objects.create(
        establishment=world.place,
        name=f"Ronda {on}",
        closes_on=on,
        most=2,
        opened_by="x",
        opened_at=clock.now(),
        seed="acta 7",
        drawn_by="x",
        drawn_at=datetime.combine(on, time(20), tzinfo=clock.LIMA),
    )
    for activity, number in ((world.workshop, places), (other, 1)):
        RoundOffer.objects.create(round=made, activity=activity, places=number)
    for person in already:
        Allocation.objects.create(person=person, activity=other, period=DateRange(ENTERED, FREED))
    wishes = [Wish(person.pk, (world.workshop.pk,), int(person not in already)) for person in people]
    hard = {(person.pk, world.workshop.pk): "health" for person in barred}
    for outcome in draw(wishes, {world.workshop.pk: places, other.pk: 1}, seed="acta 7", barred=hard):
        RoundWish.objects.create(
            round=made,
            person_id=outcome.person,
            choices=[world.workshop.pk],
            entered_by="x",
            lot=outcome.lot,
            activity_id=outcome.activity,
            decided=[list(choice) for choice in outcome.choices],
        )
    return made


def test_a_lot_among_equals_is_read_from_the_rounds(world, free):
    equals, before, kept_out = [free() for _ in range(6)], [free() for _ in range(2)], free()
    drew(world, [*equals, *before, kept_out], 3, already=before, barred=[kept_out])
    nobody = free()
    found = gathered(world)
    lot = dict(zip([*equals, *before, kept_out, nobody], found.people.lot.tolist(), strict=True))
    won = set(RoundWish.objects.filter(activity=world.workshop).values_list("person", flat=True))
    # Six had one chance; who has another place comes after them, a hard rule leaves out, and neither drew with them.
    assert {person.pk for person in equals if lot[person] == 1} == won and len(won) == 3
    assert sorted(lot[person] for person in equals) == [0, 0, 0, 1, 1, 1]
    assert [lot[person] for person in (*before, kept_out, nobody)] == [-1] * 4


def test_a_lot_that_all_won_or_drawn_after_the_release_parts_nobody(world, free):
    all_won, later = [free() for _ in range(3)], [free() for _ in range(4)]
    drew(world, all_won, 3)
    drew(world, later, 2, on=FREED + timedelta(days=1))
    assert set(gathered(world).people.lot.tolist()) == {-1}


def test_each_lot_is_a_group_of_its_own(world, free):
    first, second = [free() for _ in range(4)], [free() for _ in range(4)]
    drew(world, first, 1)
    drew(world, second, 3, on=date(2022, 12, 2))
    people = gathered(world).people
    assert len(set(people.draw[:4].tolist())) == len(set(people.draw[4:].tolist())) == 1
    assert people.draw[0] != people.draw[4] and people.lot.sum() == 1 + 3


@pytest.mark.parametrize(
    ("state", "asked", "decided", "waits"),
    [
        ("listed", date(2023, 1, 5), None, True),
        ("lapsed", date(2023, 1, 5), FREED, True),  # lapsed by the release itself
        ("withdrawn", date(2023, 1, 5), FREED - timedelta(days=1), False),
        ("listed", FREED + timedelta(days=1), None, False),
    ],
)
def test_who_was_released_while_waiting(world, free, state, asked, decided, waits):
    PlaceRequest.objects.create(
        person=free(),
        activity=world.workshop,
        state=state,
        requested_on=asked,
        waits_since=asked,
        decided_on=decided,
        reason="" if decided is None else "Salió",
        entered_by="x",
        entered_at=clock.now(),
    )
    assert gathered(world).people.waiting.tolist() == [waits]
