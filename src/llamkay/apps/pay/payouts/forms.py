"""Forms of the money that leaves."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.pay.ledger import available_balance, grouped
from llamkay.apps.pay.models import AlimonyOrder, Beneficiary, Fine, Payout, ReparationDebt
from llamkay.apps.pay.payouts.services import RECEIVES
from llamkay.apps.people.kinds import DocumentKind
from llamkay.apps.people.queries import custody_on
from llamkay.platform import clock
from llamkay.platform.screens.forms import FilterForm, OfficeForm

STATES = [("", _("Todos")), ("open", _("En camino")), *Payout.State.choices]


class PayoutFilter(FilterForm):
    q = forms.CharField(label=_("Persona o quien recibe"), required=False, max_length=60)
    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=STATES)
    finalidad = forms.ChoiceField(
        label=_("Finalidad"), required=False, choices=[("", _("Todas")), *Payout.Purpose.choices]
    )


class BeneficiaryForm(OfficeForm):
    """Somebody outside who may receive, with the paper that authorises it."""

    full_name = forms.CharField(label=_("Apellidos y nombres"), max_length=160)
    relation = forms.ChoiceField(label=_("Relación"), choices=Beneficiary.Relation.choices)
    document_kind = forms.ChoiceField(label=_("Documento"), choices=DocumentKind.choices)
    document_number = forms.CharField(label=_("Número"), max_length=20)
    authorised_by = forms.CharField(
        label=_("Quién lo autoriza"), max_length=160, help_text=_("La propia persona, o el juzgado que lo ordena.")
    )
    authorisation = forms.CharField(label=_("Con qué documento"), max_length=120)
    bank = forms.CharField(label=_("Banco"), max_length=60, required=False)
    bank_account = forms.CharField(
        label=_("Cuenta o CCI"), max_length=30, required=False, help_text=_("Sin cuenta se paga por caja, con recibo.")
    )
    phone = forms.CharField(label=_("Teléfono"), max_length=20, required=False)


class PrepareForm(OfficeForm):
    """A payment to somebody who was checked."""

    beneficiary = forms.ModelChoiceField(label=_("Para quién"), queryset=Beneficiary.objects.none())
    purpose = forms.ChoiceField(
        label=_("Finalidad"),
        choices=[(purpose.value, purpose.label) for purpose in Payout.Purpose if purpose != Payout.Purpose.RELEASE],
    )
    amount = AmountField(label=_("Monto (S/)"))
    reparation = forms.ModelChoiceField(
        label=_("Expediente de la reparación"),
        queryset=ReparationDebt.objects.none(),
        required=False,
        empty_label=_("No es una reparación"),
    )
    alimony = forms.ModelChoiceField(
        label=_("Expediente de los alimentos"),
        queryset=AlimonyOrder.objects.none(),
        required=False,
        empty_label=_("No son alimentos"),
    )
    fine = forms.ModelChoiceField(
        label=_("Expediente de la multa"),
        queryset=Fine.objects.none(),
        required=False,
        empty_label=_("No es una multa"),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, initial={"key": uuid4().hex}, **kwargs)
        today = clock.today()
        mine = person.beneficiaries.filter(period__contains=today).exclude(checked_by="")
        self.fields["beneficiary"].queryset = mine
        # A case that was changed has several rows: the last one stands for it.
        cases = {"reparation": person.reparations, "alimony": person.alimony_orders, "fine": person.fines}
        for name, orders in cases.items():
            if orders.exists():
                self.fields[name].queryset = orders.order_by("case_number", "-period").distinct("case_number")
            else:  # nothing of that kind is owed: nothing is asked of it
                del self.fields[name]
                self.fields["purpose"].choices = [each for each in self.fields["purpose"].choices if each[0] != name]
        if held := custody_on(person, today):
            left = available_balance(establishment=held.establishment, person=person, kind="available")
            text = _("De lo disponible quedan S/ {left}.")
            self.fields["amount"].help_text = text.format(left=grouped(max(left, 0)))

    def clean(self):
        data = super().clean()
        who, purpose = data.get("beneficiary"), data.get("purpose")
        if who and purpose and who.relation not in (fit := RECEIVES[Payout.Purpose(purpose)]):
            text = _("{who} es «{relation}»: «{purpose}» va a: {fit}. Elija otra finalidad o registre a quien recibe.")
            names = [str(relation.label).lower() for relation in Beneficiary.Relation if relation in fit]
            values = {"who": who.full_name, "relation": who.get_relation_display().lower()}
            values |= {"purpose": Payout.Purpose(purpose).label, "fit": _(" o ").join(names)}
            self.add_error("beneficiary", text.format(**values))
        return data
