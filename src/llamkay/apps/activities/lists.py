"""The lists of activities and of the sheets of a month."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Adjustment, Reason, Sheet
from llamkay.apps.activities.queries import scheduled_minutes
from llamkay.apps.activities.sheets.marks import hours_text, mark_text
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import NOTHING, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named

COLOURS = {SheetState.OPEN: "yellow", SheetState.SUBMITTED: "blue", SheetState.APPROVED: "green"}

_NAME = Column(
    gettext_lazy("Actividad"), "name", link=lambda row: reverse("activities:detail", args=[row.pk]), head=True
)
_CODE = Column(gettext_lazy("Código"), "code")
_KIND = Column(gettext_lazy("Clase"), "get_kind_display")
_PLACE = Column(gettext_lazy("Establecimiento"), "establishment.name")
_PEOPLE = Column(gettext_lazy("Personas"), "people", Kind.NUMBER)
_CAPACITY = Column(gettext_lazy("Plazas"), "capacity", Kind.NUMBER)


def activity_list(today: date) -> List:
    """The activities that run on a day."""
    return List(
        name=f"actividades-{today}",
        title=gettext_lazy("Actividades"),
        template="activities/list.html",
        columns=[
            _NAME,
            _CODE,
            _KIND,
            _PLACE,
            Column(gettext_lazy("Responsable"), "responsible"),
            _PEOPLE,
            _CAPACITY,
        ],
        file=[
            _PLACE,
            _CODE,
            _NAME,
            _KIND,
            Column(gettext_lazy("Especialidad"), "trade"),
            Column(gettext_lazy("Lugar"), "get_place_display"),
            _CAPACITY,
            _PEOPLE,
        ],
        count=ngettext_lazy("%(total)s actividad en marcha", "%(total)s actividades en marcha", "total"),
        nothing=gettext_lazy("Ninguna actividad en marcha coincide. Quite un filtro o escriba menos palabras."),
        empty=gettext_lazy(
            "Todavía no hay actividades. Una actividad es un taller, un aula, un servicio o un coro con su horario y "
            "sus plazas; con ella se asignan personas y se abre la planilla del mes."
        ),
        target="activities",
    )


def sheet_list(month: Month, *, staff: Mapping[str, str]) -> List:
    """The sheets of a month, with who submitted and approved them."""

    def submitted(row: Sheet) -> str:
        if not row.submitted_at:
            return NOTHING
        return f"{named(row.submitted_by, staff)}, {row.submitted_at.astimezone(clock.LIMA):%d/%m}"

    def state(row: Sheet) -> Any:
        return tag(COLOURS.get(SheetState(row.state), "grey"), row.get_state_display())

    name = Column(
        gettext_lazy("Actividad"),
        "activity.name",
        link=lambda row: reverse("activities:sheet", args=[row.pk]),
        head=True,
    )
    code = Column(gettext_lazy("Código"), "activity.code")
    kind = Column(gettext_lazy("Clase"), "activity.get_kind_display")
    place = Column(gettext_lazy("Establecimiento"), "activity.establishment.name")
    stands = Column(gettext_lazy("Estado"), "get_state_display", cell=state)
    return List(
        name=f"planillas-{month}",
        title=_("Planillas de %(month_name)s") % {"month_name": month_title(month)},
        template="activities/sheets.html",
        columns=[name, code, kind, place, _PEOPLE, stands, Column(gettext_lazy("Entregó"), submitted)],
        file=[
            place,
            code,
            name,
            kind,
            Column(gettext_lazy("Mes"), lambda _row: month_title(month)),
            _PEOPLE,
            stands,
            Column(gettext_lazy("Entregó"), lambda row: named(row.submitted_by, staff)),
            Column(gettext_lazy("Aprobó"), lambda row: named(row.approved_by, staff)),
        ],
        count=ngettext_lazy("%(total)s planilla", "%(total)s planillas", "total"),
        nothing=gettext_lazy("Ninguna planilla de ese mes coincide con los filtros. Quite un filtro o elija otro mes."),
        empty=gettext_lazy(
            "Este mes no tiene planillas. Una planilla es una actividad en un mes: «Abrir mes» hace una por cada "
            "actividad con personas asignadas. Si no aparece el botón, asigne antes personas en Actividades."
        ),
        target=f"sheets:{month}",
    )


class BeforeAfter(NamedTuple):
    """A corrected day in words: as it stood, and as it should have been."""

    before: str
    after: str


def before_and_after(item: Adjustment, reasons: Mapping[int, Reason], scheduled: Sequence[int]) -> BeforeAfter:
    """What a correction changes, in the marks of the sheet; what stood is not known of the oldest ones."""
    on = scheduled[item.day - 1] if item.day <= len(scheduled) else 0

    def words(reason: int, minutes: int, pieces: int) -> str:
        text = mark_text(reason=reasons.get(reason), minutes=minutes, scheduled=on) or _("sin marca")
        if minutes and text == reasons[reason].key:
            text = f"{text} ({hours_text(minutes)} h)"
        elif minutes and text[0].isdigit():
            text = f"{text} h"
        return _("{mark}, {pieces} piezas").format(mark=text, pieces=pieces) if pieces else text

    held = item.was_reason, item.was_minutes, item.was_pieces
    if held[0] is None:
        at = item.day - 1
        held = item.row.reasons[at], item.row.minutes[at], item.row.pieces[at]
    return BeforeAfter(words(*(value or 0 for value in held)), words(item.reason, item.minutes, item.pieces))


def state_of(item: Adjustment) -> tuple[str, str]:
    """The colour and the words of how far a correction has come."""
    if item.rejected_at:
        return "grey", _("no se hará")
    if item.waits:
        return "yellow", _("por confirmar")
    return (
        ("green", _("asentado")) if item.applied_in_id else ("blue", _("confirmado, se asienta en el próximo cierre"))
    )


def adjustment_list(*, staff: Mapping[str, str], reasons: Mapping[int, Reason]) -> List:
    """The corrections of closed days, with who asked and who confirmed."""

    def change_of(item: Adjustment) -> BeforeAfter:
        activity, month = item.row.sheet.activity, Month.of(item.row.sheet.month)
        return before_and_after(item, reasons, scheduled_minutes(activity=activity, month=month))

    def on(item: Adjustment) -> date:
        return item.row.sheet.month.replace(day=item.day)

    person = Column(
        gettext_lazy("Persona"),
        "row.person.full_name",
        link=lambda item: reverse("activities:adjustment", args=[item.pk]),
        head=True,
    )
    columns = [
        person,
        Column(gettext_lazy("Actividad"), "row.sheet.activity.name"),
        Column(gettext_lazy("Día"), on, Kind.DAY),
        Column(gettext_lazy("Antes"), lambda item: change_of(item).before),
        Column(gettext_lazy("Después"), lambda item: change_of(item).after),
        Column(gettext_lazy("Pidió"), lambda item: named(item.by, staff)),
        Column(gettext_lazy("Estado"), lambda item: state_of(item)[1], cell=lambda item: tag(*state_of(item))),
    ]
    more = [
        Column(gettext_lazy("Motivo"), "why"),
        Column(gettext_lazy("Confirmó"), lambda item: named(item.confirmed_by, staff)),
        Column(gettext_lazy("Rechazó"), lambda item: named(item.rejected_by, staff)),
    ]
    return List(
        name="ajustes",
        title=gettext_lazy("Ajustes de días cerrados"),
        columns=columns,
        file=[*columns, *more],
        count=ngettext_lazy("%(total)s ajuste", "%(total)s ajustes", "total"),
        nothing=gettext_lazy("Ningún ajuste coincide con los filtros."),
        empty=gettext_lazy("No se ha pedido ningún ajuste: se pide desde la planilla cerrada, junto a cada persona."),
        target="adjustments",
    )
