"""Forms of a batch: each ends in one service call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.companies.queries import running_agreement
from llamkay.apps.production.fields import QuantityField, WorkshopForm, lot_text, read
from llamkay.apps.production.kinds import Scrap, State
from llamkay.apps.production.making import services
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.models import Balance, Batch, Lot, Recipe, Site
from llamkay.apps.production.permissions import MAKE
from llamkay.apps.production.stock import moving
from llamkay.apps.production.stock.forms import person_of
from llamkay.platform.database.search import InOrder
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm


class BatchFilter(FilterForm):
    """What the batches can be narrowed by."""

    arguments = {"q": "words", "estado": "stage"}

    q = forms.CharField(label=_("Lote o producto"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todos")), *Batch.Stage.choices])


class BatchForm(WorkshopForm):
    """A batch opens."""

    title = _("Abrir un lote")
    button = _("Abrir el lote")
    done = _("Se abrió el lote: su receta y sus cantidades ya no cambian.")

    activity = forms.ModelChoiceField(queryset=None, label=_("Taller"))
    recipe = forms.ModelChoiceField(Recipe.objects.none(), label=_("Receta en uso"))
    planned = QuantityField(label=_("Cuánto se va a hacer"), help_text=_("En la unidad del producto."))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Dónde están los materiales"))
    first = DayField(label=_("Primer día"))
    last = DayField(label=_("Último día"), required=False, help_text=_("Vacío: el mismo día."))
    code = forms.CharField(max_length=30, required=False, label=_("Código"), help_text=_("Vacío: se le pone uno."))
    person = forms.CharField(
        max_length=40, required=False, label=_("Quién lo hace"), help_text=_("Solo en trabajo individual: su código.")
    )

    def offer(self) -> None:
        self.fields["activity"].queryset = self.workshops(MAKE)  # type: ignore[attr-defined]
        recipes = Recipe.objects.filter(establishment=self.establishment, stage=Recipe.Stage.CURRENT)
        self.fields["recipe"].queryset = recipes.select_related("good")  # type: ignore[attr-defined]
        self.fields["site"].queryset = self.sites()  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Batch:
        data = dict(self.cleaned_data)
        data["planned"] = read(data["planned"], data["recipe"].good.unit, "planned")
        data["person"] = person_of(actor.actions[MAKE], data["person"]) if data["person"] else None
        if company := data["activity"].company:
            data["agreement"] = running_agreement(company=company, establishment=self.establishment, on=data["first"])
        return services.open_batch(actor=actor, **data)


class CompletionForm(OfficeForm):
    """What came out of a batch; the lots that it takes go by expiry, unless some are written down."""

    button = _("Registrar lo producido")
    done = _("Se registró lo producido: espera su revisión de calidad.")

    first = QuantityField(label=_("De primera"), required=False)
    second = QuantityField(label=_("De segunda"), required=False)
    scrap = QuantityField(label=_("Desechado"), required=False)
    scrap_reason = forms.ChoiceField(
        label=_("Por qué se desechó"), required=False, choices=[("", _("Nada se desechó")), *Scrap.choices]
    )
    on = DayField(label=_("Día"))

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        goods = batch.needs.values("good")
        there = Balance.objects.filter(site=batch.site, state=State.AVAILABLE, quantity__gt=0, lot__good__in=goods)
        there = moving.owner_of(batch).lots(there)
        rows = there.select_related("lot__good").order_by(InOrder("lot__good__name"), "lot__expires_on", "lot")
        self.planned = {row.lot_id: row.lot for row in rows}
        for row in rows:
            self.fields[f"lot-{row.lot_id}"] = QuantityField(
                label=f"{row.lot.good}: {lot_text(row.lot, row.quantity)}", required=False
            )

    def main(self) -> list[Any]:
        """What came out."""
        return [self[name] for name in ("first", "second", "scrap", "scrap_reason", "on")]

    def plan(self) -> list[Any]:
        """The lots that may be named."""
        return [self[f"lot-{pk}"] for pk in self.planned]

    def save(self, *, actor: Any) -> Any:
        data, unit = self.cleaned_data, self.batch.recipe.good.unit
        output = Output(
            **{name: read(data[name], unit, name) for name in ("first", "second", "scrap")},
            scrap_reason=data["scrap_reason"],
        )
        plan = {
            pk: read(data[f"lot-{pk}"], lot.good.unit, f"lot-{pk}")
            for pk, lot in self.planned.items()
            if data[f"lot-{pk}"]
        }
        return services.complete(actor=actor, batch=self.batch, output=output, on=data["on"], plan=plan or None)


class CheckForm(OfficeForm):
    """What was seen of a lot that waits."""

    title = _("Revisar la calidad")
    button = _("Guardar la revisión")
    done = _("Se guardó la revisión.")

    passed = QuantityField(label=_("Pasa"), required=False)
    rejected = QuantityField(label=_("Se rechaza"), required=False)
    note = forms.CharField(max_length=200, required=False, label=_("Qué se vio"))

    def __init__(self, *args: Any, lot: Lot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lot = lot

    def save(self, *, actor: Any) -> Any:
        data, unit = self.cleaned_data, self.lot.good.unit
        amounts = {name: read(data[name], unit, name) for name in ("passed", "rejected")}
        return services.check_lot(actor=actor, lot=self.lot, note=data["note"], **amounts)
