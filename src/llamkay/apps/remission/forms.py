"""Forms of remission."""

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.remission.models import Certificate, KindChoice

STATES = [("", _("Todos")), ("valid", _("Vigentes")), ("replaced", _("Reemplazados")), ("voided", _("Anulados"))]


class CertificateFilter(forms.Form):
    q = forms.CharField(label=_("Persona o número"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *Certificate.Kind.choices])


class PriorForm(forms.Form):
    kind = forms.ChoiceField(label=_("Clase"), choices=KindChoice.choices)
    first = forms.DateField(label=_("Primer día"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Último día"), widget=forms.DateInput(attrs={"type": "date"}))
    days = forms.IntegerField(label=_("Días computados en ese periodo"), min_value=1, max_value=9000)
    book = forms.CharField(label=_("Libro o documento"), max_length=80)
    folio = forms.CharField(label=_("Folio"), max_length=40)
    certificate = forms.CharField(label=_("Número del certificado, si lo hay"), max_length=80, required=False)
    scan = forms.FileField(label=_("Escaneo en PDF, hasta 3 MB"), required=False)
