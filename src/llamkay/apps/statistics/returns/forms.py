"""Forms of the monthly returns: which ones to list, one to type, a file to import."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.apps.statistics import services
from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.apps.statistics.queries import Dictionary
from llamkay.core.values import Month
from llamkay.platform.screens.forms import DayField, FilterForm, MonthField, OfficeForm
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def _place_field(*, empty: Any, required: bool) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=_("Establecimiento"),
        queryset=no_establishments(),
        required=required,
        empty_label=empty,
        to_field_name="code",
        error_messages={
            "invalid_choice": _("Ese establecimiento no está en su ámbito: elija uno de la lista."),
            "required": _("Falta el establecimiento: elija uno de la lista."),
        },
    )


class ReturnFilter(FilterForm):
    """Month, state and establishment."""

    mes = MonthField(label=_("Mes"), required=False)
    estado = forms.ChoiceField(
        label=_("Estado"), choices=[("", _("Todos")), *MonthlyReturn.State.choices], required=False
    )
    establecimiento = _place_field(empty=_("Todos"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = in_scope(scope).order_by("order")


class StartForm(OfficeForm):
    """Of which establishment and month a return will be typed."""

    establecimiento = _place_field(empty=_("Elija uno"), required=True)
    mes = MonthField(
        label=_("Mes"), empty=_("Elija uno"), error_messages={"required": _("Falta el mes: elija uno de la lista.")}
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = in_scope(scope).order_by("order")


class CountField(forms.CharField):
    """A count as it is typed: ``1,204`` or ``1204``; blank gives no figure."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        digits = text.replace(",", "")
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
            raise forms.ValidationError(
                _("«%(text)s» no es un número entero de cero o más: escriba solo cifras, como 1204."),
                params={"text": text},
            )
        return int(digits)


class ReturnForm(OfficeForm):
    """Every figure of an establishment's month; the figures of the month before stand beside as a hint only."""

    button = _("Presentar como borrador")

    as_of = DayField(
        label=_("Día de corte"),
        help_text=_("El día del mes al que corresponden las cifras."),
        error_messages={"required": _("Falta el día de corte."), "invalid": _("Eso no es un día: use 2026-01-31.")},
    )
    source = forms.CharField(
        label=_("Fuente"),
        max_length=300,
        help_text=_("El documento de donde salen las cifras. Por ejemplo: Oficio 123-2026, parte diario."),
        error_messages={"required": _("Falta la fuente: diga de qué documento salen las cifras.")},
    )

    def __init__(
        self,
        *args: Any,
        establishment: "Establishment",
        month: Month,
        book: Dictionary,
        before: dict[str, dict[str, int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.establishment, self.month, self.book = establishment, month, book
        self.fields["as_of"].widget.attrs |= {
            "min": month.first.isoformat(),
            "max": month.dates()[-1].isoformat(),
        }
        for metric, key, label in book.cells:
            self.fields[_name(metric.code, key)] = CountField(
                label=label or metric.label,
                required=False,
                max_length=12,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            earlier = before.get(metric.code, {}).get(key)
            if earlier is not None:
                self.fields[_name(metric.code, key)].widget.attrs["placeholder"] = f"{earlier:,}"

    @property
    def plain(self) -> list[Any]:
        """The day and the source."""
        return [self["as_of"], self["source"]]

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The figures in the order of the dictionary: the single ones together, each dimension as a block."""
        single = [metric for metric, _key, _label in self.book.cells if not metric.dimension]
        blocks = [{"title": _now("Totales"), "hint": "", "fields": [self._cell(m, "") for m in single]}]
        for metric in self.book.metrics.values():
            if metric.dimension:
                cells = [self._cell(metric, key) for key in self.book.keys(metric)]
                blocks.append({"title": metric.label, "hint": metric.meaning, "fields": cells})
        return blocks

    def _cell(self, metric: Any, key: str) -> dict[str, Any]:
        return {
            "field": self[_name(metric.code, key)],
            "unit": metric.counted_in,
            "hint": "" if key else metric.meaning,
        }

    @property
    def figures(self) -> dict[str, dict[str, int]]:
        """What was typed: metric code → key → value."""
        found: dict[str, dict[str, int]] = {}
        for metric, key, _label in self.book.cells:
            value = self.cleaned_data.get(_name(metric.code, key))
            if value is not None:
                found.setdefault(metric.code, {})[key] = value
        return found

    def save(self, *, actor: Any) -> MonthlyReturn:
        return services.report_return(
            actor=actor,
            establishment=self.establishment,
            month=self.month,
            as_of=self.cleaned_data["as_of"],
            figures=self.figures,
            source=self.cleaned_data["source"],
        )


def _name(code: str, key: str) -> str:
    return f"v-{code}-{key}" if key else f"v-{code}"


def last_day(month: Month, *, today: date) -> date:
    """The usual day of a return: the last of the month, or today in a month that still runs."""
    return min(month.dates()[-1], max(today, month.first))


class ImportForm(OfficeForm):
    """A file of returns."""

    file = forms.FileField(
        label=_("Archivo XLSX o CSV"),
        help_text=_("Hasta 5 MB y 20,000 filas. En CSV, con coma o punto y coma."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": _("Falta el archivo: elija el XLSX o CSV que llenó.")},
    )


class TemplateForm(OfficeForm):
    """What the template is filled with."""

    establecimiento = _place_field(empty=_("Todos los de su ámbito"), required=False)
    mes = MonthField(label=_("Mes"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establecimiento"].queryset = in_scope(scope).order_by("order")
