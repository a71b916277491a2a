"""Write the dictionary of metrics, snapshots and monthly returns."""

import hashlib
import json
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.months.queries import is_closed
from llamkay.apps.statistics import acts
from llamkay.apps.statistics.figures import metrics as figures
from llamkay.apps.statistics.kinds import BY_CLASSES, HALVES, READINGS
from llamkay.apps.statistics.models import Figure, Flow, Metric, MonthlyReturn, Snapshot
from llamkay.apps.statistics.permissions import ACCEPT, REPORT
from llamkay.apps.statistics.queries import ESTABLISHMENTS, Dictionary, dictionary
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.months.models import MonthClose


MAX_VALUE = 1_000_000
_IN_FORCE = [MonthlyReturn.State.DRAFT, MonthlyReturn.State.ACCEPTED]


class ReturnRefused(Refused):
    """A monthly return is not taken; each of its ``reasons`` is one problem of it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems), reasons=[Refused(problem) for problem in problems])


def load_reference() -> int:
    """Write the metric dictionary as it ships; returns how many metrics there are. Again changes nothing."""
    document = next(d for d in yaml_documents("llamkay.data") if "metrics" in d)
    for order, entry in enumerate(document["metrics"], start=1):
        Metric.objects.update_or_create(code=entry["code"], defaults={**entry, "order": order})
    return len(document["metrics"])


def take_snapshot(*, close: "MonthClose", establishment: "Establishment", month: Month, as_of: date) -> Snapshot:
    """Write the next snapshot of an establishment's month, counted from its sheets, inside the close's transaction."""
    values = figures.of_establishment(establishment_id=establishment.id, month=month.first, end=month.end, as_of=as_of)
    lock_returns(establishment, month)
    # What was reported before the month was counted no longer stands; its snapshot remains.
    _standing(establishment, month).filter(state__in=_IN_FORCE).update(state=MonthlyReturn.State.REPLACED)
    snapshot = _write(establishment=establishment, month=month, as_of=as_of, values=values, close=close)
    _explain(snapshot, month, values)
    return snapshot


def _explain(snapshot: Snapshot, month: Month, values: figures.Values) -> None:
    """Write why the figures of people are not those of the month before, where that was counted here too."""
    before = Snapshot.objects.filter(establishment=snapshot.establishment_id, month=month.previous().first)
    against = before.order_by("-number").first()
    if against is None or against.source != Snapshot.Source.COUNTED:
        return
    earlier = dict(Figure.objects.filter(snapshot=against, key="").values_list("metric__code", "value"))
    metrics = dict(Metric.objects.values_list("code", "id"))
    found = figures.moved(
        establishment_id=snapshot.establishment_id,
        month=month.first,
        end=month.end,
        day=snapshot.as_of,
        before=against.month,
        day_before=against.as_of,
    )
    rows = []
    for code, (came, began, left, ended) in found.items():
        if code not in earlier or "" not in values.get(code, {}):
            continue
        corrected = values[code][""] - earlier[code] - (came + began - left - ended)
        kinds = zip(Flow.Kind.values, (came, began, left, ended, corrected), strict=True)
        rows += [
            Flow(snapshot=snapshot, against=against, metric_id=metrics[code], kind=kind, value=value)
            for kind, value in kinds
        ]
    Flow.objects.bulk_create(rows)


def report_return(
    *,
    actor: Any,
    establishment: "Establishment",
    month: Month,
    as_of: date,
    figures: figures.Values,
    source: str,
    batch: UUID | None = None,
    file_name: str = "",
) -> MonthlyReturn:
    """Enter the monthly return of a prison as a draft, in place of an earlier draft of that month.

    ``figures`` is metric code → key → value; that it is one establishment is added. Raises ``ReturnRefused`` with
    every problem, one sentence each.
    """
    require(actor, REPORT, establishment_id=establishment.id)
    problems = check_return(establishment=establishment, month=month, figures=figures)
    problems += check_day(month=month, as_of=as_of, source=source)
    if problems:
        raise ReturnRefused(problems)
    figures = {**figures, ESTABLISHMENTS: {"": 1}}
    with transaction.atomic():
        lock_returns(establishment, month)
        standing = {
            monthly_return.state: monthly_return
            for monthly_return in _standing(establishment, month).filter(state__in=_IN_FORCE)
        }
        draft = standing.get(MonthlyReturn.State.DRAFT)
        if draft:
            draft.state = MonthlyReturn.State.REPLACED
            draft.save(update_fields=["state"])
        monthly_return = MonthlyReturn.objects.create(
            establishment=establishment,
            month=month.first,
            as_of=as_of,
            reported_by=actor.username,
            source=source.strip(),
            at=clock.now(),
            figures=figures,
            replaces=draft or standing.get(MonthlyReturn.State.ACCEPTED),
            batch=batch,
            file_name=file_name[:200],
        )
        audit.record(
            actor=actor.username,
            verb=acts.REPORT,
            target=f"return:{monthly_return.id}",
            sentence=f"{actor} presentó el informe de {month} de {establishment}.",
            stream="national",
            details={"batch": str(batch), "file": monthly_return.file_name} if batch else None,
        )
    return monthly_return


def withdraw_return(*, actor: Any, monthly_return: MonthlyReturn) -> MonthlyReturn | None:
    """Take a draft back; the draft that it had replaced stands again and is returned.

    Raises ``ReturnRefused`` for what is no draft: an accepted return is not undone, another one replaces it.
    """
    require(actor, REPORT, establishment_id=monthly_return.establishment_id)
    month = Month.of(monthly_return.month)
    with transaction.atomic():
        lock_returns(monthly_return.establishment, month)
        monthly_return = _again(monthly_return)
        if monthly_return.state == MonthlyReturn.State.ACCEPTED:
            raise ReturnRefused(
                [
                    _(
                        "El informe de {month} de {given.establishment} ya está aceptado y sus cifras forman "
                        "un corte: no se retira. Presente otro informe del mismo mes; al aceptarlo, lo reemplaza."
                    ).format(month=month, given=monthly_return)
                ]
            )
        if monthly_return.state != MonthlyReturn.State.DRAFT:
            raise ReturnRefused([_no_draft(monthly_return, "retira")])
        monthly_return.state = MonthlyReturn.State.WITHDRAWN
        monthly_return.save(update_fields=["state"])
        before = monthly_return.replaces
        # What was accepted never stopped standing; only a draft comes back.
        if before and before.state == MonthlyReturn.State.REPLACED and not before.snapshots.exists():
            before.state = MonthlyReturn.State.DRAFT
            before.save(update_fields=["state"])
        else:
            before = None
        audit.record(
            actor=actor.username,
            verb=acts.WITHDRAW,
            target=f"return:{monthly_return.id}",
            sentence=f"{actor} retiró el borrador del informe de {month} de {monthly_return.establishment}."
            + (f" Vuelve a estar vigente el borrador n.º {before.id}." if before else ""),
            stream="national",
        )
    return before


def _again(monthly_return: MonthlyReturn) -> MonthlyReturn:
    """The return as it is now, locked."""
    return (
        MonthlyReturn.objects.select_related("establishment", "replaces")
        .select_for_update(of=("self",))
        .get(pk=monthly_return.pk)
    )


def _no_draft(monthly_return: MonthlyReturn, act: str) -> str:
    return _("El informe n.º {given.pk} está «{state}»: solo se {act} un borrador.").format(
        given=monthly_return, state=monthly_return.get_state_display().lower(), act=act
    )


def accept_return(*, actor: Any, monthly_return: MonthlyReturn) -> Snapshot:
    """Accept a return: its figures become the next snapshot; the return accepted before stays, as replaced.

    Raises ``ReturnRefused`` when it is no draft any more or the month has been closed in the system since.
    """
    require(actor, ACCEPT, establishment_id=monthly_return.establishment_id)
    month = Month.of(monthly_return.month)
    with transaction.atomic():
        lock_returns(monthly_return.establishment, month)
        monthly_return = _again(monthly_return)
        if monthly_return.state != MonthlyReturn.State.DRAFT:
            raise ReturnRefused([_no_draft(monthly_return, "acepta")])
        if problems := check_return(
            establishment=monthly_return.establishment, month=month, figures=monthly_return.figures
        ):
            raise ReturnRefused(problems)
        _standing(monthly_return.establishment, month).filter(state=MonthlyReturn.State.ACCEPTED).update(
            state=MonthlyReturn.State.REPLACED
        )
        monthly_return.state = MonthlyReturn.State.ACCEPTED
        monthly_return.save(update_fields=["state"])
        snapshot = _write(
            establishment=monthly_return.establishment,
            month=month,
            as_of=monthly_return.as_of,
            values=monthly_return.figures,
            monthly_return=monthly_return,
        )
        audit.record(
            actor=actor.username,
            verb=acts.ACCEPT,
            target=f"return:{monthly_return.id}",
            sentence=f"{actor} aceptó el informe de {month} de {monthly_return.establishment}: "
            f"corte n.º {snapshot.number}.",
            stream="national",
            details={"snapshot": snapshot.hash},
        )
    return snapshot


def record_return(
    *, actor: Any, establishment: "Establishment", month: Month, as_of: date, figures: figures.Values, source: str
) -> Snapshot:
    """Report and accept in one act, for whoever may do both."""
    require(actor, ACCEPT, establishment_id=establishment.id)
    with transaction.atomic():
        monthly_return = report_return(
            actor=actor, establishment=establishment, month=month, as_of=as_of, figures=figures, source=source
        )
        return accept_return(actor=actor, monthly_return=monthly_return)


def _standing(establishment: "Establishment", month: Month) -> QuerySet[MonthlyReturn]:
    return MonthlyReturn.objects.filter(establishment=establishment, month=month.first)


def lock_returns(establishment: "Establishment | None", month: Month) -> None:
    """Snapshots and returns of one establishment and month, or what is announced of a month, one after another."""
    lock(Space.RETURNS, establishment.code if establishment else "revision", month)


def check_day(*, month: Month, as_of: date, source: str) -> list[str]:
    """What is wrong with the day and the source of a return, in sentences."""
    found = []
    if not month.first <= as_of < month.end:
        found.append(
            _("El día de corte {as_of:%d/%m/%Y} no es de {month}: use un día de ese mes.").format(
                as_of=as_of, month=month
            )
        )
    if as_of > clock.today():
        found.append(_("El día de corte {as_of:%d/%m/%Y} todavía no llega.").format(as_of=as_of))
    if not source.strip():
        found.append(_("Falta la fuente: diga de qué documento salen las cifras."))
    return found


def check_return(
    *, establishment: "Establishment", month: Month, figures: figures.Values, book: Dictionary | None = None
) -> list[str]:
    """What is wrong with the figures of a return, in sentences; nothing when it can be accepted.

    Whoever checks many returns gives the dictionary, read once.
    """
    found = []
    if is_closed(establishment_id=establishment.pk, month=month):
        found.append(f"{establishment} ya cerró {month} en el sistema: sus cifras se cuentan, no se informan.")
    return found + check_figures(figures, book=book or dictionary())


def check_figures(figures: figures.Values, *, book: Dictionary) -> list[str]:
    """What is wrong with figures by the dictionary, each alone and then together."""
    found = []
    known = book.metrics
    if figures.get(ESTABLISHMENTS, {"": 1}) != {"": 1}:
        found.append(
            _("«{name}» de un informe es siempre 1: no hace falta escribirlo.").format(name=known[ESTABLISHMENTS].name)
        )
    for code, values in figures.items():
        if code not in known:
            found.append(_("«{code}» no es una cifra del diccionario.").format(code=code))
            continue
        for key, value in values.items():
            if key not in book.keys(known[code]):
                found.append(_("«{key}» no es una clave de «{name}».").format(key=key, name=known[code].name))
            if not 0 <= value <= MAX_VALUE:
                found.append(
                    _("«{name}» {key} vale {value}: debe estar entre 0 y {most:,}.").format(
                        name=known[code].name, key=key, value=value, most=MAX_VALUE
                    )
                )
    return found or _disagreements(figures, known)


def _disagreements(figures: figures.Values, known: dict[str, Metric]) -> list[str]:
    """Where the figures of one return contradict one another."""

    def total(code: str) -> int:
        return figures.get(code, {}).get("", 0)

    def named(code: str) -> str:
        return f"«{known[code].name}» ({total(code):,})"

    if "population" not in figures:
        return [_("Falta la población.")]
    found = [
        f"{named(code)} supera la población ({total('population'):,})."
        for code in ("women", "sentenced", "working", "studying", "work_or_study", "pregnant")
        if total(code) > total("population")
    ]
    readings = [reading for reading in READINGS if reading in figures]
    for wide, narrow in (*pairwise(readings), ("made_paid", "made_own")):
        if total(narrow) > total(wide):
            found.append(_("{narrow} supera {wide}.").format(narrow=named(narrow), wide=named(wide)))
    for parts, whole in BY_CLASSES.items():
        for key, value in figures.get(parts, {}).items():
            if value > total(whole):
                found.append(f"«{known[parts].name}», {key}: {value:,} supera {named(whole)}.")
        # Somebody in two workshops is in two parts: the sum may exceed the total, and never falls short of it.
        if figures.get(parts) and sum(figures[parts].values()) < total(whole):
            found.append(
                _("«{name}» suma {total:,}, menos que {whole}.").format(
                    name=known[parts].name, total=sum(figures[parts].values()), whole=named(whole)
                )
            )
        if parts in HALVES and sum(figures.get(parts, {}).values()) > total(whole):
            found.append(
                _("«{name}» suma {total:,}, más que {whole}: cada persona está en una sola clase.").format(
                    name=known[parts].name, total=sum(figures[parts].values()), whole=named(whole)
                )
            )
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
    establishment: "Establishment",
    month: Month,
    as_of: date,
    values: figures.Values,
    close: "MonthClose | None" = None,
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
