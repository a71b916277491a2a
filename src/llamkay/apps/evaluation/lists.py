"""The lists of protocols, of analyses and of what others found."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _

from llamkay.apps.evaluation.drawing import spoken, tagged
from llamkay.apps.evaluation.kinds import GRADES, ProtocolState
from llamkay.apps.evaluation.models import Protocol, Run
from llamkay.apps.evaluation.reference import Paper
from llamkay.apps.evaluation.report import headline
from llamkay.core.evaluation.verdict import Grade
from llamkay.platform.screens.cells import code, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named

_PARENT = ("evaluation:home", gettext_lazy("Evaluación"))
_COLOURS = {ProtocolState.DRAFT: "yellow", ProtocolState.SIGNED: "green", ProtocolState.WITHDRAWN: "grey"}


def _state(row: Protocol) -> Any:
    if row.state == ProtocolState.DRAFT and row.first_signed_by:
        return tag("blue", _("Con una firma"))
    return tag(_COLOURS[ProtocolState(row.state)], row.get_state_display())


def protocol_list(*, staff: Mapping[str, str]) -> List:
    """The protocols: of which programme, who wrote and signed them, how many analyses were made."""
    columns = [
        Column(
            gettext_lazy("Programa"),
            "programme.name",
            link=lambda row: reverse("evaluation:protocol", args=[row.pk]),
            head=True,
        ),
        Column(gettext_lazy("Versión"), "version", Kind.NUMBER),
        Column(gettext_lazy("Estado"), "get_state_display", cell=_state),
        Column(gettext_lazy("Escrito"), "written_at", Kind.DAY),
        Column(gettext_lazy("Escribió"), lambda row: named(row.written_by, staff)),
        Column(gettext_lazy("Firmaron"), lambda row: _signers(row, staff)),
        Column(gettext_lazy("Análisis"), "analyses", Kind.NUMBER),
        Column(gettext_lazy("Huella"), "seal", cell=lambda row: code(row.seal[:12])),
    ]
    return List(
        name="protocolos-de-evaluacion",
        title=gettext_lazy("Protocolos de evaluación"),
        parent=_PARENT,
        template="evaluation/protocols.html",
        columns=columns,
        count=ngettext_lazy("%(total)s protocolo", "%(total)s protocolos", "total"),
        nothing=gettext_lazy("Ningún protocolo tiene eso. Quite un filtro."),
        empty=gettext_lazy(
            "Todavía no hay protocolos. Un protocolo dice qué se comparará, con quién y hasta cuándo, antes de ver un "
            "solo resultado; lo firman dos personas."
        ),
        target="protocols",
    )


def _signers(row: Protocol, staff: Mapping[str, str]) -> str:
    return ", ".join(named(name, staff) for name in (row.first_signed_by, row.second_signed_by) if name)


def _found(row: Run) -> Any:
    words, colour = tagged(headline(row.document)["verdict"])
    return tag(colour, words)


def run_list(*, staff: Mapping[str, str]) -> List:
    """Every analysis that was made, whatever it found."""
    columns = [
        Column(
            gettext_lazy("Programa"),
            "programme.name",
            link=lambda row: reverse("evaluation:report", args=[row.pk]),
            head=True,
        ),
        Column(gettext_lazy("Análisis"), lambda row: _("{n} de {total}").format(n=row.number, total=row.total)),
        Column(
            gettext_lazy("Resultado"),
            lambda row: str(tagged(headline(row.document)["verdict"])[0]),
            cell=_found,
        ),
        Column(gettext_lazy("Comparación"), lambda row: str(GRADES[Grade(headline(row.document)["verdict"]["grade"])])),
        Column(gettext_lazy("Se puede decir"), lambda row: spoken(headline(row.document)["verdict"])),
        Column(gettext_lazy("Hecho"), "made_at", Kind.DAY),
        Column(gettext_lazy("Hizo"), lambda row: named(row.made_by, staff)),
        Column(gettext_lazy("Público"), lambda row: _("Sí") if row.is_public else _("No")),
    ]
    return List(
        name="analisis-de-programas",
        title=gettext_lazy("Análisis de programas"),
        parent=_PARENT,
        columns=columns,
        count=ngettext_lazy("%(total)s análisis", "%(total)s análisis", "total"),
        nothing=gettext_lazy("De ese programa no hay análisis. Quite el filtro."),
        empty=gettext_lazy("Todavía no se hizo ningún análisis: antes se firma un protocolo."),
        target="evaluations",
    )


def literature_list() -> List:
    """What others found, by which design; those that found nothing or the opposite among them."""
    english = get_language() == "en"
    columns = [
        Column(gettext_lazy("Estudio"), lambda row: f"{row.authors} ({row.year})", head=True),
        Column(gettext_lazy("De qué"), lambda row: row.what_en if english else row.what),
        Column(gettext_lazy("Diseño"), lambda row: DESIGNS[row.design]),
        Column(gettext_lazy("Qué halló"), lambda row: row.found_en if english else row.found),
        Column(gettext_lazy("Signo"), lambda row: str(SIGNS[row.sign][0]), cell=_sign),
        Column(gettext_lazy("Qué se leyó"), lambda row: READ[row.read]),
        Column(gettext_lazy("Fuente"), "source"),
    ]
    return List(
        name="lo-que-hallaron-otros",
        title=gettext_lazy("Lo que hallaron otros"),
        parent=_PARENT,
        intro=gettext_lazy(
            "Los estudios no coinciden: la mayoría halla menos retornos, algunos ninguna diferencia, y los de diseño "
            "más fuerte hallan signos opuestos según la condena y según si la persona trabajaba antes."
        ),
        columns=columns,
        count=ngettext_lazy("%(total)s estudio", "%(total)s estudios", "total"),
        nothing="",
        empty=gettext_lazy("No hay estudios."),
        target="literature",
        logged=False,
    )


DESIGNS = {
    "lot": gettext_lazy("Sorteo"),
    "natural": gettext_lazy("Azar de las circunstancias: jueces, cupos"),
    "waiting": gettext_lazy("Lista de espera"),
    "matched": gettext_lazy("Personas parecidas"),
}
SIGNS = {
    "lower": (gettext_lazy("Menos retornos"), "green"),
    "higher": (gettext_lazy("Más retornos"), "red"),
    "none": (gettext_lazy("No se encontró diferencia"), "yellow"),
    "mixed": (gettext_lazy("Signos opuestos según el grupo"), "blue"),
}
READ = {
    "abstract": gettext_lazy("El resumen"),
    "page": gettext_lazy("La página del resultado"),
    "computed": gettext_lazy("Los datos: se calculó aquí"),
}


def _sign(row: Paper) -> Any:
    words, colour = SIGNS[row.sign]
    return tag(colour, words)
