"""The clock of the demonstration: it begins on a morning, goes on by itself, and is moved by whoever shows it."""

import json
import os
from datetime import datetime
from pathlib import Path

from llamkay.platform import clock
from llamkay.platform.database.connection import data_folder

MORNING = "2026-02-02T09:00:00-05:00"  # when it is built, and begins


def file() -> Path:
    """Where the data folder keeps how far its clock was moved."""
    return data_folder() / "demo-clock.json"


def go_on(at: str | None) -> None:
    """Let the clock run in this process and those that it starts: from ``at``, or from where it stood.

    What was done in a demonstration is never later than its clock: begun again, it goes on at its last act.
    """
    if at:
        clock.move(file(), clock.moment(at))
    else:
        clock.move(file(), max(clock.moment(MORNING), _last_act()))
    os.environ.pop("LLAMKAY_NOW", None)
    os.environ[clock.MOVED] = str(file())


def shown() -> datetime | None:
    """What the clock of this data folder shows now; nothing where no demonstration was ever begun."""
    if not file().exists():
        return None
    told = json.loads(file().read_text("utf-8"))
    moved = clock.moment(told["shows"]) - clock.moment(told["since"])
    return datetime.now(clock.LIMA) + moved


def _last_act() -> datetime:
    from llamkay.platform.models import LoggedAction

    last: datetime | None = LoggedAction.objects.order_by("-at").values_list("at", flat=True).first()
    return last or clock.moment(MORNING)
