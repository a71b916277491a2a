"""What every form of the office shares: its fields in the classes of the kit, days, months, a refusal shown on it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from llamkay.core.errors import Refused
from llamkay.core.values import FIRST_YEAR, LAST_YEAR, Month
from llamkay.platform.months import choices
from llamkay.platform.screens.refusals import on_form, sentence
from llamkay.platform.security.scope import Scope

_CLASSES = {
    forms.Select: "govuk-select",
    forms.Textarea: "govuk-textarea",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",
    forms.RadioSelect: "govuk-radios__input",
}


class _OfficeField(forms.BoundField):
    """A field with the classes of the design kit, marked when it is wrong."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        used = widget or self.field.widget
        css = next((name for base, name in _CLASSES.items() if isinstance(used, base)), "govuk-input")
        wrong = f" {css}--error" if self.errors else ""
        narrow = " govuk-input--width-10" if isinstance(used, forms.DateInput | forms.NumberInput) else ""
        return attrs | {"class": css + wrong + narrow}


class DayField(forms.DateField):
    """A day, written by hand or picked; sent as ``2026-02-01``."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """The day; one written in digits of another script, or so far away that nothing is counted from it, is none."""
        if isinstance(value, str) and not value.strip().isascii():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Escriba un día de los años 1900 a 2200."), code="invalid")
        return day


def day_of(text: str) -> date | None:
    """The day of an address, written ``2026-02-01``; nothing where it is none."""
    try:
        day: date | None = DayField(required=False).clean(text)
    except forms.ValidationError:
        return None
    return day


def numbers_of(texts: Iterable[str]) -> list[int]:
    """The numbers of rows that a page sends, each once; what nobody writes, such as twenty digits, names no row."""
    plain = (text for text in texts if text.isascii() and text.isdecimal() and len(text) < 19)
    return list(dict.fromkeys(map(int, plain)))


# What a column of numbers holds; a field may say less.
_LEAST, _MOST = -(2**31), 2**31 - 1
_GUARDED = forms.IntegerField | forms.DateField | forms.DateTimeField


def guard(field: forms.Field) -> None:
    """Refuse of a number or a day what nobody means: digits of another script, days of other ages, twenty digits."""
    if "guarded" in vars(field) or isinstance(field, DayField) or not isinstance(field, _GUARDED):
        return
    vars(field)["guarded"] = True
    understand = field.to_python

    def to_python(value: Any) -> Any:
        if isinstance(value, str) and not value.isascii():
            raise forms.ValidationError(field.error_messages["invalid"], code="invalid")
        try:
            found = understand(value)
        except (OverflowError, ValueError) as error:  # the first or last day of all has no hour in another zone
            raise forms.ValidationError(field.error_messages["invalid"], code="invalid") from error
        if isinstance(found, date) and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise forms.ValidationError(_("Escriba un día de los años 1900 a 2200."), code="invalid")
        return found

    field.to_python = to_python  # type: ignore[method-assign]
    if isinstance(field, forms.IntegerField):
        field.validators += [MinValueValidator(_LEAST), MaxValueValidator(_MOST)]


CHOOSE = _("Elija…")  # what a list says before anything is chosen


def offer(field: Any, rows: Any, scope: Scope) -> None:
    """Give a field the rows of a scope; of several none is chosen beforehand, so that nobody writes in the first."""
    field.queryset = rows
    field.empty_label = CHOOSE if scope.everything or len(scope.ids) > 1 else None


def say_choose(form: forms.BaseForm) -> None:
    """Write the empty choice of every list of a form in words, where Django writes dashes."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = CHOOSE if field.empty_label == "---------" else field.empty_label
        elif isinstance(field, forms.ChoiceField):
            choices = list(cast(Iterable[tuple[Any, Any]], field.choices))  # pairs, however they were written
            if ("", "---------") in choices:
                field.choices = [("", CHOOSE) if choice[0] == "" else choice for choice in choices]


class MonthField(forms.ChoiceField):
    """A month chosen from a list by its name, sent as ``2026-01``; ``None`` where none is asked."""

    widget = forms.Select(attrs={"class": "govuk-select"})

    def __init__(self, *, empty: Any = None, ahead: int = 1, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", empty or _("Todos")), *choices(ahead=ahead)], **kwargs)

    def valid_value(self, value: str) -> bool:
        """Any month of the calendar: an address that was kept may name one that the list no longer offers."""
        return bool(Month.parse(value))

    def clean(self, value: Any) -> Month | None:
        try:
            text = super().clean(value)
        except Refused as refusal:
            raise forms.ValidationError(sentence(refusal)) from None
        return Month.parse(text) if text else None


class OfficeForm(forms.Form):
    """A form that ends in one service call; a refusal of the service is shown on the form itself."""

    bound_field_class = _OfficeField
    title: Any = ""
    button: Any = _("Guardar")
    done: Any = _("Se guardó.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_choose(self)

    def full_clean(self) -> None:
        """As Django does, each number and day guarded, those too that a form added after it was made."""
        for field in self.fields.values():
            guard(field)
        super().full_clean()

    def save(self, *, actor: Any) -> Any:
        """Call the service; each form that is saved says which, and one that only filters has none."""
        raise NotImplementedError(f"{type(self).__name__} has no service to call")

    def saved(self, *, actor: Any) -> bool:
        """Whether the service accepted; what it refuses stands on the form, beside its field."""
        if not self.is_valid():
            return False
        with on_form(self):
            self.result = self.save(actor=actor)
        return not self.errors


class FilterForm(OfficeForm):
    """What a list can be narrowed by: its fields are named as the address has them, in Spanish.

    ``arguments`` gives the argument of the query for each field whose name differs from it.
    """

    arguments: Mapping[str, str] = {}

    def criteria(self) -> dict[str, Any]:
        """What was asked for and understood, by the arguments of the query; what is no answer narrows nothing and says
        so on the form."""
        self.is_valid()
        return {self.arguments.get(name, name): value for name, value in self.cleaned_data.items() if value}
