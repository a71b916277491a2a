"""The answer of another institution to a referral."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.coordination.desk import services
from llamkay.apps.coordination.fields import TEXT
from llamkay.platform.screens.forms import DayField, OfficeForm


class AnswerForm(OfficeForm):
    """What the service answers, and when she should be looked at again."""

    title = _("Responder la derivación")
    button = _("Responder")
    done = _("Se guardó la respuesta. El personal de salud del penal la lee desde ahora.")

    text = forms.CharField(label=_("Qué responde su institución"), widget=TEXT, max_length=300)
    next_on = DayField(label=_("Cuándo conviene verla otra vez"))

    def __init__(self, *args: Any, referral: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referral = referral

    def save(self, *, actor: Any) -> None:
        services.answer(actor=actor, referral=self.referral, **self.cleaned_data)
