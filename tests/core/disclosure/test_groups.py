"""What several places say together: attacked by the exact program, by counting, at one moment and at two."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llamkay.core.disclosure import WIDTH, Edition, Line, Sum, batch, bounds, holds, is_small, reach

NAMES = ("working", "studying", "both", "either", "only_work", "only_study", "neither")


def people(key, only_work, only_study, both, neither, region="Lima"):
    """A place by the four boxes in which each of its people is in one."""
    work, study = only_work + both, only_study + both
    either = only_work + only_study + both
    cells = dict(zip(NAMES, (work, study, both, either, only_work, only_study, neither), strict=True))
    return Line(key, cells, either + neither, region)


def known(lines):
    """What everybody knows of the values of places: which are sums of which, and how many are held in each."""
    sums = []
    for line in lines:
        box = {name: f"{line.key}.{name}" for name in NAMES}
        sums += [
            Sum(box["working"], (box["only_work"], box["both"])),
            Sum(box["studying"], (box["only_study"], box["both"])),
            Sum(box["either"], (box["working"], box["only_study"])),
            Sum(f"{line.key}.held", (box["either"], box["neither"])),
        ]
    return sums


def attack(edition, lines):
    """What follows, exactly, from everything told: the values, the sums of the country and of the regions."""
    held = {f"{line.key}.held": line.most for line in lines}
    shown, sums = dict(held), known(lines)
    for line in lines:
        shown |= {f"{line.key}.{name}": value for name in NAMES if (value := edition.cell(line.key, name)) is not None}
    for name in NAMES[:4]:
        for region in (None, *{line.region for line in lines}):
            if (value := edition.total(name, region=region)) is not None:
                inside = [line for line in lines if region in (None, line.region)]
                total = f"all.{region}.{name}"
                shown[total] = value
                sums.append(Sum(total, tuple(f"{line.key}.{name}" for line in inside)))
    return bounds(shown, sums)


def test_the_reach_of_a_group_is_that_of_the_exact_program():
    lines = [people("a", 1, 2, 1, 4), people("b", 9, 3, 0, 20), people("c", 6, 6, 2, 3)]
    shown = {f"{line.key}.held": line.most for line in lines}
    sums = known(lines)
    for name in NAMES:
        shown[f"all.{name}"] = sum(line.cells[name] for line in lines)
        sums.append(Sum(f"all.{name}", tuple(f"{line.key}.{name}" for line in lines)))
    exact = bounds(shown, sums)
    found = reach(lines)
    for (key, name), (least, most) in found.items():
        assert (exact[f"{key}.{name}"].least, exact[f"{key}.{name}"].most) == (least, most)


def classes(key, total, **cells):
    return Line(key, cells, total)


def test_the_reach_of_classes_is_that_of_the_exact_program():
    lines = [classes("a", 9, pan=4, tejido=7), classes("b", 30, pan=20, tejido=13), classes("c", 6, pan=6, tejido=0)]
    shown, sums = {}, []
    for line in lines:
        shown[f"{line.key}.total"] = line.most
        for name in line.cells:  # at most the total of the place
            sums.append(Sum(f"{line.key}.total", (f"{line.key}.{name}", f"{line.key}.not.{name}")))
        # All of them are at least the total: what is over is never told.
        sums.append(Sum(f"{line.key}.all", tuple(f"{line.key}.{name}" for name in line.cells)))
        sums.append(Sum(f"{line.key}.all", (f"{line.key}.total", f"{line.key}.over")))
    for name in ("pan", "tejido"):
        shown[name] = sum(line.cells[name] for line in lines)
        sums.append(Sum(name, tuple(f"{line.key}.{name}" for line in lines)))
    exact = bounds(shown, sums)
    for (key, name), ends in reach(lines, by_classes=True).items():
        assert (exact[f"{key}.{name}"].least, exact[f"{key}.{name}"].most) == ends


def test_one_alone_two_and_those_whose_sum_is_full_do_not_hold():
    a, b, c = (Line(key, {"n": value}, most) for key, value, most in (("a", 3, 50), ("b", 40, 45), ("c", 9, 80)))
    assert not holds([a])
    assert not holds([a, b])  # b knows its own
    assert holds([a, b, c])
    full = [Line(key, {"n": 3}, 3) for key in "abc"]
    assert not holds(full)  # everybody of each place: nine of nine
    assert not holds([Line(key, {"n": 1}, 90) for key in "ab"] + [Line("c", {"n": 0}, 90)])
    assert holds([])


def test_four_figures_are_kept_back_together():
    lines = [
        people("a", 2, 20, 10, 50),
        people("b", 30, 30, 10, 30),
        people("c", 40, 20, 9, 31),
        people("d", 60, 60, 60, 60),
    ]
    edition = Edition()
    edition.arrive(lines)
    assert edition.reserved == {"a", "b", "c"}  # only two people of «a» work and do not study: twelve work, ten do both
    assert [edition.cell("d", name) for name in NAMES[:4]] == [120, 120, 60, 180]
    assert edition.total("working") == sum(line.cells["working"] for line in lines)
    found = attack(edition, lines)
    assert min(each.width for key, each in found.items() if key.split(".")[0] in "abc") >= WIDTH


def test_a_region_of_one_prison_is_kept_back_with_others():
    lines = [
        people("callao", 2, 1, 0, 3, "Callao"),
        *(people(f"lima{n}", 60 + n, 30, 20, 90, "Lima") for n in range(5)),
        people("ica", 50, 30, 20, 80, "Ica"),
        people("tacna", 45, 30, 20, 80, "Tacna"),
    ]
    edition = Edition()
    edition.arrive(lines)
    assert edition.closed == {"Callao", "Tacna", "Ica"}
    assert edition.total("working", region="Callao") is None
    assert edition.total("working", region="Lima") == 410
    found = attack(edition, lines)
    assert (
        all(each.width >= WIDTH for each in found.values() if each.most is not None and each.most > each.least) or found
    )
    assert {key: each for key, each in found.items() if key.endswith(NAMES) and each.width < WIDTH} == {}


def test_november_of_san_martin_and_its_neighbours_at_two_moments():
    """EP60 = 3 is kept back; when EP65 = 2 comes later it waits, or their sum would tell it."""
    november = [
        ("EP60", 3, "San Martín"),
        ("EP61", 40, "Loreto"),
        ("EP62", 55, "Loreto"),
        ("EP63", 70, "Loreto"),
        ("EP64", 90, "Amazonas"),
    ]
    edition = Edition()
    edition.arrive(Line(key, {"working": value}, 400, region) for key, value, region in november)
    before = {key: edition.cell(key, "working") for key, *_ in november}
    assert before == {"EP60": None, "EP61": None, "EP62": 55, "EP63": 70, "EP64": None}
    assert edition.total("working") == 258
    edition.arrive([Line("EP65", {"working": 2}, 400, "Amazonas")])
    assert edition.total("working") == 258 and set(edition.waiting) == {"EP65"}
    assert {key: edition.cell(key, "working") for key, *_ in november} == before
    # With two others it comes out: of the three only the sum follows.
    edition.arrive(
        [Line(key, {"working": value}, 400, "Puno") for key, value in (("EP66", 31), ("EP67", 17), ("EP68", 44))]
    )
    assert not edition.waiting and edition.total("working") == 258 + 2 + 31 + 17 + 44
    assert edition.cell("EP65", "working") is None
    assert {key: edition.cell(key, "working") for key, *_ in november} == before


def test_what_was_kept_back_stays_so_when_it_grows():
    edition = Edition()
    edition.arrive([Line(key, {"n": value}, 90) for key, value in (("a", 3), ("b", 20), ("c", 30), ("d", 40))])
    assert edition.reserved == {"a", "b", "c"}
    edition.arrive([Line("a", {"n": 50}, 90)])
    assert edition.cell("a", "n") is None and edition.total("n") == 93  # alone it would follow from the two sums
    edition.arrive([Line(key, {"n": value}, 90) for key, value in (("b", 25), ("c", 35))])
    assert edition.total("n") == 150
    assert [edition.cell(key, "n") for key in "abcd"] == [None, None, None, 40]


def test_a_class_so_small_in_the_whole_country_loses_its_sum_and_another_with_it():
    edition = Edition(by_classes=True)
    edition.arrive(
        [
            classes("EP16", 40, biblioteca=4, tejido=20, cocina=16),
            classes("EP17", 60, biblioteca=0, tejido=30, cocina=30),
            classes("EP18", 90, biblioteca=0, tejido=50, cocina=40),
            classes("EP19", 95, biblioteca=0, tejido=50, cocina=45),
        ]
    )
    assert edition.total("biblioteca") is None and edition.cell("EP16", "biblioteca") is None
    assert [edition.total("cocina"), edition.total("tejido")].count(
        None
    ) == 1  # or it would be what is left of the total


boxes = st.tuples(*[st.integers(0, 9)] * 4)
regions = st.sampled_from(["Lima", "Ica", "Puno"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(boxes, regions), min_size=3, max_size=6))
def test_nothing_kept_back_follows_from_everything_told(places):
    lines = [people(f"p{n}", *cells, region) for n, (cells, region) in enumerate(places)]
    edition = Edition()
    edition.arrive(lines)
    out = [line for line in lines if line.key in edition.lines]
    assert not any(
        is_small(value) for line in out for name in NAMES if (value := edition.cell(line.key, name)) is not None
    )
    for key, found in attack(edition, out).items():
        place, _dot, name = key.partition(".")
        line = next((line for line in out if line.key == place), None)
        if line and name in line.cells and edition.cell(place, name) is None:
            assert found.most is None or found.most - found.least >= min(WIDTH, line.most)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 12)), max_size=4), min_size=2, max_size=5))
@example([[(0, 0), (1, 0), (2, 1), (3, 5)], [(0, 0)]])
def test_all_moments_together_tell_nothing_kept_back(moments):
    """Each snapshot of each prison is an unknown; every value and every sum of every moment is an equation. That nobody
    is there may be learnt once the place alone says so again: it points at nobody."""
    edition, told, sums, secret, values = Edition(), {}, [], set(), {}
    for at, arrived in enumerate(moments):
        edition.arrive({key: Line(f"p{key}", {"n": value}, 40) for key, value in arrived}.values())
        for key, line in edition.lines.items():
            name = next((f"{key}.{n}" for n in reversed(range(at)) if values.get(f"{key}.{n}") is line), f"{key}.{at}")
            values[name] = line
            (told.__setitem__(name, shown) if (shown := edition.cell(key, "n")) is not None else secret.add(name))
        total = edition.total("n")
        if total is not None:
            now = [next(name for name in values if values[name] is line) for line in edition.lines.values()]
            told[f"all.{at}"] = total
            sums.append(Sum(f"all.{at}", tuple(now)))
    found = bounds(told, sums)
    for name in secret - set(told):
        nobody = values[name].cells["n"] == 0
        assert nobody or name not in found or found[name].most is None or found[name].most - found[name].least >= WIDTH


def test_a_batch_that_nothing_hides_waits():
    found = batch([Line("a", {"n": 3}, 90), Line("b", {"n": 20}, 90)])
    assert found.waiting == {"a", "b"} and not found.groups


@pytest.mark.parametrize("places", [3, 20, 69])
def test_a_whole_country_comes_out(places):
    lines = [people(f"p{n}", n * 3, n * 2, n, 5 * n + 1, f"region {n % 25}") for n in range(places)]
    edition = Edition()
    edition.arrive(lines)
    groups = [set(group) for group in edition.groups]
    assert all(not one & other for one, other in combinations(groups, 2))
    assert all(holds(list(group.values())) for group in edition.groups)
    assert Fraction(len(edition.lines), places) == 1 or places == 3
