"""The commands that prepare and prove a real system, on a database of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LLAMKAY = str(Path(sys.executable).with_name("llamkay"))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    home = tmp_path_factory.mktemp("data")
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "LLAMKAY_DATABASE_AS")}

    def command(*words, status=0):
        done = subprocess.run(
            [LLAMKAY, *words],
            env=environment | {"LLAMKAY_DATA": str(home)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return command


def test_prepared_again_and_proved(run, tmp_path):
    first = run("prepare", "--administrator", "rosa.prueba").stdout
    assert first.startswith("rosa.prueba: ")
    assert run("prepare").stdout == "ready\n"
    assert "Ya hay quien administra" in run("prepare", "--administrator", "otra.prueba", status=2).stderr
    assert "MAL" not in run("verify").stdout

    (tmp_path / "bad.dump").write_text("no backup")
    assert len(run("restore", str(tmp_path / "bad.dump"), "--yes", status=2).stderr.strip().splitlines()) == 1
    assert "Ya hay quien administra" in run("prepare", "--administrator", "otra.prueba", status=2).stderr

    assert "2020-13" in run("close", "--month", "2020-13", "--all", status=2).stderr
    assert "EP99" in run("close", "--month", "2026-01", "--establishment", "EP99", status=2).stderr
