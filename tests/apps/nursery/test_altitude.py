"""The altitude of a prison: known once, shown where a haemoglobin is written, changed only with a reason."""

from datetime import date

import pytest
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.nursery.health.altitude import altitude_of, table
from llamkay.apps.nursery.health.queries import last_altitude
from llamkay.apps.nursery.health.services import record_visit
from llamkay.apps.nursery.models import ChildStay, Visit
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from tests.worlds.nursery import TODAY

SENT = {"on": f"{TODAY}", "weight": "12", "length": "90", "way": "h", "professional": "Eva", "haemoglobin": "10.4"}


def blood(cradle, child, metres, on=TODAY, **values):
    return record_visit(
        actor=cradle.health,
        child=child,
        on=on,
        weight_g=12000,
        haemoglobin=104,
        altitude_m=metres,
        professional="Eva",
        **values,
    )


def test_every_altitude_that_ships_has_a_source_and_its_prison(cradle):
    codes = set(Establishment.objects.values_list("code", flat=True))
    assert table() and set(table()) < codes
    for altitude in table().values():
        assert 0 <= altitude.metres < 5000 and altitude.source
    assert altitude_of(cradle.place) is None  # no source was read for it: a gap, not a guess
    puno = altitude_of(Establishment.objects.get(code="EP66"))
    assert (puno.metres, str(puno)) == (
        3830,
        "altitud aproximada de la ciudad de Puno; conocimiento profesional; por confirmar",
    )


def test_what_health_wrote_counts_before_the_table(cradle):
    high = Establishment.objects.get(code="EP66")
    ChildStay.objects.filter(child=cradle.past).update(establishment=high)
    blood_at = Visit(child=cradle.past, on=TODAY, haemoglobin=104, altitude_m=3890, professional="Eva")
    blood_at.entered_by, blood_at.entered_at = "salud", "2026-02-02T10:00:00Z"
    blood_at.save()
    assert (altitude_of(high).metres, altitude_of(high).to_confirm) == (3890, False)
    assert last_altitude(cradle.place.pk) is None  # of another prison


def test_it_is_written_once_and_then_shown_and_corrected_only_with_a_reason(cradle, client):
    client.force_login(cradle.health)
    address = reverse("nursery:act", args=[cradle.near.pk, "control"])
    page = client.get(address).content.decode()
    assert "Se escribe una vez" in page and "Altitud correcta" not in page
    assert "escriba la altitud" in client.post(address, SENT).content.decode()
    assert client.post(address, {**SENT, "altitude_m": "40"}).status_code == 302
    address = reverse("nursery:act", args=[cradle.past.pk, "control"])
    page = client.get(address).content.decode()
    assert "Fuente: anotada con la hemoglobina del 02/02/2026." in page
    assert page.split('name="altitude_m"')[1].split(">")[0].count("disabled") == 1
    refused = client.post(address, {**SENT, "altitude_right": "60"}).content.decode()
    assert "está a 40 m (anotada con la hemoglobina del 02/02/2026)" in refused and Visit.objects.count() == 1
    why = {"altitude_right": "60", "altitude_why": "Medida con GPS en el patio"}
    assert client.post(address, {**SENT, "altitude_m": "0", **why}).status_code == 302
    assert Visit.objects.get(child=cradle.past).altitude_m == 60
    assert altitude_of(cradle.place).metres == 60
    line = LoggedAction.objects.get(verb="nursery.altitude")
    assert (line.stream, line.reason) == (cradle.place.code, "Medida con GPS en el patio")
    assert line.sentence == f"La altitud de {cradle.place.name} pasó de 40 a 60 m."


def test_a_zero_does_not_hide_an_anaemia(cradle, client):
    blood(cradle, cradle.near, 3830)
    with pytest.raises(Refused, match="está a 3830 m"):
        blood(cradle, cradle.past, 0)
    client.force_login(cradle.health)
    sent = {**SENT, "altitude_m": "0"}  # a field that is only shown is not believed
    assert client.post(reverse("nursery:act", args=[cradle.past.pk, "control"]), sent).status_code == 302
    assert Visit.objects.get(child=cradle.past).altitude_m == 3830


def test_a_control_without_blood_has_no_altitude_and_a_correction_keeps_its_own(cradle, client):
    first = blood(cradle, cradle.near, 40, date(2026, 1, 30))
    client.force_login(cradle.health)
    sent = {name: value for name, value in SENT.items() if name != "haemoglobin"}
    assert client.post(reverse("nursery:act", args=[cradle.past.pk, "control"]), sent).status_code == 302
    assert Visit.objects.get(child=cradle.past).altitude_m is None
    blood(cradle, cradle.past, 60, date(2026, 1, 31), altitude_why="Medida otra vez")
    address = reverse("nursery:correct_visit", args=[cradle.near.pk, first.pk])
    assert "Así quedó en ese control; hoy consta 60 m." in client.get(address).content.decode()
    assert client.post(address, {**SENT, "on": "2026-01-30", "haemoglobin": "10.6"}).status_code == 302
    made = Visit.objects.get(replaces=first)
    assert (made.haemoglobin, made.altitude_m) == (106, 40)


def test_one_unit_is_shown(cradle, client):
    blood(cradle, cradle.near, 40)
    client.force_login(cradle.health)
    page = client.get(reverse("nursery:part", args=[cradle.near.pk, "salud"])).content.decode()
    assert "Hemoglobina 10.4 g/dL, menos 0.0 por 40 m de altitud: 10.4 g/dL." in page and "g/L" not in page
