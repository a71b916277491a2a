"""What the screens of places and of their requests ask for; each form ends in one service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import AskedBy, EndGroup, Kind, PlaceState, SuspensionKind
from llamkay.apps.activities.models import Activity, Allocation, EndReason, PlaceRequest, Suspension
from llamkay.apps.activities.places import request_services, services, suspension_services
from llamkay.apps.activities.places.queries import own_reasons
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm, numbers_of

BACK_ON = _("Día de regreso")
# Who is not required is said for the sessions of an activity, on its page.
KINDS = [choice for choice in SuspensionKind.choices if choice[0] != SuspensionKind.NOT_REQUIRED]
BACK_HELP = _("Ese día ya viene. Déjelo en blanco si todavía no se sabe.")


class EndingField(forms.ModelChoiceField):
    """Why a place ends, by its two levels; cleaned to the code."""

    def __init__(self, **more: Any) -> None:
        super().__init__(EndReason.objects.none(), empty_label=CHOOSE, **more)

    def offer(self) -> None:
        """Read the reasons, grouped by their first level."""
        self.queryset = own_reasons()
        self.choices = [("", CHOOSE), *grouped_reasons()]

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        return found.pk if found else ""


def grouped_reasons() -> list[tuple[Any, list[tuple[str, str]]]]:
    """The reasons of an end under their first level, as a choice offers them."""
    rows = list(own_reasons())
    groups = ((group.label, [(row.pk, row.label) for row in rows if row.group == group]) for group in EndGroup)
    return [(label, reasons) for label, reasons in groups if reasons]


class PlaceAct(OfficeForm):
    """An act on one place."""

    def __init__(self, *args: Any, place: Allocation, **more: Any) -> None:
        super().__init__(*args, **more)
        self.place = place
        for field in self.fields.values():
            if isinstance(field, EndingField):
                field.offer()


class SuspendForm(PlaceAct):
    """Keep the place while the person does not come."""

    title = _("Suspender la plaza")
    button = _("Suspender")
    done = _("Plaza suspendida. La planilla ya lo dice.")

    kind = forms.ChoiceField(label=_("Por qué"), choices=[("", CHOOSE), *KINDS])
    start = DayField(label=_("Primer día suspendida"))
    back_on = DayField(label=BACK_ON, required=False, help_text=BACK_HELP)
    paid = forms.BooleanField(label=_("Con pago"), required=False)
    act = forms.CharField(label=_("Acta o resolución"), max_length=80, required=False)
    reason = forms.CharField(
        label=_("Observación"), max_length=200, required=False, help_text=_("Sin datos de salud ni del delito.")
    )

    def save(self, *, actor: Any) -> Any:
        return suspension_services.suspend(actor=actor, allocation=self.place, **self.cleaned_data)


class OfSuspension(PlaceAct):
    """An act on one of the suspensions of a place."""

    suspension = forms.ModelChoiceField(Suspension.objects.none(), label=_("Suspensión"), empty_label=None)

    def __init__(self, *args: Any, place: Allocation, **more: Any) -> None:
        super().__init__(*args, place=place, **more)
        field: Any = self.fields["suspension"]
        field.queryset = place.suspensions.order_by("-period")
        field.label_from_instance = suspension_services.dates


class ReturnForm(OfSuspension):
    """The day of return is another."""

    title = _("Cambiar el día de regreso")
    button = _("Cambiar")
    done = _("Cambió el día de regreso.")

    back_on = DayField(label=BACK_ON, required=False, help_text=BACK_HELP)

    def save(self, *, actor: Any) -> Any:
        return suspension_services.change_return(actor=actor, **self.cleaned_data)


class TakeBackForm(OfSuspension):
    """The suspension should never have been."""

    title = _("Anular una suspensión")
    button = _("Anular")
    done = _("Suspensión anulada: los días volvieron a ser como eran.")

    reason = forms.CharField(label=_("Motivo"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return suspension_services.take_back(actor=actor, **self.cleaned_data)


class EndPlaceForm(PlaceAct):
    """End the place, today, before or on a day to come."""

    title = _("Terminar la plaza")
    button = _("Terminar")
    done = _("Quedó anotado el término.")

    end = DayField(label=_("Primer día sin plaza"), help_text=_("Puede ser un día que todavía no llega."))
    ending = EndingField(label=_("Motivo"))
    reason = forms.CharField(label=_("Observación"), max_length=120, required=False)

    def save(self, *, actor: Any) -> Any:
        return services.end_allocation(actor=actor, allocation=self.place, **self.cleaned_data)


class ChangeEndForm(PlaceAct):
    """A planned end is moved or taken back."""

    title = _("Cambiar el término previsto")
    button = _("Cambiar")
    done = _("Cambió el término previsto.")

    end = DayField(
        label=_("Primer día sin plaza"), required=False, help_text=_("En blanco: la plaza sigue sin término.")
    )
    ending = EndingField(label=_("Motivo"), required=False)
    reason = forms.CharField(label=_("Observación"), max_length=120, required=False)

    def save(self, *, actor: Any) -> Any:
        values = self.cleaned_data | {"ending": self.cleaned_data["ending"] or "other"}
        return services.change_end(actor=actor, allocation=self.place, **values)


class UndoPlaceForm(PlaceAct):
    """The place was a mistake, or will not begin."""

    title = _("Anular la plaza")
    button = _("Anular")
    done = _("Plaza anulada: su historia queda.")

    reason = forms.CharField(label=_("Motivo"), max_length=120)

    def save(self, *, actor: Any) -> Any:
        return services.undo_allocation(actor=actor, allocation=self.place, **self.cleaned_data)


class TrialForm(PlaceAct):
    """The trial was passed."""

    title = _("Pasó el período de prueba")
    button = _("Confirmar")
    done = _("Ya no está a prueba.")

    def save(self, *, actor: Any) -> Any:
        return services.pass_trial(actor=actor, allocation=self.place)


class RequestForm(OfficeForm):
    """A place is asked for."""

    title = _("Anotar una solicitud de plaza")
    button = _("Anotar")
    done = _("Solicitud anotada.")

    activity = forms.ModelChoiceField(Activity.objects.none(), label=_("Actividad"))
    asked_by = forms.ChoiceField(label=_("Quién la pide"), choices=AskedBy.choices)
    on = DayField(label=_("Fecha de la solicitud"))
    note = forms.CharField(
        label=_("Observación"), max_length=300, required=False, help_text=_("Sin datos de salud ni del delito.")
    )

    def __init__(self, *args: Any, person: Any, activities: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person
        field: Any = self.fields["activity"]
        field.queryset = activities

    def save(self, *, actor: Any) -> Any:
        return request_services.request_place(actor=actor, person=self.person, **self.cleaned_data)


class StepForm(OfficeForm):
    """A step of a request that needs no words."""

    step = ""

    def __init__(self, *args: Any, request: PlaceRequest, **more: Any) -> None:
        super().__init__(*args, **more)
        self.request = request

    def save(self, *, actor: Any) -> Any:
        return request_services.take_step(actor=actor, request=self.request, step=self.step, **self.cleaned_data)


class ReasonForm(StepForm):
    """A step of a request that says why."""

    reason = forms.CharField(label=_("Motivo"), max_length=300)


class ListForm(StepForm):
    title, button, done, step = _("Poner en la lista de espera"), _("Poner en lista"), _("Está en la lista."), "list"


class ProposeForm(StepForm):
    title, button, done, step = _("Proponer al consejo"), _("Proponer"), _("Propuesta al consejo."), "propose"


class ReturnRequestForm(ReasonForm):
    title, button, done, step = _("Devolver a la lista de espera"), _("Devolver"), _("Volvió a la lista."), "return"


class RefuseForm(ReasonForm):
    title, button, done, step = _("No aprobar"), _("No aprobar"), _("Quedó como no aprobada."), "refuse"


class WithdrawForm(ReasonForm):
    title, button, done, step = _("Retirar la solicitud"), _("Retirar"), _("Solicitud retirada."), "withdraw"


class ReinstateForm(ReasonForm):
    title, button, done, step = _("Reponer en la lista"), _("Reponer"), _("Volvió a la lista."), "reinstate"


class StartForm(StepForm):
    """The approved place begins."""

    title = _("Dar la plaza aprobada")
    button = _("Dar la plaza")
    done = _("Plaza dada.")

    start = DayField(label=_("Primer día"))

    def save(self, *, actor: Any) -> Any:
        of = self.request
        return services.allocate(actor=actor, activity=of.activity, person=of.person, **self.cleaned_data)


class CouncilForm(OfficeForm):
    """What the council decided in a session of several requests."""

    act = forms.CharField(label=_("Número del acta"), max_length=80)
    on = DayField(label=_("Fecha de la sesión"))
    decision = forms.ChoiceField(
        label=_("Decisión"), choices=[("approve", _("Aprobar las elegidas")), ("refuse", _("No aprobar las elegidas"))]
    )
    reason = forms.CharField(
        label=_("Motivo"), max_length=300, required=False, help_text=_("Solo si no se aprueban; lo lee la persona.")
    )

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return request_services.decide(
            actor=actor,
            requests=numbers_of(self.data.getlist("request")),
            act=data["act"],
            on=data["on"],
            approve=data["decision"] == "approve",
            reason=data["reason"],
        )


class RequestFilter(FilterForm):
    """What the requests can be narrowed by."""

    arguments = {"estado": "state", "clase": "kind", "q": "words"}

    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[
            ("", _("Todos")),
            ("waiting", _("En espera")),
            *(item for item in PlaceState.choices if item[0] not in ("pending", "suspended", "ended")),
        ],
    )
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *Kind.choices])
    q = forms.CharField(label=_("Persona o actividad"), required=False, max_length=60)
