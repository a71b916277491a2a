"""What every list of the nursery offers: filters, its count, its pages or all of it on paper, the same rows as a file.

The log of readings is told by what a list was narrowed, never the words that were searched: a child's name does not
outlive the child's file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.forms import DayField, OfficeForm
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.nursery import acts
from llamkay.apps.nursery.permissions import EXPORT
from llamkay.apps.nursery.record.forms import ExportForm
from llamkay.platform.record import audit
from llamkay.platform.screens.listing import paginated, spreadsheet
from llamkay.platform.security.access import decide

WHOLE = 5_000  # rows of a list on paper


class ListFilter(OfficeForm):
    """What a list can be narrowed by: each list names those of these that fit it."""

    q = forms.CharField(label=_("Buscar"), required=False, max_length=80)
    establishment = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=Establishment.objects.none(), required=False, empty_label=_("Todos")
    )
    room = forms.ModelChoiceField(label=_("Sala"), queryset=None, required=False, empty_label=_("Todas"))
    kind = forms.ChoiceField(label=_("Tipo"), required=False)
    state = forms.ChoiceField(label=_("Cuáles"), required=False)
    since = DayField(label=_("Desde el"), required=False)
    until = DayField(label=_("Hasta el"), required=False)

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
        offered = {"establishment": places, "room": rooms}
        for name, queryset in offered.items():
            if queryset is None or len(queryset) < 2:
                del self.fields[name]
            else:
                self.fields[name].queryset = queryset
        for name, choices in {"kind": list(kinds), "state": list(states)}.items():
            if choices:
                whole = choices if choices[0][0] == "" else [("", _("Cualquiera")), *choices]
                # A list as wide as its longest choice would be wider than a telephone.
                self.fields[name].choices = [(value, Truncator(str(label)).chars(34)) for value, label in whole]
            else:
                del self.fields[name]
        if not days:
            del self.fields["since"], self.fields["until"]
        for name, label in (labels or {}).items():
            self.fields[name].label = label

    def criteria(self) -> dict[str, Any]:
        """What was asked for and understood; a day that is no day narrows nothing and says so on the form."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class AsFile:
    """How the rows of a list are written as a spreadsheet, and to which prison each belongs."""

    name: str
    title: Any
    headings: Sequence[Any]
    line: Callable[[Any], Sequence[Any]]
    place: Callable[[Any], int | None]


def file(request: Any, rows: Iterable[Any], form: ListFilter, layout: AsFile) -> HttpResponse | None:
    """The list as a file once its reason is given, or the form that asks for it; nothing where no file is asked for.

    Only the rows of the prisons from which the reader may take children's data out, in the book of each of them.
    """
    if request.GET.get("formato") != "xlsx" or not decide(request.user, EXPORT):
        return None
    reason_form = ExportForm(request.POST or None)
    reason_form.title = layout.title
    if request.method != "POST" or not reason_form.is_valid():
        return render(request, "nursery/form.html", {"form": reason_form})
    scope = request.user.actions[EXPORT]
    exportable = [row for row in rows if scope.covers(layout.place(row))]
    codes = Establishment.objects.filter(pk__in={layout.place(row) for row in exportable}).order_by("code")
    target = _target(request, layout.name, form)
    with transaction.atomic():
        for stream in codes.values_list("code", flat=True) or ["national"]:
            audit.record(
                actor=request.user.username,
                verb=acts.EXPORT,
                target=target,
                stream=stream,
                sentence=f"{request.user} descargó una lista de la cuna: {layout.name}.",
                reason=reason_form.cleaned_data["reason"],
            )
    audit.log_access(actor=request.user.username, kind="export", target=target)
    headings = [f"USO INTERNO · {layout.headings[0]}", *map(str, layout.headings[1:])]
    return spreadsheet(name=f"{layout.name}-uso-interno", headings=headings, rows=map(layout.line, exportable))


def shown(
    request: Any, rows: Any, form: ListFilter, name: str, *, kind: str = "children", export: bool = True
) -> dict[str, Any]:
    """What the head of a list is drawn with: the filters, one page of the rows or all of them to print; logged."""
    printing = bool(request.GET.get("imprimir"))
    page: Page = paginated(request, rows, size=WHOLE if printing else 50)
    audit.log_access(actor=request.user.username, kind=kind, target=_target(request, name, form))
    return {
        "form": form,
        "page": page,
        "printing": printing,
        "count": page.paginator.count,
        "narrowed": bool(form.criteria()),
        "may_export": export and bool(decide(request.user, EXPORT)),
    }


def _target(request: Any, name: str, form: ListFilter) -> str:
    used = sorted(each for each in form.fields if request.GET.get(each))
    used += ["imprimir"] if request.GET.get("imprimir") else []
    return f"{name}:{','.join(used) or 'list'}"
