"""The day it is in Lima. Rules take the day as an argument; only services and screens ask here."""

import json
import os
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from llamkay.core.errors import Refused
from llamkay.core.values import FIRST_YEAR, LAST_YEAR

LIMA = ZoneInfo("America/Lima")
MOVED = "LLAMKAY_CLOCK"  # names the file of a demonstration that says how far its clock was moved


def now() -> datetime:
    """The present moment in America/Lima.

    ``LLAMKAY_NOW`` (ISO) holds it still for a test; the clock of a demonstration was set to some day and goes on.
    """
    if fixed := os.environ.get("LLAMKAY_NOW"):
        return moment(fixed)
    here = machine()
    return here + _moved() if MOVED in os.environ else here


def machine() -> datetime:
    """The moment that the machine shows, in America/Lima: of works and logs, whatever a demonstration's clock says."""
    return datetime.now(LIMA)


def today() -> date:
    """The present day in America/Lima."""
    return now().date()


def moment(text: str) -> datetime:
    """A moment written in ISO, in Lima where it names no place. Raises ``Refused``."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("«{text}» is not a moment; write it like 2026-02-02T09:00", values={"text": text}) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused(
            "«{text}» is of no year from {first} to {last}",
            values={"text": text, "first": FIRST_YEAR, "last": LAST_YEAR},
        )
    return found.astimezone(LIMA) if found.tzinfo else found.replace(tzinfo=LIMA)


def move(file: Path, to: datetime) -> None:
    """Set the clock of the demonstration of that file; those who serve it read the new time at their next question."""
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps({"shows": to.isoformat(), "since": datetime.now(LIMA).isoformat()}), "utf-8")
    beside.replace(file)


def _moved() -> timedelta:
    """How far the clock of the demonstration was moved; not at all where nobody set it."""
    file = Path(os.environ[MOVED])
    return _distance(file, file.stat().st_mtime_ns) if file.exists() else timedelta()


@lru_cache(maxsize=1)
def _distance(file: Path, _written: int) -> timedelta:
    """Between what the clock showed when it was set and the real time of that moment; read once a setting."""
    setting = json.loads(file.read_text("utf-8"))
    return moment(setting["shows"]) - moment(setting["since"])
