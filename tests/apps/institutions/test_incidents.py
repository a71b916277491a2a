"""Security incidents of personal data: the 48 hours, what must be written first, who sees what, what the log says."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from llamkay.apps.institutions.data_incidents import services as incidents
from llamkay.apps.institutions.data_incidents.paper import notice
from llamkay.apps.institutions.models import DataIncident, Establishment, Role
from llamkay.apps.institutions.tasks import incidents as open_incidents
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security import scope
from llamkay.platform.security.scope import Scope
from tests.worlds import factories

WHAT = "Se extravió el cuaderno azul de la sala con nombres."
FACTS = {
    "nature": "Pérdida de un cuaderno",
    "categories": "Niños y sus madres: nombres",
    "people": 12,
    "consequences": "Que se sepa quién vive allí",
    "measures": "Se buscó y se cambió el armario",
}


@pytest.fixture
def office(everything, reference):
    made = type("Office", (), {})()
    made.place, made.other = Establishment.objects.get(code="EP16"), Establishment.objects.get(code="EP17")
    Establishment.objects.filter(pk__in=[made.place.pk, made.other.pk]).update(uses_system=True)
    made.carer = factories.staff("carer", made.place)
    made.officer = factories.staff("data_officer", None)
    return made


def reported(office, hours=1, **values):
    given = {"establishment": office.place, "what": WHAT, "data": ["children"]} | values
    return incidents.report(actor=office.carer, known_at=clock.now() - timedelta(hours=hours), **given)


def test_every_function_may_report_and_only_the_data_officer_answers(office):
    assert not Role.objects.exclude(actions__contains=["institutions.report_incident"]).exists()
    answering = Role.objects.filter(actions__contains=["institutions.data_incidents"])
    assert set(answering.values_list("code", flat=True)) == {"data_officer"}


def test_the_hours_are_natural_and_run_from_knowing(office):
    incident = reported(office, 1)
    assert incident.due_at == incident.known_at + timedelta(hours=48)
    now, words = clock.now(), incidents.clock_words
    assert words(incident, now=now) == "Quedan 47 horas"
    assert words(incident, now=incident.due_at - timedelta(minutes=90)) == "Queda 1 hora"
    assert words(incident, now=incident.due_at - timedelta(minutes=5)) == "Queda menos de una hora"
    assert words(incident, now=incident.due_at + timedelta(minutes=5)) == "Venció hace menos de una hora"
    assert words(incident, now=incident.due_at + timedelta(minutes=65)) == "Venció hace 1 hora"
    # A weekend is no rest: known on Friday at 16:00, due on Sunday at 16:00.
    friday = datetime(2026, 1, 30, 16, tzinfo=clock.LIMA)
    late = incidents.report(actor=office.carer, establishment=office.place, what=WHAT, known_at=friday, data=["health"])
    assert late.due_at == datetime(2026, 2, 1, 16, tzinfo=clock.LIMA)


def test_the_authority_is_told_once_the_facts_are_written(office):
    incident = reported(office)
    with pytest.raises(Refused, match="la naturaleza, de quiénes son los datos, cuántas personas"):
        incidents.tell_authority(actor=office.officer, incident=incident, at=clock.now(), reference="ANPD-1")
    incident = incidents.write_facts(actor=office.officer, incident=incident, **FACTS)
    for at, error in (
        (clock.now() + timedelta(hours=1), "todavía no llega"),
        (incident.known_at - timedelta(hours=1), "antes de conocerse"),
    ):
        with pytest.raises(Refused, match=error):
            incidents.tell_authority(actor=office.officer, incident=incident, at=at, reference="ANPD-1")
    incident = incidents.tell_authority(actor=office.officer, incident=incident, at=clock.now(), reference="ANPD-1")
    with pytest.raises(Refused, match="Ya está registrado"):
        incidents.tell_authority(actor=office.officer, incident=incident, at=clock.now(), reference="ANPD-2")
    assert incidents.owed(incident)
    words = "Se perdió un cuaderno con su nombre; puede pedir que le cuenten más."
    incident = incidents.tell_people(
        actor=office.officer, incident=incident, at=clock.now(), how="En persona", words=words
    )
    assert not incidents.owed(incident)
    incident = incidents.close(actor=office.officer, incident=incident, outcome="Apareció; el armario tiene llave.")
    with pytest.raises(Refused, match="ya se cerró"):
        incidents.write_facts(actor=office.officer, incident=incident, **FACTS)


def test_it_closes_untold_only_with_why(office):
    incident = reported(office)
    with pytest.raises(Refused, match="por qué no correspondía"):
        incidents.close(actor=office.officer, incident=incident, outcome="No había nada que lamentar al final.")
    closed = incidents.close(
        actor=office.officer,
        incident=incident,
        outcome="No había nada que lamentar al final.",
        not_notified_why="El cuaderno estaba en blanco: no había datos.",
    )
    assert closed.closed_by == office.officer.username


@pytest.mark.parametrize(
    ("values", "error"),
    [({"what": "Ay"}, "frase entera"), ({"data": []}, "al menos una clase"), ({"hours": -1}, "todavía no llega")],
)
def test_what_a_report_must_say(office, values, error):
    with pytest.raises(Refused, match=error):
        reported(office, **values)


def test_nobody_else_answers_nor_reports_for_the_central_offices(office):
    incident = reported(office)
    for act in (
        lambda: incidents.write_facts(actor=office.carer, incident=incident, **FACTS),
        lambda: incidents.close(actor=office.carer, incident=incident, outcome="x" * 20, not_notified_why="x" * 20),
        lambda: reported(office, establishment=None),
        lambda: reported(office, establishment=office.other),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_log_never_tells_what_happened(office):
    incident = reported(office, codes=["N00001"])
    incident = incidents.write_facts(actor=office.officer, incident=incident, **FACTS)
    incidents.printed(actor=office.officer, incident=incident)
    told = " ".join(
        f"{line.sentence}{line.reason}{line.details}" for line in LoggedAction.objects.filter(verb__contains="incident")
    )
    assert told.count("incidente") == 3
    for secret in (WHAT, "cuaderno", "N00001", *(value for value in FACTS.values() if isinstance(value, str))):
        assert secret not in told


def test_overdue_ones_stand_first_on_the_officers_page(office, client):
    late, fresh = reported(office, 60), reported(office, 2)
    tasks = waiting(office.officer, today=clock.today(), sources=[open_incidents])
    assert [(task.url, task.count) for task in tasks] == [
        (late.get_absolute_url(), 1),
        (reverse("institutions:data_incidents"), 1),
    ]
    assert "Venció hace 12 horas" in tasks[0].text
    assert waiting(office.carer, today=clock.today()) == []
    client.force_login(office.officer)
    page = client.get(reverse("today")).content.decode().partition('class="tasks"')[2]
    assert page.index(late.get_absolute_url()) < page.index(reverse("institutions:data_incidents") + '"')
    board = client.get(reverse("institutions:data_incidents")).content.decode()
    assert board.index(f"N.º {late.pk}") < board.index(f"N.º {fresh.pk}")


def test_the_screens_from_the_report_to_the_close(office, client):
    client.force_login(office.carer)
    client.post(
        reverse("institutions:report_incident"),
        {
            "establishment": office.place.pk,
            "known_at": "2026-02-02T08:30",
            "what": WHAT,
            "data": ["children", "family"],
            "codes": "n00001, n00002",
        },
    )
    incident = DataIncident.objects.get()
    assert (incident.codes, incident.data) == (["N00001", "N00002"], ["children", "family"])
    address = incident.get_absolute_url()
    assert client.get(address).status_code == 403
    client.force_login(office.officer)
    client.post(address, {"step": "facts", **{f"facts-{name}": value for name, value in FACTS.items()}})
    client.post(address, {"step": "authority", "authority-at": "2026-02-02T09:30", "authority-reference": "ANPD-7"})
    client.post(
        address,
        {
            "step": "people",
            "people-at": "2026-02-02T09:45",
            "people-how": "En persona",
            "people-words": "Se perdió un cuaderno con su nombre.",
        },
    )
    assert "Avisado" in client.get(address).content.decode()
    paper = client.post(reverse("institutions:incident_paper", args=[incident.pk]))
    assert paper.content.startswith(b"%PDF")
    client.post(address, {"step": "close", "close-outcome": "Apareció el cuaderno; hay llave."})
    incident.refresh_from_db()
    assert incident.closed_at and incident.authority_reference == "ANPD-7"
    assert b"StructTreeRoot" in notice(incident)


def test_the_database_keeps_it_in_its_prison(office, as_application):
    mine = reported(office)
    with scope.acting_in(Scope(ids=frozenset({office.other.pk}))):
        assert not DataIncident.objects.filter(pk=mine.pk).exists()
    with scope.acting_in(Scope(ids=frozenset({office.place.pk}))):
        assert DataIncident.objects.filter(pk=mine.pk).exists()
