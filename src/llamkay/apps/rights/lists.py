"""The lists of this app."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.rights.kinds import ErasureState, State
from llamkay.platform import clock
from llamkay.platform.screens.cells import link, tag
from llamkay.platform.screens.lists import Column, Kind, List


def _clock(row: Any) -> tuple[str, str]:
    """The colour and the words of what is left of a term."""
    if row.state == State.OPEN:
        days = (row.due_on - clock.today()).days
        if days < 0:
            return "red", ngettext("Venció hace {days} día", "Venció hace {days} días", -days).format(days=-days)
        return ("yellow" if days <= 3 else "blue"), _("Vence el {on:%d/%m/%Y}").format(on=row.due_on)
    colours = {State.ANSWERED: "yellow", State.DELIVERED: "green", State.WITHDRAWN: "grey"}
    return colours[State(row.state)], str(State(row.state).label)


REQUESTS = List(
    name="pedidos-sobre-datos",
    title=gettext_lazy("Pedidos sobre datos propios"),
    intro=gettext_lazy(
        "Lo que una persona pide sobre los datos que se tienen de ella. Corren días hábiles, desde el siguiente."
    ),
    columns=[
        Column(gettext_lazy("Pedido"), str, link=lambda row: reverse("rights:request", args=[row.pk]), head=True),
        Column(gettext_lazy("Persona"), "person.full_name"),
        Column(gettext_lazy("Derecho"), "get_right_display"),
        Column(gettext_lazy("Presentado"), "filed_on", Kind.DAY),
        Column(gettext_lazy("Plazo"), lambda row: _clock(row)[1], cell=lambda row: tag(*_clock(row))),
    ],
    count=ngettext_lazy("%(total)s pedido", "%(total)s pedidos", "total"),
    nothing=gettext_lazy("Ningún pedido coincide con lo que busca."),
    empty=gettext_lazy("Nadie ha pedido nada todavía. Cualquiera puede hacerlo, en papel y sin costo."),
    reads="data_request",
    target="data_requests",
    internal=True,
)

HOLDS = List(
    name="retenciones",
    title=gettext_lazy("Retenciones por un proceso"),
    template="rights/list.html",
    intro=gettext_lazy("Nada se borra de una persona, ni de quienes figuran en un expediente, mientras dure."),
    columns=[
        Column(gettext_lazy("De quién o de qué expediente"), lambda row: str(row.person or row.case_number), head=True),
        Column(gettext_lazy("Por qué"), "reason"),
        Column(gettext_lazy("Documento"), "document"),
        Column(gettext_lazy("Desde"), "placed_at", Kind.MOMENT),
        Column(gettext_lazy("Se levantó"), "lifted_at", Kind.MOMENT),
        Column(
            gettext_lazy("Qué hacer"),
            lambda row: "",
            cell=lambda row: link(reverse("rights:lift", args=[row.pk]), _("Levantar")) if not row.lifted_at else "",
            screen=True,
        ),
    ],
    count=ngettext_lazy("%(total)s retención", "%(total)s retenciones", "total"),
    nothing=gettext_lazy("No hay retenciones."),
    empty=gettext_lazy("No hay retenciones."),
    reads="data_request",
    target="legal_holds",
    export=None,
)

_COLOURS = {
    ErasureState.PROPOSED: "yellow",
    ErasureState.CONFIRMED: "blue",
    ErasureState.DONE: "green",
    ErasureState.REFUSED: "grey",
}

ERASURES = List(
    name="borrados",
    title=gettext_lazy("Borrados"),
    template="rights/list.html",
    intro=gettext_lazy("Lo propone una persona, lo confirma otra, y se ejecuta desde el servidor."),
    columns=[
        Column(gettext_lazy("Borrado"), "pk", link=lambda row: reverse("rights:erasure", args=[row.pk]), head=True),
        Column(gettext_lazy("Persona"), "person.full_name"),
        Column(gettext_lazy("Autorización"), "authorisation"),
        Column(gettext_lazy("Propuesto"), "proposed_at", Kind.MOMENT),
        Column(
            gettext_lazy("Estado"),
            "get_state_display",
            cell=lambda row: tag(_COLOURS[ErasureState(row.state)], row.get_state_display()),
        ),
    ],
    count=ngettext_lazy("%(total)s borrado", "%(total)s borrados", "total"),
    nothing=gettext_lazy("No hay borrados propuestos."),
    empty=gettext_lazy("No hay borrados propuestos."),
    reads="data_request",
    target="erasures",
    export=None,
)
