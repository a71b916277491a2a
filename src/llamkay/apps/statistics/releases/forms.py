"""What is typed to prepare, sign, refuse or withdraw a release."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.releases import services
from llamkay.core.values import Month
from llamkay.platform.screens.signed import SignedForm


class PrepareForm(SignedForm):
    """Which cells are told beyond the rule, and why."""

    title = _("Preparar la publicación")
    button = _("Preparar y enviar a la firma")
    done = _("La publicación quedó preparada. La firma otra persona.")

    beyond = forms.MultipleChoiceField(
        label=_("Publicar también, aunque la regla lo reserve"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Por qué se publica más"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo lee el público junto a las tablas."),
    )

    field_order = ["beyond", "reason", "password"]

    def __init__(self, *args: Any, month: Month, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.month = month
        self.fields["beyond"].choices = choices

    def save(self, *, actor: Any) -> Release:
        data = self.cleaned_data
        return services.prepare(actor=actor, month=self.month, beyond=data["beyond"], reason=data["reason"])


class _ReleaseForm(SignedForm):
    def __init__(self, *args: Any, release: Release, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.release = release


class SignForm(_ReleaseForm):
    """The signature of the second person."""

    title = _("Firmar y publicar")
    button = _("Firmar y publicar")
    done = _("Se publicó. Está en la ventana pública.")

    def save(self, *, actor: Any) -> Release:
        return services.sign(actor=actor, release=self.release)


class RefuseForm(_ReleaseForm):
    """Why it is not signed."""

    title = _("No firmar")
    button = _("No firmar")
    done = _("La publicación quedó sin firmar.")

    why = forms.CharField(label=_("Por qué"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["why", "password"]

    def save(self, *, actor: Any) -> Release:
        return services.refuse(actor=actor, release=self.release, why=self.cleaned_data["why"])


class WithdrawForm(RefuseForm):
    """Why it is taken back."""

    title = _("Retirar la publicación")
    button = _("Retirar")
    done = _("La publicación se retiró. Lo que ya se leyó no se puede borrar.")

    def save(self, *, actor: Any) -> Release:
        return services.withdraw(actor=actor, release=self.release, why=self.cleaned_data["why"])
