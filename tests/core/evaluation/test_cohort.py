"""Who was released and who came back, by definition."""

from datetime import date

import pytest

from llamkay.core.errors import Refused
from llamkay.core.evaluation.cohort import Movement, cohorts, read, refuse_after_time_zero, refuse_stock
from llamkay.core.evaluation.kinds import Kind, Return
from llamkay.core.evaluation.protocol import parse

PROTOCOL = {"period": {"from": "2022-01-01", "to": "2022-12-31"}, "data_cut": "2024-12-31", "windows": [12, 24]}


def protocol(**changed):
    return parse(PROTOCOL | changed)


def lines(person, *facts):
    """(kind, day[, offence[, reason]]) as movements of one person."""
    made = []
    for kind, day, *rest in facts:
        offence, reason = (*rest, None, "")[:2]
        made.append(
            Movement(person, Kind(kind), date.fromisoformat(day), offence and date.fromisoformat(offence), reason or "")
        )
    return made


def window(movements, months=12, **changed):
    asked = protocol(**changed)
    (cohort,) = cohorts(read(movements, asked), asked)
    return next(found for found in cohort.windows if found.months == months)


RELEASED = (("admitted", "2020-01-01"), ("released", "2022-03-10"))


@pytest.mark.parametrize(
    ("returned", "kind"),
    [
        (("returned_convicted", "2022-09-01", "2022-08-01"), Return.NEW_CONVICTED),
        (("returned_convicted", "2022-09-01", "2022-03-10"), Return.NEW_CONVICTED),
        (("returned_convicted", "2022-09-01", "2022-03-09"), Return.OLD_CASE),
        (("returned_convicted", "2022-09-01"), Return.UNKNOWN),
        (("returned_before_trial", "2022-09-01", "2022-08-01"), Return.NEW_BEFORE_TRIAL),
        (("returned_before_trial", "2022-09-01", "2019-08-01"), Return.OLD_CASE),
        (("revoked", "2022-09-01"), Return.REVOKED),
        (("admitted", "2022-09-01"), Return.ADMINISTRATIVE),
        (("unknown", "2022-09-01"), Return.UNKNOWN),
    ],
)
def test_kinds_of_return_are_kept_apart(returned, kind):
    found = window(lines("a", *RELEASED, returned))
    assert {each for each, number in found.kinds.items() if number} == {kind}
    assert found.returned == (kind is Return.NEW_CONVICTED)


@pytest.mark.parametrize(("day", "returned"), [("2023-03-09", 1), ("2023-03-10", 0)])
def test_the_anniversary_belongs_to_the_next_window(day, returned):
    movements = lines("a", *RELEASED, ("returned_convicted", day, "2022-04-01"))
    assert window(movements).returned == returned
    assert window(movements, 24).returned == 1


@pytest.mark.parametrize(("cut", "evaluable"), [("2023-03-09", 1), ("2023-03-08", 0)])
def test_an_unfinished_window_is_never_a_no(cut, evaluable):
    found = window(lines("a", *RELEASED), data_cut=cut)
    assert (found.evaluable, found.returned, found.share is None) == (evaluable, 0, not evaluable)


def test_a_return_in_an_unfinished_window_does_not_count_either():
    found = window(lines("a", *RELEASED, ("returned_convicted", "2022-09-01", "2022-08-01")), data_cut="2022-12-31")
    assert (found.evaluable, found.returned) == (0, 0)


def test_a_leap_day_ends_on_the_last_of_february():
    asked = {"period": {"from": "2024-01-01", "to": "2024-12-31"}, "data_cut": "2026-12-31"}
    for day, returned in (("2025-02-27", 1), ("2025-02-28", 0)):
        movements = lines("a", ("released", "2024-02-29"), ("returned_convicted", day, "2024-05-01"))
        assert window(movements, **asked).returned == returned


def test_what_is_no_release():
    movements = [
        *lines("transfer", ("admitted", "2020-01-01"), ("transferred", "2022-02-01")),
        *lines(
            "leave", ("admitted", "2020-01-01"), ("temporary_exit", "2022-02-01"), ("temporary_return", "2022-02-03")
        ),
        *lines("dead", ("admitted", "2020-01-01"), ("died", "2022-02-01")),
        *lines("expelled", ("admitted", "2020-01-01"), ("expelled", "2022-02-01")),
        *lines("escaped", ("admitted", "2020-01-01"), ("released", "2022-02-01", None, "escape")),
        *lines("mistake", ("admitted", "2020-01-01"), ("released", "2022-02-01", None, "error")),
    ]
    found = read(movements, protocol())
    assert (found.releases, found.unknown_reason) == ([], 0)


def test_an_exit_without_a_reason_has_its_own_bucket():
    movements = [
        *lines("a", ("admitted", "2020-01-01"), ("released", "2022-02-01", None, "unknown")),
        *lines("b", ("admitted", "2020-01-01"), ("unknown", "2022-02-01")),
        *lines("c", *RELEASED),
    ]
    found = read(movements, protocol())
    assert ([release.person for release in found.releases], found.unknown_reason) == (["c"], 2)


def test_a_reason_that_nobody_decided_is_refused():
    with pytest.raises(Refused, match="paperwork"):
        read(lines("a", ("released", "2022-02-01", None, "paperwork")), protocol())


def test_the_first_release_in_the_period_is_the_one():
    movements = lines(
        "a",
        ("released", "2021-06-01"),
        ("returned_convicted", "2021-09-01", "2021-08-01"),
        ("released", "2022-02-01"),
        ("returned_convicted", "2022-05-01", "2022-04-01"),
        ("released", "2022-11-01"),
    )
    (release,) = read(movements, protocol()).releases
    assert (release.on, release.days_to([Return.NEW_CONVICTED])) == (date(2022, 2, 1), 89)


def test_who_died_can_no_longer_return_and_stays_in_sight():
    found = window(lines("a", *RELEASED, ("died", "2022-06-01")))
    assert (found.evaluable, found.returned, found.died, found.expelled) == (1, 0, 1, 0)
    assert window(lines("a", *RELEASED, ("expelled", "2022-06-01"))).expelled == 1


def test_a_return_on_the_day_of_release_is_counted_and_told():
    movements = lines("a", *RELEASED, ("returned_convicted", "2022-03-10", "2022-03-10"))
    assert window(movements).returned == 1
    assert read(movements, protocol()).warnings == {"a return on the day of the release": 1}


def test_several_returns_count_one_person():
    movements = lines(
        "a",
        *RELEASED,
        ("returned_before_trial", "2022-05-01", "2022-04-01"),
        ("returned_convicted", "2022-08-01", "2022-04-01"),
    )
    found = window(movements, outcome=["new_convicted", "new_before_trial"])
    assert (found.returned, found.kinds[Return.NEW_CONVICTED], found.kinds[Return.NEW_BEFORE_TRIAL]) == (1, 1, 1)


def test_cohorts_by_calendar():
    movements = [line for day in ("2022-01-31", "2022-02-01", "2022-04-30") for line in lines(day, ("released", day))]
    for calendar, names in (("month", ["2022-01", "2022-02", "2022-04"]), ("quarter", ["2022-Q1", "2022-Q2"])):
        asked = protocol(cohort=calendar)
        assert [cohort.name for cohort in cohorts(read(movements, asked), asked)] == names


def test_exposure_after_time_zero_is_refused():
    zero = {"a": date(2022, 3, 10), "b": date(2022, 3, 10)}
    refuse_after_time_zero({"a": date(2022, 3, 10), "other": date(2030, 1, 1)}, zero)
    with pytest.raises(Refused, match="1 people") as refusal:
        refuse_after_time_zero({"a": date(2022, 3, 11)}, zero)
    assert (refusal.value.code, refusal.value.cells) == ("immortal_time", ("a",))


def test_a_stock_share_is_no_recidivism():
    with pytest.raises(Refused) as refusal:
        refuse_stock("reingresantes en la población")
    assert refusal.value.code == "stock_share"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"period": None}, "period"),
        ({"period": {"from": "2023-01-01", "to": "2022-12-31"}}, "period"),
        ({"data_cut": "soon"}, "data_cut"),
        ({"windows": []}, "windows"),
        ({"windows": [0]}, "windows"),
        ({"windows": [True]}, "windows"),
        ({"cohort": "week"}, "cohort"),
        ({"outcome": ["arrest"]}, "outcome"),
        ({"version": "1"}, "version"),
        ({"covariates": "age"}, "covariates"),
        ({"horizon": 3}, "horizon"),
        ({"landmark": 0}, "landmark"),
    ],
)
def test_a_wrong_protocol_names_its_field(changed, field):
    with pytest.raises(Refused) as refusal:
        protocol(**changed)
    assert refusal.value.field == field


def test_the_seal_is_of_the_content():
    one = protocol()
    assert one.seal == protocol(windows=[24, 12], period={"to": "2022-12-31", "from": date(2022, 1, 1)}).seal
    assert one.seal != protocol(windows=[12]).seal
    assert one.seal == protocol(landmark=None).seal != protocol(landmark=3).seal
    assert one.seal != protocol(question="¿vuelven menos?").seal
    assert "question" in one.missing
    assert "question" not in protocol(question="¿vuelven menos?").missing
