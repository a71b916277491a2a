"""The list of who owes the 10 % of own-account work."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform.screens.cells import tag
from llamkay.platform.screens.lists import Column, Kind, List


def _state(row: Any) -> Any:
    if row.behind:
        return tag("red", _("Cuotas vencidas"))
    if row.planned:
        return tag("blue", _("Acuerdo al día"))
    return tag("yellow", _("Debe")) if row.balance > 0 else tag("green", _("A su favor"))


def _plan(row: Any) -> str:
    if row.behind:
        return _("con cuotas vencidas")
    return _("al día") if row.planned else ""


_PERSON = Column(
    gettext_lazy("Persona"),
    "person",
    link=lambda row: reverse("pay:levy", args=[row.establishment.code, row.person_id]),
    head=True,
)
_CODE = Column(gettext_lazy("Código"), "person.code")
_PLACE = Column(gettext_lazy("Establecimiento"), "establishment.name")


def debtor_list(today: date) -> List:
    """Who owes the 10 % on a day, with a plan or without."""
    return List(
        name=f"deudas-{today}",
        title=gettext_lazy("El 10 % del trabajo por cuenta propia"),
        template="pay/levy/list.html",
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            _PERSON,
            _CODE,
            _PLACE,
            Column(gettext_lazy("Debe"), "balance", Kind.MONEY),
            Column(gettext_lazy("Estado"), _state, cell=_state),
        ],
        file=[
            _CODE,
            Column(gettext_lazy("Apellidos y nombres"), "person.full_name"),
            _PLACE,
            Column(gettext_lazy("Debe (S/)"), "balance", Kind.MONEY),
            Column(gettext_lazy("Acuerdo"), _plan),
        ],
        count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
        nothing=gettext_lazy("Nadie coincide con los filtros."),
        empty=gettext_lazy(
            "Nadie debe el 10 %. Quien trabaja por cuenta propia declara su ingreso de cada mes; al cerrarlo, su 10 % "
            "aparece aquí hasta que lo paga. No lleva intereses ni mora (CEP, art. 75.2)."
        ),
        reads="pay",
        target="levies",
    )
