"""Fields of the forms of production: quantities as people write them, losses, what a scope offers to choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.areas import written_by
from llamkay.apps.activities.queries import activities_at
from llamkay.apps.production.models import Good, Lot, Site
from llamkay.core.errors import Refused
from llamkay.core.production.quantities import parse_quantity, quantity_text
from llamkay.platform.screens.forms import OfficeForm, say_choose

BLANK = ("", _("Elija…"))


class QuantityField(forms.CharField):
    """A quantity as text; what it is measured in is known where it is read (``read``)."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 10})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 24, "label": _("Cantidad"), **kwargs})


def read(text: str, unit: str, field: str = "quantity") -> int:
    """A quantity in its unit; a refusal stands beside its field. Nothing written is zero."""
    if not text:
        return 0
    try:
        return parse_quantity(text, unit)
    except Refused as refusal:
        raise Refused(refusal.sentence, field, refusal.code, values=refusal.values) from refusal


class LossField(forms.DecimalField):
    """A loss in percent; the form gives parts in a million."""

    def __init__(self, **kwargs: Any) -> None:
        more = {"min_value": 0, "max_value": 99, "max_digits": 6, "decimal_places": 4, "required": False}
        super().__init__(**{**more, "label": _("Merma (%)"), **kwargs})

    def clean(self, value: Any) -> int:
        return int((super().clean(value) or 0) * 10_000)


class PlaceForm(OfficeForm):
    """A form in one prison of the scope: it offers what is there."""

    back: tuple[str, list[Any]] = ("production:home", [])

    def __init__(self, *args: Any, establishment: Any, **kwargs: Any) -> None:
        self.establishment = establishment
        super().__init__(*args, **kwargs)
        self.offer()
        say_choose(self)

    def offer(self) -> None:
        """Fill the choices with what the prison has."""

    def sites(self) -> Any:
        return Site.objects.filter(establishment=self.establishment, open=True)

    def goods(self, *kinds: str) -> Any:
        rows = Good.objects.filter(establishment=self.establishment)
        return rows.filter(kind__in=kinds) if kinds else rows


class WorkshopForm(PlaceForm):
    """A form of one workshop of the prison: it offers those in which the ``actor`` may write."""

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)

    def workshops(self, code: str) -> Any:
        """The workshops that are the actor's own, or of the area that they head."""
        return written_by(activities_at(self.establishment).filter(kind="work"), self.actor, code)


def lot_text(lot: Lot, quantity: int) -> str:
    """A lot in a choice: its code, how much is free, until when."""
    until = f" · vence {lot.expires_on:%d/%m/%Y}" if lot.expires_on else ""
    return f"{lot.code} · {quantity_text(quantity, lot.good.unit)}{until}"
