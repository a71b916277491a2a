"""The lists of the log: acts, and who read what."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform.clock import LIMA
from llamkay.platform.screens.cells import NOTHING, code, joined, lines, link, strong
from llamkay.platform.screens.lists import Column, List
from llamkay.platform.security.access import decide


def _day(line: Any) -> Any:
    return timezone.localtime(line.at, LIMA).date()


def _hour(line: Any) -> str:
    return f"{timezone.localtime(line.at, LIMA):%H:%M:%S}"


_LINE = Column(gettext_lazy("Línea"), lambda line: line.pk)
_ON = Column(gettext_lazy("Fecha"), _day)
_AT = Column(gettext_lazy("Hora"), _hour)
_ACTOR = Column(gettext_lazy("Usuario"), "actor")
_NAME = Column(gettext_lazy("Nombre"), "who")
_TARGET = Column(gettext_lazy("Sobre"), "target")


def _when(by: str) -> Column:
    """The moment of a line, its day and its hour ``by`` a break or a space."""

    def cell(line: Any) -> Any:
        return joined([f"{_day(line):%d/%m/%Y}", _hour(line)], by)

    return Column(gettext_lazy("Fecha y hora"), _day, cell=cell)


def _who(request: Any, by: str) -> Column:
    """Who acted, leading to what else they did, and their name."""

    def cell(line: Any) -> Any:
        query = request.GET.copy()
        for name in ("pagina", "cadena"):
            query.pop(name, None)
        query["usuario"] = line.actor
        return joined([link(f"?{query.urlencode()}", line.actor), line.who], by)

    return Column(gettext_lazy("Quién"), "actor", cell=cell)


def _about(request: Any) -> Column:
    """What a line is about, leading there where the reader may go."""

    def cell(line: Any) -> Any:
        if line.page and line.number.isdigit() and decide(request.user, line.opens):
            return link(reverse(line.page, args=[line.number]), f"{line.about} {line.number}")
        return joined([line.about, code(line.number)])

    return Column(gettext_lazy("Sobre"), "target", cell=cell)


def _act(line: Any) -> Any:
    return lines([line.verb_words, _("Nacional") if line.stream == "national" else line.stream])


def _says(line: Any) -> Any:
    if not line.has_content:
        return NOTHING
    why = joined([strong(_("Motivo:")), line.reason]) if line.reason else ""
    return joined([lines([line.sentence, why]), _details(line) if line.details else ""], "")


def _details(line: Any) -> Any:
    each = format_html_join("", "<dt>{}</dt><dd>{}</dd>", line.details.items())
    return format_html(
        '<details class="govuk-details govuk-!-margin-bottom-0 govuk-!-font-size-16">'
        '<summary class="govuk-details__summary govuk-!-font-size-16">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<dl class="govuk-details__text govuk-!-font-size-16 mono">{}</dl></details>',
        _("Detalles de la línea %(number)s") % {"number": line.pk},
        each,
    )


def _if_content(name: str) -> Any:
    """A part of an act that only whoever reads all of it is told."""
    return lambda line: getattr(line, name) if line.has_content else ""


def act_list(request: Any) -> List:
    """The acts, the latest first."""
    return List(
        name="actos",
        title=gettext_lazy("Registro de actos"),
        heading=gettext_lazy("Registro"),
        template="institutions/log_acts.html",
        columns=[
            _when("<br>"),
            _who(request, "<br>"),
            Column(gettext_lazy("Acto y libro"), "verb", cell=_act),
            _about(request),
            Column(gettext_lazy("Qué dice"), _if_content("sentence"), cell=_says),
        ],
        file=[
            _LINE,
            Column(gettext_lazy("Libro"), "stream"),
            _ON,
            _AT,
            _ACTOR,
            _NAME,
            Column(gettext_lazy("Acto"), "verb"),
            _TARGET,
            Column(gettext_lazy("Frase"), _if_content("sentence")),
            Column(gettext_lazy("Motivo"), _if_content("reason")),
            Column(gettext_lazy("Detalles"), lambda line: str(line.details or "") if line.has_content else ""),
            Column(gettext_lazy("Sello"), "hash"),
        ],
        count=ngettext_lazy("%(total)s acto", "%(total)s actos", "total"),
        nothing=_NO_ACT,
        empty=_NO_ACT,
        reads="log",
    )


def read_list(request: Any) -> List:
    """Who read what, the latest first."""
    kind = Column(gettext_lazy("Consulta"), lambda line: str(line.kind_words))
    return List(
        name="consultas",
        title=gettext_lazy("Registro de consultas"),
        heading=gettext_lazy("Registro"),
        template="institutions/log_reads.html",
        columns=[
            _when(" "),
            _who(request, " · "),
            Column(gettext_lazy("Qué consultó"), "kind_words"),
            _about(request),
        ],
        file=[_LINE, _ON, _AT, _ACTOR, _NAME, kind, _TARGET],
        count=ngettext_lazy("%(total)s consulta", "%(total)s consultas", "total"),
        nothing=_NO_READ,
        empty=_NO_READ,
        reads="log",
    )


_NO_ACT = gettext_lazy(
    "Ningún acto coincide. Escriba menos palabras, alargue los días o quite un filtro. Cada cambio hecho en el sistema "
    "deja aquí su línea."
)
_NO_READ = gettext_lazy(
    "Ninguna consulta coincide. Aquí queda quién abrió cada ficha y quién descargó cada lista; también su propia "
    "lectura de este registro. Se guarda dos años por lo menos (D.S. 016-2024-JUS, art. 46.3)."
)
