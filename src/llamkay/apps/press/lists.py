"""The list of press notes."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.press.contradictions import Place
from llamkay.apps.press.models import Note, NoteStep
from llamkay.platform.screens.cells import spanish, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named


def _number(row: Note) -> str:
    return f"{row.number:03d}-{row.year}-{row.acronym}" if row.number else _("al publicarse")


_TINTS = {"draft": "yellow", "review": "blue", "approved": "turquoise", "published": "green", "voided": "red"}


def _returned(row: Note) -> bool:
    return bool(row.state == Note.State.DRAFT and row.last_step == NoteStep.Kind.RETURNED)  # type: ignore[attr-defined]


def _state(row: Note) -> str:
    return _("Devuelta") if _returned(row) else str(row.get_state_display())


def _state_tag(row: Note) -> Any:
    return tag("orange" if _returned(row) else _TINTS[row.state], _state(row))


def _origin(row: Note) -> str:
    words, count = str(row.get_origin_display()), len(row.warnings or ())
    return f"{words}, {ngettext('%(n)s aviso', '%(n)s avisos', count) % {'n': count}}" if count else words


def note_list(*, staff: Mapping[str, str]) -> List:
    """The notes, the newest first; in a file with who approved them and their seals."""
    title = Column(
        gettext_lazy("Título"),
        "title",
        link=lambda row: reverse("press:detail", args=[row.pk]),
        order="titulo",
        head=True,
    )
    state = Column(gettext_lazy("Estado"), _state, cell=_state_tag)
    published = Column(gettext_lazy("Publicada"), "published_at", Kind.DAY, order="fecha")
    return List(
        name="notas-de-prensa",
        title=gettext_lazy("Notas de prensa"),
        template="press/list.html",
        columns=[
            title,
            Column(gettext_lazy("Número"), _number, order="numero"),
            state,
            Column(gettext_lazy("Desde"), lambda row: row.since, Kind.DAY),
            published,
            Column(gettext_lazy("Origen"), _origin),
        ],
        file=[
            Column(gettext_lazy("Número"), "number"),
            Column(gettext_lazy("Año"), "year"),
            Column(gettext_lazy("Sigla"), "acronym"),
            state,
            Column(gettext_lazy("Origen"), "get_origin_display"),
            title,
            Column(gettext_lazy("Bajada"), "subtitle"),
            published,
            Column(gettext_lazy("Aprobó"), lambda row: named(row.approved_by, staff)),
            Column(gettext_lazy("Publicó"), lambda row: named(row.published_by, staff)),
            Column(gettext_lazy("Avisos"), lambda row: len(row.warnings)),
            Column(gettext_lazy("Motivo de anulación"), "void_reason"),
            Column(gettext_lazy("Sello"), lambda row: row.published.hash if hasattr(row, "published") else ""),
        ],
        count=ngettext_lazy("%(total)s nota", "%(total)s notas", "total"),
        nothing=gettext_lazy(
            "Ninguna nota tiene eso. Pruebe con menos palabras (no importan las tildes ni el orden) o quite un filtro."
        ),
        empty=gettext_lazy(
            "Todavía no hay notas. Una nota redactada aquí lleva cifras vivas: cada número dice qué cuenta y de qué "
            "mes es, y al publicarla queda fijo. Las notas antiguas se importan tal como se publicaron, para que la "
            "numeración continúe."
        ),
        target="notes",
        size=30,
    )


_PLACED = gettext_lazy("{line}, párrafo {n}: «{sentence}»")


def _where(place: Place | None) -> str:
    return str(_PLACED).format(line=place.line, n=place.paragraph, sentence=place.sentence) if place else ""


def _cell(place: Place | None) -> SafeString | None:
    if place is None:
        return None
    return format_html(str(_PLACED), line=spanish(place.line), n=place.paragraph, sentence=spanish(place.sentence))


CONTRADICTIONS = List(
    name="contradicciones",
    title=gettext_lazy("Contradicciones en las notas"),
    columns=[
        Column(gettext_lazy("Qué"), "what", head=True),
        Column(gettext_lazy("Mes"), lambda row: f"{row.month:%Y-%m}" if row.month else ""),
        Column(
            gettext_lazy("Una dice"),
            lambda row: _where(row.first),
            cell=lambda row: _cell(row.first),
            link=lambda row: _note(row.first),
        ),
        Column(
            gettext_lazy("Otra dice"),
            lambda row: _where(row.second),
            cell=lambda row: _cell(row.second),
            link=lambda row: _note(row.second),
        ),
    ],
    intro=gettext_lazy(
        "La misma cifra, del mismo lugar y mes, con valores que no pueden ser ciertos a la vez; y los totales que no "
        "son la suma de sus partes. Lo publicado no se cambia: se corrige con otro documento."
    ),
    parent=("press:list", gettext_lazy("Notas")),
    count=ngettext_lazy("%(n)s contradicción", "%(n)s contradicciones", "n"),
    nothing=gettext_lazy("Ninguna nota contradice a otra ni a sí misma."),
    empty=gettext_lazy("Ninguna nota contradice a otra ni a sí misma."),
    target="notes",
)


def _note(place: Place | None) -> str:
    return reverse("press:detail", args=[place.note]) if place else ""
