"""The lists of who left and is not settled, and of money that nobody has claimed."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.platform.screens.cells import hint, lines, link, soles, tag
from llamkay.platform.screens.lists import Column, Kind, List

Line = dict[str, Any]


def _of(name: str) -> Any:
    return lambda line: line[name]


def _person(line: Line) -> Any:
    page = link(reverse("pay:settlement", args=[line["place_code"], line["person"]]), line["full_name"])
    return lines([page, hint(f"{line['code']} · {line['place']}")])


def _left(line: Line) -> Any:
    return lines([line["exit"], f"{line['left_on']:%d/%m/%Y}" if line["left_on"] else ""])


def _since(line: Line) -> Any:
    days = ngettext("%(n)s día", "%(n)s días", line["days"]) % {"n": line["days"]}
    on = f", {line['left_on']:%d/%m/%Y}" if line["left_on"] else ""
    return lines([f"{line['exit']}{on}", hint(days)])


def _state(line: Line) -> Any:
    if line["state"] == "prepared":
        return tag("blue", line["state_name"])
    if line["state"] == "confirmed":
        return tag("grey", _("Queda saldo"))
    if line["state"] == "kept":
        return tag("grey", line["state_name"])
    return tag("yellow", _("Por preparar"))


def _money(line: Line) -> Any:
    if not line.get("transit"):
        return soles(line["money"])
    return lines([soles(line["money"]), hint(_("%(amount)s en camino") % {"amount": soles(line["transit"])})])


def _owner(line: Line) -> Any:
    return line["owner"] or tag("red", _("Nadie: falta dar la función de tesorería"))


def _noticed(line: Line) -> Any:
    return f"{line['asked_on']:%d/%m/%Y}" if line["asked_on"] else tag("yellow", _("Sin aviso"))


_FILE = [
    Column(gettext_lazy("Código"), _of("code")),
    Column(gettext_lazy("Apellidos y nombres"), _of("full_name")),
    Column(gettext_lazy("Establecimiento"), _of("place")),
    Column(gettext_lazy("Cómo salió"), _of("exit")),
    Column(gettext_lazy("Día de salida"), _of("left_on")),
    Column(gettext_lazy("Días"), _of("days")),
    Column(gettext_lazy("Dinero (S/)"), _of("money"), Kind.MONEY),
    Column(gettext_lazy("Deuda del 10 % (S/)"), _of("debt"), Kind.MONEY),
    Column(gettext_lazy("Liquidación"), _of("state_name")),
    Column(gettext_lazy("Responsable"), _of("owner")),
    Column(gettext_lazy("Último aviso"), _of("asked_on")),
    Column(gettext_lazy("Qué puede hacerse"), _of("may")),
]
_COUNT = ngettext_lazy("%(n)s persona", "%(n)s personas", "n")
_NOBODY_FITS = gettext_lazy("Nadie coincide con los filtros.")
UNSETTLED = List(
    name="settlements",
    title=gettext_lazy("Liquidaciones"),
    heading=gettext_lazy("Quienes salieron y no están liquidados"),
    template="pay/settlements/settlements.html",
    intro=gettext_lazy(
        "Al salir en libertad o por traslado se liquida el saldo de cada persona (D.S. 015-2003-JUS, art. 114). Una "
        "persona prepara la liquidación y otra la confirma."
    ),
    parent=("pay:home", gettext_lazy("Pagos")),
    columns=[
        Column(gettext_lazy("Persona"), _person, cell=_person, head=True),
        Column(gettext_lazy("Salió"), _left, cell=_left),
        Column(gettext_lazy("Días"), _of("days"), Kind.NUMBER),
        Column(gettext_lazy("Dinero"), _of("money"), Kind.MONEY),
        Column(gettext_lazy("Deuda del 10 %"), lambda line: line["debt"] or None, Kind.MONEY),
        Column(gettext_lazy("Liquidación"), _state, cell=_state),
        Column(gettext_lazy("Responsable"), _of("owner"), cell=_owner),
    ],
    file=_FILE,
    count=_COUNT,
    nothing=_NOBODY_FITS,
    empty=gettext_lazy(
        "Nadie que salió tiene dinero ni deuda por liquidar. Cuando se registra una libertad o un traslado de quien "
        "tiene saldo, aparece aquí con los días que espera."
    ),
    reads="pay",
)
UNCLAIMED = List(
    name="unclaimed",
    title=gettext_lazy("Dinero no reclamado"),
    parent=("pay:settlements", gettext_lazy("Liquidaciones")),
    columns=[
        Column(gettext_lazy("Persona"), _person, cell=_person, head=True),
        Column(gettext_lazy("Desde cuándo"), _since, cell=_since),
        Column(gettext_lazy("Dinero"), _of("money"), Kind.MONEY, cell=_money),
        Column(gettext_lazy("Último aviso"), _noticed, cell=_noticed),
        Column(gettext_lazy("Qué puede hacerse"), _of("may")),
    ],
    file=_FILE,
    intro=gettext_lazy(
        "De quienes salieron y ya no están en ningún establecimiento. La norma manda pagarlo y no dice cuánto "
        "tiempo se guarda ni qué se hace después: mientras no lo diga, se guarda y se avisa."
    ),
    count=_COUNT,
    nothing=_NOBODY_FITS,
    empty=gettext_lazy(
        "No hay dinero de quienes salieron. Lo que una persona deja al salir en libertad, fallecer o fugarse aparece "
        "aquí hasta que se paga."
    ),
    reads="pay",
)
