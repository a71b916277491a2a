"""Every erasure is one that two people decided, and every name that left the log left it by one."""

from collections.abc import Iterator

from llamkay.apps.rights import acts
from llamkay.apps.rights.kinds import ErasureState
from llamkay.apps.rights.models import Erasure
from llamkay.platform.record import audit


def how_many() -> int:
    """How many erasures there are to be looked at."""
    return Erasure.objects.count()


def erasures() -> Iterator[str]:
    """A sentence for each erasure that the log of acts does not bear out, and for names taken away by none."""
    rows = {f"erasure:{row.pk}": row for row in Erasure.objects.all()}
    logged = {
        verb: {line.target: line for line in audit.acts(verb)} for verb in (acts.PROPOSE, acts.CONFIRM, acts.ERASE)
    }
    for target, row in rows.items():
        proposed, confirmed = logged[acts.PROPOSE].get(target), logged[acts.CONFIRM].get(target)
        if proposed is None or (proposed.actor, proposed.details["seal"]) != (row.proposed_by, row.seal):
            yield f"el borrado {row} no es el que el registro de actos dice que se propuso"
        if row.state in (ErasureState.CONFIRMED, ErasureState.DONE) and (
            confirmed is None or confirmed.actor in (row.proposed_by, "") or confirmed.actor != row.decided_by
        ):
            yield f"el borrado {row} no consta confirmado por otra persona"
        if (row.state == ErasureState.DONE) != (target in logged[acts.ERASE]):
            yield f"el borrado {row}: lo que el registro de actos dice que se ejecutó no es lo que figura"
    for line in audit.acts(acts.REDACT):
        if line.target not in logged[acts.ERASE]:
            yield f"la línea {line.pk} del registro quitó nombres y ningún borrado lo dice"
