"""The screen of the half-yearly review of access."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.models import AccessReview
from llamkay.apps.nursery.permissions import REVIEW
from llamkay.apps.nursery.safeguarding import review as service
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.forms import OfficeForm
from llamkay.platform.security.access import requires


class ReviewForm(OfficeForm):
    """What was seen and what must change."""

    title = _("Dar por revisado el acceso")
    done = _("Se registró la revisión del acceso.")

    conclusion = forms.CharField(
        label=_("Qué vio y qué debe cambiar"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def save(self, *, actor):
        return service.review(actor=actor, **self.cleaned_data)


@requires(REVIEW)
@idempotent
def access_review(request):
    form, today = ReviewForm(request.POST or None), clock.today()
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:access_review")
    lines = service.reach(on=today)
    audit.log_access(actor=request.user.username, kind="children", target="access:review")
    context = {
        "form": form,
        "lines": lines,
        "classes": service.by_action(lines),
        "reviews": AccessReview.objects.all()[:6],
        "due": service.due_on(),
        "overdue": service.overdue(on=today),
    }
    return render(request, "nursery/access_review.html", context)
