"""Forms of the day; each ends in one service call."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import no_establishments
from llamkay.apps.nursery import permissions
from llamkay.apps.nursery.day import incidents, medicine, outings, queries, services, staffing
from llamkay.apps.nursery.models import (
    Carer,
    CarerCheck,
    Child,
    DayEvent,
    Incident,
    Nursery,
    Room,
)
from llamkay.apps.nursery.record import forms as nursery_forms
from llamkay.apps.nursery.record.forms import ActForm
from llamkay.apps.people.queries import by_exact
from llamkay.platform import clock
from llamkay.platform.screens.forms import DayField, OfficeForm


class HourField(forms.TimeField):
    """An hour of the day, as 08:30."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HoursField(forms.CharField):
    """Several hours of the day, as ``08:00, 12:00``; none where it is empty."""

    def clean(self, value: Any) -> list[time]:
        text, hours = super().clean(value), []
        for part in text.replace(";", ",").replace("y", ",").split(","):
            if part := part.strip():
                try:
                    hours.append(datetime.strptime(part, "%H:%M").time())  # noqa: DTZ007 — an hour without a day
                except ValueError:
                    raise forms.ValidationError(
                        _("«%(part)s» no es una hora: escriba como 08:00, 12:30."), params={"part": part}
                    ) from None
        return hours


def who_choices(child: Child, on: date) -> list[tuple[str, Any]]:
    """The mother, and whoever else may bring or take the child that day; reads ``child.authorised`` once."""
    adults = (adult for adult in child.authorised.all() if on in adult.period)
    return [(queries.MOTHER, _("Su madre")), *((adult.name, str(adult)) for adult in adults)]


class MoveForm(OfficeForm):
    """A child comes or goes: who brings or takes it, and how it looks."""

    who = forms.ChoiceField(label=_("Con quién"))
    glance = forms.ChoiceField(label=_("Cómo está"), choices=DayEvent.Glance.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Qué vio"), required=False, max_length=200, help_text=_("Si no es «Sin novedad»: dónde y cómo.")
    )

    def __init__(self, *args: Any, child: Child, room: Room, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child, self.room, self.kind = child, room, kind
        self.fields["who"].choices = who_choices(child, clock.today())

    def save(self, *, actor: Any) -> DayEvent:
        return services.write_event(actor=actor, child=self.child, room=self.room, kind=self.kind, **self.cleaned_data)


class CareForm(OfficeForm):
    """Something of the day besides coming and going."""

    kind = forms.ChoiceField(
        choices=[(k, label) for k, label in DayEvent.Kind.choices if k not in ("in", "out", "undo")]
    )
    amount = forms.ChoiceField(required=False, choices=DayEvent._meta.get_field("amount").choices)
    note = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, child: Child, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child, self.room = child, room

    def save(self, *, actor: Any) -> DayEvent:
        return services.write_event(actor=actor, child=self.child, room=self.room, **self.cleaned_data)


class CountForm(OfficeForm):
    """Heads counted in a room."""

    counted = forms.IntegerField(label=_("Niños contados"), min_value=0, max_value=99)
    reason = forms.CharField(label=_("Si no coincide, qué pasó"), required=False, max_length=300)

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = room

    def save(self, *, actor: Any) -> Any:
        return services.count_heads(actor=actor, room=self.room, **self.cleaned_data)


class DoseForm(OfficeForm):
    """A dose given or left out, signed by a second person on the same machine."""

    title = _("Anotar una dosis")
    done = _("La dosis quedó firmada por dos personas.")

    administered = forms.ChoiceField(
        label=_("Qué pasó"), choices=[("yes", _("Se le dio")), ("no", _("No se le dio"))], widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Si no se le dio, por qué"), required=False, max_length=200)
    witness = forms.CharField(label=_("Usuario de quien lo vio"), max_length=150)
    password = forms.CharField(
        label=_("Su contraseña"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, request: Any, order: Any, due_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.order, self.due_at = request, order, due_at

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        witness = authenticate(self.request, username=data["witness"], password=data["password"])
        return medicine.give_medicine(
            actor=actor,
            order=self.order,
            due_at=self.due_at,
            witness=witness,
            administered=data["administered"] == "yes",
            reason=data["reason"],
        )


class RoomForm(OfficeForm):
    """A room of a nursery."""

    title = _("Sala")
    done = _("Se guardó la sala.")

    nursery = forms.ModelChoiceField(Nursery.objects.none(), label=_("Cuna"))
    name = forms.CharField(label=_("Nombre de la sala"), max_length=60)
    from_months = forms.IntegerField(label=_("Desde los meses"), min_value=0, max_value=36)
    to_months = forms.IntegerField(label=_("Hasta antes de los meses"), min_value=1, max_value=48)
    capacity = forms.IntegerField(label=_("Lugares"), min_value=1, max_value=60)
    children_per_adult = forms.IntegerField(
        label=_("Niños por adulto"),
        min_value=1,
        max_value=20,
        help_text=_("Por confirmar: ninguna norma da la cifra. Se sugiere 4 hasta el año, 6 hasta los dos, 8 después."),
    )
    closed_on = DayField(label=_("Se cerró el"), required=False)

    def __init__(self, *args: Any, nurseries: Any, room: Room | None = None, **kwargs: Any) -> None:
        if room:
            kwargs["initial"] = {name: getattr(room, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.room = room
        self.fields["nursery"].queryset = nurseries

    def save(self, *, actor: Any) -> Room:
        return staffing.save_room(actor=actor, room=self.room, **self.cleaned_data)


class CarerForm(OfficeForm):
    """Somebody who will look after children."""

    title = _("Registrar a una cuidadora")
    done = _("Se registró. Anote ahora sus antecedentes, exámenes y capacitación.")

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))
    kind = forms.ChoiceField(label=_("Quién es"), choices=Carer.Kind.choices)
    name = forms.CharField(
        label=_("Nombre"), required=False, max_length=120, help_text=_("De una interna, déjelo en blanco.")
    )
    person = forms.CharField(label=_("Código o documento de la interna"), required=False, max_length=20)
    username = forms.CharField(
        label=_("Su usuario del sistema"), required=False, max_length=150, help_text=_("Si anota el día con su cuenta.")
    )
    since = DayField(label=_("Desde el"))

    def __init__(self, *args: Any, scope: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.fields["establishment"].queryset = places

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        inmate = data.get("kind") == Carer.Kind.INMATE
        text, data["person"] = data.get("person", ""), None
        if inmate:
            data["person"] = by_exact(self.scope, text) if text else None
            if data["person"] is None:
                self.add_error("person", _("No hay una interna con ese código o documento. Revise el número."))
        elif not data.get("name"):
            self.add_error("name", _("Escriba el nombre."))
        return data

    def save(self, *, actor: Any) -> Carer:
        return staffing.add_carer(actor=actor, **self.cleaned_data)


class CheckForm(OfficeForm):
    """A paper that a carer may be left with children, until a day."""

    title = _("Anotar un requisito")
    done = _("Se anotó el requisito.")

    kind = forms.ChoiceField(label=_("Qué es"), choices=CarerCheck.Kind.choices)
    on = DayField(label=_("Fecha"))
    until = DayField(label=_("Hasta el"), help_text=_("Ese día también."))
    document = forms.CharField(label=_("Documento"), max_length=120)

    def __init__(self, *args: Any, carer: Carer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carer = carer

    def save(self, *, actor: Any) -> CarerCheck:
        return staffing.check_carer(actor=actor, carer=self.carer, **self.cleaned_data)


class ShiftForm(OfficeForm):
    """Hours of a day that somebody looks after a room."""

    title = _("Anotar un turno")
    done = _("Se anotó el turno.")

    carer = forms.ModelChoiceField(Carer.objects.none(), label=_("Cuidadora"))
    room = forms.ModelChoiceField(Room.objects.none(), label=_("Sala"))
    day = DayField(label=_("Día"))
    starts = HourField(label=_("Desde las"))
    ends = HourField(label=_("Hasta las"))

    def __init__(self, *args: Any, carers: Any, rooms: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carer"].queryset, self.fields["room"].queryset = carers, rooms

    def save(self, *, actor: Any) -> Any:
        return staffing.plan_shift(actor=actor, **self.cleaned_data)


class IncidentForm(OfficeForm):
    """What went wrong in the nursery."""

    title = _("Anotar un incidente")
    done = _("Se anotó el incidente.")

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))
    kind = forms.ChoiceField(label=_("Qué pasó"), choices=Incident.Kind.choices)
    child = forms.CharField(
        label=_("Código del niño"),
        required=False,
        max_length=20,
        help_text=_("Está en la ficha. En blanco si no es de uno."),
    )
    day = DayField(label=_("Día"))
    hour = HourField(label=_("Hora"))
    place = forms.CharField(label=_("Dónde"), max_length=80)
    what = forms.CharField(label=_("Cuéntelo"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    injury = forms.CharField(
        label=_("Lesión"), required=False, max_length=300, help_text=_("En qué parte del cuerpo y cómo es.")
    )
    done_about = forms.CharField(label=_("Qué se hizo"), required=False, max_length=300)
    mother_informed = forms.BooleanField(label=_("La madre ya lo sabe"), required=False)
    maltreatment = forms.BooleanField(label=_("Puede ser maltrato"), required=False)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["establishment"].queryset = places
        if len(places) == 1:
            self.fields["establishment"].initial = places[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        code, place = data.get("child", ""), data.get("establishment")
        data["child"] = None
        if code and place:
            data["child"] = Child.objects.filter(code__iexact=code, stays__establishment=place).distinct().first()
            if data["child"] is None:
                self.add_error("child", _("No hay un niño con ese código en este penal. Revise el código."))
        if data.get("day") and data.get("hour"):
            data["at"] = queries.moment(data.pop("day"), data.pop("hour"))
        return data

    def save(self, *, actor: Any) -> Incident:
        data = dict(self.cleaned_data)
        made = incidents.report(actor=actor, done=data.pop("done_about"), **data)
        if data["maltreatment"]:
            self.done = _("Se anotó el incidente y la alerta: ya corre el plazo del siguiente día hábil.")
        return made


class OutingForm(OfficeForm):
    """Children leave the nursery for a while."""

    title = _("Salida de la cuna")
    done = _("Se anotó la salida.")

    where = forms.CharField(label=_("Adónde van"), max_length=120)
    adults = forms.CharField(label=_("Adultos que van"), max_length=200, help_text=_("Dos o más, separados por comas."))
    due = HourField(label=_("Vuelven a las"))
    children = forms.ModelMultipleChoiceField(
        Child.objects.none(), label=_("Niños que van"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, nursery: Nursery, inside: list[Child], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nursery = nursery
        self.fields["children"].queryset = Child.objects.filter(pk__in=[c.pk for c in inside])
        self.fields["children"].label_from_instance = lambda child: (
            f"{child.full_name} ({_('alergia: {what}').format(what=child.every_allergy)})"
            if child.every_allergy
            else child.full_name
        )

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return outings.take_out(
            actor=actor,
            nursery=self.nursery,
            where=data["where"],
            adults=data["adults"],
            due=data["due"],
            children=list(data["children"]),
        )


# Acts on one child, among those of its file


class AdultForm(ActForm):
    """Who else may take the child."""

    title = _("Autorizar a quien puede recogerlo")
    done = _("Se anotó a quien puede recogerlo.")
    action, part = permissions.ADMIT, "familia"
    service = services.authorise_adult

    name = forms.CharField(label=_("Nombre"), max_length=120)
    relation = forms.CharField(label=_("Qué es del niño"), max_length=60)
    document = forms.CharField(label=_("Documento que mostró"), max_length=30)
    on = DayField(label=_("Desde el"))


class FeedsForm(ActForm):
    """The hours at which the mother feeds."""

    title = _("Horas de toma con su madre")
    done = _("Se anotaron las horas de toma.")
    action, part = permissions.PLACE, "ficha"
    service = services.set_feeds

    hours = HoursField(
        label=_("Horas"), required=False, max_length=80, help_text=_("Como 08:00, 11:00, 14:00. En blanco: ya no toma.")
    )
    on = DayField(label=_("Desde el"))


class MedicineForm(ActForm):
    """A medicine ordered for some days."""

    title = _("Indicar una medicina")
    done = _("Se anotó la indicación.")
    action, part = permissions.ENTER_HEALTH, "salud"
    service = medicine.order_medicine

    medicine = forms.CharField(label=_("Medicina"), max_length=80)
    dose = forms.CharField(label=_("Dosis"), max_length=60)
    times = HoursField(label=_("Horas"), max_length=80, help_text=_("Como 08:00, 16:00."))
    on = DayField(label=_("Desde el"))
    until = DayField(label=_("Hasta el"), help_text=_("Ese día también."))
    professional = forms.CharField(label=_("Quién la indicó"), max_length=120)
    consent = forms.CharField(label=_("Consentimiento de la madre"), max_length=120, help_text=_("Documento o fecha."))


nursery_forms.ACTS |= {"autorizado": AdultForm, "tomas": FeedsForm, "medicina": MedicineForm}
