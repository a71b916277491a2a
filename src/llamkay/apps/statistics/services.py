"""Write the dictionary of metrics, snapshots and monthly returns."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from llamkay.apps.activities.models import MonthClose
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.statistics import figures
from llamkay.apps.statistics.models import Figure, Metric, MonthlyReturn, Snapshot
from llamkay.apps.statistics.permissions import ACCEPT, REPORT
from llamkay.core.values import Month
from llamkay.platform import audit, clock
from llamkay.platform.access import require
from llamkay.platform.datafiles import yaml_documents

MAX_VALUE = 1_000_000


def load_reference() -> int:
    """Write the metric dictionary as it ships; returns how many metrics there are. Again changes nothing."""
    document = next(d for d in yaml_documents("llamkay.data") if "metrics" in d)
    for order, entry in enumerate(document["metrics"], start=1):
        Metric.objects.update_or_create(code=entry["code"], defaults={**entry, "order": order})
    return len(document["metrics"])


def take_snapshot(*, close: MonthClose, establishment: Establishment, month: Month, as_of: date) -> Snapshot:
    """Write the next snapshot of an establishment's month, counted from its sheets, inside the close's transaction."""
    values = figures.of_establishment(establishment_id=establishment.id, month=month.first, end=month.end, as_of=as_of)
    return _write(establishment=establishment, month=month, as_of=as_of, values=values, close=close)


def record_return(
    *, actor: Any, establishment: Establishment, month: Month, as_of: date, figures: figures.Values, source: str
) -> Snapshot:
    """Accept the monthly return of a prison outside the system; an earlier return of the month stays as replaced.

    ``figures`` is metric code → key → value. Raises ``ValueError`` with every problem, one sentence each.
    """
    require(actor, REPORT, establishment_id=establishment.id)
    require(actor, ACCEPT)
    if problems := check_return(establishment=establishment, month=month, figures=figures):
        raise ValueError(" ".join(problems))
    with transaction.atomic():
        MonthlyReturn.objects.filter(establishment=establishment, month=month.first).exclude(
            state=MonthlyReturn.State.REPLACED
        ).update(state=MonthlyReturn.State.REPLACED)
        given = MonthlyReturn.objects.create(
            establishment=establishment,
            month=month.first,
            as_of=as_of,
            state=MonthlyReturn.State.ACCEPTED,
            reported_by=actor.username,
            source=source,
            at=clock.now(),
        )
        snapshot = _write(establishment=establishment, month=month, as_of=as_of, values=figures, monthly_return=given)
        audit.record(
            actor=actor.username,
            verb="statistics.return",
            target=f"return:{given.id}",
            sentence=f"{actor} registró el informe de {month} de {establishment}.",
            stream="national",
            details={"snapshot": snapshot.hash},
        )
    return snapshot


def check_return(*, establishment: Establishment, month: Month, figures: figures.Values) -> list[str]:
    """What is wrong with the figures of a return, in sentences; nothing when it can be accepted."""
    found = []
    if MonthClose.objects.filter(establishment=establishment, month=month.first).exists():
        found.append(f"{establishment} ya cerró {month} en el sistema: sus cifras se cuentan, no se informan.")
    known = set(Metric.objects.values_list("code", flat=True))
    for code, values in figures.items():
        if code not in known:
            found.append(f"«{code}» no es una cifra del diccionario.")
        for key, value in values.items():
            if not 0 <= value <= MAX_VALUE:
                found.append(f"«{code}» {key} vale {value}: debe estar entre 0 y {MAX_VALUE}.")

    def total(code: str) -> int:
        return figures.get(code, {}).get("", 0)

    if "population" not in figures:
        found.append("Falta la población.")
    for code in ("working", "studying", "work_or_study", "pregnant"):
        if total(code) > total("population"):
            found.append(f"«{code}» ({total(code)}) supera la población ({total('population')}).")
    both = total("work_and_study")
    if "work_or_study" in figures and total("working") + total("studying") - both != total("work_or_study"):
        found.append("Trabajan más estudian menos quienes hacen ambas cosas no da «trabajan o estudian».")
    return found


def _write(
    *,
    establishment: Establishment,
    month: Month,
    as_of: date,
    values: figures.Values,
    close: MonthClose | None = None,
    monthly_return: MonthlyReturn | None = None,
) -> Snapshot:
    metrics = dict(Metric.objects.values_list("code", "id"))
    last = Snapshot.objects.filter(establishment=establishment, month=month.first).aggregate(Max("number"))
    content = [establishment.code, str(month), as_of.isoformat(), values]
    snapshot = Snapshot.objects.create(
        establishment=establishment,
        month=month.first,
        as_of=as_of,
        number=(last["number__max"] or 0) + 1,
        source=Snapshot.Source.COUNTED if close else Snapshot.Source.REPORTED,
        close=close,
        monthly_return=monthly_return,
        taken_at=clock.now(),
        hash=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    )
    Figure.objects.bulk_create(
        Figure(snapshot=snapshot, metric_id=metrics[code], key=key, value=value)
        for code, keyed in values.items()
        for key, value in keyed.items()
    )
    return snapshot
