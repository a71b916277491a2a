"""Something that was taken along to be marked without a line, and what of it waits for a person."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from llamkay.apps.offline.models import DayEntry, SheetEntry, Taking
from llamkay.platform import clock


def taken_along(made: Any, by: str) -> None:
    """A sheet and a room that somebody took along, with a mark of each row and a line of the child in dispute.

    ``made`` has the open sheet, the room and the child; it learns the ``taking``, a ``mark`` and a ``line`` that wait.
    """
    now = clock.now()
    common = {"establishment": made.place, "day": now.date(), "by": by, "at": now, "until": now + timedelta(hours=12)}
    came = {
        "device_at": now,
        "skew": 0,
        "received_at": now,
        "state": "conflict",
        "why": "Otra persona marcó.",
    }
    made.taking = Taking.objects.create(sheet=made.open_sheet, key=b"0" * 32, **common)
    for number, row in enumerate(made.open_sheet.rows.all(), start=1):
        made.mark = SheetEntry.objects.create(
            id=uuid4(), taking=made.taking, number=number, row=row, mark="F", note=f"Nota {made.word}", **came
        )
    room = Taking.objects.create(room=made.room, key=b"0" * 32, **common)
    made.line = DayEntry.objects.create(
        id=uuid4(),
        taking=room,
        number=1,
        child=made.child,
        kind="in",
        happened_at=now,
        who="mother",
        glance="other",
        note=f"Raspón {made.word}",
        **came,
    )
