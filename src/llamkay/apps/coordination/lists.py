"""The lists of agreements and commitments."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.coordination.agreements.queries import Line as AgreementLine
from llamkay.apps.coordination.commitments.queries import Line
from llamkay.apps.coordination.models.commitments import Scale
from llamkay.core.coordination import Stage
from llamkay.platform.screens.cells import lines, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

STAGES = {
    Stage.IN_PROCESS: (gettext_lazy("Sin firmar"), "yellow"),
    Stage.SIGNED: (gettext_lazy("Firmado, todavía no rige"), "blue"),
    Stage.IN_FORCE: (gettext_lazy("Vigente"), "green"),
    Stage.ENDING: (gettext_lazy("Por vencer"), "yellow"),
    Stage.EXPIRED: (gettext_lazy("Vencido"), "grey"),
    Stage.LEFT: (gettext_lazy("Terminado por separación"), "grey"),
}
COLOURS = {
    Scale.NO_EVIDENCE: "grey",
    Scale.NOT_STARTED: "grey",
    Scale.LIMITED: "yellow",
    Scale.SUBSTANTIAL: "blue",
    Scale.COMPLETE: "green",
}


def stage_words(line: AgreementLine) -> str:
    """Where an agreement stands, in words."""
    return str(STAGES[line.stage][0])


def stage_cell(line: AgreementLine) -> Any:
    """Where an agreement stands, with the days that are left when an alarm sounds."""
    words, colour = STAGES[line.stage]
    if line.alarm is None or line.days_left is None:
        return tag(colour, words)
    left = ngettext("queda {n} día", "quedan {n} días", line.days_left).format(n=line.days_left)
    return lines([tag("red" if line.alarm == 30 else colour, words), under(left)])


def point(status: str) -> Any:
    """One of the five points, in its colour; nothing where nobody said any."""
    return tag(COLOURS[Scale(status)], Scale(status).label) if status else "—"


def due_cell(line: Line) -> Any:
    """When a commitment is due, and how late it is."""
    day = date_format(line.due_on, "SHORT_DATE_FORMAT")
    if line.late:
        late = ngettext("{n} día de atraso", "{n} días de atraso", line.days_late).format(n=line.days_late)
        return lines([day, tag("red", late)])
    return lines([day, under(_("plazo ampliado")) if line.extended else None])


agreement_list = List(
    name="convenios-entre-instituciones",
    title=gettext_lazy("Convenios entre instituciones"),
    template="coordination/agreements.html",
    columns=[
        Column(
            gettext_lazy("Número"),
            lambda row: row.agreement.number,
            link=lambda row: row.agreement.get_absolute_url(),
            head=True,
        ),
        Column(gettext_lazy("Qué acuerdan"), lambda row: row.agreement.title),
        Column(gettext_lazy("Clase"), lambda row: row.agreement.get_kind_display()),
        Column(gettext_lazy("Partes"), lambda row: ", ".join(row.parties)),
        Column(gettext_lazy("Hasta"), "last_day", Kind.DAY),
        Column(gettext_lazy("Estado"), stage_words, cell=stage_cell),
    ],
    file=[
        Column(gettext_lazy("Número"), lambda row: row.agreement.number),
        Column(gettext_lazy("Clase"), lambda row: row.agreement.get_kind_display()),
        Column(gettext_lazy("Qué acuerdan"), lambda row: row.agreement.title),
        Column(gettext_lazy("Objeto"), lambda row: row.agreement.purpose),
        Column(gettext_lazy("Partes"), lambda row: ", ".join(row.parties)),
        Column(gettext_lazy("Firmado"), lambda row: row.agreement.signed_on, Kind.DAY),
        Column(gettext_lazy("Desde"), lambda row: row.agreement.starts_on, Kind.DAY),
        Column(gettext_lazy("Hasta"), "last_day", Kind.DAY),
        Column(gettext_lazy("Estado"), stage_words),
        Column(gettext_lazy("Debajo de"), lambda row: str(row.agreement.parent or "")),
    ],
    count=ngettext_lazy("%(n)s convenio", "%(n)s convenios", "n"),
    nothing=gettext_lazy("Ningún convenio tiene eso. Quite un filtro o busque con menos palabras."),
    empty=gettext_lazy(
        "Todavía no hay convenios. Un convenio dice qué instituciones se obligan, a qué y hasta cuándo; de sus fechas "
        "sale su estado, y de sus obligaciones, los compromisos."
    ),
    target="agreements",
)


def commitment_list(*, title: Any = "") -> List:
    """The commitments, what is late on top."""
    what = Column(
        gettext_lazy("Compromiso"),
        lambda row: row.commitment.what,
        cell=lambda row: lines([row.commitment.what, under(row.commitment.code)]),
        link=lambda row: row.commitment.get_absolute_url(),
        head=True,
    )
    owner = Column(
        gettext_lazy("Responde"),
        lambda row: row.post,
        cell=lambda row: lines([row.post, under(row.institution)]),
    )
    own = Column(
        gettext_lazy("Dice quien responde"),
        lambda row: Scale(row.standing.own).label if row.standing.own else "",
        cell=lambda row: point(row.standing.own),
    )
    found = Column(
        gettext_lazy("Halla la revisión"),
        lambda row: Scale(row.standing.found).label if row.standing.found else "",
        cell=lambda row: point(row.standing.found),
    )
    return List(
        name="compromisos",
        title=title or gettext_lazy("Compromisos"),
        template="coordination/commitments.html",
        columns=[what, owner, Column(gettext_lazy("Plazo"), "due_on", Kind.DAY, cell=due_cell), own, found],
        file=[
            Column(gettext_lazy("Código"), lambda row: row.commitment.code),
            Column(gettext_lazy("Compromiso"), lambda row: row.commitment.what),
            Column(gettext_lazy("Institución"), "institution"),
            Column(gettext_lazy("Cargo que responde"), lambda row: row.post),
            Column(gettext_lazy("Nació"), lambda row: row.commitment.made_on, Kind.DAY),
            Column(gettext_lazy("Plazo"), lambda row: row.commitment.due_on, Kind.DAY),
            Column(gettext_lazy("Plazo ampliado"), lambda row: row.due_on if row.extended else None, Kind.DAY),
            Column(gettext_lazy("Días de atraso"), lambda row: row.days_late if row.late else 0, Kind.NUMBER),
            own,
            found,
            Column(gettext_lazy("Qué se verá"), lambda row: row.commitment.indicator),
            Column(gettext_lazy("Con qué se comprueba"), lambda row: row.commitment.evidence),
        ],
        count=ngettext_lazy("%(n)s compromiso", "%(n)s compromisos", "n"),
        nothing=gettext_lazy("Ningún compromiso tiene eso. Quite un filtro o busque con menos palabras."),
        empty=gettext_lazy(
            "Todavía no hay compromisos. Un compromiso nace en un convenio, una visita o una reunión: dice qué se "
            "hará, qué cargo responde, hasta cuándo y con qué se comprobará."
        ),
        target="commitments",
    )


def _visit_state(row: Any) -> Any:
    colours = {"planned": "yellow", "briefed": "blue", "held": "yellow", "minuted": "blue", "closed": "green"}
    return tag(colours[row.state], row.get_state_display())


visit_list = List(
    name="visitas",
    title=gettext_lazy("Visitas oficiales"),
    template="coordination/visits.html",
    columns=[
        Column(gettext_lazy("Visita"), "title", link=lambda row: row.get_absolute_url(), head=True),
        Column(gettext_lazy("Día"), "on", Kind.DAY),
        Column(gettext_lazy("Penales"), lambda row: ", ".join(str(host) for host in row.hosts.all())),
        Column(gettext_lazy("Paradas"), "stops", Kind.NUMBER),
        Column(gettext_lazy("Compromisos"), "promised", Kind.NUMBER),
        Column(gettext_lazy("Estado"), "get_state_display", cell=_visit_state),
    ],
    count=ngettext_lazy("%(n)s visita", "%(n)s visitas", "n"),
    nothing=gettext_lazy("Ninguna visita tiene eso. Quite un filtro o busque con menos palabras."),
    empty=gettext_lazy(
        "Todavía no hay visitas. Una visita se prepara parada por parada, da sus papeles, y al terminar deja un acta, "
        "compromisos y una nota."
    ),
    reads="visit",
    target="visits",
)
