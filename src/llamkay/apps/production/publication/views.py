"""The quarterly publication of agreements and workshops in the office: what would be published today, and the act."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from llamkay.apps.production.permissions import PUBLISH
from llamkay.apps.production.publication import queries, services
from llamkay.apps.production.screens import act
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.security.access import requires


@require_http_methods(["GET", "POST"])
@requires(PUBLISH)
@idempotent
def publication(request):
    if request.method == "POST":
        here, seen = reverse("production:publication"), request.POST.get("seen", "")[:64]
        return act(request, services.publish, done=_("Se publicaron los convenios y los talleres."), to=here, seen=seen)
    today = clock.today()
    last = queries.published(today=today)
    context = {"last": last, "late": last and last.late(today), "rule": queries.publication_rule(today)}
    if request.user.actions[PUBLISH].everything:
        document = queries.gathered(today)
        context |= {"document": document, "seen": services.seal(document)}
    return render(request, "production/publication.html", context)
