"""A kitchen on screen: controls, registrations, the label of a lot."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.production.bakery import forms, label, lists, queries
from llamkay.apps.production.permissions import CHECK, VIEW
from llamkay.apps.production.screens import asked_place, form_page
from llamkay.apps.production.stock.queries import lots
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def controls(request):
    form = forms.ControlFilter(request.GET)
    rows = queries.controls(scope=request.user.actions[VIEW], **form.criteria())
    return answer(request, lists.CONTROLS, rows, form=form, may=decide(request.user, CHECK))


@requires(CHECK)
@idempotent
def control(request):
    here = reverse("production:controls")
    form = forms.ControlForm(request.POST or None, establishment=asked_place(request, CHECK), actor=request.user)
    return form_page(request, form, to=here, parent=_("Controles de higiene"), parent_url=here)


@requires(VIEW)
def registrations(request):
    rows = queries.registrations(scope=request.user.actions[VIEW])
    return answer(request, lists.registration_list(clock.today()), rows, may=decide(request.user, CHECK))


@requires(CHECK)
@idempotent
def registration(request):
    here = reverse("production:registrations")
    form = forms.RegistrationForm(request.POST or None, establishment=asked_place(request, CHECK))
    return form_page(request, form, to=here, parent=_("Registros sanitarios"), parent_url=here)


@requires(VIEW)
def lot_label(request, pk):
    found = lots(request.user.actions[VIEW]).filter(pk=pk).first()
    if found is None:
        raise Http404
    pdf = label.label_paper(found)
    audit.log_access(actor=request.user.username, kind="export", target=f"lot:{pk}")
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="etiqueta-{found.pk}.pdf"'},
    )
