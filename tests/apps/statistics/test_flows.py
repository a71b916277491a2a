"""Why a figure moved: counts that add up to the difference exactly, and what of it the public may be told."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.html import strip_tags

from llamkay.apps.activities.models import Activity, Allocation, Sheet, SheetRow
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.institutions.queries import own_institution
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import CustodySpell
from llamkay.apps.press.models import Note
from llamkay.apps.statistics.checks import snapshots as check_snapshots
from llamkay.apps.statistics.figures import flows
from llamkay.apps.statistics.figures.flows import Moves, between, between_days, public_changes, told_flows
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.models import Flow, Metric
from llamkay.apps.statistics.opendata.audit import audited, everything
from llamkay.apps.statistics.services import record_return, take_snapshot
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories
from tests.worlds.counted import SINCE, marks, person
from tests.worlds.notes import published_before
from tests.worlds.places import reference
from tests.worlds.returns import DECEMBER, JANUARY, totals
from tests.worlds.shared import world


def report(place, population, working, month):
    return record_return(
        actor=Command(),
        establishment=place,
        month=month,
        as_of=month.dates()[-1],
        figures=totals(population, working),
        source="Oficio",
    )


def count(close, place, month):
    """As the close does."""
    with transaction.atomic():
        take_snapshot(close=close, establishment=place, month=month, as_of=month.dates()[-1])


@world(on=reference)
def two_months(_reference):
    """EP01 counts December and January on its sheets: three work in December; in January they go on, ten begin and six
    came into the prison. Two others report both months."""
    place, piura, sullana = (Establishment.objects.get(code=code) for code in ("EP01", "EP02", "EP03"))
    workshop = Activity.objects.create(
        establishment=place,
        code="TEJ",
        name="Tejido",
        kind="work",
        modality="institution",
        place="workshop",
        capacity=50,
        timetable=[240] * 6 + [0],
        pay_basis="unpaid",
        period=SINCE,
    )
    people = [person(place, number) for number in range(60)]
    came = people[20:26]
    CustodySpell.objects.filter(person__in=came).update(period=(date(2026, 1, 4), None))
    for month, working in ((DECEMBER, people[:3]), (JANUARY, [*people[:13], *came])):
        sheet = Sheet.objects.create(activity=workshop, month=month.first, state="approved")
        for who in working:
            Allocation.objects.get_or_create(person=who, activity=workshop, defaults={"period": SINCE})
            SheetRow.objects.create(sheet=sheet, person=who, **marks(5, 6, 7, 8, 9))
        report(piura, 800, 40, month)
        report(sullana, 800, 60, month)
        close = MonthClose.objects.create(
            establishment=place,
            month=month.first,
            at=clock.now(),
            by="alguien",
            hash="0" * 64,
            totals={},
            inputs={},
        )
        count(close, place, month)
    return SimpleNamespace(tumbes=place, piura=piura, close=close, analyst=factories.staff("analyst", None))


def moved(metric, *, within=EVERYTHING):
    found = between(metric=metric, since=DECEMBER.first, until=JANUARY.first, scope=within)
    return {line.code: line for line in found.lines}


def test_who_came_began_left_and_ended_add_up_to_the_difference(two_months):
    work, held = moved("working")["EP01"], moved("population")["EP01"]
    assert (work.before, work.after, work.moves) == (3, 19, Moves(came=6, began=10))
    assert (held.before, held.after, held.moves) == (54, 60, Moves(came=6))
    for metric in ("population", "women", "sentenced", "registered", "working", "working_8", "studying"):
        for line in moved(metric).values():
            assert line.moves.net == line.net
    assert moved("working")["EP02"].moves == Moves()
    assert set(moved("working", within=Scope(ids=frozenset({two_months.piura.pk})))) == {"EP02"}
    assert list(check_snapshots()) == []


def test_what_was_corrected_since_is_told_apart(two_months):
    """A sheet of January gets two rows more and January is counted again; then December loses one, and is."""
    for number in (90, 91):
        who, sheet = person(two_months.tumbes, number), Sheet.objects.get(month=JANUARY.first)
        Allocation.objects.create(person=who, activity=sheet.activity, period=SINCE)
        SheetRow.objects.create(sheet=sheet, person=who, **marks(5))
    count(two_months.close, two_months.tumbes, JANUARY)
    assert moved("working")["EP01"].moves == Moves(came=6, began=12)
    SheetRow.objects.filter(sheet__month=DECEMBER.first).first().delete()
    count(two_months.close, two_months.tumbes, DECEMBER)
    line = moved("working")["EP01"]
    assert (line.before, line.after, line.moves) == (2, 21, Moves(came=6, began=12, corrected=1))


def test_what_explains_two_days_adds_up(two_months):
    days = {"since": date(2026, 1, 1), "until": date(2026, 1, 5), "places": [two_months.tumbes.pk]}
    (line,) = between_days(metric="population", **days).lines
    assert (line.before, line.after, line.moves) == (54, 60, Moves(came=6))


def test_the_month_after_does_not_give_away_what_the_month_before_keeps_back(two_months):
    """December keeps back the three who work in EP01. January may be told, and so may its flows, of five or more each:
    by itself. Whoever has both subtracts, and knows December. The register has both, and does not tell the flows."""
    december, january = PublishedMonth(DECEMBER.first), PublishedMonth(JANUARY.first)
    hidden, shown = (month.figure("working").of("EP01") for month in (december, january))
    assert (hidden.value, shown.value) == (None, 19)
    assert not any(0 < flow.value < 5 for flow in Flow.objects.filter(metric__code="working"))
    register = everything([DECEMBER.first])
    assert f"{hidden.snapshot}.working" in register.hidden and register.leaks() == []
    assert "EP01" not in {line.code for line in public_changes("working", january, december).lines}
    # One month alone: its own values and flows, none of them small.
    register.explain(shown.snapshot, hidden.snapshot, "working", moved("working")["EP01"].moves)
    found = {leak.cell: (leak.least, leak.most) for leak in register.leaks()}
    assert found[f"{hidden.snapshot}.working"] == (3, 3)


def test_publishing_stops_with_a_sentence_where_a_note_told_too_much(two_months):
    """A note of before told of two prisons together what is kept back of each: the third follows from the country."""
    parts = [PublishedMonth(DECEMBER.first).figure("working").of(code) for code in ("EP01", "EP02")]
    assert [part.value for part in parts] == [None, None]
    audited([DECEMBER.first])
    note = Note.objects.create(institution=own_institution(), year=2026, acronym="INPE", title="Nota", paragraphs=["2"])
    note.figures.create(
        name="dos",
        metric=Metric.objects.get(code="working"),
        month=DECEMBER.first,
        value=43,
        snapshot_ids=[part.snapshot for part in parts],
    )
    published_before(note)
    with pytest.raises(Refused, match=r"No se publicó: 2 valores reservados casi se podrían deducir"):
        audited([DECEMBER.first])


def test_the_public_reads_what_changed_and_why_where_nobody_is_recognised(two_months, client):
    lines = {
        line.code: line
        for line in public_changes("population", PublishedMonth(JANUARY.first), PublishedMonth(DECEMBER.first)).lines
    }
    assert lines["EP01"].moves == Moves(came=6) and lines["EP02"].moves is None
    page = client.get(reverse("public-changes", args=["population"]), {"mes": "2026-01"}).content.decode()
    assert "+6" in page and "Entraron al penal" in page
    assert client.get(reverse("public-changes", args=["children_living_in"])).status_code == 404


def test_the_page_of_a_prison_shows_how_its_figures_moved_and_why(two_months, client):
    """A stranger reads there how many, of which day, the months before and what of the difference may be told."""
    page = client.get(reverse("public-establishment", args=["EP01"])).content.decode()
    words = " ".join(strip_tags(page).split())
    assert "60 Población en el establecimiento, al 31 de enero de 2026" in words
    assert "Población en el establecimiento: 11 % más que en diciembre de 2025" in words
    assert "Por qué cambió Diciembre de 2025 54 Entraron al penal +6 Ahora 60" in words
    # Of those who work, December is kept back: no month beside January's, and no reason that would tell it.
    assert "19 Personas que trabajan, al 31 de enero de 2026" in words and "Empezaron" not in words
    assert words.count("Por qué cambió") == 1


def test_flows_that_would_point_at_those_who_stayed_are_not_told(two_months):
    """Both ends told and no flow small; but only three were there before and stayed."""
    part = PublishedMonth(JANUARY.first).figure("population").of("EP01")
    there = {"EP01": replace(PublishedMonth(DECEMBER.first).figure("population").of("EP01"), value=33)}
    assert told_flows("population", [part], there) == {"EP01": Moves(came=6)}
    there["EP01"] = replace(there["EP01"], value=3)
    assert told_flows("population", [part], there) == {}


def test_the_page_of_the_office_adds_up_and_its_file_too(two_months, client):
    client.force_login(two_months.analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser = client
    address = reverse("statistics:changes", args=["working"])
    page = browser.get(address, {"desde": "2025-12", "hasta": "2026-01"}).content.decode()
    assert "+10" in page and "Empezaron" in page
    rows = browser.get(address, {"desde": "2025-12", "hasta": "2026-01", "formato": "csv"}).content.decode("utf-8-sig")
    assert rows.splitlines()[1].replace(";", ",").split(",")[1:4] == ["3", "6", "10"]
    days = browser.get(
        reverse("statistics:changes", args=["women"]), {"dia_desde": "2026-01-01", "dia_hasta": "2026-01-05"}
    )
    assert days.status_code == 200
    wrong = browser.get(address, {"desde": "2026-01", "hasta": "2025-12"}).content.decode()
    assert "El segundo va después del primero." in wrong


def test_a_figure_as_it_stood_on_a_day(two_months, client, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-10T10:00:00-05:00")
    report(two_months.piura, 900, 40, JANUARY)
    page = {
        day: client.get(reverse("public-figure", args=["population"]), {"al": day}).content.decode()
        for day in ("2026-02-05", "2026-02-10")
    }
    assert "1,660" in page["2026-02-05"] and "1,760" in page["2026-02-10"]
    assert flows.BY_DAY[0] == "population"


def test_the_same_prisons_go_with_a_small_one_from_month_to_month(reference):
    """EP03 has three who work in both months; its helpers are chosen by the size of the prison, not by who works."""
    with scope.elevated():
        for month, shift in ((DECEMBER, 0), (JANUARY, 1)):
            for number, (code, population) in enumerate(
                (("EP01", 700), ("EP02", 800), ("EP03", 500), ("EP04", 2600), ("EP05", 2500))
            ):
                working = 3 if code == "EP03" else 40 + 60 * ((number + 3 * shift) % 5)
                report(Establishment.objects.get(code=code), population, working, month)
    kept_back = [
        {part.code for part in PublishedMonth(month.first).figure("working").parts if part.withheld}
        for month in (DECEMBER, JANUARY)
    ]
    assert kept_back[0] == kept_back[1] and "EP03" in kept_back[0] and len(kept_back[0]) >= 3
