"""What is typed to announce a revision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.statistics.models import Revision
from llamkay.apps.statistics.revisions import services
from llamkay.platform.screens.forms import DayField, MonthField, OfficeForm


class AnnounceForm(OfficeForm):
    """Of which month, until when, why, and what is expected."""

    title = _("Anunciar una revisión")
    button = _("Anunciar")
    done = _("La revisión quedó anunciada. El público lee que las cifras de ese mes son provisionales.")

    month = MonthField(label=_("Mes"), empty=_("Elija uno"))
    due = DayField(label=_("Se revisará a más tardar el"))
    why = forms.CharField(label=_("Por qué"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    expected = forms.CharField(
        label=_("Cuánto se espera que cambie"), max_length=200, help_text=_("Por ejemplo: menos de 1 % en el país.")
    )

    def save(self, *, actor: Any) -> Revision:
        return services.announce(actor=actor, **self.cleaned_data)
