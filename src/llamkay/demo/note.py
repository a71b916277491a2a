"""The source note, imported; a new note whose figures are live, in review; another that came back with its reason."""

from datetime import date
from importlib import resources
from typing import Any

from llamkay.apps.institutions.models import User
from llamkay.apps.press.models import Note
from llamkay.apps.press.reviews import send, send_back
from llamkay.apps.press.services import add_figure, draft_note, import_note

MONTH = date(2026, 1, 1)
TITLE = "Más de la cuarta parte de la población penitenciaria trabaja"
SUBTITLE = "Las cifras de esta nota se pueden abrir: cada una dice qué cuenta y de qué día es"
PARAGRAPHS = [
    "Al cierre de enero de 2026, {{figure:trabajan}} personas privadas de libertad trabajan en los establecimientos "
    "penitenciarios del país, el {{figure:porcentaje}} de la población.",
    "En el {{penal:EP16}}, con {{figure:poblacion}} internas, {{figure:trabajan-o-estudian}} trabajan o "
    "estudian. Al fin de 2025 su cuna atendía a {{figure:ninos}} niñas y niños.",
    "En los talleres de panadería y pastelería trabajan {{figure:panaderia}} personas en todo el país.",
]
FIGURES = [
    {"name": "trabajan", "metric": "working", "hedge": "más de", "rounding": 1000},
    {"name": "porcentaje", "metric": "working", "share_of": "population"},
    {"name": "poblacion", "metric": "population", "establishment_code": "EP16"},
    {"name": "trabajan-o-estudian", "metric": "work_or_study", "establishment_code": "EP16"},
    # Of children a note says what the last quarter's release tells.
    {"name": "ninos", "metric": "children_attending", "establishment_code": "EP16", "month": date(2025, 12, 1)},
    {"name": "panaderia", "metric": "working_by_trade", "key": "panaderia"},
]

# Notes of before, invented: two of one month tell other numbers of the same, as notes do.
OLD = [
    ("701-2025", "15 de septiembre de 2025 - 10:00 a. m.", "funcionan 224 talleres", "27,150"),
    ("715-2025", "22 de septiembre de 2025 - 9:30 a. m.", "hay 240 talleres", "27,150"),
    ("803-2025", "10 de noviembre de 2025 - 3:00 p. m.", "hay 240 talleres", "28,300"),
]


# Returned: its second paragraph says less than the reviewer needs.
SHORT = "Más lugares para estudiar en los penales de Chorrillos"
SHORT_PARAGRAPHS = [
    "En el {{penal:EP16}} estudian {{figure:estudian}} internas, según el cierre de enero de 2026.",
    "Hace poco se abrieron nuevas aulas.",
]
WHY = (
    "El segundo párrafo no dice cuándo se abrieron las aulas ni cuántas son. Póngalo con su fecha y de dónde sale, "
    "o quítelo."
)


def _on_their_way(writer: Any, reviewer: Any) -> None:
    """One note waits for its review; another was returned."""
    note = draft_note(actor=writer, title=TITLE, subtitle=SUBTITLE, paragraphs=PARAGRAPHS)
    for figure in FIGURES:
        add_figure(actor=writer, note=note, **{"month": MONTH, **figure})
    send(actor=writer, note=note, words="Es para la conferencia del lunes. Mirar primero el porcentaje.")
    short = draft_note(actor=writer, title=SHORT, subtitle="", paragraphs=SHORT_PARAGRAPHS)
    add_figure(actor=writer, note=short, name="estudian", metric="studying", month=MONTH, establishment_code="EP16")
    send(actor=writer, note=short)
    send_back(actor=reviewer, note=short, reason=WHY, paragraphs=[2])


def write_notes(*, actor: Any) -> tuple[str, ...]:
    """Import note 098-2026, send a new note to review and return another; again changes nothing."""
    if Note.objects.exists():
        return ()
    text = resources.files("llamkay.data").joinpath("nota-098-2026-inpe.txt").read_text("utf-8")
    source = import_note(actor=actor, text=text)
    _on_their_way(*(User.objects.get(username=name) for name in ("prensa", "jefaprensa")))
    for number, moment, workshops, people in OLD:
        lines = [
            f"Trabajo en los penales (nota inventada de la demostración, {number})",
            "Nota de prensa Un texto inventado, como los de antes",
            "",
            moment,
            f"NOTA DE PRENSA N° {number}-INPE",
            f"En todo el país {workshops} en los penales y {people} personas trabajan.",
        ]
        import_note(actor=actor, text="\n".join(lines) + "\n")
    return (
        f"Nota {source.number:03}-{source.year} leída con {len(source.warnings)} avisos; una nueva en revisión y otra "
        "devuelta con su motivo.",
    )
