"""The two things that are taken along, a roll call and a day of the nursery, behind one interface."""

from datetime import datetime
from typing import Any, Protocol, TypeVar

from llamkay.apps.offline import days, sheets
from llamkay.apps.offline.models import DayEntry, SheetEntry, Taking
from llamkay.apps.offline.packages import Package
from llamkay.apps.offline.written import Written

E = TypeVar("E", SheetEntry, DayEntry)


class Part(Protocol[E]):
    """What each of them does; an entry is a mark or a line that came back from a device."""

    def check_takeable(self, actor: Any, thing: Any, /) -> None:
        """Raise unless the actor may take the thing along now."""

    def package(self, taking: Taking, /) -> Package:
        """What the device shows."""

    def there(self, taking: Taking, /) -> set[int]:
        """The numbers of the rows or children that are still where they were taken."""

    def entry_of(self, taking: Taking, each: Written, skew: int, /) -> E:
        """The entry of what was written, not yet judged unless it cannot be read."""

    def apply(self, *, actor: Any, taking: Taking, entries: list[E], moved: int) -> None:
        """Write what may be written, and set the state of each entry; ``moved`` is in seconds."""

    def against(self, entry: E, /) -> str:
        """The reason of a dispute in the reader's language; nothing where the entry is in none."""

    def prefer(self, *, actor: Any, entry: E, why: str, at: datetime | None) -> None:
        """Write the entry over what stands; raises what the sheet or the day refuses."""

    def stands(self, entry: E, /) -> str:
        """What stands now where the entry waits."""

    def hold(self, actor: Any, entry: E, /) -> None:
        """Let nobody else write there meanwhile; raise unless the actor may."""


SHEETS: Part[SheetEntry] = sheets
DAYS: Part[DayEntry] = days


def part_of(taking: Taking) -> Part[Any]:
    """The part that a taking is of."""
    return SHEETS if taking.sheet_id else DAYS
