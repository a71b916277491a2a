"""What was signed and analysed is still what it was: seals, hashes, numbers without gaps, the acts that made them."""

from collections.abc import Iterator

from llamkay.apps.evaluation import acts
from llamkay.apps.evaluation.models import Protocol, Run
from llamkay.apps.evaluation.services import digest, of
from llamkay.platform.database.tables import missing_numbers
from llamkay.platform.record import audit


def evaluations() -> Iterator[str]:
    """Each protocol against its seal, each analysis against its hash and the log, each series without gaps."""
    for protocol in Protocol.objects.select_related("programme").iterator():
        if of(protocol).seal != protocol.seal:
            yield f"el protocolo de {protocol} no es el que se escribió: su huella no coincide"
    logged = {line.target: line.details.get("hash") for line in audit.acts(acts.RUN)}
    for run in Run.objects.select_related("programme", "protocol").iterator():
        recorded = logged.pop(f"evaluation:{run.pk}", None)
        if digest(run.document) != run.hash or recorded != run.hash:
            yield f"{run}: el informe no es el que se hizo"
        elif run.document["protocol"]["seal"] != run.protocol.seal:
            yield f"{run}: no es del protocolo que se firmó"
    yield from (f"falta el análisis que el registro de actos nombra: {target}" for target in logged)
    for programme, number in missing_numbers(Run, "programme_id"):
        yield f"del programa {programme} falta el análisis {number}"


def how_many() -> int:
    """How many protocols and analyses are looked at."""
    return Protocol.objects.count() + Run.objects.count()
