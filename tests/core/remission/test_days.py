"""The days kernel: what counts, what does not, and what may never happen."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.remission.days import (
    EXCLUSIONS,
    Context,
    DayCount,
    DayRules,
    Exclusion,
    Kind,
    Rows,
    count_days,
)
from llamkay.core.remission.words import LANGUAGES, sentence

MONDAY = date(2026, 3, 2)
RULES = DayRules()


def rows(*lines: tuple[int, Kind, list[int]], **changes: object) -> Rows:
    minutes = np.array([line[2] for line in lines], np.int16)
    count = len(lines)
    plain = Rows(
        person=np.array([line[0] for line in lines], np.intp),
        kind=np.array([line[1] for line in lines], np.uint8),
        minutes=minutes,
        counts=np.ones(minutes.shape, np.bool_),
        place_counts=np.ones(count, np.bool_),
        authorised=np.zeros(minutes.shape, np.bool_),
        expelled=np.zeros(minutes.shape, np.bool_),
        passed=np.ones(count, np.bool_),
    )
    return replace(plain, **changes)


def context(people: int, days: int, first: date = MONDAY, **changes: object) -> Context:
    plain = Context(
        dates=np.array([first + timedelta(days=i) for i in range(days)], "datetime64[D]"),
        holiday=np.zeros(days, np.bool_),
        enrolled=np.ones((people, 2, days), np.bool_),
        isolated=np.zeros((people, days), np.bool_),
        in_custody=np.ones((people, days), np.bool_),
        accumulates=np.zeros((people, days), np.bool_),
        carry=np.zeros((people, 2), np.int32),
    )
    return replace(plain, **changes)


def total(count: DayCount) -> int:
    return int(count.credits.sum())


def test_the_sunday_is_the_seventh_day() -> None:
    count = count_days(rows((0, Kind.WORK, [240] * 7)), context(1, 7), RULES)
    assert count.credits[0, 0].tolist() == [1, 1, 1, 1, 1, 1, 0]
    assert count.excluded[0].tolist() == [0] * 6 + [Exclusion.SUNDAY_WITHOUT_AUTHORISATION]


def test_short_days_gather_across_months() -> None:
    first = count_days(rows((0, Kind.WORK, [100, 100])), context(1, 2), RULES)
    assert (total(first), first.carry_out.tolist()) == (0, [[200, 0]])
    second = count_days(rows((0, Kind.WORK, [40])), context(1, 1, carry=first.carry_out), RULES)
    assert (total(second), second.carry_out.tolist()) == (1, [[0, 0]])


def test_rows_of_one_day_add_up_and_the_rest_is_over_the_cap() -> None:
    count = count_days(rows((0, 0, [120]), (0, 0, [180]), (0, 0, [60])), context(1, 1), RULES)
    assert total(count) == 1
    assert count.used[0, 0].tolist() == [240]
    assert count.excluded[:, 0].tolist() == [0, 0, Exclusion.OVER_DAILY_CAP]


def test_a_study_month_without_the_mark_does_not_stand_in_the_way_of_work() -> None:
    sheet = rows((0, Kind.WORK, [240]), (0, Kind.STUDY, [300]), passed=np.array([True, False]))
    count = count_days(sheet, context(1, 1), RULES)
    assert count.credits[0, :, 0].tolist() == [1, 0]
    assert count.excluded[:, 0].tolist() == [0, Exclusion.NO_PASSING_MARK]


def test_an_expulsion_loses_the_day_of_that_kind_in_every_row() -> None:
    sheet = rows((0, 0, [0]), (0, 0, [240]), (1, 0, [240]), expelled=np.array([[True], [False], [False]]))
    count = count_days(sheet, context(2, 1), RULES)
    assert count.credits[:, 0, 0].tolist() == [0, 1]
    assert count.excluded[:, 0].tolist() == [Exclusion.EXPELLED, Exclusion.EXPELLED, 0]


def test_nothing_is_nothing() -> None:
    count = count_days(
        replace(rows((0, 0, [240])), **{k: v[:0] for k, v in _parts(rows((0, 0, [240]))).items()}),
        context(3, 1),
        RULES,
    )
    assert total(count) == 0
    assert count.carry_out.shape == (3, 2)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": np.array([7], np.uint8)}, "«kind»"),
        ({"person": np.array([5])}, "«person»"),
        ({"minutes": np.array([[-1]], np.int16)}, "«minutes»"),
        ({"counts": np.ones((2, 1), np.bool_)}, "«counts»"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        count_days(rows((0, 0, [240]), **changes), context(1, 1), RULES)


def test_every_exclusion_has_its_article_and_its_sentence() -> None:
    assert set(EXCLUSIONS) == set(Exclusion) - {Exclusion.NONE}
    assert all(why.norm and why.article for why in EXCLUSIONS.values())
    assert all(sentence(found.why, language).endswith(".") for found in EXCLUSIONS for language in LANGUAGES)


def _parts(sheet: Rows) -> dict:
    return {name: getattr(sheet, name) for name in Rows.__dataclass_fields__}


def _take(sheet: Rows, order: list[int]) -> Rows:
    return Rows(**{name: part[order] for name, part in _parts(sheet).items()})


def _cut(sheet: Rows, low: int, high: int) -> Rows:
    parts = _parts(sheet)
    return Rows(**{n: p[:, low:high] if p.ndim == 2 else p for n, p in parts.items()})


def _cut_context(whole: Context, low: int, high: int, carry: np.ndarray) -> Context:
    parts = {name: getattr(whole, name)[..., low:high] for name in Context.__dataclass_fields__ if name != "carry"}
    return Context(**parts, carry=carry)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Rows, Context]:
    people, days, count = draw(st.integers(1, 3)), draw(st.integers(1, 20)), draw(st.integers(1, 6))
    seed = np.random.default_rng(draw(st.integers(0, 2**32)))
    lines = rows(*[(int(seed.integers(people)), Kind(int(seed.integers(2))), [0] * days) for _ in range(count)])
    lines = replace(
        lines,
        minutes=seed.choice([0, 60, 120, 225, 240, 300, 480], (count, days)).astype(np.int16),
        counts=seed.random((count, days)) > 0.1,
        place_counts=seed.random(count) > 0.1,
        authorised=seed.random((count, days)) > 0.8,
        expelled=seed.random((count, days)) > 0.95,
        passed=seed.random(count) > 0.2,
    )
    about = context(
        people,
        days,
        holiday=seed.random(days) > 0.9,
        enrolled=seed.random((people, 2, days)) > 0.1,
        isolated=seed.random((people, days)) > 0.9,
        in_custody=seed.random((people, days)) > 0.05,
        accumulates=seed.random((people, days)) > 0.5,
        carry=seed.integers(0, 240, (people, 2)).astype(np.int32),
    )
    return lines, about


@settings(max_examples=150, deadline=None)
@given(sheets(), st.data())
def test_order_of_entry_changes_nothing(case: tuple[Rows, Context], data: st.DataObject) -> None:
    lines, about = case
    order = data.draw(st.permutations(range(len(lines.person))))
    one, other = count_days(lines, about, RULES), count_days(_take(lines, list(order)), about, RULES)
    assert (one.credits == other.credits).all() and (one.carry_out == other.carry_out).all()


@settings(max_examples=150, deadline=None)
@given(sheets(), st.data())
def test_splitting_a_period_changes_nothing(case: tuple[Rows, Context], data: st.DataObject) -> None:
    lines, about = case
    days = len(about.dates)
    at = data.draw(st.integers(0, days))
    whole = count_days(lines, about, RULES)
    first = count_days(_cut(lines, 0, at), _cut_context(about, 0, at, about.carry), RULES)
    second = count_days(_cut(lines, at, days), _cut_context(about, at, days, first.carry_out), RULES)
    assert (np.concatenate([first.credits, second.credits], axis=2) == whole.credits).all()
    assert (np.concatenate([first.excluded, second.excluded], axis=1) == whole.excluded).all()
    assert (second.carry_out == whole.carry_out).all()


@settings(max_examples=150, deadline=None)
@given(sheets(), st.integers(1, 2))
def test_no_day_is_counted_twice(case: tuple[Rows, Context], most: int) -> None:
    lines, about = case
    count = count_days(lines, about, DayRules(max_days_per_calendar_day=most))
    assert count.credits.max() <= most
    alone = ~about.accumulates
    assert ((count.used > 0).sum(axis=1)[alone] <= 1).all()
    banked = about.carry + count.used.sum(axis=2, dtype=np.int64)
    assert (banked == count.credits.sum(axis=2, dtype=np.int64) * 240 + count.carry_out).all()


@settings(max_examples=150, deadline=None)
@given(sheets(), st.data())
def test_more_activity_of_a_kind_never_counts_fewer_days(case: tuple[Rows, Context], data: st.DataObject) -> None:
    lines, about = case
    about = replace(about, accumulates=np.ones_like(about.accumulates))
    row = data.draw(st.integers(0, len(lines.person) - 1))
    day = data.draw(st.integers(0, len(about.dates) - 1))
    more = lines.minutes.copy()
    more[row, day] = min(1440, more[row, day] + data.draw(st.integers(1, 600)))
    assert total(count_days(replace(lines, minutes=more), about, RULES)) >= total(count_days(lines, about, RULES))


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_people_do_not_touch_one_another(case: tuple[Rows, Context]) -> None:
    lines, about = case
    whole = count_days(lines, about, RULES)
    for person in range(len(about.carry)):
        only = _take(lines, [i for i, p in enumerate(lines.person) if p == person])
        assert (count_days(only, about, RULES).credits[person] == whole.credits[person]).all()


def test_what_is_excluded_has_a_reason_and_what_counts_has_none() -> None:
    lines = rows((0, 0, [240, 0, 240]), counts=np.array([[True, False, False]]))
    count = count_days(lines, context(1, 3), RULES)
    assert count.excluded[0].tolist() == [0, 0, Exclusion.REASON_DOES_NOT_COUNT]
