"""The choir from its members to a performance, and instruments that are lent once at a time."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity, Allocation, Reason, Sheet, SheetRow
from llamkay.apps.activities.services import load_reference
from llamkay.apps.education.models import LendingItem, Loan, Performer
from llamkay.apps.education.music import queries, services
from llamkay.apps.education.music.paper import programme_paper
from llamkay.core.errors import Refused
from llamkay.platform.security.scope import EVERYTHING

DAY = date(2026, 1, 6)


@pytest.fixture
def choir(school):
    """A choir led by the teacher, with Ana and Eva in it and two pieces."""
    load_reference()
    hall = Activity.objects.create(
        establishment=school.here,
        code="COR",
        name="Coro",
        kind="culture",
        place="classroom",
        capacity=30,
        timetable=[0, 120, 0, 120, 0, 0, 0],
        responsible=school.teacher,
        period=DateRange(date(2025, 1, 1), None),
    )
    for person in (school.ana, school.eva):
        Allocation.objects.create(person=person, activity=hall, period=DateRange(date(2025, 1, 1), None))
    ensemble = services.open_ensemble(actor=school.teacher, activity=hall, name="Coro Polifónico", kind="choir")
    services.add_members(
        actor=school.teacher, ensemble=ensemble, people=[school.ana.pk, school.eva.pk], voice="soprano", on=DAY
    )
    pieces = [
        services.enter_piece(actor=school.teacher, ensemble=ensemble, title=title, minutes=4)
        for title in ("Huayno", "Marinera")
    ]
    school.choir, school.pieces, school.hall = ensemble, pieces, hall
    return school


def test_a_member_has_a_place_in_the_activity(choir):
    with pytest.raises(Refused, match="con plaza"):
        services.add_members(actor=choir.teacher, ensemble=choir.choir, people=[choir.isa.pk], voice="bass", on=DAY)
    with pytest.raises(Refused, match="Ya están en el elenco"):
        services.add_members(actor=choir.teacher, ensemble=choir.choir, people=[choir.ana.pk], voice="bass", on=DAY)
    with pytest.raises(PermissionDenied):
        services.enter_piece(actor=choir.director, ensemble=choir.choir, title="Vals")


def test_a_rehearsal_is_a_day_of_the_sheet(choir):
    present = Reason.objects.get(key="P").number
    sheet = Sheet.objects.create(activity=choir.hall, month=date(2026, 1, 1))
    SheetRow.objects.create(
        sheet=sheet, person=choir.ana, reasons=[0] * 7 + [present] + [0] * 23, minutes=[0] * 7 + [120] + [0] * 23
    )
    services.note_rehearsal(actor=choir.teacher, ensemble=choir.choir, on=date(2026, 1, 8), pieces=[choir.pieces[0].pk])
    services.note_rehearsal(actor=choir.teacher, ensemble=choir.choir, on=date(2026, 1, 13), pieces=[], note="Voces")
    days = queries.rehearsals_of(choir.choir, on=date(2026, 2, 2))
    assert [(day.on.day, day.present, day.pieces) for day in days] == [(13, 0, "Voces"), (8, 1, "Huayno")]
    with pytest.raises(Refused, match="Elija qué se ensayó"):
        services.note_rehearsal(actor=choir.teacher, ensemble=choir.choir, on=DAY, pieces=[])


def test_from_a_programme_to_an_audience(choir):
    planned = services.plan_performance(
        actor=choir.teacher, ensemble=choir.choir, title="Concierto", on=date(2026, 1, 30), place="Patio"
    )
    hold = {"actor": choir.teacher, "performance": planned, "audience": 80}
    with pytest.raises(Refused, match="Ordene antes"):
        services.hold_performance(**hold, people=[choir.ana.pk])
    turns = [piece.pk for piece in reversed(choir.pieces)]
    services.set_programme(actor=choir.teacher, performance=planned, pieces=turns)
    services.set_piece(actor=choir.teacher, piece=choir.pieces[0], state="ready")
    with pytest.raises(Refused, match="integraban el elenco"):
        services.hold_performance(**hold, people=[choir.isa.pk])
    services.hold_performance(**hold, people=[choir.ana.pk])
    assert Performer.objects.get().voice == "soprano"
    assert [piece.heard for piece in queries.repertoire_of(choir.choir)] == [1, 1]
    assert [each.title for each in planned.programme.all()] == ["Marinera", "Huayno"]
    with pytest.raises(Refused, match="ya se realizó"):
        services.set_programme(actor=choir.teacher, performance=planned, pieces=turns)
    assert programme_paper(planned).startswith(b"%PDF")


def guitar(school, **more):
    values = {"kind": "instrument", "tag": "G-1", "name": "Guitarra", "owner": "donor", "condition": "good"}
    return services.enter_item(actor=school.teacher, establishment=school.here, **{**values, **more})


def test_an_instrument_is_lent_once_and_comes_back_in_a_state(choir):
    item = guitar(choir)
    loan = {"actor": choir.teacher, "item": item}
    services.lend(**loan, person=choir.ana, on=DAY, due_on=date(2026, 1, 20))
    with pytest.raises(Refused, match="Lo tiene"):
        services.lend(**loan, person=choir.eva, on=date(2026, 1, 9))
    assert queries.late(scope=EVERYTHING, on=date(2026, 2, 2)).count() == 1
    member = choir.choir.members.get(person=choir.ana)
    with pytest.raises(Refused, match="recíbalo antes"):
        services.end_member(actor=choir.teacher, member=member, on=date(2026, 1, 15))
    with pytest.raises(Refused, match="de baja"):
        guitar(choir, item=item, retired_on=DAY)
    with pytest.raises(Refused, match="Escriba qué pasó"):
        services.take_back(**loan, on=date(2026, 1, 12), condition="damaged")
    services.take_back(**loan, on=date(2026, 1, 12), condition="worn")
    services.lend(**loan, person=choir.eva, on=date(2026, 1, 13))
    assert LendingItem.objects.get().condition == "worn"
    assert Loan.objects.filter(condition_out="worn", person=choir.eva).exists()


def test_the_database_lends_nothing_twice(choir):
    item = guitar(choir)
    services.lend(actor=choir.teacher, item=item, person=choir.ana, on=DAY)
    with pytest.raises(IntegrityError, match="one_loan_of_an_item_a_day"), transaction.atomic():
        Loan.objects.create(
            item=item, person=choir.eva, period=DateRange(DAY, None), condition_out="good", lent_by="alguien"
        )


@pytest.mark.parametrize(("change", "why"), [({"condition": "missing"}, "faltante"), ({"retired_on": DAY}, "de baja")])
def test_what_is_not_there_is_not_lent(choir, change, why):
    item = guitar(choir, **change)
    with pytest.raises(Refused, match=why):
        services.lend(actor=choir.teacher, item=item, person=choir.ana, on=DAY)
    with pytest.raises(Refused, match="otro con esa placa"):
        guitar(choir)
