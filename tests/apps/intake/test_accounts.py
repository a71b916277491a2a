"""Accounts from a file: tried without a trace, written as seen, suspended in bulk, taken back whole; for who may."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from llamkay.apps.institutions.models import Establishment, Grant, User
from llamkay.apps.intake import services
from llamkay.apps.intake.queries import loads
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds import factories
from tests.worlds.messy import table

HEADINGS = ["Usuario", "Nombres y apellidos", "Función", "Establecimiento", "Estado", "Acta o resolución"]
ROWS = [
    ["Nueva.Prueba", "Rosa Prueba", "Docente", "EP16", "", ""],
    ["nacional", "Ana Prueba", "Auditoría", "Sede central", "", ""],
    ["docente", "", "Jefatura de educación", "EP16", "", ""],
    ["seva", "", "", "", "suspendida", "Memo 7"],
    ["mala persona", "Eva Prueba", "Docente", "EP16", "", ""],
    ["otra", "Eva Prueba", "Carcelera", "EP16", "", ""],
    ["docente", "", "Docente", "EP16", "", ""],
]


@pytest.fixture
def office(reference):
    with scope.elevated():
        place = Establishment.objects.get(code="EP16")
        yield {
            "boss": factories.staff("administrator", None),
            "teacher": factories.staff("teacher", place, "docente"),
            "gone": factories.staff("teacher", place, "seva"),
        }


def tried(office, rows=ROWS):
    content = table([HEADINGS, *rows])
    return services.try_load(
        actor=office["boss"], scope=EVERYTHING, kind="accounts", name="cuentas.csv", content=content
    )


def outcomes(load):
    return [line["outcome"] for line in load.report["lines"]]


def test_a_file_is_tried_without_a_trace_written_and_taken_back(office):
    load = tried(office)
    assert outcomes(load) == ["new", "new", "changed", "changed", "refused", "refused", "same"]
    assert User.objects.count() == 3 and not LoggedAction.objects.filter(verb="institutions.create_user").exists()
    services.write(actor=office["boss"], scope=EVERYTHING, load=load, accept_good=True)
    new = User.objects.get(username="nueva.prueba")
    assert not new.has_usable_password() and [grant.role.code for grant in new.grants.all()] == ["teacher"]
    assert User.objects.get(username="nacional").grants.get().establishment is None
    assert office["teacher"].grants.count() == 2 and not User.objects.get(username="seva").is_active
    services.undo(actor=office["boss"], load=load, reason="Era del mes pasado")
    assert not User.objects.get(username="nueva.prueba").is_active
    assert not Grant.objects.filter(user=new, period__contains=clock.today()).exists()
    assert User.objects.get(username="seva").is_active and office["teacher"].grants.count() == 1


def test_what_was_used_since_is_not_taken_back(office):
    load = services.write(actor=office["boss"], scope=EVERYTHING, load=tried(office, ROWS[:1]))
    User.objects.filter(username="nueva.prueba").update(last_login=timezone.now())
    with pytest.raises(Refused, match=r"«nueva\.prueba» ya ingresó"):
        services.undo(actor=office["boss"], load=load, reason="Era del mes pasado")


def test_nobody_suspends_themselves_nor_loads_accounts_without_administering(office):
    load = tried(office, [["administrator", "", "", "", "suspendida", "Memo 7"]])
    assert outcomes(load) == ["refused"]
    with pytest.raises(PermissionDenied):
        services.try_load(
            actor=office["teacher"], scope=EVERYTHING, kind="accounts", name="x.csv", content=table([HEADINGS, *ROWS])
        )


def test_whoever_administers_sees_loads_of_accounts_and_no_other(office):
    load = tried(office)
    boss = User.objects.get(pk=office["boss"].pk)
    assert list(loads(user=boss, scope=EVERYTHING)) == [load]
    type(load).objects.filter(pk=load.pk).update(kind="people")
    assert not loads(user=boss, scope=EVERYTHING).exists()
    client = Client()
    client.force_login(boss)
    assert client.get(load.get_absolute_url()).status_code == 404
    assert "Cuentas del personal" in client.get("/oficina/cargas/nueva/").content.decode()
