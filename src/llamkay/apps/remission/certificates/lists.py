"""The list of certificates."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.remission.models import Certificate
from llamkay.apps.remission.queries import paper_state
from llamkay.platform.screens.lists import Column, Kind, List

_NONE = gettext_lazy("No hay certificados con ese filtro. Se emiten desde el cómputo de cada persona.")


def _state(row: Certificate) -> Any:
    if row.paper.voided_at:
        return _("Anulado")
    return _("Reemplazado") if row.paper.replaced_by_id else _("Vigente")


_NUMBER = Column(
    gettext_lazy("Número"), str, link=lambda row: reverse("remission:statement", args=[row.statement_id]), head=True
)
_PERSON = Column(gettext_lazy("Persona"), "statement.person.full_name")
_KIND = Column(gettext_lazy("Clase"), "get_kind_display")
_REST = [
    Column(gettext_lazy("Establecimiento"), "establishment.name"),
    Column(gettext_lazy("Emitido"), "issued_at", Kind.DAY),
    Column(gettext_lazy("Estado"), lambda row: paper_state(row.paper), cell=_state),
]
CERTIFICATES = List(
    name="certificados",
    title=gettext_lazy("Certificados de cómputo"),
    columns=[_NUMBER, _PERSON, _KIND, *_REST],
    file=[_NUMBER, _KIND, _PERSON, *_REST, Column(gettext_lazy("Código"), "paper.code")],
    count=ngettext_lazy("%(n)s certificado", "%(n)s certificados", "n"),
    nothing=_NONE,
    empty=_NONE,
    target="certificates",
)
