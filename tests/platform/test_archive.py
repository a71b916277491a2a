"""What an archive keeps, lets go and refuses; a recovery of a whole server is tried by ``make recovery``."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pyrage
import pytest

from llamkay.core.errors import Refused
from llamkay.platform.clock import LIMA
from llamkay.platform.database import archive as archives
from llamkay.platform.database import backups
from llamkay.platform.database.archive import Archive, Base

KEY, NOON = b"the key of a house", datetime(2026, 11, 30, 12, tzinfo=LIMA)


@pytest.fixture
def archive(tmp_path):
    """Three bases, a day apart, of four segments each."""
    made = Archive(tmp_path / "away", tmp_path / "making").made()
    for day in range(3):
        file = made.bases / f"2026112{day}T120000.tar.gz"
        file.write_bytes(b"a base")
        at = (NOON + timedelta(days=day)).isoformat()
        base = Base(file.name, at, segment(day * 4), "7", archives._sum(file))
        base = Base(**asdict(base) | {"code": base.signed_by(KEY)})
        archives._about(file).write_text(archives.json.dumps(asdict(base)))
        for number in range(day * 4, day * 4 + 4):
            (made.wal / segment(number)).write_bytes(b"changes")
    return made


def segment(number, line=1):
    return f"{line:08X}{0:08X}{254 + number:08X}" if number < 2 else f"{line:08X}{1:08X}{number - 2:08X}"


def refusal(archive, into, **changes):
    with pytest.raises(Refused) as refused:
        archives.recover(archive, into, **{"to": None, "identities": [], "key": KEY} | changes)
    return str(refused.value)


def test_the_oldest_goes_with_the_changes_that_only_it_reads(archive):
    assert archives.keep(archive, 5) == (0, 0)
    assert archives.keep(archive, 2) == (1, 4)
    assert [base.segment for base in archives.bases(archive)] == [segment(4), segment(8)]
    assert sorted(file.name for file in archive.wal.iterdir()) == sorted(segment(number) for number in range(4, 12))


def test_what_is_whole_goes_out_and_what_is_not_stays(archive, tmp_path):
    key = pyrage.x25519.Identity.generate()
    spool = tmp_path / "spool"
    spool.mkdir()
    for name in (segment(12), f"{segment(13)}.partial", "00000002.history"):
        (spool / name).write_bytes(b"changes of somebody")
    assert archives.ship(replace(archive, recipients=[str(key.to_public())]), spool) == 2
    assert [file.name for file in spool.iterdir()] == [f"{segment(13)}.partial"]
    out = archive.wal / f"{segment(12)}.age"
    assert pyrage.decrypt(out.read_bytes(), [key]) == b"changes of somebody"
    assert out.stat().st_mode & 0o077 == 0


def test_each_thing_that_is_wrong_is_refused_and_nothing_is_made(archive, tmp_path):
    into = tmp_path / "into"
    assert "holds no base before" in refusal(archive, into, to=NOON - timedelta(days=1))
    assert "sealed by another house" in refusal(archive, into, key=b"another")
    (archive.wal / segment(9)).unlink()
    assert f"lacks the changes {segment(9)[8:]}" in refusal(archive, into)
    (archive.bases / "20261122T120000.tar.gz").write_bytes(b"a bas")
    assert "missing, changed or cut short" in refusal(archive, into)
    assert not into.exists()
    into.mkdir()
    (into / "something").touch()
    assert "holds something" in refusal(archive, into)
    assert (into / "something").exists()


def test_an_archive_is_of_one_server(archive):
    archives._refuse_another_server(archive, "7")
    archives._refuse_another_server(archive, "7")
    with pytest.raises(Refused, match="another server"):
        archives._refuse_another_server(archive, "8")


def test_nightly_backups_stay_by_number_and_by_month(tmp_path):
    nights = [datetime(2026, 8, 1, tzinfo=LIMA) + timedelta(days=day) for day in range(100)]
    for night in nights:
        (tmp_path / f"llamkay-{night:%Y-%m-%d}T020000.age").touch()
    (tmp_path / "llamkay-before-the-move.age").touch()
    for file in backups.spent(tmp_path, keep=7, months=2):
        file.unlink()
    stay = sorted(file.name for file in tmp_path.iterdir())
    assert stay[-1] == "llamkay-before-the-move.age"
    assert [name[8:18] for name in stay[:-1]] == [
        "2026-10-01",
        "2026-11-01",
        *(f"2026-11-0{day}" for day in range(2, 9)),
    ]
