"""The lists of a day on paper."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.activities.movements.queries import Movement, Unlock, unlocks
from llamkay.apps.institutions.queries import heading_on
from llamkay.platform import clock
from llamkay.platform.papers import render
from llamkay.platform.papers.lines import tall

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

WIDTHS = (22, 62, 41, 41, 18)  # millimetres, as in movements.typ
TEMPLATE = Path(__file__).parent.parent / "papers" / "movements.typ"


def movement_paper(establishment: "Establishment", on: date, lines: Iterable[Movement]) -> bytes:
    """The movements of a day by hour and activity, with a box to call the roll and two signatures."""
    groups = [
        {
            "title": f"{key[0]} · {key[1]} · {key[2]}",
            **_lines([[line.code, line.name, line.stays, line.clash, ""] for line in of]),
        }
        for key, of in groupby(lines, key=lambda line: (line.hours, line.activity, line.where))
    ]
    head = [_("Código"), _("Apellidos y nombres"), _("No va"), _("Se cruza con"), _("Presente")]
    return _render(establishment, on, _("Lista de movimientos"), head, groups, signs=[_("Seguridad"), _("Responsable")])


def unlock_paper(establishment: "Establishment", on: date, lines: Iterable[Movement]) -> bytes:
    """Who leaves each pavilion on a day and where to, in order of name."""
    people: list[Unlock] = unlocks(lines)
    head = [_("Código"), _("Apellidos y nombres"), _("Va a"), _("No va"), _("Se cruza con")]
    title = _("Lista de salida de pabellones")
    groups = []
    for pavilion, of in groupby(people, key=lambda line: line.pavilion):
        rows = [[line.code, line.name, line.goes, line.stays, line.clash] for line in of]
        where = pavilion or _("Sin pabellón anotado")
        groups.append(
            {
                "title": ngettext("{where}: {n} persona", "{where}: {n} personas", len(rows)).format(
                    where=where, n=len(rows)
                ),
                **_lines(rows),
            }
        )
    return _render(establishment, on, title, head, groups, signs=[_("Seguridad")])


def _lines(rows: list[list[str]]) -> dict[str, Any]:
    return {"rows": rows, "tall": tall(rows, widths=WIDTHS, size=8.5, inset=3)}


def _render(
    establishment: "Establishment",
    on: date,
    title: str,
    head: list[str],
    groups: list[dict[str, Any]],
    *,
    signs: list[str],
) -> bytes:
    now = clock.now()
    data = {
        "title": title,
        "institution": heading_on(on).name,
        "establishment": establishment.name,
        "day": f"{on:%d/%m/%Y}",
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": settings.DEMO,
        "head": head,
        "groups": groups,
        "signs": signs,
        "nothing": _("Nadie."),
        "words": {"demo": _("Demostración: las personas son inventadas."), "of": _("al")},
    }
    return render(TEMPLATE, data, at=now)
