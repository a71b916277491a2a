"""Forms of contracts with companies: each ends in one service call."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import Modality
from llamkay.apps.activities.queries import activities
from llamkay.apps.pay.inputs.forms import AmountField
from llamkay.apps.people.queries import by_exact
from llamkay.apps.production.contracts import services
from llamkay.apps.production.models import WorkContract
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.pay.models import Agreement


class ContractFilter(FilterForm):
    """Which contracts are shown."""

    arguments = {"q": "words", "estado": "state"}

    q = forms.CharField(label=_("Persona, empresa o contrato"), required=False, max_length=80)
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[
            ("", _("Todos")),
            ("running", _("Rigen")),
            ("ending", _("Vencen en 30 días")),
            ("ended", _("Terminados")),
        ],
    )


class ContractForm(OfficeForm):
    """The contract of a person with the company of an agreement."""

    title = _("Registrar un contrato")
    done = _("Se registró el contrato.")

    person = forms.CharField(max_length=20, label=_("Persona"), help_text=_("Su código o documento."))
    activity = forms.ModelChoiceField(activities(scope=Scope()).none(), label=_("Taller"))
    kind = forms.ChoiceField(label=_("Clase"), choices=[("", CHOOSE), *WorkContract.Kind.choices])
    document = forms.CharField(max_length=120, label=_("Número del contrato"))
    start = DayField(label=_("Primer día"))
    end = DayField(label=_("Último día"), required=False, help_text=_("Si no se escribe, dura lo que el convenio."))
    subsidy = AmountField(
        label=_("Subvención al mes (S/)"), required=False, help_text=_("Solo del contrato de capacitación.")
    )

    def __init__(self, *args: Any, agreement: "Agreement", scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.scope = agreement, scope
        rows = activities(scope=scope, on=clock.today()).filter(
            company=agreement.company_id, establishment=agreement.establishment_id, modality=Modality.COMPANY
        )
        self.fields["activity"].queryset = rows  # type: ignore[attr-defined]

    def clean_person(self) -> Any:
        """Whom the code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found

    def save(self, *, actor: Any) -> WorkContract:
        return services.engage(actor=actor, agreement=self.agreement, **self.cleaned_data)


class EndForm(OfficeForm):
    """A contract ends."""

    title = _("Terminar un contrato")
    button = _("Terminar")
    done = _("El contrato terminó.")

    on = DayField(label=_("Último día"))
    ending = forms.ChoiceField(label=_("Por qué termina"), choices=[("", CHOOSE), *WorkContract.Ending.choices])

    def __init__(self, *args: Any, contract: WorkContract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract

    def save(self, *, actor: Any) -> WorkContract:
        return services.end_contract(actor=actor, contract=self.contract, **self.cleaned_data)
