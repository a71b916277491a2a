"""«Works» by its readings: counted from the sheets, told together or not at all, over the same prisons; the owners."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.statistics.figures import metrics as figures
from llamkay.apps.statistics.figures.dictionary import Former, entries, owners, ratios, value_of
from llamkay.apps.statistics.figures.history import History, apart, drawn
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.figures.readings import readings
from llamkay.apps.statistics.kinds import READINGS
from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.opendata.audit import everything
from llamkay.apps.statistics.queries import metrics_by_code
from llamkay.apps.statistics.services import ReturnRefused
from llamkay.apps.statistics.services import record_return as report
from llamkay.platform.security.access import Command
from tests.worlds.places import reference
from tests.worlds.returns import JANUARY, totals
from tests.worlds.shared import world

DAY = date(2026, 1, 31)


def works(registered, working, eight, fifteen, **more):
    return {"working": working, "registered": registered, "working_8": eight, "working_15": fifteen, **more}


@world(on=reference)
def prisons(_reference):
    """EP01 and EP02 tell their readings; of EP03 two people work from eight to fourteen days."""
    for code, figures_of in (
        ("EP01", totals(1000, **works(400, 300, 200, 100, sentenced=500))),
        ("EP02", totals(500, **works(260, 250, 240, 230, sentenced=200))),
        ("EP03", totals(800, **works(90, 80, 42, 40, sentenced=700))),
    ):
        place = Establishment.objects.get(code=code)
        report(actor=Command(), establishment=place, month=JANUARY, as_of=DAY, figures=figures_of, source="Oficio")
    return PublishedMonth(JANUARY.first)


def read(month):
    by_code = metrics_by_code(READINGS)
    return readings(month, [by_code[code] for code in READINGS])


def test_days_of_all_workshops_are_counted_once_each(counted_prison):
    """Ana is marked on twelve days and Eva on four; Eva's eight days of school are no work."""
    place = counted_prison.place
    which = {"establishment_id": place.pk, "month": JANUARY.first, "end": JANUARY.end}
    found = figures.of_establishment(**which, as_of=date(2026, 1, 31))
    assert [found[reading][""] for reading in READINGS] == [2, 2, 1, 0]
    assert (found["women"][""], found["sentenced"][""]) == (2, 0)


def test_the_readings_stand_beside_one_another_over_the_same_prisons(prisons):
    found = read(prisons)
    assert [line.value for line in found.lines] == [660, 550, 440, 330]
    assert [round(line.of_population, 1) for line in found.lines] == [44.0, 36.7, 29.3, 22.0]
    assert [round(line.of_sentenced, 1) for line in found.lines] == [94.3, 78.6, 62.9, 47.1]
    assert (found.prisons, len(found.places), found.wholes) == (2, 3, {"population": 1500, "sentenced": 700})
    assert [round(end, 1) for end in found.span] == [22.0, 44.0]


def test_of_a_prison_all_readings_are_told_or_none(prisons):
    """What EP03 does is told as before; how many days, not: two of its people would be between two readings."""
    assert prisons.figure("working").of("EP03").value == 80
    for reading in ("registered", "working_8", "working_15"):
        figure = prisons.figure(reading)
        assert (figure.of("EP03").value, figure.outside) == (None, 1)
        assert figure.of("EP01").value is not None
    assert prisons.figure("working_8").value == 440


def test_the_attacker_finds_no_reading_in_what_is_told(prisons):
    told = everything([JANUARY.first])
    snapshot = prisons.figure("working_8").of("EP03").snapshot
    assert {f"{snapshot}.{code}" for code in ("registered", "working_8", "working_15")} <= told.hidden
    assert told.leaks() == []
    # Had the sum of the country told of EP03 too, it would follow.
    cells = [f"{part.snapshot}.working_8" for part in prisons.figure("working_8").parts]
    told.add(told.tell("all.working_8", 482), cells)
    told.add(told.tell("all.working_15", 370), [cell.replace("_8", "_15") for cell in cells])
    assert {leak.cell for leak in told.leaks()} >= {f"{snapshot}.working_8", f"{snapshot}.working_15"}


def test_a_return_whose_readings_are_not_within_one_another_is_refused(prisons):
    place = Establishment.objects.get(code="EP04")
    wrong = totals(1000, **works(400, 300, 301, 100))
    with pytest.raises(ReturnRefused, match=r"ocho días o más» \(301\) supera «Personas que trabajan» \(300\)"):
        report(actor=Command(), establishment=place, month=JANUARY, as_of=DAY, figures=wrong, source="Oficio")


def test_the_page_tells_the_range_and_its_file_reserves_what_the_page_reserves(prisons, client):
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(reverse("public-readings")).content.decode()).split())
    assert "22.0&nbsp;% – 44.0&nbsp;% de la población, según qué se cuente, en los 2 penales" in page
    assert "Según qué se llame trabajar, trabaja del 22.0 % al 44.0 % de la población" in page
    assert page.count("36.7 %") >= 2 and "36.6" not in page  # the table and the chart round alike
    rows = client.get(reverse("public-readings"), {"formato": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [row.split(";" if ";" in row else ",")[0] for row in rows[1:]] == ["EP01", "EP02", "EP03"]
    assert rows[3].count("reservado") == 3 and "reservado" not in rows[1]


def test_children_for_every_hundred_women_only_of_a_quarter_in_which_all_said_how_many(prisons):
    by = {ratio.code: ratio for ratio in ratios()}
    assert value_of(by["children_per_women"], PublishedMonth(JANUARY.first)) is None
    month = PublishedMonth(JANUARY.first)
    month.__dict__["release"] = Release(document={"cells": {"living": 34}, "women": None})
    assert value_of(by["children_per_women"], month) is None
    month.release.document["women"] = {"value": 810, "places": 1}
    found = value_of(by["children_per_women"], month)
    assert (found.percent, found.within) == ("4.2", False)


def test_each_figure_has_a_post_that_answers_and_versions_that_follow_one_another(reference):
    for each in (*entries().values(), *ratios()):
        assert each.owner in owners().values() and each.limits.endswith(".")
    for entry in entries().values():
        spans = [*((former.since, former.until) for former in entry.before), (entry.since, date.max)]
        assert entry.version == len(spans)
        assert all(end + timedelta(days=1) == begin for (_, end), (begin, _) in pairwise(spans))


def test_a_new_version_of_a_definition_breaks_the_line(settings):
    entry = entries()["working"]
    former = Former(1, date(2025, 1, 1), date(2025, 12, 31), "personas inscritas")
    newer = type(entry)(**{**entry.__dict__, "version": 2, "since": date(2026, 1, 1), "before": (former,)})
    months = tuple((date(2025 + n // 13, (n - 1) % 12 + 1, 1), value) for n, value in ((11, 40), (12, 41), (13, 20)))
    assert [len(part) for part in apart(months, newer.breaks)] == [2, 1]
    chart = drawn(History(months, 3), name="a", title="Trabajan", label="Personas", breaks=newer.breaks)
    assert "Desde enero de 2026 se cuenta otra cosa" in chart.note
    assert len(chart.drawing.strokes) == 2 and "otra definición" in chart.title
