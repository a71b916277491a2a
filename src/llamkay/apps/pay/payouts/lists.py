"""The list of payments that leave, with what may be done with each."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.pay.models import Payout
from llamkay.platform.screens.cells import hint, joined, lines, link, tag
from llamkay.platform.screens.lists import Column, Kind, List

_COLOURS = {"settled": "green", "returned": "red", "cancelled": "grey", "sent": "blue"}
_NONE = gettext_lazy(
    "No hay pagos que mostrar. Se preparan desde la página de cada persona, a quien ella o un juzgado autorizó; si usó "
    "filtros, quite uno."
)


def _batch(row: Payout) -> Any:
    if row.state == Payout.State.CONFIRMED:
        return format_html(
            '<input type="checkbox" form="lote" name="pago" value="{}" aria-label="{}">',
            str(row.pk),
            _("Pago %(n)s en el lote") % {"n": row.pk},
        )
    return _batch_link(row)


def _batch_link(row: Payout) -> Any:
    return link(reverse("pay:batch", args=[row.batch_id]), row.batch) if row.batch else ""


def _receives(row: Payout) -> Any:
    return lines([row.beneficiary.full_name, hint(row.get_purpose_display())])


def _state(row: Payout) -> Any:
    state = tag(_COLOURS.get(row.state, "yellow"), row.get_state_display())
    return joined([state, row.reference, hint(row.reason) if row.reason else ""])


def payout_list(request: Any, *, may_send: bool, may_confirm: bool) -> List:
    """The payments; whoever sends them chooses those of a batch."""

    def acts(row: Payout) -> Any:
        may = {"row": row, "may_send": may_send, "may_confirm": may_confirm}
        return render_to_string("pay/payouts/_acts.html", may, request)

    number = Column(gettext_lazy("N.º"), "pk", head=True)
    amount = Column(gettext_lazy("Monto"), "amount", Kind.MONEY)
    return List(
        name="pagos",
        title=gettext_lazy("Pagos que salen"),
        template="pay/payouts/list.html",
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            Column(gettext_lazy("Lote"), "batch", cell=_batch if may_send else _batch_link, screen=may_send),
            number,
            Column(
                gettext_lazy("Persona"),
                "person.full_name",
                link=lambda row: reverse("pay:person_payouts", args=[row.person_id]),
            ),
            Column(gettext_lazy("Para quién"), "beneficiary.full_name", cell=_receives),
            amount,
            Column(gettext_lazy("Estado"), "get_state_display", cell=_state),
            Column(gettext_lazy("Qué hacer"), acts, cell=acts, screen=True),
        ],
        file=[
            number,
            Column(gettext_lazy("Código"), "person.code"),
            Column(gettext_lazy("Persona"), "person.full_name"),
            Column(gettext_lazy("Para quién"), "beneficiary.full_name"),
            Column(gettext_lazy("Finalidad"), "get_purpose_display"),
            Column(gettext_lazy("Monto (S/)"), "amount", Kind.MONEY),
            Column(gettext_lazy("Estado"), "get_state_display"),
            Column(gettext_lazy("Lote"), lambda row: str(row.batch or "")),
            Column(gettext_lazy("Operación"), "reference"),
        ],
        intro=gettext_lazy("Uno lo prepara y otra persona lo confirma. Se prepara desde la página de cada persona."),
        count=ngettext_lazy("%(n)s pago", "%(n)s pagos", "n"),
        nothing=_NONE,
        empty=_NONE,
        reads="pay",
        target="payouts",
    )
