"""What a certificate must not say, and what it may."""

import csv
from importlib import resources

import pytest

from llamkay.core.credentials import breaches

PRISONS = [
    row["establecimiento"]
    for row in csv.DictReader(resources.files("llamkay.data").joinpath("establishments-2026-01.csv").open())
]


@pytest.mark.parametrize("name", PRISONS)
def test_the_name_of_each_prison_is_seen(name):
    for text in (name, f"Taller de {name.upper()}", f"taller en {name.casefold()}, 2026"):
        assert breaches([text], PRISONS)


@pytest.mark.parametrize(
    "text",
    [
        "Panadería en el penal",
        "Cursado en el Establecimiento Penitenciario",
        "Instituto Nacional Penitenciario (INPE)",
        "Programa Cárceles Productivas",
        "Taller de mujeres privadas de su libertad",
        "Interna del pabellón B",
        "Para redención de pena",
        "Durante su condena",
        "Por orden judicial",
        "Anexo de Mujeres de Chorrillos",
        "miguel  castro CASTRO",
        "Virgen de Fátima",
        "RECLUSIÓN",
    ],
)
def test_what_tells_of_prison_is_seen(text):
    (found,) = breaches([text], PRISONS)
    assert found.text == text and found.words


@pytest.mark.parametrize(
    "text",
    [
        "Auditoría interna",
        "Control interno y guías de remisión",
        "Panadería básica",
        "Confección de prendas de punto",
        "Operación de máquina remalladora: recta, remalle y recubridora",
        "Prensa y propaganda",
        "Reconocimiento de tejidos andinos",
        "Atención a clientes",
    ],
)
def test_a_trade_may_be_named(text):
    assert breaches([text], PRISONS) == []


def test_a_school_may_bear_the_name_of_its_town():
    assert breaches(["CEBA de Huancayo"], PRISONS, bare=False) == []
    assert breaches(["CEBA del E.P. de Huancayo"], PRISONS, bare=False)
