"""The lists of the books of each prison, and of judicial holds."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.pay.models import Hold
from llamkay.platform.screens.cells import NOTHING, joined, link, soles, tag, under
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.months import in_words

_NO_HOLD = gettext_lazy(
    "No hay retenciones con ese filtro. Una retención se registra desde el estado de cuenta de la persona, con la "
    "orden del juzgado."
)


def _person(hold: Hold) -> Any:
    page = link(reverse("pay:person_statement", args=[hold.person_id]), hold.person.full_name)
    return joined([page, under(f"{hold.person.code} · {hold.establishment.name}")], "")


def _order(hold: Hold) -> Any:
    return joined([hold.case_number, under(hold.court)], "")


def _period(hold: Hold) -> Any:
    start, end = f"{hold.period.lower:%d/%m/%Y}", hold.period.upper
    return joined([f"{start} – {end:%d/%m/%Y}", under(hold.ended_why)], "") if end else start


def hold_list(*, may_hold: bool) -> List:
    """The judicial holds; whoever may hold may lift those that are in force."""

    def state(hold: Hold) -> Any:
        if not hold.running:
            return tag("green", _("Levantada"))
        lift = may_hold and not hold.period.upper
        act = link(reverse("pay:lift_hold", args=[hold.pk]), _("Levantar")) if lift else ""
        return joined([tag("yellow", _("Rige")), act])

    return List(
        name="retenciones",
        title=gettext_lazy("Retenciones judiciales"),
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            Column(gettext_lazy("Persona"), "person.full_name", cell=_person, head=True),
            Column(gettext_lazy("Orden"), "case_number", cell=_order),
            Column(
                gettext_lazy("Monto"),
                lambda hold: _("Todo") if hold.amount is None else soles(hold.amount),
                Kind.NUMBER,
            ),
            Column(gettext_lazy("Rige"), _period, cell=_period),
            Column(gettext_lazy("Estado"), state, cell=state),
        ],
        file=[
            Column(gettext_lazy("Código"), "person.code"),
            Column(gettext_lazy("Persona"), "person.full_name"),
            Column(gettext_lazy("Establecimiento"), "establishment.name"),
            Column(gettext_lazy("Juzgado"), "court"),
            Column(gettext_lazy("Orden"), "case_number"),
            Column(gettext_lazy("Monto"), lambda hold: _("Todo") if hold.amount is None else hold.amount / 100),
            Column(gettext_lazy("Desde"), "period.lower"),
            Column(gettext_lazy("Hasta"), "period.upper"),
            Column(gettext_lazy("Documento que la levantó"), "ended_why"),
        ],
        count=ngettext_lazy("%(n)s retención", "%(n)s retenciones", "n"),
        nothing=_NO_HOLD,
        empty=_NO_HOLD,
        reads="pay",
        target="holds",
    )


@dataclass(frozen=True)
class _Total:
    """The last line of the books: the sums of all of them."""

    recognised: int
    spent: int
    left: int
    bank: int
    cash: int
    receivable: int
    held: int
    locked = None


SUMS = [field.name for field in fields(_Total)]


def with_total(books: Iterable[Any]) -> list[Any]:
    """The books and, after them, their total."""
    found = list(books)
    return [*found, _Total(*(sum(getattr(book, name) for book in found) for name in SUMS))] if found else []


def _name(book: Any) -> str:
    return _("Total") if isinstance(book, _Total) else book.establishment.name


def _page(book: Any) -> str:
    return "" if isinstance(book, _Total) else reverse("pay:book", args=[book.establishment.code])


def _locked(book: Any) -> str:
    return in_words(book.locked) if book.locked else NOTHING


BOOKS = List(
    name="libros",
    title=gettext_lazy("Libros"),
    heading=gettext_lazy("Libros de cada establecimiento"),
    template="pay/books/books.html",
    parent=("pay:home", gettext_lazy("Pagos")),
    columns=[
        Column(gettext_lazy("Establecimiento"), _name, link=_page, head=True),
        Column(gettext_lazy("10 % reconocido"), "recognised", Kind.MONEY),
        Column(gettext_lazy("Gastado"), "spent", Kind.MONEY),
        Column(gettext_lazy("Queda"), "left", Kind.MONEY),
        Column(gettext_lazy("Banco"), "bank", Kind.MONEY),
        Column(gettext_lazy("Caja"), "cash", Kind.MONEY),
        Column(gettext_lazy("Por cobrar"), "receivable", Kind.MONEY),
        Column(gettext_lazy("Guardado de las personas"), "held", Kind.MONEY),
        Column(gettext_lazy("Cerrado hasta"), "locked", cell=_locked),
    ],
    count=ngettext_lazy("%(n)s establecimiento con libros", "%(n)s establecimientos con libros", "n"),
    nothing="",
    empty=gettext_lazy(
        "Todavía no hay libros. Empiezan con el primer cierre de mes que paga, o con un saldo de apertura."
    ),
    target="books",
    size=500,
)
