"""The list of people in custody."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.people.models import STAGE_NAMES, IdentityJoin, TransferPaper, status_words
from llamkay.platform import clock
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


def _paper_state(paper: TransferPaper) -> Any:
    late = paper.state == TransferPaper.State.MISSING and paper.due_on < clock.today()
    colour = {"missing": "red" if late else "yellow", "received": "green", "not_needed": "grey"}[paper.state]
    return tag(colour, paper.get_state_display())


def _owes(paper: TransferPaper) -> str:
    return f"{paper.owed_by.name}: {paper.get_owes_display()}"


PAPERS = List(
    name="papeles-de-traslados",
    title=gettext_lazy("Papeles de traslados"),
    parent=("people:list", gettext_lazy("Personas")),
    reads="transfer_papers",
    columns=[
        Column(gettext_lazy("Persona"), "person.full_name", link=lambda row: row.person.get_absolute_url(), head=True),
        Column(
            gettext_lazy("Papel"),
            "get_kind_display",
            link=lambda row: reverse("people:paper", args=[row.pk]),
        ),
        Column(gettext_lazy("Quién lo debe"), _owes),
        Column(gettext_lazy("A quién"), "establishment.name"),
        Column(gettext_lazy("Llegó la persona el"), "arrived_on", Kind.DAY),
        Column(gettext_lazy("Debía llegar el"), "due_on", Kind.DAY),
        Column(gettext_lazy("Estado"), "get_state_display", cell=_paper_state),
        Column(gettext_lazy("Nota"), "note"),
    ],
    count=ngettext_lazy("%(total)s papel", "%(total)s papeles", "total"),
    nothing=gettext_lazy("Ningún papel coincide con lo que busca."),
    empty=gettext_lazy(
        "No falta ningún papel de un traslado. Cuando alguien llega de otro penal, aquí se ve lo que aún no llegó."
    ),
)


def _join_state(join: IdentityJoin) -> Any:
    colour = {"proposed": "yellow", "confirmed": "green", "refused": "grey", "undone": "grey"}[join.state]
    return tag(colour, join.get_state_display())


JOINS = List(
    name="uniones-de-identidades",
    title=gettext_lazy("Uniones de identidades"),
    parent=("people:list", gettext_lazy("Personas")),
    reads="compare",
    target="people:joins",
    columns=[
        Column(
            gettext_lazy("Identidad que se une"),
            "former.code",
            link=lambda row: reverse("people:join", args=[row.pk]),
            head=True,
        ),
        Column(gettext_lazy("Persona que queda"), "standing.code"),
        Column(gettext_lazy("Establecimiento"), "establishment.name"),
        Column(gettext_lazy("Propuesta el"), "proposed_at", Kind.MOMENT),
        Column(gettext_lazy("Estado"), "get_state_display", cell=_join_state),
    ],
    count=ngettext_lazy("%(total)s unión", "%(total)s uniones", "total"),
    nothing=gettext_lazy("Ninguna unión."),
    empty=gettext_lazy("Nadie ha propuesto unir a dos personas conocidas. Se propone desde la página de una de ellas."),
)
