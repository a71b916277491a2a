"""Work outside: who may go by the law of the day, out and in, late, revoked; and what is hers of her own work."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Allocation, SheetRow
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.pay.models import IncomeDeclaration
from llamkay.apps.people.models import Conviction, LegalStatusSpell, StageEvaluation, StageSpell
from llamkay.apps.people.situation.services import record_isolation
from llamkay.apps.workshops.enterprises import services as own
from llamkay.apps.workshops.enterprises.queries import own_work
from llamkay.apps.workshops.models import OutsidePermit, OwnEntry
from llamkay.apps.workshops.outside import services as outside
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.models import InteractionLog
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

MARCH = date(2026, 3, 2)
SINCE = DateRange(date(2024, 1, 1), None)


@pytest.fixture
def world(small_prison, monkeypatch):
    """Monday 2 March: Ana has a place in a bakery outside and meets what the law asks for."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T07:30:00-05:00")
    with scope.elevated():
        made = small_prison
        made.outdoors = made.make_activity(made.here, "FUERA", place="outside")
        made.place(made.ana, made.outdoors)
        LegalStatusSpell.objects.create(person=made.ana, status="sentenced", period=SINCE)
        StageSpell.objects.create(person=made.ana, regime="semi_open", stage="", period=SINCE)
        made.conviction = Conviction.objects.create(
            person=made.ana, offence="186", final_on=date(2023, 6, 1), starts_on=date(2023, 1, 1), years=5
        )
        for on in (date(2024, 9, 1), date(2025, 3, 1), date(2025, 9, 1)):
            StageEvaluation.objects.create(person=made.ana, on=on, favourable=True)
        yield made


def authorise(world, **more):
    values = {
        "actor": world.council,
        "person": world.ana,
        "activity": world.outdoors,
        "employer": "Panadería de barrio",
        "address": "Jr. Inventado 123",
        "act": "Acta 9-2026-CTP",
        "start": MARCH,
        "end": date(2026, 6, 1),
        "leaves_at": time(7),
        "back_by": time(18),
        "fines_paid": True,
        "reparation_paid": True,
        "declarations": True,
        "agrees": True,
        "pilot": "RP 5-2026",
        "verified": "La secretaría, con la copia de la sentencia",
    }
    return outside.authorise(**{**values, **more})


def told(user):
    return [task.text for task in waiting(user, today=clock.today())]


def test_what_was_found_of_each_condition_is_kept(world):
    made = authorise(world)
    assert made.conditions == {
        "applied": False,
        "agrees": True,
        "sentenced": True,
        "stage": True,
        "years": True,
        "served": True,
        "evaluations": True,
        "fines": True,
        "reparation": True,
        "declarations": True,
        "offence": None,
        "law": "PLAZ-08",
    }
    with pytest.raises(Refused, match="ya tiene una autorización"):
        authorise(world)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"agrees": False}, "acepta salir"),
        ({"fines_paid": False, "declarations": False}, "multas; presentó las declaraciones"),
        ({"pilot": " "}, "todavía no se aplica"),
        ({"verified": ""}, "su delito no está excluido: escriba quién"),
        ({"back_by": time(7)}, "va después"),
        ({"act": " "}, "acta"),
        ({"end": MARCH}, "corrija las fechas"),
        ({"start": date(2026, 2, 2)}, "rige desde el 13/02/2026"),
    ],
)
def test_what_the_law_does_not_let_is_refused(world, more, why):
    with pytest.raises(Refused, match=why):
        authorise(world, **more)
    assert not OutsidePermit.objects.exists()


def test_the_conditions_of_the_law_at_their_boundaries(world):
    Conviction.objects.filter(pk=world.conviction.pk).update(years=7)
    with pytest.raises(Refused, match="seis años o menos; cumplió la mitad"):
        authorise(world)
    Conviction.objects.filter(pk=world.conviction.pk).update(years=6)
    StageEvaluation.objects.create(person=world.ana, on=date(2026, 2, 1), favourable=False)
    with pytest.raises(Refused, match="tres evaluaciones"):
        authorise(world)
    StageEvaluation.objects.filter(favourable=False).delete()
    authorise(world)


def test_who_may_and_who_has_a_place(world):
    with pytest.raises(PermissionDenied):
        authorise(world, actor=world.head_work)
    with pytest.raises(Refused, match="no tiene plaza"):
        authorise(world, person=world.eva)
    with pytest.raises(Refused, match="en el exterior"):
        authorise(world, activity=world.bakery)


def test_a_day_out_fills_the_sheet(world, monkeypatch):
    sheet = open_sheet(actor=world.instructor, activity=world.outdoors, month=Month(2026, 3))
    permit = authorise(world)
    with pytest.raises(PermissionDenied):
        outside.go_out(actor=world.instructor, permit=permit)
    outing = outside.go_out(actor=world.director, permit=permit)
    with pytest.raises(Refused, match="sin regreso"):
        outside.go_out(actor=world.director, permit=permit)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T17:40:00-05:00")
    with pytest.raises(Refused, match="Volvió después de salir"):
        outside.come_in(actor=world.director, outing=outing, at=time(7))
    outside.come_in(actor=world.director, outing=outing, at=time(17, 30))
    row = SheetRow.objects.get(sheet=sheet, person=world.ana)
    assert (row.reasons[1], row.minutes[1]) == (1, 600)
    with pytest.raises(Refused, match="ya salió y volvió"):
        outside.go_out(actor=world.director, permit=permit)


def test_a_late_return_is_an_alarm_until_it_ends_and_says_why(world, monkeypatch, django_user_model):
    outing = outside.go_out(actor=world.director, permit=authorise(world))
    user = django_user_model.objects.get(pk=world.director.pk)
    assert not any("no volvió" in text for text in told(user))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T18:05:00-05:00")
    assert any("no volvió del trabajo externo: debía hacerlo a las 18:00 del 02/03/2026" in text for text in told(user))
    with pytest.raises(Refused, match="por qué llegó tarde"):
        outside.come_in(actor=world.director, outing=outing, at=time(18, 4))
    outside.come_in(actor=world.director, outing=outing, at=time(18, 4), late_why="El tren se detuvo")
    outing.refresh_from_db()
    assert outing.late
    assert not any("no volvió" in text for text in told(user))


def test_nobody_leaves_from_isolation_nor_once_revoked(world):
    permit = authorise(world)
    record_isolation(actor=Command(), person=world.ana, start=MARCH, end=date(2026, 3, 3), act="Sanción 4")
    with pytest.raises(Refused, match="en otra parte"):
        outside.go_out(actor=world.director, permit=permit)
    with pytest.raises(Refused, match="acta y su motivo"):
        outside.revoke(
            actor=world.council, permit=permit, on=date(2026, 3, 9), act="Acta 11", why=" ", ending="security"
        )
    outside.revoke(
        actor=world.council,
        permit=permit,
        on=date(2026, 3, 9),
        act="Acta 11-2026",
        why="Incumplió el horario",
        ending="security",
    )
    place = Allocation.objects.get(person=world.ana, activity=world.outdoors)
    assert (place.period.upper, place.ending_id) == (date(2026, 3, 9), "security")
    with pytest.raises(Refused, match="autorización vigente"):
        outside.go_out(actor=world.director, permit=permit)


def test_the_screens_of_work_outside(client, world):
    client.force_login(world.council)
    sent = {
        "person": world.ana.code,
        "activity": world.outdoors.pk,
        "employer": "Panadería",
        "address": "Jr. Inventado",
        "act": "Acta 9",
        "start": "2026-03-02",
        "end": "2026-06-01",
        "leaves_at": "07:00",
        "back_by": "18:00",
        "agrees": "on",
        "fines_paid": "on",
        "reparation_paid": "on",
        "declarations": "on",
        "pilot": "RP 5-2026",
    }
    new = reverse("workshops:new_permit")
    assert "su delito no está excluido" in client.post(new, sent).content.decode()
    client.post(new, {**sent, "verified": "La secretaría, con la sentencia"})
    permit = OutsidePermit.objects.get()
    page = client.get(reverse("workshops:permit", args=[permit.pk])).content.decode()
    assert "No consta" in page
    assert "Panadería" in client.get(reverse("workshops:permits")).content.decode()
    client.force_login(world.director)
    out, back = (reverse("workshops:permit_act", args=[permit.pk, act]) for act in ("sale", "vuelve"))
    assert client.get(back).status_code == 404
    client.post(out)
    client.post(back, {"at": "17:00"})
    assert permit.outings.get().back_at == time(17)


# ------------------------------------------------------------------------------------------------- own enterprises


@pytest.fixture
def crafts(world):
    """Own work of one's own account, with Ana."""
    made = world.make_activity(world.here, "BOR", modality="own_individual", pay_basis="declared")
    world.place(world.ana, made)
    return made


def enter(world, crafts, **more):
    values = {
        "actor": world.instructor,
        "activity": crafts,
        "person": world.ana,
        "kind": "pieces",
        "on": MARCH,
        "what": "Manteles bordados",
        "quantity": 3,
        "unit": "unidades",
        "party": "Su hermana",
        "price": 12_000,
    }
    return own.enter(**{**values, **more})


def admit(world, crafts, **more):
    values = {
        "actor": world.head_work,
        "activity": crafts,
        "person": world.ana,
        "number": "Permiso 8-2026",
        "customer": "Tienda",
        "document": "RUC 20000000028",
        "act": "Oficio 3",
        "escort": "Agente de talleres",
        "start": MARCH,
        "end": date(2026, 3, 31),
    }
    return own.admit(**{**values, **more})


def test_a_customer_comes_in_by_a_permit_with_its_days_and_escort(client, world, crafts, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T07:30:00-05:00")
    for values, words in (
        ({"escort": " "}, "quién acompaña"),
        ({"end": date(2028, 1, 1)}, "dentro de un año"),
        ({"person": world.eva}, "no tenía plaza"),
    ):
        with pytest.raises(Refused, match=words):
            admit(world, crafts, **values)
    made = admit(world, crafts)
    with pytest.raises(Refused, match="ese número"):
        admit(world, crafts)
    with pytest.raises(Refused, match="no rige ese día"):
        enter(world, crafts, permit="Permiso 9-2026")
    client.force_login(world.head_work)
    page = client.get(reverse("workshops:customers")).content.decode()
    assert "Tienda" in page and "arts. 41 y 42" in page
    client.post(reverse("workshops:revoke_customer", args=[made.pk]), {"why": "Terminó el pedido"})
    assert "Terminó el pedido" in client.get(reverse("workshops:customers")).content.decode()
    with pytest.raises(Refused, match="no rige ese día"):
        enter(world, crafts, permit=made.number)
    client.force_login(world.instructor)
    assert client.get(reverse("workshops:customers")).status_code == 403


def test_the_light_register_and_what_is_hers(client, world, crafts, reference, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T07:30:00-05:00")
    enter(world, crafts, kind="material", what="Hilo", price=None, party="Su hermana", quantity=12, unit="ovillos")
    with pytest.raises(Refused, match="no rige ese día"):
        enter(world, crafts, permit="Permiso 8-2026")
    admit(world, crafts)
    enter(world, crafts, permit="permiso 8-2026")
    wrong = enter(world, crafts, what="Servilletas")
    own.void(actor=world.instructor, entry=wrong, why="Se anotó dos veces")
    IncomeDeclaration.objects.create(
        person=world.ana,
        activity=crafts,
        month=date(2026, 2, 1),
        amount=12_000,
        origin="sworn",
        document="DJ",
        by="x",
        at=clock.now(),
    )
    found = own_work(scope=scope.EVERYTHING, pk=world.ana.pk)
    assert [str(row) for row in found.entries] == ["3 unidades, Manteles bordados", "12 ovillos, Hilo"]
    assert (found.income, found.family, found.share) == (12_000, 0, 0)
    client.force_login(world.instructor)
    page = client.get(reverse("workshops:own_entries")).content.decode()
    assert "Se anotó dos veces" in page
    assert client.get(reverse("workshops:own_work", args=[world.ana.pk])).status_code == 403
    client.force_login(world.head_work)
    assert "Declaró S/ 120.00" in client.get(reverse("workshops:own_work", args=[world.ana.pk])).content.decode()
    paper = client.get(reverse("workshops:own_paper", args=[world.ana.pk]))
    assert paper.content.startswith(b"%PDF-")
    assert InteractionLog.objects.filter(kind="own_work", target=f"person:{world.ana.pk}").count() == 2


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"price": None}, "precio que declara"),
        ({"price": -1}, "precio va de"),
        ({"quantity": 0}, "cantidad"),
        ({"party": " "}, "de quién viene"),
        ({"kind": "otro"}, "material que entró"),
        ({"on": date(2026, 3, 3)}, "ya llegó"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(world, crafts, more, why):
    with pytest.raises(Refused, match=why):
        enter(world, crafts, **more)
    assert not OwnEntry.objects.exists()


def test_only_of_own_account_and_of_who_is_placed_there(world, crafts):
    with pytest.raises(Refused, match="por cuenta propia"):
        enter(world, world.bakery)
    with pytest.raises(Refused, match="no tenía plaza"):
        enter(world, crafts, person=world.eva)
    made = enter(world, crafts)
    own.void(actor=world.instructor, entry=made, why="Error")
    with pytest.raises(Refused, match="ya estaba anulada"):
        own.void(actor=world.instructor, entry=made, why="Otra vez")
