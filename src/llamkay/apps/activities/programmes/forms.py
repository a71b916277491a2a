"""What the screen of a national programme asks for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.models import Programme
from llamkay.apps.activities.programmes.services import save_programme
from llamkay.platform.screens.forms import DayField, OfficeForm

ONE = timedelta(days=1)


class ProgrammeForm(OfficeForm):
    """A national programme with its norm and its days."""

    refusal_fields = {"period": "start"}
    done = _("Se guardó el programa.")

    code = forms.SlugField(label=_("Código"), max_length=50, help_text=_("Corto, en minúsculas, como orquestando."))
    name = forms.CharField(label=_("Nombre"), max_length=100)
    kinds = forms.MultipleChoiceField(label=_("Clases"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple)
    owner = forms.CharField(label=_("De quién es"), max_length=120)
    norm = forms.CharField(label=_("Norma"), max_length=200)
    start = DayField(label=_("Primer día"))
    end = DayField(label=_("Último día"), required=False, help_text=_("Déjelo en blanco si sigue."))

    def __init__(self, *args: Any, programme: Programme | None = None, **more: Any) -> None:
        if programme:
            last = programme.period.upper
            more["initial"] = {
                name: getattr(programme, name) for name in ("code", "name", "kinds", "owner", "norm")
            } | {
                "start": programme.period.lower,
                "end": last - ONE if last else None,
            }
        super().__init__(*args, **more)
        self.programme = programme
        if programme:
            del self.fields["code"]

    @property
    def title(self) -> Any:  # type: ignore[override]
        return self.programme.name if self.programme else _("Abrir un programa nacional")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", _("El último día va después del primero."))
        return found

    def save(self, *, actor: Any) -> Any:
        values = dict(self.cleaned_data)
        start, end = values.pop("start"), values.pop("end")
        period = DateRange(start, end + ONE if end else None)
        return save_programme(actor=actor, programme=self.programme, period=period, **values)
