"""The list of authorisations to work outside."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform import clock
from llamkay.platform.screens.cells import tag
from llamkay.platform.screens.lists import Column, Kind, List


def permit_state(row) -> tuple[str, str]:
    """The colour and the word of an authorisation today."""
    if row.revoked_on:
        return "red", _("Revocada")
    today = clock.today()
    if today in row.period:
        return "green", _("Vigente")
    return ("yellow", _("Por empezar")) if today < row.period.lower else ("grey", _("Terminada"))


PERMITS = List(
    name="trabajo-externo",
    title=gettext_lazy("Trabajo externo"),
    parent=("workshops:tools", gettext_lazy("Talleres")),
    columns=[
        Column(
            gettext_lazy("Persona"),
            "person.full_name",
            link=lambda row: reverse("workshops:permit", args=[row.pk]),
            head=True,
        ),
        Column(gettext_lazy("Actividad"), "activity.name"),
        Column(gettext_lazy("Quién da el trabajo"), "employer"),
        Column(gettext_lazy("Acta"), "act"),
        Column(gettext_lazy("Desde"), "period.lower", Kind.DAY),
        Column(gettext_lazy("Hasta"), "period.upper", Kind.DAY),
        Column(gettext_lazy("Estado"), lambda row: permit_state(row)[1], cell=lambda row: tag(*permit_state(row))),
    ],
    count=ngettext_lazy("%(total)s autorización", "%(total)s autorizaciones", "total"),
    nothing=gettext_lazy("Ninguna autorización coincide con lo que busca."),
    empty=gettext_lazy(
        "Nadie tiene autorización para trabajar fuera. La ley rige desde el 13/02/2026 y espera su plan piloto."
    ),
    reads="outside",
    target="outside",
    internal=True,
)
