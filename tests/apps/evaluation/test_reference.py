"""What stands beside our results: North Carolina as it ships is what its rows give; the literature has its signs."""

from pathlib import Path

from llamkay.apps.evaluation.reference import as_json, compute_north_carolina, literature, north_carolina, signs

ROWS = Path("cases/evaluation/north-carolina.csv")


def test_what_ships_of_north_carolina_is_what_its_rows_give():
    assert as_json(compute_north_carolina(ROWS)) == north_carolina()


def test_no_difference_was_found_in_north_carolina():
    outcomes = north_carolina()["outcomes"]
    assert [each["verdict"]["code"] for each in outcomes] == ["inconclusive"] * 3
    assert [(each["treated"]["returned"], each["comparison"]["returned"]) for each in outcomes] == [
        (83, 100),
        (154, 184),
        (200, 227),
    ]
    assert all(abs(b["after"]) < 0.001 for each in outcomes for b in each["balance"])


def test_the_literature_disagrees_and_says_so():
    found = signs(literature())
    assert found["lower"] and found["none"] and found["mixed"] and sum(found.values()) == len(literature())
