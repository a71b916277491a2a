"""What education asks the rooms above it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from llamkay.platform.hooks import Hook


class Occasion(NamedTuple):
    """What a performance is part of: its name and the address of its page."""

    title: str
    url: str


# (reader, prison, day) → what is held in that prison that day and that reader may see, as an official visit.
OCCASIONS: Hook[[Any, int, date], Iterable[Occasion]] = Hook("education.occasions")
