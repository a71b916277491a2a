"""Recipes on screen."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.production.kinds import ALLERGENS
from llamkay.apps.production.models import Recipe
from llamkay.apps.production.permissions import RECIPES, VIEW
from llamkay.apps.production.recipes import forms, lists, queries, services
from llamkay.apps.production.screens import act, asked_place, form_page, in_action
from llamkay.core.production.quantities import quantity_text
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def recipes(request):
    form = forms.RecipeFilter(request.GET)
    rows = queries.recipes(scope=request.user.actions[VIEW], **form.criteria())
    return answer(request, lists.RECIPES, rows, form=form, may=decide(request.user, RECIPES))


@requires(VIEW)
def recipe(request, pk):
    page = queries.recipe_page(scope=request.user.actions[VIEW], pk=pk)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "allergens": [ALLERGENS[name] for name in page.allergens],
        "may": decide(request.user, RECIPES, establishment_id=page.recipe.establishment_id),
    }
    return render(request, "production/recipe.html", context)


@requires(RECIPES)
@idempotent
def edit(request, pk=None):
    rows = Recipe.objects.select_related("good", "establishment")
    found = in_action(request, RECIPES, rows, pk) if pk else None
    place = found.establishment if found else asked_place(request, RECIPES)
    initial = {"good": request.GET.get("bien")}
    if found:
        initial = {
            "good": found.good_id,
            "makes": quantity_text(found.makes),
            "loss": found.loss / 10_000 if found.loss else None,
            "minutes": found.minutes,
            "steps": found.steps,
        }
    form = forms.RecipeForm(request.POST or None, establishment=place, recipe=found, initial=initial)
    return form_page(
        request,
        form,
        to=lambda row: reverse("production:recipe", args=[row.pk]),
        parent=_("Recetas"),
        parent_url=reverse("production:recipes"),
        template="production/recipe_form.html",
        place=place,
    )


@require_POST
@requires(RECIPES)
@idempotent
def use(request, pk):
    found = in_action(request, RECIPES, Recipe.objects.select_related("good", "establishment"), pk)
    back = reverse("production:recipe", args=[pk])
    return act(request, services.use_recipe, recipe=found, done=_("La receta está en uso."), to=back)
