"""What the screens of own enterprises ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.queries import activities
from llamkay.apps.people.queries import by_exact
from llamkay.apps.workshops.enterprises import services
from llamkay.apps.workshops.models import CustomerPermit, OwnEntry
from llamkay.apps.workshops.permissions import CUSTOMERS, OWN_WORK
from llamkay.platform import clock
from llamkay.platform.screens.forms import CHOOSE, DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope


class OwnFilter(FilterForm):
    """Which lines are shown."""

    arguments = {"q": "words", "clase": "kind"}

    q = forms.CharField(label=_("Persona, cosa o quién"), required=False, max_length=80)
    clase = forms.ChoiceField(label=_("Clase"), required=False, choices=[("", _("Todas")), *OwnEntry.Kind.choices])


class OwnEntryForm(OfficeForm):
    """Material that came in, or pieces that went out."""

    title = _("Anotar material o piezas")
    button = _("Anotar")
    done = _("Anotado.")

    activity = forms.ModelChoiceField(activities(scope=Scope()).none(), label=_("Actividad por cuenta propia"))
    person = forms.CharField(
        label=_("Persona"), max_length=20, help_text=_("Su código o el número completo de su documento")
    )
    kind = forms.ChoiceField(label=_("Qué se anota"), choices=[("", CHOOSE), *OwnEntry.Kind.choices])
    on = DayField(label=_("Día"))
    what = forms.CharField(label=_("Qué es"), max_length=120)
    quantity = forms.IntegerField(label=_("Cantidad"), min_value=1, max_value=100_000)
    unit = forms.CharField(label=_("Se mide en"), max_length=15, help_text=_("unidades, kg, metros, ovillos"))
    party = forms.CharField(label=_("De quién viene, o quién se lo lleva"), max_length=120)
    price = forms.DecimalField(
        label=_("De piezas: precio que declara, por todas (S/)"),
        min_value=0,
        max_value=100_000,
        decimal_places=2,
        required=False,
    )
    permit = forms.CharField(
        label=_("Número del permiso de quien se las lleva, si es cliente"), max_length=120, required=False
    )

    def __init__(self, *args: Any, actor: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope = actor.actions[OWN_WORK]
        field: Any = self.fields["activity"]
        rows = activities(scope=self.scope, on=clock.today()).filter(modality__in=services.OWN)
        field.queryset = seen_by(rows, actor)

    def clean_person(self) -> Any:
        """Whom the code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found

    def clean_price(self) -> int | None:
        """The price in céntimos."""
        price = self.cleaned_data["price"]
        return None if price is None else int(price * 100)

    def save(self, *, actor: Any) -> Any:
        return services.enter(actor=actor, **self.cleaned_data)


class CustomerFilter(FilterForm):
    """Which permits are shown."""

    arguments = {"q": "words"}

    q = forms.CharField(label=_("Cliente, persona o permiso"), required=False, max_length=80)


class CustomerForm(OfficeForm):
    """A customer may come in to buy of its maker."""

    title = _("Registrar el permiso de un cliente")
    button = _("Registrar")
    done = _("Permiso registrado.")

    activity = forms.ModelChoiceField(activities(scope=Scope()).none(), label=_("Actividad por cuenta propia"))
    person = forms.CharField(
        label=_("Persona"), max_length=20, help_text=_("Su código o el número completo de su documento")
    )
    number = forms.CharField(label=_("Número del permiso"), max_length=60)
    customer = forms.CharField(label=_("Cliente"), max_length=120)
    document = forms.CharField(label=_("Su documento"), max_length=40)
    act = forms.CharField(label=_("Documento de la Dirección Regional que lo acredita"), max_length=120)
    escort = forms.CharField(label=_("Quién lo acompaña"), max_length=120)
    start = DayField(label=_("Primer día"))
    end = DayField(label=_("Último día"))

    def __init__(self, *args: Any, actor: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.scope = actor.actions[CUSTOMERS]
        field: Any = self.fields["activity"]
        field.queryset = activities(scope=self.scope, on=clock.today()).filter(modality__in=services.OWN)

    def clean_person(self) -> Any:
        """Whom the code or document names within reach."""
        found = by_exact(self.scope, self.cleaned_data["person"])
        if found is None:
            raise forms.ValidationError(_("Nadie a su alcance tiene ese código o documento."))
        return found

    def save(self, *, actor: Any) -> Any:
        return services.admit(actor=actor, **self.cleaned_data)


class RevokeForm(OfficeForm):
    """A permit ends today."""

    title = _("Revocar el permiso de un cliente")
    button = _("Revocar")
    done = _("Permiso revocado.")

    why = forms.CharField(label=_("Por qué"), max_length=200)

    def __init__(self, *args: Any, permit: CustomerPermit, **more: Any) -> None:
        super().__init__(*args, **more)
        self.permit = permit

    def save(self, *, actor: Any) -> Any:
        return services.revoke(actor=actor, permit=self.permit, **self.cleaned_data)


class VoidForm(OfficeForm):
    """A line no longer counts."""

    title = _("Anular una línea")
    button = _("Anular")
    done = _("Línea anulada: se sigue leyendo, con su motivo.")

    why = forms.CharField(label=_("Por qué"), max_length=200)

    def __init__(self, *args: Any, entry: OwnEntry, **more: Any) -> None:
        super().__init__(*args, **more)
        self.entry = entry

    def save(self, *, actor: Any) -> Any:
        return services.void(actor=actor, entry=self.entry, **self.cleaned_data)
