"""Whether a month can close: what is still missing, said so that it can be put right."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Activity, Allocation, MonthClose, Sheet, SheetState
from llamkay.apps.institutions.models import Establishment
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.search import InOrder


class MonthNotReady(ValueError):
    """The month cannot close yet; the sentence says what is missing."""


@dataclass(frozen=True)
class Blocker:
    """One thing that keeps a month from closing, in a sentence, and the address where it is put right."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


def blockers(establishment: Establishment, month: Month) -> list[Blocker]:
    """What keeps the month from closing; nothing when it can be closed."""
    found = []
    if month.end > clock.today():
        found.append(Blocker(_("El mes de {month} todavía no termina.").format(month=month_title(month))))
    sheets = Sheet.objects.filter(activity__establishment=establishment)
    earlier = sheets.filter(month__lt=month.first).exclude(state=SheetState.CLOSED).aggregate(first=Min("month"))
    if earlier["first"]:
        first = Month.of(earlier["first"])
        text = _("Primero debe cerrarse {earlier}, que tiene planillas sin cerrar.").format(earlier=month_title(first))
        found.append(Blocker(text, reverse("closing:detail", args=[establishment.code, str(first)])))
    if MonthClose.objects.filter(establishment=establishment, month__gt=month.first).exists():
        found.append(Blocker(_("Ya está cerrado un mes posterior: corrija por ajuste.")))
    return [*found, *_unapproved(sheets, month), *_without_sheet(establishment, month)]


def _unapproved(sheets: QuerySet[Sheet], month: Month) -> Iterator[Blocker]:
    rows = sheets.filter(month=month.first).exclude(state__in=[SheetState.APPROVED, SheetState.CLOSED])
    for pk, name, state in rows.order_by(InOrder("activity__name")).values_list("pk", "activity__name", "state"):
        label = SheetState(state).label.lower()
        text = _("La planilla de {name} está «{label}»: falta aprobarla.").format(name=name, label=label)
        yield Blocker(text, reverse("activities:sheet", args=[pk]))


def _without_sheet(establishment: Establishment, month: Month) -> Iterator[Blocker]:
    allocated = Allocation.objects.filter(activity=OuterRef("pk"), period__overlap=(month.first, month.end))
    rows = Activity.objects.filter(Exists(allocated), establishment=establishment)
    rows = rows.filter(period__overlap=(month.first, month.end)).exclude(sheets__month=month.first)
    for pk, name in rows.order_by(InOrder("name")).values_list("pk", "name"):
        text = _("{name} tiene personas asignadas y no tiene planilla del mes.").format(name=name)
        yield Blocker(text, reverse("activities:detail", args=[pk]))


def check_ready(establishment: Establishment, month: Month) -> None:
    """Lock the month's sheets and raise ``MonthNotReady`` unless it can close."""
    # The sheets are locked first, so that nobody reopens one between the check and the close.
    list(
        Sheet.objects.filter(activity__establishment=establishment, month=month.first)
        .order_by("id")
        .select_for_update(of=("self",))
        .values_list("id")
    )
    if found := blockers(establishment, month):
        rest = _(" (y {n} más)").format(n=len(found) - 5) if len(found) > 5 else ""
        raise MonthNotReady(
            _("No se puede cerrar {month} en {establishment}: {found}{rest}").format(
                month=month_title(month), establishment=establishment, found=" ".join(map(str, found[:5])), rest=rest
            )
        )
