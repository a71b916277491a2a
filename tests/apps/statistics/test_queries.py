"""Figures as they are read: the month's table, the parts, what is withheld, what is missing, the series."""

from datetime import date

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures import queries as figure_queries
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.platform import clock
from llamkay.platform.security.scope import EVERYTHING, NOTHING, Scope
from tests.worlds.returns import DECEMBER, JANUARY, totals

PLACES = 69


def line(code, month=JANUARY):
    found = {item.metric.code: item for item in queries.month_table(month=month.first)}[code]
    return found.value, found.counted, found.reported, found.missing, found.change, found.compared


def test_the_month_tells_who_gave_each_figure(world):
    world.accept(world.tumbes, totals(500, 100, working_by_modality={"company": 60, "institution": 50}))
    world.accept(world.piura, totals(300))
    world.report(world.sullana, totals(999))  # a draft counts nowhere
    world.count(world.piura)  # nobody lives there in the system: the count stands, the report does not
    assert line("population") == (500, 1, 1, 67, None, 0)
    assert line("working") == (100, 1, 1, 67, None, 0)
    assert line("working_by_modality") == (None, 0, 1, 68, None, 0)
    assert line("establishments") == (2, 1, 1, 67, None, 0)
    assert line("children_attending") == (0, 1, 0, 68, None, 0)
    assert [item.metric.code for item in queries.month_table(month=JANUARY.first)] == [
        m.code for m in queries.metrics()
    ]


def test_change_compares_the_same_prisons(world):
    world.accept(world.tumbes, totals(400), DECEMBER)
    world.accept(world.tumbes, totals(500))
    world.accept(world.piura, totals(300))  # new this month: not growth
    assert line("population") == (800, 0, 2, 67, 100, 1)
    found = next(item for item in queries.month_table(month=JANUARY.first) if item.metric.code == "population")
    assert (found.percent, found.moved) == (25.0, "+100 (+25.0 %)")
    assert line("population", DECEMBER) == (400, 0, 1, 68, None, 0)


def test_change_of_a_sensitive_figure_never_isolates_a_prison(world):
    world.accept(world.tumbes, totals(400, pregnant=9), DECEMBER)
    world.accept(world.tumbes, totals(400, pregnant=8))
    assert line("pregnant")[4:] == (-1, 1)
    moved = {item.metric.code: item.moved for item in queries.month_table(month=JANUARY.first)}
    assert (moved["pregnant"], moved["population"]) == ("−1 (−11.1 %)", "0")
    world.accept(world.piura, totals(300, pregnant=3))
    assert line("pregnant")[4:] == (None, 0)


def test_a_newer_snapshot_stands_and_the_older_can_be_read(world, monkeypatch):
    world.accept(world.tumbes, totals(500))
    before = clock.now()
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T10:00:00-05:00")
    world.accept(world.tumbes, totals(510))
    now = queries.national(month=JANUARY.first, metric="population")
    assert (now.value, now.missing, [part.number for part in now.parts]) == (510, 68, [2])
    assert queries.national(month=JANUARY.first, metric="population", at=before).value == 500


def test_missing_prisons_are_named(world):
    world.accept(world.tumbes, totals(500, working_by_trade={"sin-especialidad": 0}))
    world.accept(world.piura, totals(300))

    def missing(code, **more):
        return set(queries.without_figure(month=JANUARY.first, metric=code, **more).values_list("code", flat=True))

    everyone = set(Establishment.objects.values_list("code", flat=True))
    assert len(everyone) == PLACES
    assert missing("population") == everyone - {"EP01", "EP02"}
    assert missing("working_by_trade", key=None) == everyone - {"EP01"}
    assert missing("pregnant") == everyone


def people(world, tumbes, piura, sullana):
    for place, value in ((world.tumbes, tumbes), (world.piura, piura), (world.sullana, sullana)):
        world.accept(place, totals(100, value))


def shown(scope):
    found = figure_queries.seen(month=JANUARY.first, metric="working", key="", scope=scope)
    return found.value, {part.code: part.shown for part in found.parts}


def test_whoever_sees_one_prison_sees_its_own_and_of_the_others_what_the_public_sees(world):
    people(world, 3, 9, 40)
    assert shown(EVERYTHING) == (52, {"EP01": 3, "EP02": 9, "EP03": 40})
    # Were EP03 told, whoever works in EP02 would subtract it and their own from 52: the three of EP01.
    assert shown(NOTHING) == (52, {"EP01": None, "EP02": None, "EP03": None})
    assert shown(Scope(ids=frozenset({world.piura.pk}))) == (52, {"EP01": None, "EP02": 9, "EP03": None})


def test_who_is_held_is_told_whatever_its_size(world):
    people(world, 3, 9, 40)
    world.accept(world.tumbes, totals(3))
    found = PublishedMonth(JANUARY.first).figure("population")
    assert [part.value for part in found.parts] == [3, 100, 100]


def test_the_table_of_whoever_sees_one_prison_tells_what_the_public_reads(world):
    people(world, 3, 9, 40)
    own = Scope(ids=frozenset({world.tumbes.pk}))
    found = {item.metric.code: item for item in figure_queries.table(month=JANUARY.first, scope=own)}
    assert (found["population"].value, found["working"].value, found["pregnant"].value) == (300, 52, None)
    assert (found["working"].reported, found["working"].missing, found["working"].compared) == (3, 66, 0)
    world.accept(world.tumbes, totals(100, 2), DECEMBER)
    found = {item.metric.code: item for item in figure_queries.table(month=JANUARY.first, scope=own)}
    assert (found["working"].change, found["working"].compared) == (1, 1)  # of its own


def test_the_series_has_a_point_a_month(world, django_assert_num_queries):
    world.accept(world.tumbes, totals(400), DECEMBER)
    world.accept(world.tumbes, totals(500))
    world.count(world.piura)
    with django_assert_num_queries(1):
        points = queries.trend(metric="population")
    assert [(p.month, p.value, p.counted, p.reported) for p in points] == [
        (date(2025, 12, 1), 400, 0, 1),
        (date(2026, 1, 1), 500, 1, 1),
    ]
    assert queries.trend(metric="working_by_modality", key="company") == []


def test_the_table_takes_the_same_statements_however_many_prisons(world, django_assert_num_queries):
    world.accept(world.tumbes, totals(400))
    world.accept(world.piura, totals(400), DECEMBER)
    with django_assert_num_queries(4):
        queries.month_table(month=JANUARY.first)


def test_returns_in_scope_only(world):
    world.report(world.tumbes, totals(1))
    world.report(world.piura, totals(2))
    world.accept(world.tumbes, totals(3), DECEMBER)
    own = Scope(ids=frozenset({world.tumbes.pk}))

    def listed(**more):
        return [(r.establishment.code, f"{r.month:%m}", r.state) for r in queries.returns(**more)]

    assert listed(scope=EVERYTHING) == [
        ("EP01", "01", "draft"),
        ("EP02", "01", "draft"),
        ("EP01", "12", "accepted"),
    ]
    assert listed(scope=EVERYTHING, sort="establecimiento") == [
        ("EP01", "01", "draft"),
        ("EP01", "12", "accepted"),
        ("EP02", "01", "draft"),
    ]
    assert listed(scope=own, month=JANUARY.first) == [("EP01", "01", "draft")]
    assert listed(scope=own, establishment_code="EP02") == []
    assert listed(scope=EVERYTHING, state="accepted") == [("EP01", "12", "accepted")]
    assert listed(scope=NOTHING) == []


def test_who_has_not_given_the_month(world):
    world.report(world.tumbes, totals(1))
    world.count(world.piura)
    three = Scope(ids=frozenset({world.tumbes.pk, world.piura.pk, world.sullana.pk}))

    def missing(month):
        return [place.code for place in queries.missing_returns(scope=three, month=month.first)]

    assert missing(JANUARY) == ["EP03"]
    assert missing(DECEMBER) == ["EP01", "EP02", "EP03"]


def test_the_figures_of_a_return_in_the_order_of_the_dictionary(world):
    given = world.report(world.tumbes, totals(9, 4, working_by_modality={"institution": 3, "company": 4}))
    rows = [(row.metric.code, row.key, row.value) for row in queries.figures_of_return(given)]
    assert rows == [
        ("population", "", 9),
        ("working", "", 4),
        ("working_by_modality", "company", 4),
        ("working_by_modality", "institution", 3),
        ("studying", "", 0),
        ("work_or_study", "", 4),
        ("work_and_study", "", 0),
        ("establishments", "", 1),
    ]


def test_the_values_of_the_month_before_are_those_that_stand(world):
    world.accept(world.tumbes, totals(400, pregnant=2), DECEMBER)
    world.accept(world.tumbes, totals(410), DECEMBER)
    values = queries.values_of(establishment=world.tumbes, month=DECEMBER.first)
    assert values["population"] == {"": 410}
    assert "pregnant" not in values
    assert queries.values_of(establishment=world.piura, month=DECEMBER.first) == {}
