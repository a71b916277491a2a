"""What is held of a person from work without a line: each mark as it came from the device."""

from llamkay.apps.activities.holdings import ACTIVITIES, ATTENDANCE
from llamkay.apps.nursery.holdings import CHILD, NURSERY
from llamkay.platform.record.holdings import Goes, holding

holding(
    "offline.SheetEntry",
    ACTIVITIES,
    "Marcas hechas sin conexión",
    {"Día": "taking.day", "Marca": "mark", "Nota": "note", "Llegó": "received_at", "En qué quedó": "state"},
    kind=ATTENDANCE,
    person="row__person",
    goes=Goes.WORDS,
    texts=("note", "why", "against", "settled_why"),
    order=("received_at", "number"),
    joined=("taking",),
)
holding(
    "offline.DayEntry",
    CHILD,
    "El día en la cuna, anotado sin conexión",
    {"Momento": "happened_at", "Qué": "kind", "Cómo se la vio": "glance", "Nota": "note", "En qué quedó": "state"},
    kind=NURSERY,
    child="child",
    goes=Goes.WORDS,
    texts=("who", "note", "why", "against", "settled_why"),
    order=("received_at", "number"),
)
