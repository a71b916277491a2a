"""Forms of requests for release: one for each act, each with the service that does it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.remission.models import Certificate, Request
from llamkay.apps.remission.requests.readers import reader_accounts
from llamkay.apps.remission.requests.services import CERTIFICATE
from llamkay.core.remission.procedure import Debt
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm

DEBTS = [
    (Debt.UNKNOWN, _("No consta")),
    (Debt.NONE, _("No tiene deuda")),
    (Debt.PAID, _("Tenía y la canceló")),
    (Debt.PLAN, _("Tiene un acuerdo de pago en partes")),
    (Debt.OWED, _("Debe")),
]
YES_NO = [("", "—"), ("yes", _("Favorable")), ("no", _("Desfavorable"))]
DECISIONS = [("", "—"), ("granted", _("Concedida")), ("refused", _("Denegada"))]
STATES = [("", _("Todos")), ("open", _("En trámite")), *Request.State.choices]

# Short, for the filters of a narrow screen.
PURPOSES = [("", _("Todo")), (Request.Purpose.SERVED, _("Cumplimiento de condena")), *Request.Purpose.choices[1:]]

ORDERS = [("", _("Más recientes")), ("plazo", _("Plazo más próximo")), ("persona", _("Persona"))]


def _day(label):
    return DayField(label=label)


def _moment(label, **more):
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        **more,
    )


def _text(label, length=120, **more):
    return forms.CharField(label=label, max_length=length, **more)


def _long(label, **more):
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), **more)


class RequestFilter(FilterForm):
    q = _text(_("Persona o número"), 60, required=False)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)
    clase = forms.ChoiceField(label=_("Qué se pide"), required=False, choices=PURPOSES)
    orden = forms.ChoiceField(label=_("Orden"), required=False, choices=ORDERS)
    vencidas = forms.BooleanField(label=_("Solo con el plazo vencido"), required=False)


class FileForm(OfficeForm):
    purpose = forms.ChoiceField(label=_("Qué se pide"), choices=Request.Purpose.choices)
    filed_by = _text(_("Quién la presenta"), help_text=_("La persona, su abogado o un familiar, con su documento."))
    filed_at = _moment(_("Cuándo se presentó"))
    debt = forms.ChoiceField(label=_("Deuda del 10 % del trabajo"), choices=DEBTS)


class ComputeForm(OfficeForm):
    pass


class DebtForm(OfficeForm):
    debt = forms.ChoiceField(label=_("Deuda del 10 % del trabajo"), choices=DEBTS[1:])
    reference = _text(_("Documento que lo acredita"))


class PaperForm(OfficeForm):
    code = forms.ChoiceField(label=_("Papel"))
    received_on = _day(_("Llegó el"))
    reference = _text(_("Número o seña"))

    def offer(self, papers):
        """Take the papers that may be received; the certificate is issued, not received."""
        self.fields["code"].choices = [(p.code, p.name) for p in papers if p.code != CERTIFICATE]


class CertifyForm(OfficeForm):
    kind = forms.ChoiceField(label=_("Clase de certificado"), choices=Certificate.Kind.choices)
    ground = _long(_("Fundamento, si hay un acuerdo de pago en partes"), required=False)


class CouncilForm(OfficeForm):
    held_on = _day(_("Día de la sesión"))
    present = forms.IntegerField(label=_("Miembros presentes"), min_value=1, max_value=30)
    minutes = _text(_("Número del acta"), 60)
    favourable = forms.ChoiceField(label=_("Opinión"), choices=YES_NO)
    opinion = _long(_("Qué acordó y por qué"))

    def clean_favourable(self):
        return self.cleaned_data["favourable"] == "yes"


class SettleForm(OfficeForm):
    decider = forms.ChoiceField(label=_("Quién resuelve"), choices=Request.Decider.choices[:2])
    ground = _long(_("Fundamento"))


class SendForm(OfficeForm):
    court = _text(_("Juzgado"))
    sent_at = _moment(_("Recibido por el juzgado"))
    charge = _text(_("Número del cargo de recepción"), 60)


class ReaderForm(OfficeForm):
    """Whose account reads the request, and why."""

    reader = forms.ChoiceField(label=_("Cuenta del juzgado"))
    reason = _text(_("Por qué: juzgado, expediente y cargo"), 200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reader"].choices = [("", CHOOSE), *reader_accounts()]


class EndReaderForm(OfficeForm):
    """Whose account reads it no more."""

    reader = forms.ChoiceField(label=_("Cuenta del juzgado"))

    def offer(self, readers):
        self.fields["reader"].choices = [(row.username, row.username) for row in readers]


class DecideForm(OfficeForm):
    granted = forms.ChoiceField(label=_("Decisión"), choices=DECISIONS)
    resolution = _text(_("Número de la resolución"), 60)
    notified_at = _moment(_("Notificada"))
    ground = _long(_("Fundamento"))

    def clean_granted(self):
        return self.cleaned_data["granted"] == "granted"


class ReleaseForm(OfficeForm):
    released_at = _moment(_("Cuándo salió"))
    reference = _text(_("Oficio a la dirección regional"))


class WithdrawForm(OfficeForm):
    reason = _text(_("Por qué se desiste"), 300)


class CompletingFilter(FilterForm):
    """What the list of who completes their time can be narrowed by."""

    q = forms.CharField(label=_("Persona"), required=False, max_length=60)
