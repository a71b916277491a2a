"""What every list of the nursery offers: filters, its count, its pages or all of it on paper, the same rows as a file.

The log of readings is told by what a list was narrowed, never the words that were searched: a child's name does not
outlive the child's file.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import every_establishment, no_establishments
from llamkay.apps.nursery import acts
from llamkay.apps.nursery.permissions import EXPORT
from llamkay.apps.nursery.record.forms import ExportForm
from llamkay.platform.record import audit
from llamkay.platform.screens import lists
from llamkay.platform.screens.forms import DayField, FilterForm
from llamkay.platform.screens.lists import Guard, List


class ListFilter(FilterForm):
    """What a list can be narrowed by: each list names those of these that fit it."""

    arguments = {
        "establecimiento": "establishment",
        "sala": "room",
        "tipo": "kind",
        "estado": "state",
        "desde": "since",
        "hasta": "until",
    }

    q = forms.CharField(label=_("Buscar"), required=False, max_length=80)
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )
    sala = forms.ModelChoiceField(label=_("Sala"), queryset=None, required=False, empty_label=_("Todas"))
    tipo = forms.ChoiceField(label=_("Tipo"), required=False)
    estado = forms.ChoiceField(label=_("Cuáles"), required=False)
    desde = DayField(label=_("Desde el"), required=False)
    hasta = DayField(label=_("Hasta el"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        search: Any,
        places: Any = None,
        rooms: Any = None,
        kinds: Iterable[tuple[str, Any]] = (),
        states: Iterable[tuple[str, Any]] = (),
        days: bool = False,
        labels: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.fields["q"].help_text = search
        offered = {"establecimiento": places, "sala": rooms}
        for name, queryset in offered.items():
            if queryset is None or len(queryset) < 2:
                del self.fields[name]
            else:
                self.fields[name].queryset = queryset
        for name, choices in {"tipo": list(kinds), "estado": list(states)}.items():
            if choices:
                whole = choices if choices[0][0] == "" else [("", _("Cualquiera")), *choices]
                # A list as wide as its longest choice would be wider than a telephone.
                self.fields[name].choices = [(value, Truncator(str(label)).chars(34)) for value, label in whole]
            else:
                del self.fields[name]
        if not days:
            del self.fields["desde"], self.fields["hasta"]
        for name, label in (labels or {}).items():
            self.fields[name].label = label


def leaving(title: Any, place: Callable[[Any], int | None]) -> Guard:
    """What stands before a list of children leaves: its reason, and only the prisons from which the reader may take
    children's data out, in the book of each of them."""

    def guard(request: Any, listed: List, rows: Iterable[Any], target: str) -> Iterable[Any] | HttpResponse:
        form = ExportForm(request.POST or None)
        form.title = title
        if request.method != "POST" or not form.is_valid():
            return render(request, "nursery/form.html", {"form": form})
        scope = request.user.actions[EXPORT]
        covered = [row for row in rows if scope.covers(place(row))]
        codes = every_establishment().filter(pk__in={place(row) for row in covered}).order_by("code")
        with transaction.atomic():
            for stream in codes.values_list("code", flat=True) or ["national"]:
                audit.record(
                    actor=request.user.username,
                    verb=acts.EXPORT,
                    target=target,
                    stream=stream,
                    sentence=f"{request.user} descargó una lista de la cuna: {listed.name}.",
                    reason=form.cleaned_data["reason"],
                )
        return covered

    return guard


def answer(request: Any, listed: List, rows: Any, form: FilterForm, **context: Any) -> HttpResponse:
    """A list of the nursery as it was asked for; the log is told by what it was narrowed, never the words."""
    used = sorted(each for each in (*form.fields, "orden", "imprimir") if request.GET.get(each))
    return lists.answer(request, listed, rows, form=form, target=f"{listed.name}:{','.join(used) or 'list'}", **context)
