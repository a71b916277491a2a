"""What the screens of activities ask for; the rules are the services'."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import Kind, PayBasis, SheetState
from llamkay.apps.activities.models import Activity, Company, Programme, Trade
from llamkay.apps.activities.queries import WEEKDAYS
from llamkay.apps.institutions.queries import no_accounts, no_establishments, staff_of
from llamkay.platform.database.search import InOrder
from llamkay.platform.screens.forms import DayField, FilterForm, MonthField, OfficeForm

ONE = timedelta(days=1)


class ActivityForm(OfficeForm):
    """An activity with its timetable in hours and its dates."""

    refusal_fields = {"timetable": "hours_0", "period": "start"}

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))
    code = forms.CharField(
        max_length=30, label=_("Código"), help_text=_("Corto y único en el establecimiento, como PAN-1.")
    )
    name = forms.CharField(max_length=100, label=_("Nombre"))
    programme = forms.ModelChoiceField(
        Programme.objects.all(), required=False, label=_("Programa nacional"), help_text=_("Del que esta es la oferta.")
    )
    kind = forms.ChoiceField(choices=Kind.choices, label=_("Clase"))
    modality = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *Activity._meta.get_field("modality").choices],
        label=_("Modalidad"),
        help_text=_("Solo para trabajo."),
    )
    level = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *Activity._meta.get_field("level").choices],
        label=_("Nivel"),
        help_text=_("Solo para estudio."),
    )
    trade = forms.ModelChoiceField(Trade.objects.all(), required=False, label=_("Especialidad"))
    company = forms.ModelChoiceField(Company.objects.all(), required=False, label=_("Empresa"))
    place = forms.ChoiceField(choices=Activity._meta.get_field("place").choices, label=_("Lugar"))
    place_name = forms.CharField(max_length=80, required=False, label=_("Nombre del lugar"))
    responsible = forms.ModelChoiceField(no_accounts(), required=False, label=_("Responsable"))
    capacity = forms.IntegerField(min_value=1, max_value=2000, label=_("Plazas"))
    capacity_from = DayField(
        required=False,
        label=_("Si cambian las plazas, desde qué día"),
        help_text=_("En blanco: desde hoy. Con un día que ya pasó, la ocupación se cuenta así desde ese día."),
    )
    starts_at = forms.TimeField(
        required=False,
        label=_("Hora en que empieza"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Con ella se avisa si cae sobre la hora en que una madre da de mamar."),
    )
    trial_days = forms.IntegerField(
        min_value=1, max_value=180, required=False, label=_("Días de prueba"), help_text=_("En blanco: sin prueba.")
    )
    pay_basis = forms.ChoiceField(choices=PayBasis.choices, label=_("Pago"))
    start = DayField(label=_("Primer día"))
    end = DayField(required=False, label=_("Último día"), help_text=_("Déjelo en blanco si sigue."))
    end_places = forms.BooleanField(
        required=False, label=_("Terminar también las plazas que siguen después del último día")
    )
    effect_seen = forms.BooleanField(required=False, label=_("Revisé lo que cambia para cada persona"))
    over_capacity = forms.BooleanField(
        required=False, label=_("Quienes ya tienen plaza siguen hasta que termine la suya")
    )

    company_seen = forms.BooleanField(
        required=False, label=_("Esos meses los debe enteros la empresa que se elige ahora")
    )

    def __init__(self, *args, establishments, activity=None, **more):
        super().__init__(*args, **more)
        self.activity = activity
        self.fields["establishment"].queryset = establishments
        self.fields["responsible"].queryset = (
            staff_of(establishments).filter(is_active=True).order_by(InOrder("full_name"))
        )
        if activity:
            del self.fields["establishment"]
        else:
            for name in (*_CONFIRMED, "capacity_from"):
                del self.fields[name]
        for at, name in enumerate(WEEKDAYS):
            self.fields[f"hours_{at}"] = forms.DecimalField(
                min_value=0, max_value=16, decimal_places=2, label=name, initial=0 if at > 4 else 4
            )

    @property
    def hours(self):
        return [self[f"hours_{at}"] for at in range(7)]

    @property
    def plain(self):
        """Every field but the week's hours and what is asked only when it matters."""
        idle = {name for name in _CONFIRMED if not self.asks(name)}
        return [field for field in self if not field.name.startswith("hours_") and field.name not in idle]

    def asks(self, name):
        """Whether a refusal of the service leaves a question open that this box answers."""
        field = _CONFIRMED[name]
        return name in self.fields and self.is_bound and (field in self.errors or bool(self.data.get(name)))

    @staticmethod
    def initial_of(activity):
        """The form's values of an activity that exists."""
        values = {name: getattr(activity, name) for name in _COPIED}
        last = activity.period.upper
        return {
            **values,
            "start": activity.period.lower,
            "end": last - ONE if last else None,
            **{f"hours_{at}": f"{minutes / 60:g}" for at, minutes in enumerate(activity.timetable)},
        }

    def clean(self):
        found = super().clean()
        start, end = found.get("start"), found.get("end")
        if start and end and end < start:
            self.add_error("end", _("El último día va después del primero."))
        elif start:
            found["period"] = DateRange(start, end + ONE if end else None)
        return found

    def values(self):
        """What the service takes."""
        data = self.cleaned_data
        found = {name: data[name] for name in _COPIED}
        found["timetable"] = [round(data[f"hours_{at}"] * 60) for at in range(7)]
        found["period"] = data["period"]
        if self.activity:
            found |= {name: data[name] for name in (*_CONFIRMED, "capacity_from")}
        else:
            found["establishment"] = data["establishment"]
        return found


# The boxes that answer what a refusal of the service left open, each with the field that raised it.
_CONFIRMED = {
    "end_places": "start",
    "effect_seen": "pay_basis",
    "over_capacity": "capacity",
    "company_seen": "company",
}
_COPIED = (
    "programme",
    "trial_days",
    "code",
    "name",
    "kind",
    "modality",
    "level",
    "trade",
    "starts_at",
    "company",
    "place",
    "place_name",
    "responsible",
    "capacity",
    "pay_basis",
)


class AllocateForm(OfficeForm):
    """Who is placed, from which day."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    start = DayField(label=_("Primer día"))


class EnrolForm(OfficeForm):
    """The entry in the register."""

    person = forms.IntegerField(widget=forms.HiddenInput)
    start = DayField(label=_("Fecha de inscripción"))
    folio = forms.CharField(max_length=40, label=_("Folio"))


class AuthoriseForm(OfficeForm):
    """The council's act."""

    on = DayField(label=_("Domingo o feriado"))
    act = forms.CharField(max_length=80, label=_("Número del acta"))
    reason = forms.CharField(max_length=200, label=_("Motivo"))


class NoteForm(OfficeForm):
    """A mark with the note it needs."""

    row = forms.ChoiceField(label=_("Persona"))
    day = forms.IntegerField(min_value=1, max_value=31, label=_("Día"))
    mark = forms.CharField(max_length=6, label=_("Marca"))
    note = forms.CharField(max_length=300, label=_("Observación"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, lines=(), **more):
        super().__init__(*args, **more)
        self.fields["row"].choices = [(line.key, f"{line.number}. {line.row.person}") for line in lines]


class ImportForm(OfficeForm):
    """A file, and whether the rows without fault are taken alone."""

    file = forms.FileField(label=_("Archivo XLSX o CSV"))
    accept_good = forms.BooleanField(required=False, label=_("Escribir las filas sin falta aunque otras se rechacen"))
    why = forms.CharField(
        required=False,
        max_length=200,
        label=_("Motivo, si el archivo marca días que quedaron atrás"),
    )


class ActivityFilter(FilterForm):
    """What the list of activities can be narrowed by."""

    arguments = {"clase": "kind", "q": "words"}

    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *Kind.choices])
    q = forms.CharField(label=_("Nombre, código o especialidad"), required=False, max_length=60)


class SheetFilter(FilterForm):
    """What the sheets of a month can be narrowed by; each state with how many there are."""

    arguments = {"estado": "state", "clase": "kind", "q": "words", "de": "whose"}

    mes = MonthField(label=_("Mes"))
    estado = forms.ChoiceField(label=_("Estado"), required=False)
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *Kind.choices])
    q = forms.CharField(label=_("Actividad"), required=False, max_length=60)
    de = forms.ChoiceField(
        label=_("De quién"), required=False, choices=[("", _("Todas")), ("mias", _("Las que esperan de usted"))]
    )

    def __init__(self, *args: Any, counts: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(state.value, f"{state.label} ({counts[state]})") for state in SheetState]
        self.fields["estado"].choices = [("", _("Todos")), *states]
