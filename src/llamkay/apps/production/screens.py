"""What the pages of production share: the prison of a form, one page for every form, one act of a row."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from llamkay.apps.institutions.queries import in_scope
from llamkay.core.errors import Refused
from llamkay.platform.screens.refusals import sentence


def asked_place(request, action):
    """The prison of ``?penal=``, or the only one, or the first that uses the system, in the scope of the action."""
    places = in_scope(request.user.actions[action])
    code = request.GET.get("penal", "")
    if code:
        place = places.filter(code=code).first()
    else:
        place = places.filter(uses_system=True).first() or places.first()
    if place is None:
        raise Http404
    return place


def in_action(request, action, rows, pk, path="establishment_id"):
    """A row that the action reaches; what it does not reach is not there."""
    row = request.user.actions[action].filter(rows, path).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def form_page(request, form, *, to, parent, parent_url, template="production/form.html", **context):
    """The page of a form that ends in one service; ``to`` is the address after it, or makes it of the result."""
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(to(form.result) if callable(to) else to)
    shown = {"form": form, "parent": parent, "parent_url": parent_url} | context
    return render(request, template, shown, status=422 if form.errors else 200)


def act(request, service, *, done, to, **arguments):
    """An act of a row sent by a button with its reason; what is refused is said on the page it came from."""
    try:
        service(actor=request.user, **arguments)
    except Refused as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, done)
    back = request.POST.get("back", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else to)
