"""The lists of concerns and of what was opened in an emergency."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.nursery import access
from llamkay.apps.nursery.day.lists import NOTHING_FITS
from llamkay.apps.nursery.lists import leaving
from llamkay.apps.nursery.models import BreakGlass, Concern
from llamkay.apps.nursery.permissions import EXPORT
from llamkay.apps.nursery.safeguarding.queries import is_late
from llamkay.platform import clock
from llamkay.platform.screens.cells import hint, joined, link, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named


def _about(concern: Concern) -> Any:
    page = link(reverse("nursery:concern", args=[concern.pk]), concern.about)
    return joined([page, tag("red", _("Maltrato")) if concern.maltreatment else ""])


def _state(concern: Concern) -> Any:
    if concern.closed_on:
        return tag("grey", _("Cerrada"))
    if concern.sent_on:
        return joined([tag("blue", _("Comunicada")), concern.number])
    return tag("yellow", _("Abierta"))


def concern_list(*, today: date) -> List:
    """The concerns, with those whose day has passed."""

    def due(concern: Concern) -> Any:
        late = is_late(concern, today)
        return joined([until.plain(concern), tag("red", _("Atrasado")) if late else ""])

    about = Column(gettext_lazy("De quién"), lambda row: row.about, cell=_about, head=True)
    until = Column(gettext_lazy("Decidir o comunicar hasta el"), lambda row: row.due_on, Kind.DAY, cell=due)
    return List(
        name="alertas",
        title=gettext_lazy("Alertas por un niño"),
        template="nursery/concerns.html",
        parent=("nursery:home", gettext_lazy("Cuna")),
        columns=[
            about,
            Column(gettext_lazy("Llegó"), lambda row: row.reported_at, Kind.MOMENT),
            until,
            Column(gettext_lazy("Estado"), _state, cell=_state),
        ],
        file=[
            about,
            Column(gettext_lazy("Establecimiento"), lambda row: row.establishment.name),
            Column(gettext_lazy("Llegó"), lambda row: f"{row.reported_at.astimezone(clock.LIMA):%d/%m/%Y %H:%M}"),
            Column(gettext_lazy("Tipo"), lambda row: _("Maltrato") if row.maltreatment else ""),
            until,
            Column(gettext_lazy("Comunicada"), lambda row: row.sent_on),
            Column(gettext_lazy("Oficio"), lambda row: row.number),
            Column(gettext_lazy("Cerrada"), lambda row: row.closed_on),
        ],
        count=ngettext_lazy("%(n)s alerta", "%(n)s alertas", "n"),
        nothing=NOTHING_FITS,
        empty=gettext_lazy(
            "No hay alertas. Cualquiera que trabaje aquí puede escribir una; la leen la dirección, trabajo social, "
            "psicología, salud y la responsable de la cuna, salvo quien sea parte del hecho."
        ),
        reads="concern",
        internal=True,
        export=EXPORT,
        guard=leaving(gettext_lazy("Descargar la lista de alertas"), lambda row: row.establishment_id),
    )


def _part(opening: BreakGlass) -> str:
    title = access.PARTS[opening.part][0] if opening.part in access.PARTS else opening.part
    return f"{opening.child.code}, {title}"


def opening_list(*, staff: Mapping[str, str]) -> List:
    """What was opened in an emergency, by whom and why, and what its review said."""

    def review(opening: BreakGlass) -> Any:
        if opening.reviewed_at:
            return joined([opening.review, hint(named(opening.reviewed_by, staff))])
        return link(reverse("nursery:review_break_glass", args=[opening.pk]), _("Revisar"))

    return List(
        name="aperturas",
        title=gettext_lazy("Aperturas por urgencia"),
        heading=gettext_lazy("Expedientes de niños abiertos por urgencia"),
        template="nursery/openings.html",
        columns=[
            Column(gettext_lazy("Cuándo"), lambda row: row.at, Kind.MOMENT, head=True),
            Column(gettext_lazy("Quién"), lambda row: named(row.by, staff)),
            Column(gettext_lazy("Niño y parte"), _part),
            Column(gettext_lazy("Motivo"), lambda row: row.reason),
            Column(gettext_lazy("Revisión"), review, cell=review),
        ],
        count=ngettext_lazy("%(n)s apertura", "%(n)s aperturas", "n"),
        nothing=NOTHING_FITS,
        empty=gettext_lazy(
            "Nada por revisar. Quien por urgencia abre una parte del expediente de un niño que su función no alcanza "
            "aparece aquí al día siguiente, con su motivo."
        ),
        reads="children",
        internal=True,
        export=None,
    )
