"""Contracts of people with companies: written under an agreement that runs, ended with why, ended by leaving."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.places.queries import placements
from llamkay.apps.people.hooks import Leaving
from llamkay.apps.production import acts
from llamkay.apps.production.companies.rules import contract_rule, longest
from llamkay.apps.production.models import WorkContract
from llamkay.apps.production.permissions import PARTNERS
from llamkay.core.errors import CHANGED, Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.pay.models import Agreement
    from llamkay.apps.people.models import Person

Kind, Ending = WorkContract.Kind, WorkContract.Ending
LATE = timedelta(days=366)


@transaction.atomic
def engage(
    *,
    actor: Any,
    agreement: "Agreement",
    person: "Person",
    activity: "Activity",
    kind: str,
    document: str,
    start: date,
    end: date | None = None,
    subsidy: int | None = None,
) -> WorkContract:
    """Write the contract of a person with the company of an agreement; ``end`` is its last day, ``subsidy`` the
    céntimos of a month of training.

    Without a last day it lasts as long as the agreement. Raises ``Refused`` for a workshop of another company, a person
    without a place in it, days outside the agreement, a training longer than the law lets, and two contracts on a day.
    A subsidy under half of the minimum wage is not refused: it is of a shorter timetable, which the page says.
    """
    require(actor, PARTNERS, establishment_id=agreement.establishment_id)
    if activity.company_id != agreement.company_id or activity.establishment_id != agreement.establishment_id:
        raise Refused(_("Ese taller no es de la empresa del convenio."), field="activity")
    if not placements(of=person, in_=activity, on=start).exists():
        words = _("{person} no tiene plaza en {activity} ese día.")
        raise Refused(words.format(person=person, activity=activity.name), field="person")
    if start > clock.today() + LATE:
        raise Refused(_("El contrato empieza dentro del año que viene o antes."), field="start")
    after = end + timedelta(days=1) if end else None
    if after and after <= start:
        raise Refused(_("El último día va después del primero."), field="end")
    if kind == Kind.TRAINING and (after is None or subsidy is None):
        raise Refused(_("El de capacitación tiene su último día y su subvención al mes."), field="end")
    upper = agreement.period.upper
    if start not in agreement.period or (upper and after and after > upper):
        raise Refused(_("El contrato empieza y termina dentro del convenio."), field="start")
    after = after or upper
    bound = longest(kind, start)
    if bound and after and after > bound:
        rule = contract_rule(start)
        words = _("El de capacitación termina a más tardar el {day:%d/%m/%Y} ({norm}, art. {article}).")
        last = bound - timedelta(days=1)
        raise Refused(words.format(day=last, norm=rule.norm, article=rule.article), field="end")
    if subsidy is not None and (kind != Kind.TRAINING or not 0 < subsidy <= 10_000_000):
        raise Refused(_("La subvención es del contrato de capacitación, hasta S/ 100 000."), field="subsidy")
    if not document.strip():
        raise Refused(_("Escriba el número del contrato."), field="document")
    try:
        with transaction.atomic():
            made = WorkContract.objects.create(
                establishment=agreement.establishment,
                agreement=agreement,
                activity=activity,
                person=person,
                kind=kind,
                document=document.strip()[:120],
                period=DateRange(start, after),
                subsidy=subsidy,
                by=actor.username,
                at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("{person} ya tiene contrato esos días.").format(person=person), field="start") from error
    _record(actor, acts.ENGAGE, made, f"registró el contrato {made} de {person} con {agreement.company}")
    return made


@transaction.atomic
def end_contract(*, actor: Any, contract: WorkContract, on: date, ending: str) -> WorkContract:
    """End a contract with its last day, no later than was written, and why."""
    require(actor, PARTNERS, establishment_id=contract.establishment_id)
    rows = WorkContract.objects.select_for_update(of=("self",))
    row = rows.select_related("person", "establishment", "agreement__company").get(pk=contract.pk)
    if row.ending:
        raise Refused(_("Ese contrato ya terminó: recargue la página."), code=CHANGED)
    after = on + timedelta(days=1)
    upper = row.period.upper
    if on < row.period.lower or on > clock.today() or (upper and after > upper):
        raise Refused(_("El último día está dentro del contrato y ya llegó."), field="on")
    if ending not in Ending.values:
        raise Refused(_("Elija por qué termina."), field="ending")
    row.period, row.ending = DateRange(row.period.lower, after), ending
    row.save(update_fields=["period", "ending"])
    why = audit.spanish(row.get_ending_display)
    _record(actor, acts.END_CONTRACT, row, f"terminó el contrato {row} de {row.person}", why)
    return row


def end_on_leaving(leavings: Sequence[Leaving]) -> None:
    """The contracts of people in a prison end the day they leave it; what had not begun is taken out."""
    of = {leaving.person.pk: leaving for leaving in leavings}
    rows = WorkContract.objects.select_for_update(of=("self",)).select_related("establishment", "agreement__company")
    gone, cut = [], []
    for row in rows.filter(person__in=these(of), ending="").order_by("pk"):
        leaving = of[row.person_id]
        if row.establishment_id != leaving.establishment.pk:
            continue
        if row.period.lower >= leaving.on:
            gone.append(row.pk)
        elif leaving.on in row.period:
            row.period, row.ending = DateRange(row.period.lower, leaving.on), Ending.RELEASE
            cut.append(row)
    WorkContract.objects.filter(pk__in=gone).delete()
    WorkContract.objects.bulk_update(cut, ["period", "ending"])
    audit.record_each(
        _line(of[row.person_id].actor, acts.END_CONTRACT, row, f"terminó el contrato {row} de {person} con su salida")
        for row in cut
        for person in [of[row.person_id].person]
    )


def ended_by_leaving(left: Mapping[int, date]) -> list[str]:
    """The contracts that ended because some people left, each on a day."""
    rows = WorkContract.objects.filter(person__in=list(left), ending=Ending.RELEASE).select_related("person")
    return [
        _("{person}: terminó su contrato con una empresa.").format(person=row.person)
        for row in rows
        if row.period.upper == left[row.person_id]
    ]


def _record(actor: Any, verb: Verb, row: WorkContract, text: str, reason: str = "") -> None:
    audit.record(**_line(actor, verb, row, text, reason))


def _line(actor: Any, verb: Verb, row: WorkContract, text: str, reason: str = "") -> audit.Line:
    return {
        "actor": actor.username,
        "verb": verb,
        "target": f"person:{row.person_id}",
        "sentence": f"{actor} {text}.",
        "stream": row.establishment.code,
        "reason": str(reason),
        "details": {"contract": row.pk},
    }
