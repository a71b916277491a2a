"""The list of people in custody."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.people.models import STAGE_NAMES, status_words
from llamkay.platform.screens.cells import NOTHING, tag
from llamkay.platform.screens.lists import Column, Kind, List


def _document(row: Any) -> Any:
    return tag("yellow", _("Provisional")) if row.provisional else row.document or NOTHING


def _status(row: Any) -> str:
    return status_words(row.status, row.sex) if row.status else ""


def _stage(row: Any) -> Any:
    return STAGE_NAMES[row.regime, row.stage] if row.regime else ""


_CODE = Column(gettext_lazy("Código"), "code", order="code")
_NAME = Column(
    gettext_lazy("Apellidos y nombres"), "full_name", link=lambda row: row.get_absolute_url(), order="name", head=True
)
_DOCUMENT = Column(gettext_lazy("Documento"), lambda row: row.document or _("provisional"), cell=_document)
_HELD = [
    Column(gettext_lazy("Establecimiento"), "establishment_name", order="establishment"),
    Column(gettext_lazy("Desde"), "held_since", Kind.DAY, order="entry"),
    Column(gettext_lazy("Situación"), _status),
    Column(gettext_lazy("Etapa"), _stage),
]
_FITS = gettext_lazy(
    "Nadie coincide con lo que busca. Escriba menos palabras, quite un filtro o incluya a quienes ya no están. Los "
    "acentos, las mayúsculas y el orden no importan."
)
PEOPLE = List(
    name="personas",
    title=gettext_lazy("Personas"),
    template="people/list.html",
    columns=[_NAME, _CODE, _DOCUMENT, *_HELD],
    file=[_CODE, _NAME, _DOCUMENT, Column(gettext_lazy("Sexo"), "get_sex_display"), *_HELD],
    count=ngettext_lazy("%(total)s persona", "%(total)s personas", "total"),
    nothing=_FITS,
    empty=_FITS,
)
