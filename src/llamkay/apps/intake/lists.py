"""The list of loads, and the rows of one: on the page, on paper, as a file to send back to their author."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.intake.models import Load
from llamkay.apps.intake.queries import ShownRow
from llamkay.platform.screens.cells import joined, link, tag, under
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named

_STATES = {"tried": "yellow", "written": "green", "undone": "grey", "discarded": "grey"}


def _where(load: Load) -> Any:
    return load.establishment.name if load.establishment else _("Varios penales")


def load_list(*, staff: Mapping[str, str]) -> List:
    """The files that were tried, with who tried each."""
    return List(
        name="cargas",
        title=gettext_lazy("Cargas de archivos"),
        columns=[
            Column(
                gettext_lazy("Carga"),
                "pk",
                cell=lambda load: joined([load.file_name, under(_("n.º {n}").format(n=load.pk))], ""),
                link=lambda load: load.get_absolute_url(),
                head=True,
            ),
            Column(gettext_lazy("De qué es"), "get_kind_display"),
            Column(gettext_lazy("Establecimiento"), _where),
            Column(gettext_lazy("Probada el"), "tried_at", Kind.MOMENT),
            Column(gettext_lazy("Por"), lambda load: named(load.tried_by, staff)),
            Column(
                gettext_lazy("Estado"),
                "get_state_display",
                cell=lambda load: tag(_STATES[load.state], load.get_state_display()),
            ),
        ],
        count=ngettext_lazy("%(n)s carga", "%(n)s cargas", "n"),
        nothing=gettext_lazy("Ninguna carga coincide con los filtros."),
        empty=gettext_lazy(
            "Todavía no se cargó ningún archivo. Descargue la plantilla de lo que va a cargar, llénela y pruébela: no "
            "se escribe nada hasta que lo confirme."
        ),
        template="intake/list.html",
        reads="loads",
        target="loads",
    )


def _outcome(row: ShownRow) -> Any:
    words = tag(row.colour, row.outcome_name)
    if row.outcome != "doubt":
        return words
    return joined([words, link(reverse("intake:doubt", args=[row.load, row.row]), _("Resolver"))], "<br>")


def _reason(row: ShownRow) -> Any:
    """Why, what to write instead, and the cell that it is of: on a telephone one column is read and not three."""
    cell = f"{row.column}: {row.value or '—'}" if row.column not in ("", "—") else ""
    return joined([row.sentence, under(row.todo) if row.todo else "", under(cell) if cell else ""], "")


def rows_list(load: Load) -> List:
    """The rows of a load."""
    person = Column(
        gettext_lazy("De quién o de qué"),
        "label",
        link=lambda row: reverse("people:detail", args=[row.person]) if row.person else "",
    )
    number, column = (
        Column(gettext_lazy("Fila"), "row", Kind.NUMBER, head=True),
        Column(gettext_lazy("Columna"), "column"),
    )
    value, outcome = (
        Column(gettext_lazy("Valor"), "value"),
        Column(gettext_lazy("Qué pasa"), "outcome_name", cell=_outcome),
    )
    return List(
        name=f"carga-{load.pk}",
        title=_("Carga {n}: {kind}").format(n=load.pk, kind=load.get_kind_display().lower()),
        parent=("intake:list", gettext_lazy("Cargas de archivos")),
        columns=[number, outcome, Column(gettext_lazy("Por qué"), "sentence", cell=_reason), person],
        file=[
            number,
            Column(gettext_lazy("De quién o de qué"), "label"),
            Column(gettext_lazy("Qué pasa"), "outcome_name"),
            column,
            value,
            Column(gettext_lazy("Por qué"), "sentence"),
            Column(gettext_lazy("Qué escribir"), "todo"),
        ],
        count=ngettext_lazy("%(n)s línea del informe", "%(n)s líneas del informe", "n"),
        nothing=gettext_lazy("Ninguna fila coincide con los filtros."),
        empty=gettext_lazy("De esta carga ya no se guarda ninguna fila."),
        template="intake/load.html",
        reads="load",
        target=f"load:{load.pk}",
        internal=True,
    )
