"""The demonstration as it was built, once for everybody who serves it, and the day on which a browser visits it."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

LLAMKAY = str(Path(sys.executable).parent / "llamkay")
# The demonstration is of 2 February; here it is already March, so that February can be filled and closed.
NOW = "2026-03-02T09:00:00-05:00"
BUILT = "LLAMKAY_BUILT_DEMO"  # a folder where «llamkay demo --no-serve» was run, and no server is at work


def outside() -> dict[str, str]:
    """The environment of somebody who starts the house for the first time."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LLAMKAY_", "DATABASE_"))}


def demonstration(home: Path, shared: Path) -> None:
    """Put a built demonstration into ``home``: a copy of the folder that ``LLAMKAY_BUILT_DEMO`` names, if any.

    Otherwise it is built in ``shared``, the folder of the whole session, by whoever comes first.
    """
    built = Path(os.environ[BUILT]) if BUILT in os.environ else _built(shared)
    _rest(built)
    # As root the copy keeps the owner of the database's files.
    subprocess.run(["cp", "-a", f"{built}/.", str(home)], check=True)


def _rest(built: Path) -> None:
    """Stop the embedded server of a folder that is to be copied: it outlives a builder whose helpers were ended."""
    standing = built / "postgres" / "postmaster.pid"
    if standing.exists():
        with suppress(ProcessLookupError):
            os.kill(int(standing.read_text().split()[0]), signal.SIGINT)
    for _ in range(300):
        if not standing.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"a server is at work in {built}")


def _built(shared: Path) -> Path:
    made = shared / "built-demonstration"
    with (shared / "built-demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making = shared / "unfinished-demonstration"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(mode=0o700)
            done = subprocess.run(
                [LLAMKAY, "demo", "--no-serve"],
                env=outside() | {"LLAMKAY_DATA": str(making)},
                capture_output=True,
                text=True,
                timeout=400,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            _rest(making)
            making.rename(made)
    return made
