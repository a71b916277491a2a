"""What the screens of machines ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.workshops.machines import services
from llamkay.apps.workshops.models import Machine
from llamkay.apps.workshops.tools.forms import OfWorkshop
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm


class MachineFilter(FilterForm):
    """Which machines are shown."""

    arguments = {"q": "words", "estado": "state"}

    q = forms.CharField(label=_("Nombre, número o taller"), required=False, max_length=80)
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[("", _("Todas")), ("due", _("Mantenimiento vencido")), ("stopped", _("Fuera de servicio"))],
    )


class MachineForm(OfWorkshop):
    """A machine and its upkeep."""

    title = _("Registrar una máquina")

    number = forms.CharField(label=_("Número"), max_length=20)
    name = forms.CharField(label=_("Máquina"), max_length=80)
    every_days = forms.IntegerField(
        label=_("Mantenimiento cada cuántos días"), min_value=1, max_value=services.MOST_DAYS, initial=180
    )
    since = DayField(label=_("En el taller desde el"))

    def __init__(self, *args: Any, machine: Machine | None = None, **more: Any) -> None:
        if machine is not None:
            names = ("number", "name", "every_days", "since")
            more["initial"] = {"activity": machine.activity_id} | {name: getattr(machine, name) for name in names}
        super().__init__(*args, **more)
        self.machine = machine

    def save(self, *, actor: Any) -> Any:
        return services.keep_machine(actor=actor, machine=self.machine, **self.cleaned_data)


class _OfMachine(OfficeForm):
    def __init__(self, *args: Any, machine: Machine, **more: Any) -> None:
        super().__init__(*args, **more)
        self.machine = machine


class UpkeepForm(_OfMachine):
    """Upkeep that was done."""

    title = _("Anotar un mantenimiento")
    done = _("Anotado: el próximo se cuenta desde ese día.")

    done_on = DayField(label=_("Qué día"))
    what = forms.CharField(label=_("Qué se hizo"), max_length=200)
    whose = forms.CharField(label=_("Quién lo hizo"), max_length=120)

    def save(self, *, actor: Any) -> Any:
        return services.look_after(actor=actor, machine=self.machine, **self.cleaned_data)


class StopForm(_OfMachine):
    """A machine goes out of service."""

    title = _("Sacar de servicio")
    button = _("Sacar de servicio")
    done = _("Fuera de servicio: se avisa en las sesiones del taller.")

    on = DayField(label=_("Desde el"))
    reason = forms.CharField(label=_("Por qué"), max_length=200)

    def save(self, *, actor: Any) -> Any:
        return services.stop(actor=actor, machine=self.machine, **self.cleaned_data)


class RunForm(_OfMachine):
    """A machine is in service again."""

    title = _("Devolver al servicio")
    button = _("Devolver al servicio")
    done = _("La máquina está en servicio.")

    on = DayField(label=_("Desde el"))

    def save(self, *, actor: Any) -> Any:
        return services.run_again(actor=actor, machine=self.machine, **self.cleaned_data)


MACHINE_ACTS = {"mantenimiento": UpkeepForm, "parar": StopForm, "volver": RunForm}
