"""The curves of growth: their lines are WHO's, their dots keep to one age."""

from datetime import date

import pytest

from llamkay.core.nursery import curves, preterm
from llamkay.core.nursery.growth import grow

DAY = date(2026, 2, 2)


def test_lines_by_age_are_the_five_levels_from_birth_to_the_last_day() -> None:
    chart = curves.by_age("zlen", sex="F", dots=[])
    assert [line.z for line in chart.lines] == [-3, -2, 0, 2, 3]
    assert {(line.points[0][0], line.points[-1][0]) for line in chart.lines} == {(0, 1095)}


def test_a_measure_on_a_line_has_the_score_of_the_line() -> None:
    for line in curves.by_age("zwei", sex="M", dots=[], last_day=365).lines:
        day, weight = line.points[-1]
        born = date.fromordinal(DAY.toordinal() - int(day))
        assert grow(sex="M", born_on=born, seen_on=DAY, weight_kg=weight).indices["zwei"].z == pytest.approx(line.z)


def test_weight_for_length_has_one_standard_deviation_too() -> None:
    lying = curves.weight_for_length(sex="F", standing=False, dots=[])
    standing = curves.weight_for_length(sex="F", standing=True, dots=[])
    assert [line.z for line in lying.lines] == [-3, -2, -1, 0, 1, 2, 3]
    assert lying.bounds[:2] == (45.0, 110.0) and standing.bounds[:2] == (65.0, 120.0)


def test_chronological_and_corrected_age_are_never_on_one_curve() -> None:
    dots = [curves.Dot(DAY, 60, 4.1), curves.Dot(DAY, 18, 4.1, curves.CORRECTED)]
    with pytest.raises(ValueError, match="corrected age"):
        curves.by_age("zwei", sex="F", dots=dots)
    with pytest.raises(ValueError, match="chronological, corrected or post-menstrual"):
        curves.by_age("zwei", sex="F", dots=[], age="other")


def test_dots_run_by_date_and_widen_the_drawing() -> None:
    dots = [curves.Dot(date(2026, 2, 1), 300, 40.0), curves.Dot(date(2026, 1, 1), 269, 9.0)]
    chart = curves.by_age("zwei", sex="F", dots=dots)
    assert [dot.x for dot in chart.dots] == [269, 300]
    assert chart.bounds[3] == 40.0
    assert chart.place(0, 40.0, width=600, height=400) == (0.0, 0.0)
    assert chart.place(1095, chart.bounds[2], width=600, height=400) == (600.0, 400.0)


@pytest.mark.parametrize(
    ("before", "after", "delta", "told"),
    [(0.0, -0.66, -0.66, False), (0.0, -0.67, -0.67, True), (-1.0, 0.0, 1.0, False), (None, -3.0, None, False)],
)
def test_a_fall_of_two_thirds_is_told(before: float | None, after: float, delta: float | None, told: bool) -> None:
    assert curves.change(before, after) == delta
    assert curves.falls(delta) is told


def test_the_lines_of_a_preterm_chart_read_back_as_their_z_score() -> None:
    for index, measure in curves.PRETERM.items():
        chart = curves.by_weeks(index, sex="M", dots=[])
        assert [line.z for line in chart.lines] == list(curves.LEVELS)
        for line in chart.lines:
            assert (line.points[0][0], line.points[-1][0]) == (27 * 7, 64 * 7)
            for day, value in line.points:
                assert preterm.postnatal_z(measure, boy=True, pma_days=int(day), value=value) == pytest.approx(line.z)
    with pytest.raises(ValueError, match="post-menstrual"):
        curves.by_weeks("zwei", sex="F", dots=[curves.Dot(DAY, 280, 3.0)])
