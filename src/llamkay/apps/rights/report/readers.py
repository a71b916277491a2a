"""Who looked at what is held of a person, and what was done with it: by function and place, not by name."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from llamkay.apps.institutions.queries import functions_of_all
from llamkay.apps.rights.models import DataRequest
from llamkay.platform import clock
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record.acts import ACTS, READS
from llamkay.platform.record.holdings import Table

HEADS = ["Función y lugar", "Qué", "Veces", "Primera", "Última"]
NOTE = (
    "Se cuenta lo que se leyó e hizo de su ficha, de su hija o hijo y de sus pedidos. Una planilla, un pago o un "
    "cierre es de muchas personas a la vez: lo suyo de ellos está en las tablas de arriba."
)
SYSTEM = "El sistema, sin intervención de nadie"


def readers(people: Sequence[int], children: Sequence[int]) -> Sequence[Table]:
    """The readings and the acts about a person, under each identity, a child who is told of, and what was asked for."""
    requests = DataRequest.objects.filter(person__in=people).values_list("pk", flat=True)
    about = Q(target__in=[*(f"person:{pk}" for pk in people), *(f"child:{pk}" for pk in children)])
    about |= Q(target__in=[f"data_request:{pk}" for pk in requests])
    for pk in children:
        about |= Q(target__startswith=f"child:{pk}/")
    counted = {"times": Count("id"), "first": Min("at"), "last": Max("at")}
    reads = InteractionLog.objects.filter(about).values_list("actor", "kind").annotate(**counted)
    done = LoggedAction.objects.filter(about).values_list("actor", "verb").annotate(**counted)
    looked, acted = list(reads.order_by("actor", "kind")), list(done.order_by("actor", "verb"))
    functions = functions_of_all({line[0] for line in [*looked, *acted]})

    def rows(lines: Iterable[tuple[Any, ...]], words: Callable[[str], str]) -> list[list[str]]:
        return [
            [functions.get(actor, SYSTEM), words(kind), str(times), _day(first), _day(last)]
            for actor, kind, times, first, last in lines
        ]

    return [
        Table("Lecturas", HEADS, rows(looked, lambda kind: str(READS.get(kind, kind))), NOTE),
        Table("Actos", HEADS, rows(acted, lambda verb: str(ACTS[verb].words) if verb in ACTS else verb), NOTE),
    ]


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(clock.LIMA):%d/%m/%Y}"
