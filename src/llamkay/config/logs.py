"""How a line of the log reads: the moment in Lima as ISO 8601 with its zone, how grave, who says it, what.

No line tells of a person. An address is written as its route, without what somebody typed into it; of an error its kind
stands and where it came from, not its words, for those quote the row or the field.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from llamkay.platform.clock import LIMA

HERE = Path(__file__).resolve().parents[2]


class Line(logging.Formatter):
    """The clock of the machine, in Lima: a demonstration's fixed clock would date every line alike."""

    def format(self, record: logging.LogRecord) -> str:
        errors = list(_errors(record))
        lines = [f"{_moment(record)} {record.levelname} {record.name}: {_message(record)}"]
        return "\n    ".join([*lines, *(["Traceback, without what the error said:"] if errors else []), *errors])


class Json(logging.Formatter):
    """The same as one JSON document a line (``LLAMKAY_LOG=json``)."""

    def format(self, record: logging.LogRecord) -> str:
        document: dict[str, Any] = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if errors := list(_errors(record)):
            document["error"] = errors
        if status := getattr(record, "status_code", None):
            document["status"] = status
        return json.dumps(document, ensure_ascii=False)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, LIMA).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    """What is said, the address of a request replaced by its route."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record.getMessage()
    route = getattr(request.resolver_match, "route", None) or "an address that leads nowhere"
    return str(record.msg) % tuple(route if argument == request.path else argument for argument in record.args)


def _errors(record: logging.LogRecord) -> Iterator[str]:
    """The kinds of an error and of what caused it, the innermost last, each with the lines of ours that it came by."""
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        code = getattr(error, "sqlstate", None)
        rule = getattr(getattr(error, "diag", None), "constraint_name", None)
        about = " ".join(str(word) for word in (code, rule) if word)
        yield f"{type(error).__module__}.{type(error).__qualname__}{f' ({about})' if about else ''}"
        for frame in traceback.extract_tb(error.__traceback__):
            if Path(frame.filename).is_relative_to(HERE):
                yield f"  {Path(frame.filename).relative_to(HERE)}:{frame.lineno} {frame.name}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
