"""The figures of a month are still those that were counted or accepted."""

import hashlib
import json
from collections.abc import Iterator

from llamkay.apps.statistics import acts
from llamkay.apps.statistics.models import Figure, Flow, MonthlyReturn, Snapshot
from llamkay.core.values import Month
from llamkay.platform.database.tables import missing_numbers
from llamkay.platform.record import audit


def how_many() -> dict[str, int]:
    """How many rows each check of this room goes through."""
    return {"snapshots": Snapshot.objects.count()}


def snapshots() -> Iterator[str]:
    """Each snapshot against its seal, its return and the act that accepted it; the numbers without gaps."""
    accepted = {line.target: line.details["snapshot"] for line in audit.acts(acts.ACCEPT)}
    values: dict[int, dict[str, dict[str, int]]] = {}
    for snapshot, code, key, value in Figure.objects.values_list("snapshot", "metric__code", "key", "value").iterator():
        values.setdefault(snapshot, {}).setdefault(code, {})[key] = value
    rows = list(Snapshot.objects.select_related("establishment", "monthly_return").order_by("id"))
    for row in rows:
        name, found = f"el corte {row.number} de {row.establishment} de {row.month:%Y-%m}", values.get(row.pk, {})
        content = [row.establishment.code, str(Month.of(row.month)), row.as_of.isoformat(), found]
        if hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest() != row.hash:
            yield f"{name}: sus cifras no son las que se sellaron"
        if monthly_return := row.monthly_return:
            if accepted.get(f"return:{monthly_return.pk}") != row.hash:
                yield f"{name}: su sello no es el que dice el registro de actos"
            if monthly_return.figures != found:
                yield f"{name}: el informe {monthly_return.pk} ya no dice las cifras con que se aceptó"
    snapshots_of = {f"return:{row.monthly_return_id}" for row in rows if row.monthly_return_id}
    yield from (
        f"falta el corte del informe {target[7:]}, que se aceptó" for target in accepted if target not in snapshots_of
    )
    for monthly_return in MonthlyReturn.objects.filter(state=MonthlyReturn.State.ACCEPTED, snapshots=None):
        yield f"el informe {monthly_return.pk} de {monthly_return} figura aceptado y no tiene corte"
    for place, month, number in missing_numbers(Snapshot, "establishment__code", "month"):
        yield f"falta el corte {number} de {place} de {month:%Y-%m}: la serie salta ese número"
    yield from _flows(
        values, {row.pk: f"el corte {row.number} de {row.establishment} de {row.month:%Y-%m}" for row in rows}
    )


def _flows(values: dict[int, dict[str, dict[str, int]]], names: dict[int, str]) -> Iterator[str]:
    """What explains a figure adds up to how it moved."""
    found: dict[tuple[int, int, str], int] = {}
    off = (Flow.Kind.LEFT, Flow.Kind.ENDED)
    for snapshot, against, code, kind, value in Flow.objects.values_list(
        "snapshot", "against", "metric__code", "kind", "value"
    ):
        at = snapshot, against, code
        found[at] = found.get(at, 0) + (-value if kind in off else value)
    for (snapshot, against, code), net in found.items():
        if values[snapshot][code][""] - values[against][code][""] != net:
            yield f"{names[snapshot]}: lo que entró y salió de «{code}» no suma cuánto cambió"
