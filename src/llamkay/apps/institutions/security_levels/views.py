"""The security levels of a prison on screen: those of a day, and their change."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import SecurityLevel
from llamkay.apps.institutions.permissions import SET_LEVEL
from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.institutions.security_levels.services import set_level
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.forms import CHOOSE, DayField, OfficeForm
from llamkay.platform.security.access import requires


class LevelForm(OfficeForm):
    """A level from a day on."""

    pavilion = forms.CharField(
        label=_("Pabellón"), max_length=40, required=False, help_text=_("En blanco: todo el establecimiento.")
    )
    level = forms.ChoiceField(label=_("Nivel de seguridad"), choices=[("", CHOOSE), *SecurityLevel.Level.choices])
    on = DayField(label=_("Rige desde"))
    act = forms.CharField(label=_("Resolución o acta"), max_length=120)

    def __init__(self, *args, establishment, **more):
        super().__init__(*args, **more)
        self.establishment = establishment

    def save(self, *, actor):
        return set_level(actor=actor, establishment=self.establishment, **self.cleaned_data)


@requires(SET_LEVEL)
@idempotent
def levels(request, code):
    found = in_scope(request.user.actions[SET_LEVEL]).filter(code=code).first()
    if found is None:
        raise Http404
    form = LevelForm(request.POST or None, establishment=found, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("institutions:levels", code=code)
    rows = found.security_levels.order_by("pavilion", "-period")
    context = {"form": form, "establishment": found, "rows": rows, "today": clock.today()}
    return render(request, "institutions/levels.html", context, status=422 if form.errors else 200)
