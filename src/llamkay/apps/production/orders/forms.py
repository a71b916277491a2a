"""Forms of orders: each ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.queries import activities_in
from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.production.fields import PlaceForm, QuantityField, read
from llamkay.apps.production.models import Customer, Good, Order, OrderLine, Sale
from llamkay.apps.production.orders import services
from llamkay.apps.production.sales.queries import OrderPage
from llamkay.platform.screens.forms import DayField, OfficeForm
from llamkay.platform.security.scope import Scope

LINES = 6


class OrderForm(PlaceForm):
    """What somebody asks for."""

    title = _("Registrar un pedido")
    done = _("Se registró el pedido.")

    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Cliente"))
    due_on = DayField(label=_("Para cuándo"), required=False)
    note = forms.CharField(max_length=300, required=False, label=_("Observación"))

    def offer(self) -> None:
        self.fields["customer"].queryset = Customer.objects.filter(establishment=self.establishment)  # type: ignore[attr-defined]
        for n in range(LINES):
            self.fields[f"good-{n}"] = forms.ModelChoiceField(
                self.goods("product"), label=_("Producto"), required=False
            )
            self.fields[f"quantity-{n}"] = QuantityField(required=False)

    def main(self) -> list[Any]:
        """Who, for when."""
        return [self[name] for name in ("customer", "due_on", "note")]

    def rows(self) -> list[dict[str, Any]]:
        """The lines of the form."""
        return [{"good": self[f"good-{n}"], "quantity": self[f"quantity-{n}"]} for n in range(LINES)]

    def save(self, *, actor: Any) -> Order:
        data, lines = self.cleaned_data, {}
        for n in range(LINES):
            good: Good | None = data[f"good-{n}"]
            if good:
                quantity = read(data[f"quantity-{n}"], good.unit, f"quantity-{n}")
                lines[good] = lines.get(good, 0) + quantity
        return services.request_order(
            actor=actor,
            establishment=self.establishment,
            customer=data["customer"],
            due_on=data["due_on"],
            note=data["note"],
            lines=lines,
        )


class QuoteForm(OfficeForm):
    """A price for each line."""

    button = _("Cotizar")
    done = _("Se cotizó el pedido.")

    def __init__(self, *args: Any, page: OrderPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        for each in page.lines:
            line = each.line
            first = line.price or line.good.price
            label = _("Precio de %(good)s (S/)") % {"good": line.good}
            self.fields[f"price-{line.pk}"] = AmountField(label=label, initial=first)

    def save(self, *, actor: Any) -> Order:
        prices = {each.line.pk: self.cleaned_data[f"price-{each.line.pk}"] for each in self.page.lines}
        return services.quote(actor=actor, order=self.page.order, prices=prices)


class DeliverForm(OfficeForm):
    """How it was paid and the paper of it."""

    button = _("Entregar")
    done = _("Se entregó: falta que otra persona confirme el dinero de cada venta.")

    receipt = forms.CharField(max_length=40, label=_("Boleta o factura"))
    way = forms.ChoiceField(label=_("Cómo pagaron"), choices=Sale.Way.choices)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order

    def save(self, *, actor: Any) -> Any:
        return services.deliver(actor=actor, order=self.order, **self.cleaned_data)


class ShareForm(OfficeForm):
    """A line shared over workshops by what each can make."""

    title = _("Repartir entre talleres")
    button = _("Repartir")
    done = _("Se repartió el pedido.")

    first = DayField(label=_("Primer día"))
    last = DayField(label=_("Último día"))

    def __init__(self, *args: Any, line: OrderLine, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        rows = activities_in(scope).filter(kind="work", establishment__uses_system=True)
        if line.good.trade_id:
            rows = rows.filter(trade=line.good.trade_id)
        self.workshops = {row.pk: row for row in rows.select_related("establishment")}
        for pk, row in self.workshops.items():
            label = _("Piezas que puede hacer %(workshop)s, %(place)s") % {
                "workshop": row.name,
                "place": row.establishment,
            }
            self.fields[f"able-{pk}"] = forms.IntegerField(label=label, min_value=0, required=False)

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        able = [(row, data[f"able-{pk}"]) for pk, row in self.workshops.items() if data[f"able-{pk}"]]
        return services.share_out(actor=actor, line=self.line, workshops=able, first=data["first"], last=data["last"])
