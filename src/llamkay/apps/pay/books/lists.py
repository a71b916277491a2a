"""The lists of the books: of every prison, the journal, the trial balance, judicial holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from llamkay.apps.pay.books.queries import TrialLine, holder, totals, with_legs
from llamkay.apps.pay.models import Hold, Posting
from llamkay.platform.screens.cells import NOTHING, joined, lines, link, soles, strong, tag, under
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.months import in_words
from llamkay.platform.templatetags.staff import named

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


# -- the journal ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JournalLine:
    """A line of the journal: an entry by itself or, after it, one of its legs."""

    entry: Any
    leg: Posting | None = None

    @property
    def debit(self) -> int | None:
        return self.leg.amount if self.leg and self.leg.amount > 0 else None

    @property
    def credit(self) -> int | None:
        return -self.leg.amount if self.leg and self.leg.amount < 0 else None


def journal_lines(entries: Iterable[Any]) -> Iterator[JournalLine]:
    """Each entry and its legs, as a journal is written."""
    for entry, legs in with_legs(entries):
        yield JournalLine(entry)
        yield from (JournalLine(entry, leg) for leg in legs)


def journal_file(entries: Iterable[Any]) -> Iterator[JournalLine]:
    """The legs alone: in a file every line says its entry."""
    return (line for line in journal_lines(entries) if line.leg)


def _side(amount: str) -> Any:
    def shown(line: JournalLine) -> Any:
        centimos = getattr(line, amount)
        return "" if centimos is None else soles(centimos)

    return shown


def _number(line: JournalLine) -> Any:
    number = _("N.º {number}").format(number=line.entry.pk)
    if line.leg:
        return format_html('<span class="govuk-visually-hidden">{}</span>', number)
    return lines([f"{line.entry.posted_on:%d/%m/%Y}", link(reverse("pay:entry", args=[line.entry.pk]), number)])


def journal_list(*, staff: Mapping[str, str], place: Any = None) -> List:
    """The entries of one prison or, without it, those by hand of all that the reader sees."""

    def words(line: JournalLine) -> Any:
        entry = line.entry
        if line.leg:
            account = line.leg.account
            return joined([account.get_kind_display(), holder(account), account.label], " · ")
        who = named(entry.author, staff) if entry.author else ""
        about = [entry.get_origin_display(), who, "" if place else entry.establishment.name]
        if getattr(entry, "undone_by", None):
            about.append(link(reverse("pay:entry", args=[entry.undone_by.pk]), _("Revertido")))
        gloss = [strong(entry.text), entry.person.full_name if entry.person else "", entry.evidence]
        return joined([joined(gloss, " · "), under(joined(about, " · "))], "")

    return List(
        name="diario",
        title=gettext_lazy("Libro diario") if place else gettext_lazy("Asientos a mano"),
        heading="" if place else gettext_lazy("Todo lo registrado a mano"),
        template="pay/books/journal.html",
        parent=("pay:books", gettext_lazy("Libros")) if place else ("pay:home", gettext_lazy("Pagos")),
        intro=""
        if place
        else gettext_lazy(
            "Los asientos que ningún otro acto del sistema escribe: correcciones, gastos del 10 %, saldos de apertura "
            "y reversiones, con quién los hizo, por qué y con qué documento."
        ),
        columns=[
            Column(gettext_lazy("Fecha y número"), _number, cell=_number, head=True),
            Column(gettext_lazy("Glosa y cuentas"), words, cell=words),
            Column(pgettext_lazy("ledger", "Debe"), "debit", Kind.MONEY, cell=_side("debit")),
            Column(gettext_lazy("Haber"), "credit", Kind.MONEY, cell=_side("credit")),
        ],
        file=[
            Column(gettext_lazy("Fecha"), "entry.posted_on"),
            Column(gettext_lazy("Asiento"), "entry.pk"),
            Column(gettext_lazy("Establecimiento"), "entry.establishment.name"),
            Column(gettext_lazy("Glosa"), "entry.text"),
            Column(gettext_lazy("Sustento"), "entry.evidence"),
            Column(gettext_lazy("Origen"), "entry.get_origin_display"),
            Column(gettext_lazy("Quién"), "entry.author"),
            Column(gettext_lazy("Cuenta"), "leg.account.get_kind_display"),
            Column(gettext_lazy("De quién"), lambda line: holder(line.leg.account)),
            Column(gettext_lazy("Expediente u objeto"), "leg.account.label"),
            Column(pgettext_lazy("ledger", "Debe"), "debit", Kind.MONEY),
            Column(gettext_lazy("Haber"), "credit", Kind.MONEY),
        ],
        count=ngettext_lazy("%(n)s asiento", "%(n)s asientos", "n"),
        nothing=_NO_ENTRY,
        empty=_NO_ENTRY,
        reads="pay",
        target="journal",
        size=25,
    )


_NO_ENTRY = gettext_lazy(
    "No hay asientos con ese filtro. El cierre de mes los escribe solo; los pagos, cobros y asientos a mano, en el "
    "momento en que se registran."
)


# -- the trial balance ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sums:
    """The last line of a trial balance."""

    debit: int
    credit: int
    debtor: int
    creditor: int
    accounts = None


def with_sums(rows: Iterable[TrialLine]) -> list[Any]:
    """The lines of a trial balance and, after them, what they add up to."""
    found = list(rows)
    return [*found, _Sums(**totals(found))] if found else []


def trial_list(*, place: Any, day: date, opened: Callable[[str], str]) -> List:
    """What each kind of account moved and holds; ``opened`` is the address that opens a kind, account by account."""

    def name(line: Any) -> Any:
        if isinstance(line, _Sums):
            return _("Suman")
        return joined([link(opened(line.kind), line.name), line.detail], " · ")

    def money(amount: str) -> Column:
        header = _SIDES[amount]
        return Column(
            header, amount, Kind.MONEY, cell=lambda line: soles(getattr(line, amount)) if getattr(line, amount) else ""
        )

    return List(
        name=f"comprobacion-{place.code}",
        title=_("Balance de comprobación al %(day)s") % {"day": date_format(day)},
        template="pay/books/trial.html",
        parent=("pay:books", gettext_lazy("Libros")),
        columns=[
            Column(gettext_lazy("Cuenta"), name, cell=name, head=True),
            Column(gettext_lazy("Cuentas"), "accounts", Kind.NUMBER, cell=lambda line: line.accounts or ""),
            *map(money, _SIDES),
        ],
        file=[
            Column(gettext_lazy("Cuenta"), "get_kind_display"),
            Column(gettext_lazy("Código"), lambda account: account.person and account.person.code),
            Column(
                gettext_lazy("De quién"),
                lambda account: (
                    (account.person and account.person.full_name) or (account.company and account.company.name)
                ),
            ),
            Column(gettext_lazy("Expediente u objeto"), "label"),
            Column(_SIDES["debit"], "debit", Kind.MONEY),
            Column(_SIDES["credit"], "credit", Kind.MONEY),
            Column(_SIDES["debtor"], lambda account: max(account.debit - account.credit, 0), Kind.MONEY),
            Column(_SIDES["creditor"], lambda account: max(account.credit - account.debit, 0), Kind.MONEY),
        ],
        count=ngettext_lazy("%(n)s línea", "%(n)s líneas", "n"),
        nothing=_NO_BALANCE,
        empty=_NO_BALANCE,
        target=f"trial:{place.code}",
        size=500,
    )


_SIDES = {
    "debit": pgettext_lazy("ledger", "Debe"),
    "credit": gettext_lazy("Haber"),
    "debtor": gettext_lazy("Saldo deudor"),
    "creditor": gettext_lazy("Saldo acreedor"),
}
_NO_BALANCE = gettext_lazy("Hasta ese día no hay asientos en estos libros.")


def _whose(account: Any) -> Any:
    if not account.person:
        return joined([account.get_kind_display(), holder(account), account.label], " · ")
    page = f"{reverse('pay:person_statement', args=[account.person_id])}?cuenta={account.pk}"
    return joined([link(page, account.person.full_name), account.person.code, account.label], " · ")


# The accounts of one kind, beneath the trial balance.
ACCOUNTS = List(
    name="cuentas",
    title=gettext_lazy("Cuentas"),
    columns=[
        Column(gettext_lazy("De quién"), _whose, cell=_whose, head=True),
        Column(_SIDES["debit"], lambda account: account.debit or None, Kind.MONEY),
        Column(_SIDES["credit"], lambda account: account.credit or None, Kind.MONEY),
        Column(gettext_lazy("Saldo"), "balance", Kind.MONEY),
    ],
    count=ngettext_lazy("%(n)s cuenta", "%(n)s cuentas", "n"),
    nothing="",
    empty="",
)
