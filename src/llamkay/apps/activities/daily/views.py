"""The close of the day on screen: what each did and found, the days that are missing, and once more."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.daily.services import WORDS, close_day, unmarked
from llamkay.apps.activities.models import DayClose
from llamkay.apps.activities.permissions import CLOSE_DAY
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.forms import DayField, OfficeForm
from llamkay.platform.security.access import requires

SHOWN = 31


class CloseForm(OfficeForm):
    """A day to close, or to count again."""

    establishment = forms.ModelChoiceField(no_establishments(), label=gettext_lazy("Establecimiento"), empty_label=None)
    on = DayField(label=gettext_lazy("Día"))

    def __init__(self, *args, establishments, **more):
        super().__init__(*args, **more)
        self.fields["establishment"].queryset = establishments

    def save(self, *, actor):
        data = self.cleaned_data
        return close_day(actor=actor, establishment=data["establishment"], until=data["on"])


@requires(CLOSE_DAY)
@idempotent
def days(request):
    scope, today = request.user.actions[CLOSE_DAY], clock.today()
    places = in_scope(scope).filter(uses_system=True).order_by("order")
    form = CloseForm(request.POST or None, establishments=places, initial={"on": today})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Días cerrados: %(n)s.") % {"n": len(form.result)})
        return redirect("activities:days")
    rows = scope.filter(DayClose.objects.select_related("establishment"))[:SHOWN]
    lines = [(row, [(row.counts.get(code, 0), words) for code, words in WORDS.items()]) for row in rows]
    place = places.first()
    context = {
        "form": form,
        "lines": lines,
        "place": place,
        "unmarked": unmarked(place, today) if place else [],
        "today": today,
    }
    return render(request, "activities/days.html", context, status=422 if form.errors else 200)
