"""What the lists of this app are narrowed by, beside what is of each."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.platform.screens.forms import FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope


class Offered(NamedTuple):
    """An act that a row allows, with its form."""

    act: str
    form: OfficeForm


class PlacedFilter(FilterForm):
    """A list of people narrowed by words and by prison."""

    arguments = {"q": "words", "estado": "state"}

    q = forms.CharField(label=_("Nombre o código"), required=False, max_length=80)
    establecimiento = forms.ModelChoiceField(
        label=_("Establecimiento"), queryset=no_establishments(), required=False, empty_label=_("Todos")
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["establecimiento"]
        field.queryset = in_scope(scope)

    def criteria(self) -> dict[str, Any]:
        found = super().criteria()
        place = found.pop("establecimiento", None)
        return found | ({"establishment_id": place.pk} if place else {})
