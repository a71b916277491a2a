"""How a line of the log reads: the moment in Lima as ISO 8601 with its zone, how grave, who says it, what."""

import logging
from datetime import datetime

from llamkay.platform.clock import LIMA


class Line(logging.Formatter):
    """The clock of the machine, in Lima: a demonstration's fixed clock would date every line alike."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, LIMA).isoformat(timespec="milliseconds")
