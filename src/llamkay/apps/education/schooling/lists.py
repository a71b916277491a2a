"""The lists of who has not finished basic education, of institutions and of plans."""

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.education.law import stage_words
from llamkay.apps.education.schooling.queries import Line
from llamkay.platform import clock
from llamkay.platform.screens.cells import NOTHING, joined, tag
from llamkay.platform.screens.lists import Column, Kind, List

HOME = ("education:home", gettext_lazy("Educación"))


def lacking_words(line: Line) -> str:
    """Where somebody has to go on, in words."""
    if line.lacking is None:
        return ""
    name = stage_words(line.lacking.stage, on=line.day)
    return name if line.lacking.stage == "literacy" else f"{name}, {line.lacking.part}.º"


def _lacking(line: Line) -> object:
    words = lacking_words(line) or NOTHING
    if line.lacking and line.lacking.to_prove:
        return joined([words, tag("yellow", gettext_lazy("falta el documento"))])
    return words


def _known(line: Line) -> object:
    return line.best or tag("grey", gettext_lazy("Nada anotado"))


UNFINISHED = List(
    name="sin-educacion-basica",
    title=gettext_lazy("Sin educación básica completa"),
    parent=HOME,
    intro=gettext_lazy(
        "Todas las personas del penal que no han probado haber terminado la educación básica, que la ley les obliga a "
        "completar (D.Leg 1343, art. 6.1), y por dónde les toca seguir."
    ),
    reads="schooling",
    target="schooling:unfinished",
    columns=[
        Column(
            gettext_lazy("Apellidos y nombres"),
            "person.full_name",
            link=lambda line: reverse("education:schooling", args=[line.person.pk]),
            head=True,
        ),
        Column(gettext_lazy("Código"), "person.code"),
        Column(gettext_lazy("Lo que estudió"), "best", cell=_known),
        Column(gettext_lazy("Le toca"), lacking_words, cell=_lacking),
        Column(gettext_lazy("Estudia en"), "group"),
    ],
    count=ngettext_lazy("%(total)s persona", "%(total)s personas", "total"),
    nothing=gettext_lazy("Nadie coincide con lo que busca."),
    empty=gettext_lazy("Todas las personas del penal probaron haber terminado la educación básica."),
)

INSTITUTIONS = List(
    name="instituciones-educativas",
    title=gettext_lazy("Instituciones educativas"),
    parent=HOME,
    intro=gettext_lazy("Quienes enseñan y emiten los certificados. Ningún certificado menciona el penal."),
    columns=[
        Column(
            gettext_lazy("Nombre"), "name", link=lambda row: reverse("education:institution", args=[row.pk]), head=True
        ),
        Column(gettext_lazy("Clase"), "get_kind_display"),
        Column(gettext_lazy("Código modular"), "modular_code"),
        Column(gettext_lazy("UGEL"), "ugel"),
        Column(gettext_lazy("Planes"), "taught", Kind.NUMBER),
    ],
    count=ngettext_lazy("%(total)s institución", "%(total)s instituciones", "total"),
    nothing=gettext_lazy("Ninguna institución coincide con lo que busca."),
    empty=gettext_lazy("Todavía no hay instituciones. Registre el CEBA o el CETPRO que enseña en su penal."),
)

PLANS = List(
    name="planes-de-estudio",
    title=gettext_lazy("Planes de estudio"),
    parent=HOME,
    columns=[
        Column(gettext_lazy("Nombre"), "name", link=lambda row: reverse("education:plan", args=[row.pk]), head=True),
        Column(gettext_lazy("Nivel"), lambda row: stage_words(row.stage, on=clock.today())),
        Column(gettext_lazy("Institución educativa"), "institution.name"),
        Column(gettext_lazy("Partes"), "parts", Kind.NUMBER),
        Column(gettext_lazy("Cursos y unidades"), "taught", Kind.NUMBER),
        Column(gettext_lazy("Rige desde"), "period.lower", Kind.DAY),
    ],
    count=ngettext_lazy("%(total)s plan", "%(total)s planes", "total"),
    nothing=gettext_lazy("Ningún plan coincide con lo que busca."),
    empty=gettext_lazy("Todavía no hay planes. Registre uno con los cursos de cada grado o módulo."),
)
