"""Pages of the keys of the API, for whoever administers the whole system."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from llamkay.api.keys.forms import KeyForm, RevokeForm
from llamkay.api.keys.lists import key_list
from llamkay.api.models import ApiToken
from llamkay.apps.institutions.permissions import MANAGE
from llamkay.platform import clock
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import requires


def _national(request):
    """An account of the whole country may hold a key: whoever administers a prison alone neither sees nor makes any."""
    if not request.user.actions[MANAGE].everything:
        raise PermissionDenied(_("Las llaves las da quien administra el sistema en la sede central."))


@requires(MANAGE)
def keys(request):
    _national(request)
    rows = ApiToken.objects.select_related("user").order_by("revoked_at", "-expires_at", "pk")
    return answer(request, key_list(now=clock.now()), rows)


@never_cache
@requires(MANAGE)
def new_key(request):
    _national(request)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.saved(actor=request.user):
        token, text = form.result
        return render(request, "office/key_shown.html", {"token": token, "text": text})
    return render(request, "office/key_form.html", {"form": form})


@requires(MANAGE)
def revoke(request, pk):
    _national(request)
    token = get_object_or_404(ApiToken.objects.select_related("user"), pk=pk)
    form = RevokeForm(request.POST if request.method == "POST" else None, token=token)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("keys:list")
    return render(request, "office/key_form.html", {"form": form, "token": token})
