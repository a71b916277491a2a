"""What is asked before a paper about children is printed."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.queries import no_establishments
from llamkay.apps.nursery.record.queries import places_in
from llamkay.platform import clock
from llamkay.platform.screens.forms import DayField, OfficeForm

FIRST = date(2015, 1, 1)


def _reason():
    return forms.CharField(
        label=_("Para qué se imprime"),
        min_length=15,
        error_messages={"min_length": _("Escriba una frase entera, de 15 letras o más.")},
        max_length=300,
        help_text=_("Una frase entera. Queda en el registro con su nombre."),
    )


def _between(on, *, last):
    if not FIRST <= on <= last:
        raise forms.ValidationError(
            _("Elija un día entre el %(first)s y el %(last)s."),
            params={"first": f"{FIRST:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"},
        )
    return on


class MonthPaperForm(OfficeForm):
    """The table of mothers and children."""

    title = _("Imprimir la tabla de madres y niños")
    button = _("Imprimir (PDF)")

    on = DayField(label=_("Al día"))
    reason = _reason()

    def clean_on(self):
        return _between(self.cleaned_data["on"], last=clock.today())


class RationPaperForm(OfficeForm):
    """The special rations of a day."""

    title = _("Imprimir las raciones del día")
    button = _("Imprimir (PDF)")

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))
    on = DayField(label=_("Día"))

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["establishment"].queryset = places_in(scope)

    def clean_on(self):
        return _between(self.cleaned_data["on"], last=clock.today() + timedelta(days=7))


class ChildPaperForm(OfficeForm):
    """A child's file to hand over."""

    title = _("Imprimir el expediente para entregar")
    button = _("Imprimir (PDF)")

    to = forms.CharField(
        label=_("A quién se entrega"),
        max_length=160,
        help_text=_("El establecimiento de salud o la persona que recibe"),
    )
    reason = _reason()


class GrowthPaperForm(OfficeForm):
    """The curves of growth of a child."""

    title = _("Imprimir las curvas de crecimiento")
    button = _("Imprimir (PDF)")

    reason = _reason()


class NoticePaperForm(OfficeForm):
    """The draft of the notice to the protection unit."""

    title = _("Imprimir el aviso a la UPE")
    button = _("Imprimir (PDF)")

    reason = _reason()
