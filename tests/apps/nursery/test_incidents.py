"""What comes after an incident: lines with their hour and who wrote them, never over the first."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from llamkay.apps.nursery.day import incidents
from llamkay.apps.nursery.models import Incident, IncidentAddition
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.scope import Scope
from tests.worlds import factories


def at(day, hour):
    return datetime(2026, 2, day, hour, tzinfo=clock.LIMA)


@pytest.fixture
def fall(cradle):
    return Incident.objects.create(
        establishment=cradle.place,
        child=cradle.past,
        kind="fall",
        at=at(1, 9),
        place="Patio",
        what="Se cayó.",
        injury="Rodilla",
        by="x",
        entered_at=at(1, 9),
    )


def test_the_mother_is_told_and_the_head_no_longer_asked(cradle, fall, client):
    client.force_login(cradle.head)
    assert "Incidentes que la madre todavía no sabe" in client.get(reverse("today")).content.decode()
    address = reverse("nursery:incident", args=[fall.pk])
    page = client.get(address).content.decode()
    assert "La madre no lo sabe" in page and "Rodilla" not in page
    line = {
        "kind": "informed",
        "day": "2026-02-01",
        "hour": "17:00",
        "what": "Se lo dijo la responsable en su pabellón.",
    }
    assert client.post(address, line).status_code == 302
    page = client.get(address).content.decode()
    assert "Se lo dijo la responsable" in page and "Personal head_nursery" in page
    assert "La madre no lo sabe" not in page
    assert "Incidentes que la madre" not in client.get(reverse("today")).content.decode()
    assert not incidents.uninformed(Scope(ids=frozenset({cradle.place.pk}))).exists()
    made = IncidentAddition.objects.get()
    assert (made.by, made.at) == (cradle.head.username, at(1, 17))
    book = LoggedAction.objects.get(verb="nursery.incident_addition")
    assert "responsable" not in book.sentence
    again = client.post(address, line | {"what": "Otra vez."})
    assert again.status_code == 200  # offered no more
    assert IncidentAddition.objects.count() == 1


def test_a_line_has_its_day_and_stands(cradle, fall):
    given = {"actor": cradle.social, "incident": fall, "kind": "done", "what": "La vio la enfermera."}
    with pytest.raises(Refused, match="todavía no llega"):
        incidents.add(**given, at=at(3, 9))
    with pytest.raises(Refused, match="anterior al incidente"):
        incidents.add(**given, at=at(1, 8))
    with pytest.raises(Refused, match="Escriba"):
        incidents.add(**given | {"what": " "}, at=at(1, 10))
    made = incidents.add(**given, at=at(1, 10))
    with pytest.raises(DatabaseError), transaction.atomic():
        IncidentAddition.objects.filter(pk=made.pk).update(what="Otra cosa")
    incidents.add(**given | {"kind": "informed"}, at=at(1, 11))
    with pytest.raises(Refused, match="Ya está anotado"):
        incidents.add(**given | {"kind": "informed"}, at=at(1, 12))
    with pytest.raises(Refused, match="no es de un niño"):
        alone = Incident.objects.create(
            establishment=cradle.place, kind="other", at=at(1, 9), place="Patio", what="x", by="x", entered_at=at(1, 9)
        )
        incidents.add(**given | {"incident": alone, "kind": "informed"}, at=at(1, 11))


def test_whoever_only_reads_adds_nothing(cradle, fall, client):
    for role in ("carer", "health", "auditor"):
        user = cradle.staff.get(role) or factories.staff(role, None)
        with pytest.raises(PermissionDenied):
            incidents.add(actor=user, incident=fall, kind="done", at=at(1, 10), what="x")
    client.force_login(user)  # the auditor reads
    address = reverse("nursery:incident", args=[fall.pk])
    page = client.get(address).content.decode()
    assert "Se cayó." in page and "Anotar qué pasó después" not in page
    line = {"kind": "done", "day": "2026-02-01", "hour": "10:00", "what": "x"}
    assert client.post(address, line).status_code == 403
    assert not IncidentAddition.objects.exists()


def test_health_reads_what_was_done_of_an_injury_and_no_more(cradle, fall, client):
    for kind, what in (("done", "Hielo y reposo."), ("known", "Su hermano la empujó.")):
        incidents.add(actor=cradle.social, incident=fall, kind=kind, at=at(1, 10), what=what)
    client.force_login(cradle.health)
    page = client.get(reverse("nursery:injuries")).content.decode()
    assert "Rodilla" in page and "Hielo y reposo." in page
    assert "Su hermano" not in page
    assert client.get(reverse("nursery:incident", args=[fall.pk])).status_code == 403
