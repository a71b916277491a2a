"""The list of third birthdays, in the groups of its board."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.nursery.lists import leaving
from llamkay.apps.nursery.permissions import EXPORT
from llamkay.apps.nursery.separation.board import Line
from llamkay.platform.screens.cells import NOTHING, joined, link, tag
from llamkay.platform.screens.lists import Column, Kind, List


def _child(line: Line) -> Any:
    file = line.file
    page = link(reverse("nursery:part", args=[file.child.pk, "salida"]), file.child.full_name)
    abroad = format_html("<small>({})</small>", _("madre extranjera")) if line.whole and file.foreign else ""
    return joined([page, abroad])


def _months(line: Line) -> Any:
    if not line.file.overstays:
        return line.file.months_left
    words = ngettext("pasó hace %(n)s día", "pasó hace %(n)s días", line.days_past)
    return words % {"n": line.days_past}


def _notice(line: Line) -> Any:
    day = f"{line.notice_due:%d/%m/%Y}"
    if not line.whole:
        return _("Lo ve trabajo social")
    if line.notice:
        return joined([tag("green", _("Enviado")), line.notice.number])
    return joined([tag("red", _("Venció")), day]) if line.notice_late else _("hasta el %(day)s") % {"day": day}


def _step(line: Line) -> Any:
    if not line.whole:
        return NOTHING
    if line.file.overstays:
        return line.file.ground or tag("red", _("Sin título para seguir"))
    if not line.next_stage:
        return _("Todo listo")
    late = tag("red", _("Atrasado")) if line.next_stage["late"] else ""
    return joined([late, f"{line.next_stage['text']}, {line.next_stage['on']:%d/%m/%Y}"])


def _mother(line: Line) -> Any:
    return tag(line.alert_colour, line.alert) if line.whole else NOTHING


def _sent(line: Line) -> str:
    """The number of the notice or its last day, for whoever reads the whole way out."""
    if not line.whole:
        return ""
    return line.notice.number if line.notice else _("hasta el {day:%d/%m/%Y}").format(day=line.notice_due)


def _next(line: Line) -> str:
    if not line.whole:
        return ""
    if line.file.overstays:
        return str(line.file.ground or "")
    return line.next_stage["text"] if line.next_stage else ""


_BIRTHDAY = Column(gettext_lazy("Cumple 3 años"), lambda line: line.file.birthday, Kind.DAY)
BIRTHDAYS = List(
    name="tres-anios",
    title=gettext_lazy("Salida a los 3 años"),
    template="nursery/birthdays.html",
    parent=("nursery:home", gettext_lazy("Cuna")),
    columns=[
        Column(gettext_lazy("Niña o niño"), _child, cell=_child, head=True),
        _BIRTHDAY,
        Column(gettext_lazy("Meses"), _months, Kind.NUMBER),
        Column(gettext_lazy("Aviso a la UPE"), _notice, cell=_notice),
        Column(gettext_lazy("Próximo paso"), _step, cell=_step),
        Column(gettext_lazy("Con su madre"), _mother, cell=_mother),
    ],
    file=[
        Column(gettext_lazy("Código"), lambda line: line.file.child.code),
        Column(gettext_lazy("Apellidos y nombres"), lambda line: line.file.child.full_name),
        _BIRTHDAY,
        Column(gettext_lazy("Meses"), lambda line: line.file.months_left),
        Column(gettext_lazy("Establecimiento"), lambda line: line.file.child.establishment_name),
        Column(gettext_lazy("Aviso a la UPE"), _sent),
        Column(gettext_lazy("Próximo paso"), _next),
        Column(gettext_lazy("Con su madre"), lambda line: str(line.alert) if line.whole else ""),
    ],
    count=ngettext_lazy("%(n)s niña o niño", "%(n)s niñas y niños", "n"),
    nothing=gettext_lazy("Nadie coincide. Escriba menos palabras o quite un filtro."),
    empty=gettext_lazy("Ningún niño vive aquí con su madre."),
    reads="children",
    internal=True,
    export=EXPORT,
    guard=leaving(
        gettext_lazy("Descargar la lista de salidas a los 3 años"), lambda line: line.file.stay.establishment_id
    ),
)
