"""Whether a month can close: what is still missing, said so that it can be put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.queries import activities_at
from llamkay.apps.activities.sheets.queries import missing_sheets, rows_of, sheets_at
from llamkay.apps.activities.sheets.services import lock_sheets
from llamkay.apps.months.queries import last_closed
from llamkay.apps.pay.court_orders.queries import proposed_at
from llamkay.apps.pay.inputs.gaps import gaps, unrated_training
from llamkay.apps.pay.inputs.queries import declared, waiting_bonuses
from llamkay.core.errors import CHANGED, Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.months import month_title

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Sheet
    from llamkay.apps.institutions.models import Establishment


class MonthNotReady(Refused):
    """The month cannot close yet; the sentence says what is missing."""


def month_changed(establishment: "Establishment", month: Month) -> Refused:
    """What the close would come to is no longer what somebody saw and decided on."""
    text = _(
        "Los datos de {month} en {establishment} cambiaron desde que usted vio sus totales: no se cerró nada. "
        "Mírelos otra vez antes de cerrar."
    )
    return Refused(text.format(month=month_title(month), establishment=establishment), code=CHANGED)


@dataclass(frozen=True)
class Blocker:
    """One thing that keeps a month from closing, in a sentence, and the address where it is put right."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


def blockers(establishment: "Establishment", month: Month) -> list[Blocker]:
    """What keeps the month from closing; nothing when it can be closed."""
    last = last_closed(establishment)
    if last and last > month:  # whatever else it lacks, nothing of it can be put right by filling or approving
        return [Blocker(_("Ya está cerrado un mes posterior: lo que falte se corrige por ajuste."))]
    found = []
    if month.end > clock.today():
        found.append(Blocker(_("El mes de {month} todavía no termina.").format(month=month_title(month))))
    sheets = sheets_at(establishment)
    since = sheets.filter(month__gt=last.first) if last else sheets  # an older one can never close: it holds nobody
    earlier = since.filter(month__lt=month.first).exclude(state=SheetState.CLOSED).aggregate(first=Min("month"))
    if earlier["first"]:
        first = Month.of(earlier["first"])
        text = _("Primero debe cerrarse {earlier}, que tiene planillas sin cerrar.").format(earlier=month_title(first))
        found.append(Blocker(text, reverse("closing:detail", args=[establishment.code, str(first)])))
    return [
        *found,
        *_unapproved(sheets, month),
        *_without_sheet(establishment, month),
        *_without_rate(establishment, month),
    ]


def _unapproved(sheets: "QuerySet[Sheet]", month: Month) -> Iterator[Blocker]:
    rows = sheets.filter(month=month.first).exclude(state__in=[SheetState.APPROVED, SheetState.CLOSED])
    for pk, name, state in rows.order_by(InOrder("activity__name")).values_list("pk", "activity__name", "state"):
        label = SheetState(state).label.lower()
        text = _("La planilla de {name} está «{label}»: falta aprobarla.").format(name=name, label=label)
        yield Blocker(text, reverse("activities:sheet", args=[pk]))


def _without_sheet(establishment: "Establishment", month: Month) -> Iterator[Blocker]:
    rows = missing_sheets(establishment_id=establishment.pk, month=month)
    for pk, name in rows.order_by(InOrder("name")).values_list("pk", "name"):
        text = _("{name} tiene personas asignadas y no tiene planilla del mes.").format(name=name)
        yield Blocker(text, reverse("activities:detail", args=[pk]))


def _without_rate(establishment: "Establishment", month: Month) -> Iterator[Blocker]:
    for gap in gaps(establishment=establishment, month=month):
        yield Blocker(gap.text, f"{reverse('pay:inputs', args=[gap.activity_id])}?mes={month}")


def unsettled_inputs(establishment: "Establishment", month: Month) -> list[Blocker]:
    """What does not keep the month from closing and would be left out of it, each with the address of its cure."""
    here = activities_at(establishment)
    bonuses = waiting_bonuses(establishment, month)
    found = []
    for pk, name, n in bonuses.order_by().values_list("activity", "activity__name").annotate(n=Count("id")):
        text = ngettext(
            "{name}: {n} bonificación sin aprobar no se pagará este mes.",
            "{name}: {n} bonificaciones sin aprobar no se pagarán este mes.",
            n,
        )
        found.append(Blocker(text.format(name=name, n=n), reverse("pay:inputs", args=[pk])))
    own = here.filter(pay_basis="declared", period__overlap=(month.first, month.end)).exclude(
        Exists(declared(OuterRef("pk"), month))
    )
    working = rows_of(OuterRef("pk"), month)
    for pk, name in own.filter(Exists(working)).order_by(InOrder("name")).values_list("pk", "name"):
        text = _("{name}: nadie declaró su ingreso; el 10 % se calculará sobre el mínimo.").format(name=name)
        found.append(Blocker(text, reverse("pay:inputs", args=[pk])))
    for gap in unrated_training(establishment=establishment, month=month):
        found.append(Blocker(gap.text, f"{reverse('pay:inputs', args=[gap.activity_id])}?mes={month}"))
    changes = proposed_at(establishment, before=month.end)
    for person, name in changes.order_by("since").values_list("person", "person__code"):
        text = _("{name}: un cambio de reparación o alimentos espera aprobación.").format(name=name)
        found.append(Blocker(text, reverse("pay:person_court_orders", args=[person])))
    return sorted(found, key=str)


def check_ready(establishment: "Establishment", month: Month) -> None:
    """Lock the month's sheets and raise ``MonthNotReady`` unless it can close."""
    # The sheets are locked first, so that nobody reopens one between the check and the close.
    lock_sheets(establishment, month)
    if found := blockers(establishment, month):
        rest = _(" (y {n} más)").format(n=len(found) - 5) if len(found) > 5 else ""
        raise MonthNotReady(
            _("No se puede cerrar {month} en {establishment}: {found}{rest}").format(
                month=month_title(month), establishment=establishment, found=" ".join(map(str, found[:5])), rest=rest
            )
        )
