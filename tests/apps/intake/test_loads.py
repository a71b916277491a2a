"""Files taken in: a messy list reported row by row, doubts settled by a person, written once, taken back whole."""

import io
from datetime import date, time

import pytest
import python_calamine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from llamkay.apps.activities.exclusions.services import end_exclusion, exclude_hours
from llamkay.apps.activities.models import Activity, Allocation, Sheet, SheetRow
from llamkay.apps.activities.places.services import allocate, undo_allocation
from llamkay.apps.activities.places.suspension_services import suspend
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.institutions.models import Grant, Role
from llamkay.apps.intake import services
from llamkay.apps.intake.columns import read_day, read_hours
from llamkay.apps.intake.models import Load
from llamkay.apps.intake.queries import loads
from llamkay.apps.people.custody.services import record_absence
from llamkay.apps.people.models import (
    CustodySpell,
    IdentityDocument,
    LegalStatusSpell,
    Person,
    StageSpell,
    TemporaryAbsence,
)
from llamkay.apps.people.situation.services import set_stage, take_back
from llamkay.cli import import_load
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds.messy import messy_people, table

PEOPLE = ["Tipo de documento", "Número de documento", "Apellidos y nombres", "Sexo", "Nacimiento", "Fecha de ingreso"]
TODAY = date(2026, 2, 2)
WHO = ["Código", "Apellidos y nombres"]


@pytest.fixture
def world(small_prison):
    """The small prison, read with the scope of headquarters."""
    with scope.elevated():
        yield small_prison


def tried(world, kind, content, *, name="lista.csv", actor=None, **more):
    actor = actor or (world.director if kind in ("people", "stages", "movements") else world.head_work)
    return services.try_load(
        actor=actor,
        scope=Scope(ids=frozenset({world.here.pk})),
        kind=kind,
        name=name,
        content=content,
        establishment=more.pop("establishment", world.here),
        **more,
    )


def written(world, load, **more):
    actor = world.director if load.kind in ("people", "stages", "movements") else world.head_work
    return services.write(actor=actor, scope=Scope(ids=frozenset({world.here.pk})), load=load, **more)


def outcomes(load):
    return {line["row"]: line["outcome"] for line in load.report["lines"]}


def told(load, row):
    """What is said of a row, with every fault of it."""
    line = next(line for line in load.report["lines"] if line["row"] == row)
    return " ".join([line["sentence"], *(f"{f['column']} {f['reason']} {f['todo']}" for f in line["faults"])])


def workbook(response):
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))


def everybody():
    models = (Person, IdentityDocument, CustodySpell, LegalStatusSpell, StageSpell, TemporaryAbsence, Allocation)
    return [model.objects.count() for model in models]


def test_two_hundred_messy_rows_are_reported_written_once_and_taken_back(world):
    content, expected = messy_people(200)
    before = everybody()
    load = tried(world, "people", content, name="PPL enero.xlsx")
    assert {row: told(load, row) for row, outcome in outcomes(load).items() if outcome != expected[row]} == {}
    assert everybody() == before
    assert load.report["unread"] == ["N.º", "Color favorito"]
    lines = {line["row"]: line for line in load.report["lines"]}
    refused = [line for line in lines.values() if line["outcome"] == "refused"]
    assert all(fault["reason"] for line in refused for fault in line["faults"])
    assert all(line["faults"] for line in refused)
    (rows, women, _men) = services.totals_of(load)
    assert (rows.found, rows.source, rows.words) == (200, 202, "faltan 2")
    assert not women.differs
    with pytest.raises(Refused, match="filas con faltas"):
        written(world, load)
    with pytest.raises(Refused, match="totales no coinciden"):
        written(world, load, accept_good=True)
    done = written(world, load, accept_good=True, differences_seen=True)
    new = sum(outcome == "new" for outcome in expected.values())
    assert (done.state, bytes(done.content)) == ("written", b"")
    assert Person.objects.count() == before[0] + new
    assert IdentityDocument.objects.filter(kind="ce", number__startswith="00099").exists()
    assert Person.objects.get(
        born_on=date(1988, 2, 29), documents__number="00000101"
    ).custody.get().period == DateRange(date(2024, 2, 29), None)
    assert LoggedAction.objects.filter(verb="people.admit").count() == new
    assert list(audit.broken_links()) == []
    with pytest.raises(Refused, match="ya se cargó el 02/02/2026"):
        tried(world, "people", content, name="otro nombre.xlsx")
    services.undo(actor=world.director, load=done, reason="Era la lista de otro mes")
    assert everybody() == before
    assert tried(world, "people", content, name="PPL enero.xlsx").state == "tried"


def test_a_load_asks_no_more_of_the_database_for_more_rows(world):
    asked = []
    for n, since in ((20, 1000), (90, 2000)):
        content, _expected = messy_people(n, since=since)
        load = tried(world, "people", content, name="lista.xlsx")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            written(world, load, accept_good=True, differences_seen=True)
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29/02/2024", date(2024, 2, 29)),
        ("2026-02-03 00:00:00", date(2026, 2, 3)),
        ("45292", date(2024, 1, 1)),
        ("3 de setiembre de 2025", date(2025, 9, 3)),
        ("3.9.2025", date(2025, 9, 3)),
    ],
)
def test_days_as_spreadsheets_write_them(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["29/02/2025", "03/02/25", "31/13/2025", "ayer", "12", "99999999", "٣/٢/٢٠٢٥"])
def test_what_is_no_day_is_never_another_day(text):
    with pytest.raises(Refused):
        read_day(text)


def test_hours():
    assert [read_hours(text) for text in ("4", "3,5", "3:30", "4 horas")] == [240, 210, 210, 240]
    times = ("03:30:00 AM", "3:30 a. m.", "12:45:00 PM", "1899-12-31 03:30:00", "03:30:00", "0 days, 3:30:00")
    assert [read_hours(text) for text in times] == [210, 210, 765, 210, 210, 210]
    with pytest.raises(Refused, match="entre 0 y 16"):
        read_hours("17")
    with pytest.raises(Refused, match="entre 0 y 16"):
        read_hours("1 day, 1:30:00")
    with pytest.raises(Refused, match="no son horas"):
        read_hours("٣:٣٠")


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8"), (",", "cp1252"), ("\t", "utf-16"), ("|", "utf-8-sig")]
)
def test_files_of_text_are_read_by_their_own_signs(world, separator, encoding):
    names = "Ñáñez Peña" if separator == "," else "Ñáñez Peña, Rosa"
    rows = [PEOPLE, ["DNI", "00007001", names, "F", "01/02/1990", "05/01/2026"]]
    load = tried(world, "people", table(rows, separator=separator, encoding=encoding))
    assert outcomes(load) == {2: "refused" if separator == "," else "new"}
    assert load.report["lines"][0]["label"].startswith("Ñáñez Peña")


def test_what_is_known_is_left_completed_or_refused_and_nobody_is_matched_in_silence(world):
    ana = world.ana
    Person.objects.filter(pk=ana.pk).update(born_on=date(1990, 5, 5))
    Person.objects.filter(pk=world.eva.pk).update(born_on=None)
    away = world.make_person(world.there, 77)
    gone = world.make_person(world.here, 78, left=date(2025, 1, 1))
    gone.custody.update(exit="release")
    rows = [
        PEOPLE,
        ["DNI", "00000001", "Apellido001 Inventado, Nombre 1", "F", "05/05/1990", "01/01/2024"],
        ["DNI", "00000002", "Apellido002 Inventado, Nombre 2", "F", "06/06/1991", "01/01/2024"],
        ["DNI", "00000001", "Otro Inventado, Nombre 1", "F", "", "01/01/2024"],
        ["DNI", "00000077", "Apellido077 Inventado, Nombre 77", "F", "", "05/01/2026"],
        ["DNI", "00000078", "Apellido078 Inventado, Nombre 78", "F", "", "05/01/2026"],
        ["", "", "Apellido001 Inventado, Nombre 1", "F", "05/05/1990", "05/01/2026"],
        ["DNI", "00007005", "Apellido001 Inventado, Nombre 1", "F", "07/07/1993", "05/01/2026"],
        ["DNI", "00007006", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"],
        ["DNI", "00007006", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"],
        ["DNI", "00007007", "Varón Inventado, Luis", "M", "01/02/1990", "05/01/2026"],
    ]
    load = tried(world, "people", table(rows))
    assert (
        list(outcomes(load).values()) == ("same changed refused refused changed doubt new new refused refused").split()
    )
    assert "fecha de nacimiento" in told(load, 3)
    assert "el apellido «Otro» no concuerda" in told(load, 4)
    assert "ya está bajo custodia en EP Otro" in told(load, 5)
    assert "Reingresa" in told(load, 6)
    assert "Es la misma persona que la fila 9" in told(load, 10)
    assert "penal de mujeres" in told(load, 11)
    assert Person.objects.filter(pk=away.pk).exists()
    with pytest.raises(Refused, match="Elija a una de las personas"):
        services.settle(actor=world.director, scope=EVERYTHING, load=load, row=7, person=world.eva.pk)
    other = services.settle(actor=world.director, scope=EVERYTHING, load=load, row=7, person=0)
    assert outcomes(other)[7] == "new" and "provisional" in told(other, 7)
    same = services.settle(actor=world.director, scope=EVERYTHING, load=other, row=7, person=ana.pk)
    assert "01/01/2024" in told(same, 7) and outcomes(same)[7] == "refused"
    done = written(world, same, accept_good=True)
    world.eva.refresh_from_db()
    assert world.eva.born_on == date(1991, 6, 6)
    assert gone.custody.count() == 2
    services.undo(actor=world.director, load=done, reason="Se cargó dos veces")
    world.eva.refresh_from_db()
    assert (world.eva.born_on, gone.custody.count()) == (None, 1)


def test_a_load_is_not_taken_back_from_under_what_came_after(world):
    content = table([PEOPLE, ["DNI", "00007010", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"]])
    done = written(world, tried(world, "people", content))
    rosa = Person.objects.get(documents__number="00007010")
    allocate(actor=world.head_work, activity=world.bakery, person=rosa, start=date(2026, 1, 6))
    with pytest.raises(Refused, match=r"02/02/2026: Asignó a Nueva Inventada, Rosa a Taller PAN"):
        services.undo(actor=world.director, load=done, reason="Era de otro penal")
    assert Person.objects.filter(pk=rosa.pk).exists()


def test_what_was_taken_back_keeps_nobody_from_taking_back_the_load(world):
    content = table([PEOPLE, ["DNI", "00007012", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"]])
    done = written(world, tried(world, "people", content))
    rosa = Person.objects.get(documents__number="00007012")
    placed = allocate(actor=world.head_work, activity=world.bakery, person=rosa, start=date(2026, 1, 6))
    other = allocate(actor=world.head_work, activity=world.make_activity(world.here, "B"), person=rosa, start=TODAY)
    suspend(actor=world.head_work, allocation=placed, kind="request", start=TODAY, back_on=date(2026, 2, 9))
    hours = {"weekdays": [0], "starts_at": time(9), "ends_at": time(10), "start": TODAY}
    exclusion = exclude_hours(actor=Command(), person=rosa, kind="class", **hours)
    absence = record_absence(actor=Command(), person=rosa, start=TODAY, end=None, reason="court")
    undo = {"actor": world.director, "load": done, "reason": "Era de otro penal"}
    undo_allocation(actor=world.head_work, allocation=placed, reason="Era de otra")
    end_exclusion(actor=Command(), exclusion=exclusion, on=TODAY, reason="Era de otra")
    with pytest.raises(Refused) as refusal:
        services.undo(**undo)
    assert [str(reason)[12:20] for reason in refusal.value.reasons] == ["Asignó a", "Nueva In"]
    take_back(actor=Command(), person=rosa, what=absence, reason="Era de otra")
    undo_allocation(actor=world.head_work, allocation=other, reason="Era de otra")
    services.undo(**undo)
    assert not Person.objects.filter(pk=rosa.pk).exists()


def test_what_was_seen_is_what_is_written(world):
    content = table([PEOPLE, ["DNI", "00007011", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"]])
    load = tried(world, "people", content)
    world.make_person(world.there, 7011)
    with pytest.raises(Refused, match="cambió lo que pasaría"):
        written(world, load)
    again = services.try_again(actor=world.director, scope=EVERYTHING, load=load)
    assert outcomes(again) == {2: "refused"}


def test_stages_in_their_order_never_over_one_another(world):
    set_stage(actor=Command(), person=world.ana, regime="closed_ordinary", stage="medium", on=date(2025, 6, 1))
    rows = [
        [*WHO, "Etapa", "Desde", "Hasta", "Resolución"],
        ["P00001", "Apellido001", "Cerrado ordinario máxima", "01/03/2024", "28/02/2025", "Acta 1"],
        ["00000001", "Apellido001", "Régimen cerrado ordinario, mediana seguridad", "01/06/2025", "", ""],
        ["P00001", "Apellido001", "Mínima seguridad", "29/01/2026", "", "Acta 3"],
        ["P00002", "Apellido002", "Etapa A", "01/03/2024", "", ""],
        ["P00002", "Otra", "Etapa B", "01/03/2025", "", ""],
        ["P00002", "", "Etapa C", "29/02/2025", "", ""],
        ["P00999", "", "Semi abierto", "01/03/2025", "", ""],
    ]
    load = tried(world, "stages", table(rows))
    assert outcomes(load) == {2: "new", 3: "same", 4: "changed", 5: "refused", 6: "refused", 7: "refused", 8: "refused"}
    assert "Otra fila de la misma persona" in told(load, 5)
    assert "revise el nombre" in told(load, 6) and "no existe en el calendario" in told(load, 7)
    assert services.totals_of(load)[1].found == 365
    done = written(world, load, accept_good=True)
    stages = [(str(row.period.lower), str(row.period.upper), row.stage) for row in world.ana.stages.order_by("period")]
    assert stages == [
        ("2024-03-01", "2025-03-01", "maximum"),
        ("2025-06-01", "2026-01-29", "medium"),
        ("2026-01-29", "None", "minimum"),
    ]
    services.undo(actor=world.director, load=done, reason="Estaba incompleta")
    assert world.ana.stages.get().period == DateRange(date(2025, 6, 1), None)


def test_stages_that_cross_are_refused(world):
    set_stage(actor=Command(), person=world.ana, regime="closed_ordinary", stage="medium", on=date(2025, 6, 1))
    rows = [
        [*WHO, "Etapa", "Desde", "Hasta"],
        ["P00001", "", "Máxima seguridad", "01/03/2024", ""],
        ["P00002", "", "Semiabierto", "01/03/2023", ""],
    ]
    load = tried(world, "stages", table(rows))
    assert "escriba hasta cuándo duró" in told(load, 2)
    assert "no estaba bajo custodia el 01/03/2023" in told(load, 3)


MOVES = [*WHO, "Movimiento", "Fecha", "Destino", "Regreso", "Resolución"]


def test_movements_follow_one_another_and_nobody_is_in_two_prisons(world):
    world.bakery.allocations.all().delete()
    rows = [
        MOVES,
        ["P00001", "", "hospital", "05/01/2026", "", "09/01/2026", ""],
        ["P00001", "", "traslado", "20/01/2026", "EP Otro", "", "RD 7"],
        ["P00001", "", "permiso", "28/01/2026", "", "", ""],
        ["P00002", "", "libertad", "15/01/2026", "", "", "RD 9-2026"],
        ["P00002", "", "ingreso", "30/01/2026", "EP-PRUEBA", "", ""],
    ]
    load = tried(world, "movements", table(rows), actor=Command())
    assert outcomes(load) == {2: "new", 3: "new", 4: "new", 5: "changed", 6: "new"}
    assert services.totals_of(load)[1].found == 4
    done = services.write(actor=Command(), scope=EVERYTHING, load=load)
    spells = world.ana.custody.order_by("period").values_list("establishment__code", "period", "exit")
    assert [(code, str(p.lower), p.upper and str(p.upper), exit) for code, p, exit in spells] == [
        ("EP-PRUEBA", "2024-01-01", "2026-01-20", "transfer"),
        ("EP-OTRO", "2026-01-20", None, ""),
    ]
    assert world.ana.transfer_papers.exists()
    assert [row.exit for row in world.eva.custody.order_by("period")] == ["release", ""]
    world.ana.transfer_papers.all().delete()
    services.undo(actor=Command(), load=done, reason="Prueba de carga")
    assert [row.period.upper for row in world.ana.custody.all()] == [None]
    assert world.eva.custody.get().exit == ""
    assert world.ana.absences.count() == 0


def test_a_departure_that_ended_something_stays(world):
    rows = [MOVES, ["P00002", "", "Libertad", "15/01/2026", "", "", "RD 9-2026"]]
    done = written(world, tried(world, "movements", table(rows)))
    assert Allocation.objects.get(person=world.eva).period.upper == date(2026, 1, 15)
    with pytest.raises(Refused, match="terminó su plaza en Taller PAN"):
        services.undo(actor=world.director, load=done, reason="Prueba de carga")


def test_a_departure_before_what_is_already_recorded_is_left_to_one_at_a_time(world):
    record_absence(actor=Command(), person=world.ana, start=date(2026, 1, 20), end=date(2026, 1, 22), reason="court")
    rows = [MOVES, ["P00001", "", "Libertad", "15/01/2026", "", "", "RD 9-2026"]]
    assert "tiene registros que empiezan ese día o después" in told(tried(world, "movements", table(rows)), 2)


def test_movements_that_cannot_be(world):
    rows = [
        MOVES,
        ["P00001", "", "ingreso", "05/01/2026", "EP-PRUEBA", "", ""],
        ["P00001", "", "hospital", "06/01/2026", "", "", ""],
        ["P00002", "", "libertad", "15/01/2026", "", "", ""],
    ]
    load = tried(world, "movements", table(rows))
    assert set(outcomes(load).values()) == {"refused"}
    assert "ya está bajo custodia en EP de Prueba" in told(load, 2)
    assert "Hay otra fila de la misma persona" in told(load, 3)
    assert "ordena la libertad" in told(load, 4) and "G (Acta o resolución)" in told(load, 4)
    with pytest.raises(Refused, match="ninguna fila que crear"):
        written(world, load, accept_good=True)


ACTIVITIES = ["Código", "Nombre", "Clase", "Modalidad", "Especialidad", "Lugar", "Plazas", "Horas", "Desde", "Pago"]


def test_activities_are_created_changed_and_taken_back(world):
    rows = [
        ACTIVITIES,
        ["TEJ-1", "Tejido de mañana", "Trabajo", "institución", "Tejido", "taller", "12", "3:30", "01/02/2026", "hora"],
        ["PAN", "Panadería grande", "Trabajo", "institución", "", "Taller", "120", "4", "01/01/2025", "Por hora"],
        ["TEJ-2", "Tejido", "Trabajo", "", "Tejido", "taller", "12", "4", "01/02/2026", "hora"],
        ["TEJ-3", "Tejido", "Trabajo", "institución", "Astronomía", "taller", "doce", "20", "01/02/2026", "hora"],
        ["TEJ-1", "Tejido", "Trabajo", "institución", "Tejido", "taller", "12", "4", "01/02/2026", "hora"],
        ["CLA-1", "Clase", "Estudio", "", "", "Aula", "12", "4", "01/02/2026", ""],
        ["Total plazas", "", "", "", "", "", "180"],
    ]
    load = tried(world, "activities", table(rows))
    assert outcomes(load) == {2: "new", 3: "changed", 4: "refused", 5: "refused", 6: "refused", 7: "refused"}
    assert "nombre" in told(load, 3) and "modalidad" in told(load, 4).lower()
    assert "especialidad que se conozca" in told(load, 5) and "No es un número entero" in told(load, 5)
    assert "es de otra área" in told(load, 7) or "nivel" in told(load, 7).lower()
    assert [(total.code, total.source) for total in services.totals_of(load)] == [("rows", None), ("capacity", 180)]
    assert not Activity.objects.filter(code="TEJ-1").exists()
    done = written(world, load, accept_good=True, differences_seen=True)
    made = Activity.objects.get(code="TEJ-1")
    assert (made.capacity, made.timetable, made.trade.code) == (12, [210] * 5 + [0, 0], "tejido")
    world.bakery.refresh_from_db()
    assert (world.bakery.name, world.bakery.capacity) == ("Panadería grande", 120)
    placed = world.place(world.ana, made, start=date(2026, 2, 1))
    with pytest.raises(Refused, match="Tejido de mañana ya tiene personas con plaza"):
        services.undo(actor=world.head_work, load=done, reason="Era de otro penal")
    placed.delete()
    services.undo(actor=world.head_work, load=done, reason="Era de otro penal")
    world.bakery.refresh_from_db()
    assert (world.bakery.name, world.bakery.capacity) == ("Taller PAN", 100)
    assert not Activity.objects.filter(code="TEJ-1").exists()


PLACES = [*WHO, "Actividad", "Desde", "Hasta", "Motivo"]


def test_places_past_and_present_by_the_rules_of_one(world):
    shop = world.make_activity(world.here, "NUEVO", capacity=2)
    people = [world.make_person(world.here, 30 + n) for n in range(4)]
    away = world.make_person(world.there, 50)
    world.place(people[3], shop, start=date(2026, 1, 1), end=date(2026, 1, 2))
    january = open_sheet(actor=world.instructor, activity=shop, month=Month(2026, 1))
    rows = [
        PLACES,
        ["P00030", "", "NUEVO", "05/01/2026", "", ""],
        ["P00031", "", "Taller NUEVO", "05/01/2026", "", ""],
        ["P00032", "", "NUEVO", "06/01/2026", "", ""],
        ["P00033", "", "NUEVO", "01/03/2025", "30/06/2025", "Renuncia"],
        [away.code, "", "NUEVO", "05/01/2026", "", ""],
        ["P00001", "", "PAN", "01/01/2025", "", ""],
        ["P00002", "", "PAN", "01/01/2025", "31/01/2026", "Salud"],
        ["P00033", "", "NADA", "05/01/2026", "", ""],
        ["P00033", "", "NUEVO", "05/01/2026", "01/03/2026", "Faltas injustificadas"],
    ]
    load = tried(world, "places", table(rows))
    assert list(outcomes(load).values()) == ("new new refused new refused same changed refused refused").split()
    assert "plazas ocupadas: la última la recibió Apellido031" in told(load, 4)
    assert "Ninguna persona de su ámbito" in told(load, 6)
    assert "No es una actividad del penal" in told(load, 9) and "lo decide otra" in told(load, 10)
    done = written(world, load, accept_good=True)
    past = Allocation.objects.get(person=people[3], period__startswith=date(2025, 3, 1))
    assert (past.period, past.ending_id) == (DateRange(date(2025, 3, 1), date(2025, 7, 1)), "own-request")
    ended = Allocation.objects.get(person=world.eva, activity=world.bakery)
    assert (ended.period.upper, ended.ending_id) == (date(2026, 2, 1), "health")
    assert set(january.rows.values_list("person", flat=True)) == {people[0].pk, people[1].pk, people[3].pk}
    marks = SheetRow.objects.filter(sheet=january, person=people[0])
    marks.update(reasons=[0] * 11 + [1] + [0] * 19, minutes=[0] * 11 + [240] + [0] * 19)
    with pytest.raises(Refused, match=r"Apellido030.*tiene marcas hasta el día 12"):
        services.undo(actor=world.head_work, load=done, reason="Era de otro penal")
    marks.update(reasons=[0] * 31, minutes=[0] * 31)
    services.undo(actor=world.head_work, load=done, reason="Era de otro penal")
    assert Allocation.objects.get(activity=shop).period.lower == date(2026, 1, 1)
    ended.refresh_from_db()
    assert (ended.period.upper, ended.ending) == (None, None)
    assert Sheet.objects.get(pk=january.pk).rows.get().person == people[3]


def test_who_may_load_what_where(world):
    content = table([PEOPLE, ["DNI", "00007020", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"]])
    with pytest.raises(PermissionDenied):
        tried(world, "people", content, actor=world.head_work)
    with pytest.raises(PermissionDenied):
        tried(world, "people", content, actor=world.teacher)
    with pytest.raises(PermissionDenied):
        tried(world, "people", content, establishment=world.there)
    rows = [
        ["Penal", *PEOPLE],
        ["EP-OTRO", "DNI", "00007021", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"],
        ["EP de Prueba", "DNI", "00007022", "Nueva Inventada, Luz", "F", "01/02/1990", "05/01/2026"],
    ]
    ours = tried(world, "people", table(rows))
    assert outcomes(ours) == {2: "refused", 3: "new"}
    Grant.objects.create(
        user=world.director, role=Role.objects.get(code="registry"), period=DateRange(date(2020, 1, 1))
    )
    director = type(world.director).objects.get(pk=world.director.pk)
    many = services.try_load(actor=director, scope=EVERYTHING, kind="people", name="a.csv", content=table(rows))
    assert outcomes(many) == {2: "new", 3: "new"}
    assert list(loads(user=Command(), scope=Scope(ids=frozenset({world.here.pk})))) == [ours]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "está vacío"),
        (table([["uno", "dos"], ["1", "2"]]), "le falta la columna «Sexo»"),
        (table([PEOPLE]), "no tiene ninguna fila"),
        (table([["Sexo", "Sexo", "Fecha de ingreso"], ["F", "F", "1/1/2025"]]), "dos columnas «Sexo»"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence_and_leaves_nothing(world, content, words):
    with pytest.raises(Refused, match=words):
        tried(world, "people", content)
    assert not Load.objects.exists()


def test_the_screens_from_a_file_to_its_undoing(world, client):
    client.force_login(world.director)
    content, expected = messy_people(30)
    for kind in services.READERS:
        book = client.get(reverse("intake:template", args=[kind]))
        assert workbook(book).sheet_names[1] == "Explicación"
    file = io.BytesIO(content)
    file.name = "lista.xlsx"
    page = client.post(
        reverse("intake:new"), {"kind": "people", "establishment": world.here.pk, "file": file, "total_rows": "31"}
    )
    load = Load.objects.get()
    assert page.url == reverse("intake:load", args=[load.pk])
    shown = client.get(page.url).content.decode()
    assert "todavía no se escribió nada" in shown and "faltan 1" in shown
    refused = client.get(page.url + "?fila=refused").content.decode()
    assert "Ese día no existe en el calendario" in refused and "I (Sexo)" not in refused
    report = workbook(client.get(page.url + "?formato=xlsx")).get_sheet_by_index(0).to_python()
    assert len(report) > len(expected)
    act = reverse("intake:load_act", args=[load.pk, "escribir"])
    assert client.post(act, {}).status_code == 422
    assert client.post(act, {"accept_good": "on", "differences_seen": "on"}).status_code == 302
    assert Person.objects.count() > 2
    assert (
        client.post(reverse("intake:load_act", args=[load.pk, "deshacer"]), {"reason": "Otra lista"}).status_code == 302
    )
    assert Person.objects.count() == 2
    load.refresh_from_db()
    assert load.state == "undone"
    undone = client.get(page.url).content.decode()
    assert "Se creó y se deshizo" in undone and "Motivo:" in undone
    assert "/oficina/personas/" not in undone[undone.index('id="informe"') :]  # nobody is left to be opened
    assert "lista.xlsx" in client.get(reverse("intake:list")).content.decode()
    client.force_login(world.outsider)
    assert client.get(page.url).status_code == 404


def test_a_doubt_is_settled_on_its_page(world, client):
    Person.objects.filter(pk=world.ana.pk).update(born_on=date(1990, 5, 5))
    content = table([PEOPLE, ["", "", "Apellido001 Inventado, Nombre 1", "F", "05/05/1990", "05/01/2026"]])
    load = tried(world, "people", content)
    client.force_login(world.director)
    page = reverse("intake:doubt", args=[load.pk, 2])
    assert "DNI 00000001" in client.get(page).content.decode()
    assert client.post(page, {"person": "0"}).url == load.get_absolute_url()  # no doubt is left to filter by
    load.refresh_from_db()
    assert (outcomes(load), load.settled) == ({2: "new"}, {"2": 0})
    assert client.get(reverse("intake:doubt", args=[load.pk, 99])).status_code == 404
    discard = reverse("intake:load_act", args=[load.pk, "descartar"])
    assert client.post(discard).status_code == 302
    load.refresh_from_db()
    assert (load.state, bytes(load.content), load.report) == ("discarded", b"", {})


def test_the_command_tries_and_writes(world, tmp_path, capsys):
    file = tmp_path / "lista.csv"
    file.write_bytes(
        table(
            [
                PEOPLE,
                ["DNI", "00007030", "Nueva Inventada, Rosa", "F", "01/02/1990", "05/01/2026"],
                ["DNI", "00007031", "Nueva Inventada, Luz", "X", "01/02/1990", "05/01/2026"],
            ]
        )
    )
    call = {"accept_good": True, "as_json": False, "actor": Command(), "place": world.here}
    assert import_load.run("people", file, dry_run=True, **call) == 1
    out = capsys.readouterr().out
    assert "1 se crean" in out and "fila 3, columna D (Sexo), «X»" in out and "no se escribió nada" in out
    assert not Load.objects.exists()
    assert import_load.run("people", file, dry_run=False, **call) == 1
    assert Person.objects.filter(documents__number="00007030").exists()


def test_what_became_of_a_row_is_read_in_the_readers_language(world, client):
    world.make_person(world.there, 77)
    rows = [
        PEOPLE,
        ["DNI", "00000077", "Apellido077 Inventado, Nombre 77", "F", "", "05/01/2026"],
        ["DNI", "00007020", "Nueva Inventada, Rosa", "F", "ayer", "05/01/2026"],
        ["DNI", "00007021", "Nueva Inventada, Ana", "F", "01/02/1990", "05/01/2026"],
    ]
    load = tried(world, "people", table(rows))
    client.force_login(world.director)
    address = load.get_absolute_url()
    spanish = client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(address).content.decode()
    for words, other in (
        ("ya está bajo custodia en EP Otro", "is already in custody in EP Otro"),
        ("No es un día: escríbalo como 31/01/2026", "It is not a day: write it as 31/01/2026"),
        ("Ingresa.", "Enters."),
    ):
        assert words in spanish and other not in spanish
        assert other in english and words not in english
    done = written(world, load, accept_good=True)
    assert "Enters." in client.get(done.get_absolute_url()).content.decode()
