"""The figures of two prisons in January 2026, small enough to check by hand, and the texts of two notes."""

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.press import reviews
from llamkay.apps.press.models import Note
from llamkay.apps.statistics.services import record_return
from llamkay.core.values import Month
from llamkay.platform.security.access import Command

JANUARY = Month(2026, 1)
# Together: 1,495 people, of whom 923 work, 16 of them in a bakery; 44 children in the nursery.
FIGURES = {
    "EP16": {
        "population": 810,
        "working": 520,
        "children_attending": 34,
        "pregnant": 4,
        "activities": 3,
        "working_by_trade": {"panaderia": 16, "sin-especialidad": 510},
    },
    "EP17": {"population": 685, "working": 403, "children_attending": 10, "pregnant": 6},
}
TEXT = ["Trabajan {{figure:trabajan}} personas, el {{figure:parte}} de la población.", "La cuna sigue abierta."]
OLD = """Visita a los talleres
Nota de prensa Las internas mostraron su trabajo

2 de febrero de 2026 - 4:07 p. m.
NOTA DE PRENSA N° 098-2026-INPE
Primer párrafo de la visita.
Segundo párrafo de la visita.
Primer párrafo de la visita.
"""


def report(code, month=JANUARY, **values):
    """A prison's figures of a month, January unless another is named, taken as its next snapshot."""
    return record_return(
        actor=Command(),
        establishment=Establishment.objects.get(code=code),
        month=month,
        as_of=month.dates()[-1],
        source="Oficio",
        figures={name: value if isinstance(value, dict) else {"": value} for name, value in values.items()},
    )


def publish(note, *, by=None, writer=None):
    """A draft on its whole way: sent to review, approved and published by ``by``, the system unless it is named."""
    reviews.send(actor=writer or Command(), note=note)
    reviews.approve(actor=by or Command(), note=note)
    return reviews.publish(actor=by or Command(), note=Note.objects.get(pk=note.pk))
