"""Forms of the stock: each ends in one service call."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.queries import activities_at, every_company, every_trade
from llamkay.apps.pay.companies.queries import running_agreement
from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.people.queries import by_exact
from llamkay.apps.production.fields import BLANK, PlaceForm, QuantityField, read
from llamkay.apps.production.kinds import ALLERGENS, ON_HAND, GoodKind, Move, Owner, SiteKind, UnitOf
from llamkay.apps.production.models import Brand, Good, Site
from llamkay.apps.production.permissions import STOCK
from llamkay.apps.production.stock import services
from llamkay.apps.production.stock.imports import RefusedRow, import_goods
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope

_LONG = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 600, "required": False}


class StockFilter(FilterForm):
    """What the stock can be narrowed by."""

    arguments = {"q": "words", "lugar": "site", "estado": "state", "dueño": "owner"}

    q = forms.CharField(label=_("Producto, código o lote"), required=False, max_length=60)
    lugar = forms.ModelChoiceField(
        label=_("Lugar"), queryset=Site.objects.none(), required=False, empty_label=_("Todos")
    )
    estado = forms.ChoiceField(
        label=_("Estado"), required=False, choices=[("", _("Todo lo que hay")), *((s.value, s.label) for s in ON_HAND)]
    )
    dueño = forms.ChoiceField(label=_("De quién es"), required=False, choices=[("", _("Todos")), *Owner.choices])
    vence = forms.ChoiceField(
        label=_("Vencimiento"),
        required=False,
        choices=[("", _("Todos")), ("vencido", _("Ya venció")), ("30", _("Vence en 30 días"))],
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lugar"].queryset = sites

    def criteria(self) -> dict[str, Any]:
        values = super().criteria()
        today = clock.today()
        days = {"vencido": today - timedelta(days=1), "30": today + timedelta(days=30)}
        if chosen := values.pop("vence", ""):
            values["until"] = days[chosen]
        return values


class GoodsFilter(FilterForm):
    """What the catalogue can be narrowed by."""

    arguments = {"q": "words", "clase": "kind", "publico": "public", "falta": "short"}

    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=60)
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *GoodKind.choices])
    publico = forms.BooleanField(label=_("Solo lo que se muestra al público"), required=False)
    falta = forms.BooleanField(label=_("Solo lo que está bajo su mínimo"), required=False)


class GoodForm(PlaceForm):
    """A material or a product."""

    title = _("Registrar un producto o material")

    sku = forms.CharField(max_length=30, label=_("Código"), help_text=_("Único en el país. Por ejemplo: SM-PAN-YEMA."))
    name = forms.CharField(max_length=100, label=_("Nombre"))
    variant = forms.CharField(max_length=60, required=False, label=_("Variante"), help_text=_("Talla, color o tamaño."))
    kind = forms.ChoiceField(label=_("Clase"), choices=[BLANK, *GoodKind.choices])
    unit = forms.ChoiceField(label=_("Se mide en"), choices=[BLANK, *UnitOf.choices])
    trade = forms.ModelChoiceField(queryset=None, label=_("Oficio"), required=False, empty_label=_("Ninguno"))
    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Marca"), required=False, empty_label=_("Sin marca"))
    food = forms.BooleanField(label=_("Es un alimento"), required=False)
    allergens = forms.MultipleChoiceField(
        label=_("Alérgenos propios"),
        choices=list(ALLERGENS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Los de sus ingredientes se suman solos."),
    )
    shelf_days = forms.IntegerField(
        label=_("Días que dura"), min_value=1, max_value=3650, required=False, help_text=_("Desde que se hace.")
    )
    grams = forms.IntegerField(
        label=_("Gramos de una unidad"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("De lo que se cuenta: la etiqueta ordena los ingredientes por peso."),
    )
    composition = forms.CharField(max_length=160, required=False, label=_("De qué está hecho"))
    care = forms.CharField(max_length=160, required=False, label=_("Cómo se cuida"))
    description = forms.CharField(label=_("Descripción para el catálogo"), **_LONG)
    season = forms.CharField(
        max_length=40, required=False, label=_("Campaña"), help_text=_("Por ejemplo: Navidad, Día de la Madre.")
    )
    price = AmountField(label=_("Precio al público (S/)"), required=False)
    gtin = forms.CharField(
        max_length=14, required=False, label=_("GTIN"), help_text=_("Solo si la dueña de la marca tiene prefijo GS1.")
    )
    least = QuantityField(label=_("Mínimo en existencias"), required=False, help_text=_("Por debajo, se avisa."))
    public = forms.BooleanField(label=_("Se muestra en el catálogo público"), required=False)

    def __init__(self, *args: Any, good: Good | None = None, **kwargs: Any) -> None:
        self.good = good
        super().__init__(*args, **kwargs)
        if good:
            self.title = _("Cambiar un producto o material")

    def offer(self) -> None:
        self.fields["trade"].queryset = every_trade()  # type: ignore[attr-defined]
        self.fields["brand"].queryset = Brand.objects.all()  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Good:
        data = dict(self.cleaned_data)
        data["least"] = read(data["least"], data["unit"], "least")
        return services.save_good(actor=actor, establishment=self.establishment, good=self.good, **data)


class ImportForm(PlaceForm):
    """A file of goods."""

    title = _("Traer el catálogo de un archivo")
    button = _("Traer")
    done = _("Se trajo el catálogo.")

    file = forms.FileField(label=_("Archivo XLSX o CSV"), help_text=_("Con las columnas que tiene al descargarse."))

    refused: Sequence[RefusedRow] = ()

    def save(self, *, actor: Any) -> int:
        file = self.cleaned_data["file"]
        made, self.refused = import_goods(
            actor=actor, establishment=self.establishment, name=file.name, content=file.read()
        )
        if self.refused:
            raise Refused(_("No se trajo nada: revise las filas rechazadas."), field="file")
        return made


class SiteForm(PlaceForm):
    """A place where goods lie."""

    title = _("Registrar un lugar de existencias")

    kind = forms.ChoiceField(label=_("Clase"), choices=[BLANK, *SiteKind.choices])
    name = forms.CharField(max_length=80, label=_("Nombre"))
    activity = forms.ModelChoiceField(
        queryset=None, label=_("Taller"), required=False, empty_label=_("Ninguno en particular")
    )
    address = forms.CharField(max_length=160, required=False, label=_("Dirección"))
    open = forms.BooleanField(label=_("Está en uso"), required=False, initial=True)

    def __init__(self, *args: Any, site: Site | None = None, **kwargs: Any) -> None:
        self.site = site
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.fields["activity"].queryset = activities_at(self.establishment).filter(kind="work")  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Site:
        return services.save_site(actor=actor, establishment=self.establishment, site=self.site, **self.cleaned_data)


class ReceiveForm(PlaceForm):
    """What came in."""

    title = _("Registrar un ingreso")
    button = _("Registrar el ingreso")
    done = _("Se registró el ingreso.")

    good = forms.ModelChoiceField(Good.objects.none(), label=_("Producto o material"))
    quantity = QuantityField(help_text=_("En la unidad del producto; también «500 g» o «2 docena»."))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Lugar"))
    code = forms.CharField(
        max_length=30, required=False, label=_("Lote"), help_text=_("El que trae impreso. Vacío: se le pone uno.")
    )
    expires_on = DayField(label=_("Vence el"), required=False)
    cost = AmountField(label=_("Costo por unidad (S/)"), required=False)
    supplier = forms.CharField(max_length=120, required=False, label=_("Quién lo trajo"))
    document = forms.CharField(max_length=120, required=False, label=_("Guía, factura o acta"))
    owner = forms.ChoiceField(label=_("De quién es"), choices=Owner.choices, initial=Owner.INSTITUTION)
    company = forms.ModelChoiceField(queryset=None, label=_("Empresa"), required=False)
    group = forms.ModelChoiceField(queryset=None, label=_("Grupo"), required=False)
    person = forms.CharField(max_length=40, label=_("Persona"), required=False, help_text=_("Su código o documento."))
    on = DayField(label=_("Día"), required=False, help_text=_("Vacío: hoy"))

    def offer(self) -> None:
        place = self.establishment
        self.fields["good"].queryset = self.goods()  # type: ignore[attr-defined]
        self.fields["site"].queryset = self.sites()  # type: ignore[attr-defined]
        self.fields["company"].queryset = every_company()  # type: ignore[attr-defined]
        self.fields["group"].queryset = activities_at(place).filter(modality="own_group")  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        data["quantity"] = read(data["quantity"], data["good"].unit)
        data["cost"] = data["cost"] or 0
        for owner in ("company", "group", "person"):
            data[owner] = data[owner] if data["owner"] == owner else None
        if data["person"]:
            data["person"] = person_of(actor.actions[STOCK], data["person"])
        if data["company"]:
            data["agreement"] = running_agreement(
                company=data["company"], establishment=self.establishment, on=data["on"] or clock.today()
            )
        return services.receive(actor=actor, **data)


def person_of(scope: Scope, text: str, field: str = "person") -> Any:
    """Whoever has that code or document in the scope."""
    person = by_exact(scope, text)
    if person is None:
        raise Refused(_("Nadie de su ámbito tiene el código o documento «{text}».").format(text=text), field=field)
    return person


class MoveForm(PlaceForm):
    """Some of a lot goes elsewhere."""

    title = _("Mover")
    button = _("Registrar el movimiento")
    done = _("Se registró el movimiento.")

    kind = forms.ChoiceField(label=_("Qué pasa"), choices=[(kind.value, kind.label) for kind in services.BY_HAND])
    quantity = QuantityField()
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Desde"))
    to = forms.ModelChoiceField(Site.objects.none(), label=_("Hacia"), required=False, help_text=_("En un traslado."))
    reason = forms.CharField(max_length=200, required=False, label=_("Motivo"))
    document = forms.CharField(max_length=120, required=False, label=_("Documento"))

    def __init__(self, *args: Any, lot: Any, **kwargs: Any) -> None:
        self.lot = lot
        super().__init__(*args, establishment=lot.establishment, **kwargs)

    def offer(self) -> None:
        for name in ("site", "to"):
            self.fields[name].queryset = self.sites()  # type: ignore[attr-defined]
        if self.lot.owner == Owner.INSTITUTION:
            kinds = [(k.value, k.label) for k in services.BY_HAND if k != Move.HAND_BACK]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Any:
        data = dict(self.cleaned_data)
        data["quantity"] = read(data["quantity"], self.lot.good.unit)
        return services.move(actor=actor, lot=self.lot, **data)


class CountForm(OfficeForm):
    """What somebody counted of each lot of a place; a field left empty was not counted."""

    title = _("Contar")
    button = _("Guardar el conteo")
    done = _("Se guardó el conteo y los libros quedaron como lo contado.")

    def __init__(self, *args: Any, site: Site, lots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site, self.lots = site, {lot.pk: lot for lot, _quantity in lots}
        for lot, _quantity in lots:
            self.fields[f"count-{lot.pk}"] = QuantityField(label=str(lot), required=False)
            self.fields[f"why-{lot.pk}"] = forms.CharField(label=_("Por qué difiere"), required=False, max_length=200)

    def rows(self, lots: Any) -> list[dict[str, Any]]:
        """Each lot with its two fields."""
        return [
            {"lot": lot, "quantity": n, "count": self[f"count-{lot.pk}"], "why": self[f"why-{lot.pk}"]}
            for lot, n in lots
        ]

    def save(self, *, actor: Any) -> Any:
        counted, wrong = {}, []
        for pk, lot in self.lots.items():
            text = self.cleaned_data[f"count-{pk}"]
            try:
                if text:
                    counted[pk] = read(text, lot.good.unit, f"count-{pk}")
            except Refused as error:
                wrong.append(error)
        if wrong:
            raise Refused.many(wrong)
        why = {pk: self.cleaned_data[f"why-{pk}"] for pk in counted}
        return services.count_site(actor=actor, site=self.site, counted=counted, why=why)
