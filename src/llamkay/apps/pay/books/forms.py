"""Forms of the books: filters, the entry by hand with its legs, opening balances, spending, holds, locks."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.pay.books import queries
from llamkay.apps.pay.books.services import BY_HAND, OPENED, WITH_CASE
from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.models import PERSONAL, Account, Entry
from llamkay.apps.people.queries import nobody, visible_people
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.screens.forms import DayField, FilterForm, MonthField, OfficeForm
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


NEWEST = ("", gettext_lazy("Más recientes primero"))
OLDEST = ("antes", gettext_lazy("Más antiguos primero"))
_ROWS = 6


def _kinds(kinds: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Elija…")), *((kind, Account.Kind(kind).label) for kind in kinds)]


class PersonCodeField(forms.CharField):
    """A person of the establishment by their code; the form gives the person."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"max_length": 20, "required": False, "label": gettext_lazy("Código de la persona")}
        super().__init__(**{**defaults, **kwargs})
        self.here: Any = nobody()

    def clean(self, value: Any) -> "Person | None":
        text = super().clean(value).strip().upper()
        if not text:
            return None
        if found := self.here.filter(code__iexact=text).first():
            return found
        raise ValidationError(
            _("«{text}» no es el código de nadie que haya estado en este establecimiento.").format(text=text)
        )


class _Held(OfficeForm):
    """A form of one establishment, whose people are those who have been there; sent twice, it is one act."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, establishment: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": str(uuid4()), "posted_on": clock.today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonCodeField):
                field.here = visible_people(Scope(ids=frozenset({establishment.pk})))


class StatementFilter(FilterForm):
    """What a statement can be narrowed by; ``hasta`` is the day its balances are of."""

    cuenta = forms.ChoiceField(label=gettext_lazy("Cuenta"), required=False)
    desde = DayField(label=gettext_lazy("Desde"), required=False)
    hasta = DayField(label=gettext_lazy("Al día"), required=False, help_text=gettext_lazy("Vacío: hoy"))
    orden = forms.ChoiceField(label=gettext_lazy("Orden"), required=False, choices=[NEWEST, OLDEST])

    def __init__(self, *args: Any, accounts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(accounts) > 1:
            self.fields["cuenta"].choices = [("", gettext_lazy("Todas")), *accounts]
        else:
            del self.fields["cuenta"]


class JournalFilter(FilterForm):
    """What the journal can be narrowed by."""

    mes = MonthField(label=gettext_lazy("Mes"), required=False)
    q = forms.CharField(
        label=gettext_lazy("Buscar"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Glosa, sustento, persona o número"),
    )
    origen = forms.ChoiceField(
        label=gettext_lazy("Origen"), required=False, choices=[("", gettext_lazy("Todos")), *Entry.Origin.choices]
    )
    quien = forms.ChoiceField(label=gettext_lazy("Quién"), required=False)
    orden = forms.ChoiceField(
        label=gettext_lazy("Orden"), required=False, choices=[NEWEST, OLDEST, ("monto", gettext_lazy("Monto"))]
    )

    def __init__(self, *args: Any, authors: list[str], staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, staff.get(name, name)) for name in authors]
        self.fields["quien"].choices = [("", gettext_lazy("Todos")), *named]


class ByHandFilter(JournalFilter):
    """What the report of entries by hand can be narrowed by."""

    establecimiento = forms.ModelChoiceField(
        label=gettext_lazy("Establecimiento"), queryset=None, required=False, empty_label=gettext_lazy("Todos")
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = in_scope(scope)
        chosen = [(o.value, o.label) for o in queries.BY_HAND]
        self.fields["origen"].choices = [("", gettext_lazy("Todos")), *chosen]


class LegForm(OfficeForm):
    """One leg of an entry by hand: an account, and what enters or leaves it."""

    kind = forms.ChoiceField(label=gettext_lazy("Cuenta"), choices=_kinds(BY_HAND), required=False)
    person = PersonCodeField()
    label = forms.CharField(label=gettext_lazy("Expediente"), max_length=60, required=False)
    debit = AmountField(label=pgettext_lazy("ledger", "Debe"), required=False)
    credit = AmountField(label=gettext_lazy("Haber"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors or not any(data.get(name) for name in self.fields):
            return data
        kind, debit, credit = data.get("kind"), data.get("debit") or 0, data.get("credit") or 0
        if not kind:
            self.add_error("kind", _("Elija la cuenta de esta línea."))
        elif (kind in PERSONAL) != bool(data.get("person")):
            self.add_error(
                "person",
                _("Esta cuenta no es de una persona: deje vacío su código.")
                if data.get("person")
                else _("Escriba el código de la persona de esta cuenta."),
            )
        if min(debit, credit) < 0 or bool(debit) == bool(credit):
            self.add_error("debit", _("Escriba un monto, en el debe o en el haber."))
        if kind in WITH_CASE and not data.get("label"):
            self.add_error("label", _("Escriba el número de expediente."))
        data["amount"] = debit - credit
        return data

    def numbered(self, n: int) -> "LegForm":
        """Each field says its column and line to whoever cannot see the table."""
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = _("{column}, línea {n}").format(column=field.label, n=n)
        return self

    def leg(self) -> Leg | None:
        data = self.cleaned_data
        if not data.get("amount"):
            return None
        label = data["label"].strip() if data["kind"] in WITH_CASE else ""
        return Leg(kind=data["kind"], amount=data["amount"], person=data["person"], label=label)


class ManualForm(_Held):
    """An entry by hand: why, what supports it, its day; its legs stand in ``lines``."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=200,
        help_text=gettext_lazy("Será la glosa: qué se corrige o se distribuye, y por qué."),
    )
    document = forms.CharField(
        label=gettext_lazy("Documento que lo sustenta"),
        max_length=200,
        help_text=gettext_lazy("Clase, número y fecha: informe, acta, resolución."),
    )
    posted_on = DayField(label=gettext_lazy("Fecha del asiento"))

    def __init__(self, *args: Any, establishment: Any, **kwargs: Any) -> None:
        super().__init__(*args, establishment=establishment, **kwargs)
        here = visible_people(Scope(ids=frozenset({establishment.pk})))
        self.lines = [
            LegForm(self.data if self.is_bound else None, prefix=f"l{i}").numbered(i) for i in range(1, _ROWS + 1)
        ]
        for line in self.lines:
            line.fields["person"].here = here

    def is_valid(self) -> bool:
        good = [line.is_valid() for line in self.lines]
        if super().is_valid() and all(good) and len(self.legs()) < 2:
            self.add_error(
                None, _("Un asiento tiene al menos dos líneas, y lo que entra suma lo mismo que lo que sale.")
            )
        return super().is_valid() and all(good)

    def legs(self) -> list[Leg]:
        return [leg for line in self.lines if (leg := line.leg())]


class ReverseForm(OfficeForm):
    """Undo an entry by its opposite."""

    reason = forms.CharField(label=gettext_lazy("Por qué se revierte"), max_length=200)
    posted_on = DayField(label=gettext_lazy("Fecha de la reversión"))


class OpeningForm(_Held):
    """The balance that an account brought from the paper books."""

    kind = forms.ChoiceField(label=gettext_lazy("Cuenta"), choices=_kinds(OPENED))
    person = PersonCodeField(help_text=gettext_lazy("Solo si la cuenta es de una persona."))
    label = forms.CharField(
        label=gettext_lazy("Expediente"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Solo en reparación civil y alimentos."),
    )
    amount = AmountField(label=gettext_lazy("Saldo en soles"))
    book = forms.CharField(label=gettext_lazy("Libro"), max_length=60)
    folio = forms.CharField(label=gettext_lazy("Folio"), max_length=20)
    posted_on = DayField(label=gettext_lazy("Fecha del saldo"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind and "person" not in self.errors and (kind in PERSONAL) != bool(data.get("person")):
            self.add_error("person", _("Escríbalo solo si la cuenta es de una persona, y siempre que lo sea."))
        return data


class SpendForm(_Held):
    """A spending of the 10 %."""

    purpose = forms.CharField(
        label=gettext_lazy("En qué se gastó"),
        max_length=60,
        help_text=gettext_lazy("Las mismas palabras reúnen los gastos: «Insumos», «Mantenimiento de máquinas»."),
    )
    amount = AmountField(label=gettext_lazy("Monto en soles"))
    source = forms.ChoiceField(
        label=gettext_lazy("Sale de"), choices=_kinds([Account.Kind.BANK, Account.Kind.CASH])[1:]
    )
    voucher = forms.CharField(
        label=gettext_lazy("Comprobante"),
        max_length=120,
        help_text=gettext_lazy("Factura, boleta o recibo, con su número."),
    )
    posted_on = DayField(label=gettext_lazy("Fecha del gasto"))


class HoldForm(OfficeForm):
    """A court's order to keep money untouched."""

    court = forms.CharField(label=gettext_lazy("Juzgado"), max_length=120)
    case_number = forms.CharField(label=gettext_lazy("Número de la orden o del expediente"), max_length=60)
    amount = AmountField(
        label=gettext_lazy("Monto retenido en soles"), required=False, help_text=gettext_lazy("Vacío: todo su saldo.")
    )
    since = DayField(label=gettext_lazy("Rige desde"))


class LiftForm(OfficeForm):
    """The end of a hold."""

    on = DayField(label=gettext_lazy("Deja de regir el"))
    reason = forms.CharField(label=gettext_lazy("Documento que la levanta"), max_length=200)


class HoldFilter(FilterForm):
    """What the list of holds can be narrowed by."""

    q = forms.CharField(label=gettext_lazy("Persona, juzgado u orden"), required=False, max_length=60)
    estado = forms.ChoiceField(
        label=gettext_lazy("Estado"),
        required=False,
        choices=[("", gettext_lazy("Todas")), ("rigen", gettext_lazy("Rigen hoy")), ("no", gettext_lazy("Levantadas"))],
    )


class TrialFilter(FilterForm):
    """The day of a trial balance, and the kind of account to open."""

    dia = DayField(label=gettext_lazy("Al día"), required=False, help_text=gettext_lazy("Vacío: hoy"))
    clase = forms.ChoiceField(
        label=gettext_lazy("Cuenta por cuenta"),
        required=False,
        choices=[("", gettext_lazy("No, resumido")), *Account.Kind.choices],
    )


class LockForm(OfficeForm):
    """The lock of a month."""

    month = MonthField(label=gettext_lazy("Cerrar los libros hasta"), empty=gettext_lazy("Elija…"), ahead=0)
    reason = forms.CharField(label=gettext_lazy("Motivo"), max_length=200)

    def clean_month(self) -> Month:
        month = self.cleaned_data["month"]
        if month is None:
            raise ValidationError(_("Elija el mes."))
        return month
