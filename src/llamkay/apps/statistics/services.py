"""Write the dictionary of metrics, snapshots and monthly returns."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from llamkay.apps.activities.models import MonthClose
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.statistics import figures
from llamkay.apps.statistics.models import Figure, Metric, MonthlyReturn, Snapshot
from llamkay.apps.statistics.permissions import ACCEPT, REPORT
from llamkay.apps.statistics.queries import keys_of
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
    _lock(establishment, month)
    # What was reported before the month was counted no longer stands; its snapshot remains.
    _standing(establishment, month).exclude(state=MonthlyReturn.State.REPLACED).update(
        state=MonthlyReturn.State.REPLACED
    )
    return _write(establishment=establishment, month=month, as_of=as_of, values=values, close=close)


def report_return(
    *, actor: Any, establishment: Establishment, month: Month, as_of: date, figures: figures.Values, source: str
) -> MonthlyReturn:
    """Enter the monthly return of a prison as a draft, in place of an earlier draft of that month.

    ``figures`` is metric code → key → value. Raises ``ValueError`` with every problem, one sentence each.
    """
    require(actor, REPORT, establishment_id=establishment.id)
    problems = check_return(establishment=establishment, month=month, figures=figures)
    problems += _check_day(month=month, as_of=as_of, source=source)
    if problems:
        raise ValueError(" ".join(problems))
    with transaction.atomic():
        _lock(establishment, month)
        _standing(establishment, month).filter(state=MonthlyReturn.State.DRAFT).update(
            state=MonthlyReturn.State.REPLACED
        )
        given = MonthlyReturn.objects.create(
            establishment=establishment,
            month=month.first,
            as_of=as_of,
            reported_by=actor.username,
            source=source.strip(),
            at=clock.now(),
            figures=figures,
        )
        audit.record(
            actor=actor.username,
            verb="statistics.report",
            target=f"return:{given.id}",
            sentence=f"{actor} presentó el informe de {month} de {establishment}.",
            stream="national",
        )
    return given


def accept_return(*, actor: Any, given: MonthlyReturn) -> Snapshot:
    """Accept a return: its figures become the next snapshot; the return accepted before stays, as replaced.

    Raises ``ValueError`` when it is no draft any more or the month has been closed in the system since.
    """
    require(actor, ACCEPT, establishment_id=given.establishment_id)
    month = Month.of(given.month)
    with transaction.atomic():
        _lock(given.establishment, month)
        given = MonthlyReturn.objects.select_related("establishment").select_for_update(of=("self",)).get(pk=given.pk)
        if given.state != MonthlyReturn.State.DRAFT:
            raise ValueError(f"Ese informe está «{given.get_state_display().lower()}»: solo se acepta un borrador.")
        if problems := check_return(establishment=given.establishment, month=month, figures=given.figures):
            raise ValueError(" ".join(problems))
        _standing(given.establishment, month).filter(state=MonthlyReturn.State.ACCEPTED).update(
            state=MonthlyReturn.State.REPLACED
        )
        given.state = MonthlyReturn.State.ACCEPTED
        given.save(update_fields=["state"])
        snapshot = _write(
            establishment=given.establishment,
            month=month,
            as_of=given.as_of,
            values=given.figures,
            monthly_return=given,
        )
        audit.record(
            actor=actor.username,
            verb="statistics.accept",
            target=f"return:{given.id}",
            sentence=f"{actor} aceptó el informe de {month} de {given.establishment}: corte n.º {snapshot.number}.",
            stream="national",
            details={"snapshot": snapshot.hash},
        )
    return snapshot


def record_return(
    *, actor: Any, establishment: Establishment, month: Month, as_of: date, figures: figures.Values, source: str
) -> Snapshot:
    """Report and accept in one act, for whoever may do both."""
    require(actor, ACCEPT, establishment_id=establishment.id)
    with transaction.atomic():
        given = report_return(
            actor=actor, establishment=establishment, month=month, as_of=as_of, figures=figures, source=source
        )
        return accept_return(actor=actor, given=given)


def _standing(establishment: Establishment, month: Month) -> QuerySet[MonthlyReturn]:
    return MonthlyReturn.objects.filter(establishment=establishment, month=month.first)


def _lock(establishment: Establishment, month: Month) -> None:
    """Snapshots and returns of one establishment and month are written one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7263))", [f"{establishment.code} {month}"])


def _check_day(*, month: Month, as_of: date, source: str) -> list[str]:
    found = []
    if not month.first <= as_of < month.end:
        found.append(f"El día de corte {as_of:%d/%m/%Y} no es de {month}: use un día de ese mes.")
    if as_of > clock.today():
        found.append(f"El día de corte {as_of:%d/%m/%Y} todavía no llega.")
    if not source.strip():
        found.append("Falta la fuente: diga de qué documento salen las cifras.")
    return found


def check_return(*, establishment: Establishment, month: Month, figures: figures.Values) -> list[str]:
    """What is wrong with the figures of a return, in sentences; nothing when it can be accepted."""
    found = []
    if MonthClose.objects.filter(establishment=establishment, month=month.first).exists():
        found.append(f"{establishment} ya cerró {month} en el sistema: sus cifras se cuentan, no se informan.")
    known = {metric.code: metric for metric in Metric.objects.all()}
    keys = {metric.dimension: keys_of(metric) for metric in known.values()}
    for code, values in figures.items():
        if code not in known:
            found.append(f"«{code}» no es una cifra del diccionario.")
            continue
        for key, value in values.items():
            if key not in keys[known[code].dimension]:
                found.append(f"«{key}» no es una clave de «{known[code].name}».")
            if not 0 <= value <= MAX_VALUE:
                found.append(f"«{known[code].name}» {key} vale {value}: debe estar entre 0 y {MAX_VALUE:,}.")
    return found or _disagreements(figures, known)


def _disagreements(figures: figures.Values, known: dict[str, Metric]) -> list[str]:
    """Where the figures of one return contradict one another."""

    def total(code: str) -> int:
        return figures.get(code, {}).get("", 0)

    def named(code: str) -> str:
        return f"«{known[code].name}» ({total(code):,})"

    if "population" not in figures:
        return ["Falta la población."]
    found = [
        f"{named(code)} supera la población ({total('population'):,})."
        for code in ("working", "studying", "work_or_study", "pregnant")
        if total(code) > total("population")
    ]
    for parts, whole in (
        ("working_by_modality", "working"), ("working_by_trade", "working"), ("studying_by_level", "studying"),
    ):  # fmt: skip
        for key, value in figures.get(parts, {}).items():
            if value > total(whole):
                found.append(f"«{known[parts].name}», {key}: {value:,} supera {named(whole)}.")
        # Somebody in two workshops is in two parts: the sum may exceed the total, and never falls short of it.
        if figures.get(parts) and sum(figures[parts].values()) < total(whole):
            found.append(f"«{known[parts].name}» suma {sum(figures[parts].values()):,}, menos que {named(whole)}.")
    both = total("work_and_study")
    if both > min(total("working"), total("studying")):
        found.append(f"{named('work_and_study')} supera a quienes trabajan o a quienes estudian.")
    if "work_or_study" in figures and total("working") + total("studying") - both != total("work_or_study"):
        found.append(
            f"{named('working')} más {named('studying')} menos {named('work_and_study')} debe dar "
            f"{named('work_or_study')}."
        )
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
