"""Forms of selling: each ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.production.fields import BLANK, PlaceForm, QuantityField, lot_text, read
from llamkay.apps.production.kinds import SiteKind
from llamkay.apps.production.models import (
    Balance,
    Complaint,
    Consignment,
    ConsignmentLine,
    Customer,
    Good,
    Lot,
    Sale,
    Site,
)
from llamkay.apps.production.sales import queries, services
from llamkay.core.errors import Refused
from llamkay.platform.database.search import InOrder
from llamkay.platform.screens.forms import DayField, FilterForm, MonthField, OfficeForm


class SaleFilter(FilterForm):
    """What the sales can be narrowed by."""

    arguments = {"q": "words", "estado": "stage", "mes": "month"}

    q = forms.CharField(label=_("Boleta, lote o producto"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *Sale.Stage.choices])
    mes = MonthField(label=_("Mes"), required=False)


class StageFilter(FilterForm):
    """A list narrowed by how far its rows have come."""

    arguments = {"estado": "stage"}

    estado = forms.ChoiceField(label=_("Estado"), required=False)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estado"].choices = [("", _("Todos")), *choices]  # type: ignore[attr-defined]


class CustomerForm(PlaceForm):
    """Who buys."""

    title = _("Registrar un cliente")

    kind = forms.ChoiceField(label=_("Clase"), choices=[BLANK, *Customer.Kind.choices])
    name = forms.CharField(max_length=120, label=_("Nombre o razón social"))
    ruc = forms.CharField(
        max_length=11, required=False, label=_("RUC"), help_text=_("De una empresa o entidad, siempre.")
    )
    contact = forms.CharField(
        max_length=160, required=False, label=_("Teléfono o correo"), help_text=_("Nunca un número de tarjeta.")
    )
    address = forms.CharField(max_length=160, required=False, label=_("Dirección"))

    def __init__(self, *args: Any, customer: Customer | None = None, **kwargs: Any) -> None:
        self.customer = customer
        super().__init__(*args, **kwargs)

    def save(self, *, actor: Any) -> Customer:
        return services.save_customer(
            actor=actor, establishment=self.establishment, customer=self.customer, **self.cleaned_data
        )


class ConsignForm(PlaceForm):
    """Lots go to a shop or fair."""

    title = _("Enviar en consignación")
    button = _("Enviar")
    done = _("Se envió la consignación.")

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Tienda o feria"))
    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=_("Quién responde"), required=False, empty_label=_("El personal")
    )
    due_on = DayField(label=_("Se rinde hasta el"))
    commission = forms.DecimalField(
        label=_("Comisión (%)"), min_value=0, max_value=60, max_digits=5, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, from_site: Site, **kwargs: Any) -> None:
        self.from_site = from_site
        super().__init__(*args, establishment=from_site.establishment, **kwargs)

    def offer(self) -> None:
        outside = self.sites().filter(kind__in=[SiteKind.SHOP, SiteKind.FAIR])
        self.fields["site"].queryset = outside  # type: ignore[attr-defined]
        self.fields["customer"].queryset = Customer.objects.filter(establishment=self.establishment)  # type: ignore[attr-defined]
        self.lots: dict[int, Balance] = {row.lot_id: row for row in queries.consignable(site_id=self.from_site.pk)}
        for pk, row in self.lots.items():
            label = f"{row.lot.good}: {lot_text(row.lot, row.quantity)}"
            self.fields[f"lot-{pk}"] = QuantityField(label=label, required=False)
            self.fields[f"floor-{pk}"] = AmountField(
                label=_("Precio mínimo (S/)"), required=False, initial=row.lot.good.price
            )

    def main(self) -> list[Any]:
        """Where it goes and until when."""
        return [self[name] for name in ("site", "customer", "due_on", "commission")]

    def rows(self) -> list[dict[str, Any]]:
        """Each lot that may be sent, with its two fields."""
        return [{"quantity": self[f"lot-{pk}"], "floor": self[f"floor-{pk}"]} for pk in self.lots]

    def save(self, *, actor: Any) -> Consignment:
        data = self.cleaned_data
        lines = [
            (row.lot, read(data[f"lot-{pk}"], row.lot.good.unit, f"lot-{pk}"), data[f"floor-{pk}"] or 0)
            for pk, row in self.lots.items()
            if data[f"lot-{pk}"]
        ]
        return services.send(
            actor=actor,
            from_site=self.from_site,
            site=data["site"],
            customer=data["customer"],
            due_on=data["due_on"],
            commission=int((data["commission"] or 0) * 10_000),
            lines=lines,
        )


class AccountForm(OfficeForm):
    """What became of a consigned lot."""

    button = _("Rendir")
    done = _("Se rindió lo escrito.")

    line = forms.ModelChoiceField(ConsignmentLine.objects.none(), label=_("Lote"))
    returned = QuantityField(label=_("Vuelve"), required=False)
    lost = QuantityField(label=_("Se perdió"), required=False)
    sample = QuantityField(label=_("Fue muestra"), required=False)
    why = forms.CharField(max_length=200, required=False, label=_("Cómo se perdió"))

    def __init__(self, *args: Any, consignment: Consignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = consignment.lines.select_related("lot__good")  # type: ignore[attr-defined]
        self.fields["line"].label_from_instance = _lot_of  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> ConsignmentLine:
        data, line = self.cleaned_data, self.cleaned_data["line"]
        amounts = {name: read(data[name], line.lot.good.unit, name) for name in ("returned", "lost", "sample")}
        return services.account_for(actor=actor, line=line, why=data["why"], **amounts)


def _lot_of(line: ConsignmentLine) -> str:
    return f"{line.lot.good} · {line.lot.code}"


class _Sold(PlaceForm):
    """What every sale says."""

    button = _("Registrar la venta")
    done = _("Se registró la venta: otra persona confirma su dinero.")

    quantity = QuantityField()
    price = AmountField(label=_("Precio por unidad (S/)"))
    way = forms.ChoiceField(label=_("Cómo pagaron"), choices=Sale.Way.choices)
    receipt = forms.CharField(max_length=40, label=_("Boleta o recibo"))
    sold_on = DayField(label=_("Día"))


class ConsignedSaleForm(_Sold):
    """A sale of a consigned lot."""

    line = forms.ModelChoiceField(ConsignmentLine.objects.none(), label=_("Lote"))
    field_order = ("line", "quantity", "price", "way", "receipt", "sold_on")

    def __init__(self, *args: Any, consignment: Consignment, **kwargs: Any) -> None:
        super().__init__(*args, establishment=consignment.establishment, **kwargs)
        self.fields["line"].queryset = consignment.lines.select_related(
            "lot__good", "lot__establishment", "lot__company"
        )  # type: ignore[attr-defined]
        self.fields["line"].label_from_instance = _lot_of  # type: ignore[attr-defined]
        self.site = consignment.site

    def save(self, *, actor: Any) -> Sale:
        data = dict(self.cleaned_data)
        lot = data["line"].lot
        data["quantity"] = read(data["quantity"], lot.good.unit)
        return services.sell(actor=actor, lot=lot, site=self.site, **data)


class SaleForm(_Sold):
    """A sale of what is free in a place."""

    title = _("Registrar una venta")

    balance = forms.ModelChoiceField(Balance.objects.none(), label=_("Qué se vendió"))
    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=_("Cliente"), required=False, empty_label=_("Sin nombre")
    )
    field_order = ("balance", "quantity", "price", "way", "receipt", "sold_on", "customer")

    def offer(self) -> None:
        rows = Balance.objects.filter(establishment=self.establishment, state="available", quantity__gt=0)
        rows = rows.filter(lot__good__kind="product").exclude(lot__owner="company")
        field = self.fields["balance"]
        field.queryset = rows.select_related("lot__good", "lot__establishment", "site").order_by(
            InOrder("lot__good__name")
        )  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.lot.good}: {lot_text(row.lot, row.quantity)} · {row.site}"  # type: ignore[attr-defined]
        self.fields["customer"].queryset = Customer.objects.filter(establishment=self.establishment)  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Sale:
        data = dict(self.cleaned_data)
        row = data.pop("balance")
        data["quantity"] = read(data["quantity"], row.lot.good.unit)
        return services.sell(actor=actor, lot=row.lot, site=row.site, **data)


class PriceForm(OfficeForm):
    """The file of a price."""

    title = _("Fijar el precio")
    button = _("Fijar el precio")
    done = _("Se fijó el precio con su expediente.")

    price = AmountField(label=_("Precio (S/)"))
    material = AmountField(label=_("Material por unidad (S/)"))
    work = AmountField(label=_("Trabajo por unidad (S/)"))
    other = AmountField(label=_("Otros costos por unidad (S/)"))
    first_source = forms.CharField(max_length=120, label=_("Un precio del mercado: dónde y cuándo se vio"))
    first_price = AmountField(label=_("Cuánto piden ahí (S/)"))
    second_source = forms.CharField(max_length=120, label=_("Otro precio del mercado: dónde y cuándo se vio"))
    second_price = AmountField(label=_("Cuánto piden allá (S/)"))
    reason = forms.CharField(
        max_length=300,
        required=False,
        label=_("Por qué ese precio"),
        help_text=_("Obligatorio si es menor que el costo."),
    )

    def __init__(self, *args: Any, good: Good, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.good = good

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        names = [data["first_source"], data["second_source"]]
        if names[0].strip().lower() == names[1].strip().lower():
            raise Refused(_("Las dos comparaciones son de lugares distintos."), field="second_source")
        return services.set_price(
            actor=actor,
            good=self.good,
            price=data["price"],
            costs=(data["material"], data["work"], data["other"]),
            market={names[0]: data["first_price"], names[1]: data["second_price"]},
            reason=data["reason"],
        )


class ComplaintForm(OfficeForm):
    """Somebody complains of a lot."""

    title = _("Registrar un reclamo")
    done = _("Se registró el reclamo.")

    who = forms.CharField(max_length=160, label=_("Quién reclama y cómo responderle"))
    what = forms.CharField(label=_("Qué dice"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    received_on = DayField(label=_("Cuándo llegó"))

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lot = lot

    def save(self, *, actor: Any) -> Complaint:
        return services.complain(actor=actor, lot=self.lot, **self.cleaned_data)


class AnswerForm(OfficeForm):
    """What was its cause and what was done."""

    title = _("Atender un reclamo")
    done = _("El reclamo quedó atendido.")

    cause = forms.CharField(max_length=300, label=_("Cuál fue la causa"))
    action = forms.CharField(max_length=300, label=_("Qué se hizo para que no se repita"))

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint = complaint

    def save(self, *, actor: Any) -> Complaint:
        return services.answer_complaint(actor=actor, complaint=self.complaint, **self.cleaned_data)
