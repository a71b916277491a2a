"""Who works and who studies, by sex and by legal status: once each, both classes of a prison told or neither."""

from datetime import date

import pytest
from django.urls import reverse
from psycopg.types.range import DateRange

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import LegalStatusSpell, Person
from llamkay.apps.statistics.figures import metrics as figures
from llamkay.apps.statistics.figures import published
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.kinds import HALVES
from llamkay.apps.statistics.opendata.audit import everything
from llamkay.apps.statistics.services import ReturnRefused
from llamkay.apps.statistics.services import record_return as report
from llamkay.core.values import Month
from llamkay.platform.security.access import Command
from tests.worlds.places import reference
from tests.worlds.returns import DECEMBER, JANUARY, totals
from tests.worlds.shared import world

# Population, women, sentenced; who works, of them women and sentenced.
PRISONS = {
    "EP01": (1000, 80, 600, 300, 40, 200),
    "EP40": (500, 60, 300, 250, 3, 180),  # three women work
    "EP03": (400, 100, 200, 120, 98, 70),  # two women do not
    "EP04": (300, 2, 150, 100, 1, 60),  # of the two women one works
    "EP05": (350, 0, 200, 3, 0, 2),  # of three who work nothing is told
    "EP20": (1500, 1500, 700, 60, 60, 30),  # of women only
    "EP30": (1600, 40, 900, 0, 0, 0),  # nobody works
    "EP08": (520, 70, 300, 90, 30, 40),
}


def figures_of(population, women, sentenced, working, working_women, working_sentenced):
    halves = {
        "working_by_sex": {"F": working_women, "M": working - working_women},
        "working_by_status": {"sentenced": working_sentenced, "remand": working - working_sentenced},
    }
    return totals(population, working, women=women, sentenced=sentenced, **halves)


@world(on=reference)
def prisons(_reference):
    for month, less in ((DECEMBER, 7), (JANUARY, 0)):
        for code, (population, *rest) in PRISONS.items():
            report(
                actor=Command(),
                establishment=Establishment.objects.get(code=code),
                month=month,
                as_of=month.dates()[-1],
                figures=figures_of(population + less, *rest),
                source="Oficio",
            )
    return PublishedMonth(JANUARY.first)


def values(read, metric):
    keys = HALVES[metric][1:]
    by_code = [{part.code: part.value for part in read.figure(metric, key).parts} for key in keys]
    return {code: tuple(each[code] for each in by_code) for code in by_code[0]}


def test_each_person_is_counted_once_by_the_last_status_of_the_month(counted_prison):
    """Ana and Eva are women; Ana was sentenced on the 20th, Eva after the day of the snapshot."""
    ana, eva = Person.objects.order_by("code")
    day = DateRange(date(2026, 1, 20), None)
    LegalStatusSpell.objects.create(person=ana, status="remand", period=DateRange(date(2025, 1, 1), date(2026, 1, 20)))
    LegalStatusSpell.objects.create(person=ana, status="sentenced", period=day)
    LegalStatusSpell.objects.create(person=eva, status="sentenced", period=DateRange(date(2026, 2, 1), None))
    which = {"establishment_id": counted_prison.place.pk, "month": JANUARY.first, "end": JANUARY.end}
    found = figures.of_establishment(**which, as_of=date(2026, 1, 31))
    assert found["working_by_sex"] == {"F": found["working"][""]} == {"F": 2}
    assert found["working_by_status"] == {"sentenced": 1, "remand": 1}
    for doing in ("working", "studying"):
        for by in ("sex", "status"):
            assert sum(found[f"{doing}_by_{by}"].values()) == found[doing][""]


def test_of_a_prison_both_are_told_or_neither_and_no_sum_holds_what_is_kept_back(prisons):
    by_sex = values(prisons, "working_by_sex")
    assert by_sex == {
        "EP01": (40, 260),
        "EP40": (None, None),
        "EP03": (None, None),
        "EP04": (None, None),
        "EP05": (None, None),
        "EP20": (60, 0),
        "EP30": (0, 0),
        "EP08": (30, 60),
    }
    assert dict(prisons.classes("working_by_sex")) == {"F": 130, "M": 320}
    assert prisons.outside("working_by_sex") == 4
    assert prisons.figure("working_by_sex", "F").value == 130


def test_the_attacker_finds_nothing_of_them_in_two_months_and_something_where_small_ones_go_alone(prisons, monkeypatch):
    told = everything([DECEMBER.first, JANUARY.first])
    snapshot = prisons.figure("working_by_sex", "F").of("EP40").snapshot
    assert {f"{snapshot}.working_by_sex:F", f"{snapshot}.working_by_sex:M"} <= told.hidden
    assert told.leaks() == [] and prisons.figure("working").of("EP40").value == 250
    # Had the other half been told, it would follow from who works there.
    told.tell(f"{snapshot}.working_by_sex:M", 247)
    assert f"{snapshot}.working_by_sex:F" in {leak.cell for leak in told.leaks()}

    def alone(version, metric, key):
        value = version.halves(metric).cells[key]
        return None if 0 < value < 5 else value

    monkeypatch.setattr(published._Version, "half", alone)
    leaks = {leak.cell for leak in everything([DECEMBER.first, JANUARY.first]).leaks()}
    assert f"{snapshot}.working_by_sex:F" in leaks


@pytest.mark.parametrize("halves", [{"F": 3, "M": 8}, {"F": 3, "M": 6}])
def test_what_does_not_add_up_to_who_works_is_refused(prisons, halves):
    with pytest.raises(ReturnRefused, match="por sexo» suma"):
        report(
            actor=Command(),
            establishment=Establishment.objects.get(code="EP09"),
            month=JANUARY,
            as_of=JANUARY.dates()[-1],
            figures=totals(100, 10, working_by_sex=halves),
            source="Oficio",
        )


def test_the_public_reads_them_beside_the_figure_and_a_month_of_before_has_none(prisons, client):
    report(
        actor=Command(),
        establishment=Establishment.objects.get(code="EP01"),
        month=Month(2025, 11),
        as_of=date(2025, 11, 30),
        figures=totals(1000, 300),
        source="Oficio",
    )
    page = client.get(reverse("public-figure", args=["working"]) + "?mes=2026-01").content.decode()
    assert "Personas que trabajan, por sexo" in page and "Personas que trabajan, por situación jurídica" in page
    page = client.get(reverse("public-figure", args=["working_by_sex"]) + "?mes=2026-01").content.decode()
    assert "Mujeres" in page and "130" in page and "247" not in page
    page = client.get(reverse("public-figure", args=["working_by_sex"]) + "?mes=2025-11").content.decode()
    assert "Se cuenta desde diciembre de 2025" in page
