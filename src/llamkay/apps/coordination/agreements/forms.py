"""Forms of the agreements: each act ends in one service call."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.coordination.agreements import queries, services
from llamkay.apps.coordination.fields import (
    TEXT,
    InstitutionField,
    MeasureForm,
    PostField,
)
from llamkay.apps.coordination.lists import STAGES
from llamkay.apps.coordination.models import Agreement, AgreementParty, Obligation
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm


class AgreementFilter(FilterForm):
    """What the list of agreements can be narrowed by."""

    q = forms.CharField(label=_("Buscar"), required=False, max_length=80, help_text=_("Número, título, objeto o sigla"))
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[("", _("Todos")), *((key.value, words) for key, (words, _c) in STAGES.items())],
    )
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *Agreement.Kind.choices])
    arguments = {"q": "words", "estado": "state", "clase": "kind"}


class AgreementForm(OfficeForm):
    """An agreement that is not signed: its kind, its term, how it is renewed and left."""

    title = _("Registrar un convenio")
    done = _("Se guardó el convenio. Diga ahora quiénes lo firman y a qué se obligan.")

    kind = forms.ChoiceField(label=_("Clase"), choices=Agreement.Kind.choices)
    number = forms.CharField(label=_("Número"), max_length=60, help_text=_("Como está en el documento."))
    parent = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Debajo de qué convenio"),
        required=False,
        empty_label=_("De ninguno"),
        help_text=_("El marco de un específico; el convenio que una adenda cambia."),
    )
    name = forms.CharField(label=_("Título"), max_length=200)
    purpose = forms.CharField(label=_("Objeto"), widget=TEXT)
    starts_on = DayField(label=_("Primer día"))
    ends_on = DayField(label=_("Último día"), required=False, help_text=_("Déjelo en blanco si no tiene término."))
    extends_to = DayField(
        label=_("Nuevo último día del convenio que cambia"),
        required=False,
        help_text=_("Solo de una adenda que lo amplía."),
    )
    renewal = forms.ChoiceField(label=_("Renovación"), choices=Agreement.Renewal.choices)
    exit_days = forms.IntegerField(
        label=_("Aviso para separarse, en días"),
        min_value=0,
        max_value=services.EXIT_DAYS,
        initial=30,
        help_text=_(
            "La adhesión es libre y la separación también (TUO de la Ley 27444, art. 88): "
            "el convenio dice con cuánto aviso."
        ),
    )
    refusal_fields = {"title": "name"}

    def __init__(self, *args: Any, agreement: Agreement | None = None, **kwargs: Any) -> None:
        if agreement:
            names = "kind number parent purpose starts_on ends_on extends_to renewal exit_days".split()
            kwargs["initial"] = {name: getattr(agreement, name) for name in names} | {"name": agreement.title}
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.fields["parent"].queryset = queries.possible_parents(agreement)  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Agreement:
        values = dict(self.cleaned_data)
        return services.save_agreement(actor=actor, agreement=self.agreement, title=values.pop("name"), **values)


class _Act(OfficeForm):
    """An act upon one agreement."""

    signed: bool | None = None  # for which agreements it is offered; none: for all

    def __init__(self, *args: Any, agreement: Agreement, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.today = agreement, today
        self.prepare()

    def prepare(self) -> None:
        """Fill what it offers."""

    @classmethod
    def offered(cls, agreement: Agreement) -> bool:
        return cls.signed is None or cls.signed == bool(agreement.signed_on)


class PartyForm(_Act):
    title = _("Agregar o cambiar una parte")
    done = _("Se guardó la parte.")

    institution = InstitutionField(label=_("Institución"))
    post = PostField(
        label=_("Firma"), help_text=_("El cargo. El nombre de quien lo ocupe se escribe el día de la firma.")
    )
    coordinator = PostField(label=_("Coordina"), required=False, empty_label=_("Nadie todavía"))

    def save(self, *, actor: Any) -> AgreementParty:
        return services.set_party(actor=actor, agreement=self.agreement, **self.cleaned_data)


class ObligationForm(MeasureForm, _Act):
    title = _("Agregar una obligación")
    done = _("Se guardó la obligación.")
    signed = False

    party = forms.ModelChoiceField(AgreementParty.objects.none(), label=_("Se obliga"))
    text = forms.CharField(
        label=_("A qué"), max_length=300, help_text=_("Con un verbo: «dar», «capacitar», «atender».")
    )
    due_on = DayField(label=_("Hasta el"))
    evidence = forms.CharField(label=_("Con qué se comprobará"), max_length=200)
    field_order = ["party", "text", "due_on", "evidence", "metric", "key", "establishment", "target"]

    def prepare(self) -> None:
        rows = AgreementParty.objects.filter(agreement=self.agreement).select_related("institution")
        self.fields["party"].queryset = rows  # type: ignore[attr-defined]
        called = {line.party.pk: line.acronym for line in queries.parties_of(self.agreement, on=self.today)}
        self.fields["party"].label_from_instance = lambda party: called.get(party.pk, str(party))  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Obligation:
        values = {name: self.cleaned_data[name] for name in ("party", "text", "due_on", "evidence")}
        return services.add_obligation(actor=actor, agreement=self.agreement, **values, **self.measure)


class SignForm(_Act):
    title = _("Registrar la firma")
    button = _("Registrar la firma")
    done = _("Quedó firmado: los nombres de ese día están escritos y cada obligación es un compromiso.")
    signed = False

    on = DayField(
        label=_("Se firmó el"), help_text=_("De ese día son los titulares que quedarán escritos. No se podrá cambiar.")
    )

    def save(self, *, actor: Any) -> Agreement:
        return services.sign(actor=actor, agreement=self.agreement, **self.cleaned_data)


class LeaveForm(_Act):
    title = _("Registrar una separación")
    button = _("Registrar la separación")
    done = _("Se registró la separación.")
    signed = True

    by = InstitutionField(label=_("Se separa"))
    on = DayField(label=_("Vale desde el"))
    why = forms.CharField(label=_("Motivo"), max_length=300)

    def prepare(self) -> None:
        parties = self.agreement.parties.values("institution")
        field: Any = self.fields["by"]
        field.queryset = field.queryset.filter(pk__in=parties)
        self.fields["on"].help_text = _("El convenio pide %(n)s días de aviso.") % {"n": self.agreement.exit_days}

    def save(self, *, actor: Any) -> Agreement:
        return services.leave(actor=actor, agreement=self.agreement, **self.cleaned_data)


class FileForm(_Act):
    title = _("Guardar el documento firmado")
    done = _("Se guardó el documento.")
    signed = True

    file = forms.FileField(label=_("Documento firmado"), help_text=_("PDF, hasta 3 MB."))

    @classmethod
    def offered(cls, agreement: Agreement) -> bool:
        return bool(agreement.signed_on) and not agreement.file_hash

    def save(self, *, actor: Any) -> Agreement:
        return services.store_file(actor=actor, agreement=self.agreement, file=self.cleaned_data["file"])


class DiscardForm(_Act):
    title = _("Descartar el convenio sin firmar")
    button = _("Descartar")
    done = _("Se descartó.")
    signed = False

    def save(self, *, actor: Any) -> None:
        services.discard(actor=actor, agreement=self.agreement)


ACTS: dict[str, type[_Act]] = {
    "parte": PartyForm,
    "obligacion": ObligationForm,
    "firma": SignForm,
    "documento": FileForm,
    "separacion": LeaveForm,
    "descartar": DiscardForm,
}
