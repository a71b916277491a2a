"""Forms of remission."""

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.people.forms import STAGE_CHOICES
from llamkay.apps.remission.models import Certificate, KindChoice
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.screens.forms import DayField, FilterForm, MonthField, OfficeForm

STATES = [("", _("Todos")), ("valid", _("Vigentes")), ("replaced", _("Reemplazados")), ("voided", _("Anulados"))]


class CertificateFilter(FilterForm):
    """What the list of certificates can be narrowed by."""

    q = forms.CharField(label=_("Persona o número"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *Certificate.Kind.choices])


class PriorForm(OfficeForm):
    """Days certified before the system, with what proves them."""

    kind = forms.ChoiceField(label=_("Clase"), choices=KindChoice.choices)
    first = DayField(label=_("Primer día"))
    last = DayField(label=_("Último día"))
    days = forms.IntegerField(label=_("Días computados en ese periodo"), min_value=1, max_value=9000)
    book = forms.CharField(label=_("Libro o documento"), max_length=80)
    folio = forms.CharField(label=_("Folio"), max_length=40)
    certificate = forms.CharField(label=_("Número del certificado, si lo hay"), max_length=80, required=False)
    scan = forms.FileField(label=_("Escaneo en PDF, hasta 3 MB"), required=False)


class ProjectionForm(OfficeForm):
    """What may change in the months to come; what is left blank is not projected."""

    month = MonthField(label=_("Los cambios empiezan en"), required=False, empty=_("El mes que viene"), ahead=24)
    lose = forms.IntegerField(label=_("Meses sin plaza"), min_value=0, max_value=60, required=False)
    study = forms.IntegerField(label=_("Días más de estudio al mes"), min_value=0, max_value=31, required=False)
    work = forms.IntegerField(label=_("Días más de trabajo al mes"), min_value=0, max_value=31, required=False)
    stage = forms.ChoiceField(label=_("Cambio de etapa"), required=False, choices=[("", _("Ninguno")), *STAGE_CHOICES])

    def clean_month(self):
        month, today = self.cleaned_data["month"], Month.of(clock.today())
        if month and month <= today:
            raise forms.ValidationError(_("Elija un mes posterior a %(today)s."), params={"today": month_title(today)})
        return month
