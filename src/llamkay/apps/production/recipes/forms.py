"""The form of a recipe: what a run makes, and a line for each part."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.production.fields import LossField, PlaceForm, QuantityField, read
from llamkay.apps.production.models import Good, Recipe
from llamkay.apps.production.recipes import services
from llamkay.core.errors import Refused
from llamkay.core.production.quantities import quantity_text
from llamkay.platform.screens.forms import FilterForm

SPARE = 4  # empty lines after those that stand


class RecipeFilter(FilterForm):
    """What the recipes can be narrowed by."""

    arguments = {"q": "words", "estado": "stage"}

    q = forms.CharField(label=_("Producto o código"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[("", _("Todas")), *Recipe.Stage.choices])


class RecipeForm(PlaceForm):
    """A version of a recipe."""

    title = _("Escribir una receta")
    button = _("Guardar el borrador")
    done = _("Se guardó el borrador de la receta.")

    good = forms.ModelChoiceField(Good.objects.none(), label=_("Qué se hace"))
    makes = QuantityField(label=_("Cuánto da"), help_text=_("Antes de su merma, en la unidad del producto."))
    loss = LossField(label=_("Merma al final (%)"), help_text=_("Lo que se pierde al hornear, cortar o secar."))
    minutes = forms.IntegerField(
        label=_("Minutos de trabajo"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Los que suman todas las personas. Se comparan con la planilla."),
    )
    steps = forms.CharField(label=_("Pasos"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000, required=False)

    def __init__(self, *args: Any, recipe: Recipe | None = None, **kwargs: Any) -> None:
        self.recipe = recipe
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.fields["good"].queryset = self.goods("product", "half")  # type: ignore[attr-defined]
        if self.recipe:
            self.fields["good"].disabled = True
        parts = list(self.recipe.parts.select_related("good")) if self.recipe else []
        self.lines = range(max(len(parts) + SPARE, 6))
        for n in self.lines:
            part = parts[n] if n < len(parts) else None
            self.fields[f"part-{n}"] = forms.ModelChoiceField(
                self.goods(), label=_("Ingrediente o material"), required=False, initial=part and part.good_id
            )
            self.fields[f"quantity-{n}"] = QuantityField(
                required=False, initial=quantity_text(part.quantity) if part else ""
            )
            self.fields[f"loss-{n}"] = LossField(initial=part.loss / 10_000 if part and part.loss else None)

    def rows(self) -> list[dict[str, Any]]:
        """The lines of the form, each with its three fields."""
        return [{name: self[f"{name}-{n}"] for name in ("part", "quantity", "loss")} for n in self.lines]

    def main(self) -> list[Any]:
        """The fields that stand above the lines."""
        return [self[name] for name in ("good", "makes", "loss", "minutes")]

    def save(self, *, actor: Any) -> Recipe:
        data, lines = self.cleaned_data, []
        for n in self.lines:
            part = data[f"part-{n}"]
            if part is None:
                continue
            quantity = read(data[f"quantity-{n}"], part.unit, f"quantity-{n}")
            if not quantity:
                raise Refused(_("Escriba cuánto lleva de {good}.").format(good=part), field=f"quantity-{n}")
            lines.append((part, quantity, data[f"loss-{n}"]))
        return services.save_recipe(
            actor=actor,
            good=data["good"],
            makes=read(data["makes"], data["good"].unit, "makes"),
            loss=data["loss"],
            minutes=data["minutes"] or 0,
            steps=data["steps"],
            lines=lines,
            recipe=self.recipe,
        )
