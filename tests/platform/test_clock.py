"""What day it is: the real one, one held still, or that of a demonstration whose clock was moved."""

from datetime import date, datetime, timedelta

import pytest

from llamkay.core.errors import Refused
from llamkay.platform import clock


@pytest.fixture(autouse=True)
def free(monkeypatch):
    monkeypatch.delenv("LLAMKAY_NOW", raising=False)
    monkeypatch.delenv(clock.MOVED, raising=False)


def test_held_still_it_stays(monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T16:07:00")
    assert clock.now() == clock.now() == datetime(2026, 2, 2, 16, 7, tzinfo=clock.LIMA)


def test_moved_it_goes_on(monkeypatch, tmp_path):
    file = tmp_path / "clock.json"
    clock.move(file, clock.moment("2026-02-02T09:00"))
    monkeypatch.setenv(clock.MOVED, str(file))
    first, second = clock.now(), clock.now()
    assert first < second and first.date() == date(2026, 2, 2)
    assert first - datetime(2026, 2, 2, 9, tzinfo=clock.LIMA) < timedelta(minutes=5)
    clock.move(file, clock.moment("2026-03-02T08:30:00-05:00"))
    assert clock.today() == date(2026, 3, 2)  # at once, without a restart


def test_without_its_file_it_is_the_real_day(monkeypatch, tmp_path):
    monkeypatch.setenv(clock.MOVED, str(tmp_path / "none.json"))
    assert abs(clock.now() - datetime.now(clock.LIMA)) < timedelta(minutes=5)


def test_what_is_no_moment_is_refused():
    with pytest.raises(Refused, match="«mañana» is not a moment"):
        clock.moment("mañana")
    for far in ("0001-01-01T00:00", "1899-12-31T23:59", "2201-01-01", "9999-12-31T23:59-05:00"):
        with pytest.raises(Refused, match="is of no year from 1900 to 2200"):
            clock.moment(far)
