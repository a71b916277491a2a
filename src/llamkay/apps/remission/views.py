"""Counts and certificates on screen: made, read, downloaded, voided; earlier days entered and decided."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.people.queries import in_charge
from llamkay.apps.remission import queries
from llamkay.apps.remission.certificates.judge_file import archive
from llamkay.apps.remission.certificates.lists import CERTIFICATES
from llamkay.apps.remission.certificates.services import issue_certificate, void_certificate
from llamkay.apps.remission.counts import statements
from llamkay.apps.remission.counts.paper import own_paper, person_paper
from llamkay.apps.remission.counts.projections import project
from llamkay.apps.remission.forms import CertificateFilter, PriorForm, ProjectionForm
from llamkay.apps.remission.models import Certificate
from llamkay.apps.remission.permissions import APPROVE_PRIOR, COMPUTE, ENTER_PRIOR, VIEW
from llamkay.apps.remission.prior import services as prior
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message, on_form, sentence
from llamkay.platform.security.access import decide, requires


def _person(request, pk, action):
    found = in_charge(request.user.actions[action]).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@requires(COMPUTE)
def compute(request, person):
    found = _person(request, person, COMPUTE)
    with as_message(request):
        made = statements.make_statement(actor=request.user, person=found)
        return redirect("remission:statement", pk=made.pk)
    return redirect("people:detail", pk=found.pk)


@requires(VIEW)
def statement(request, pk):
    found = queries.statement(scope=request.user.actions[VIEW], pk=pk)
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="remission", target=f"person:{found.person_id}")
    may = decide(request.user, COMPUTE) and in_charge(request.user.actions[COMPUTE]).filter(pk=found.person_id)
    context = {
        "statement": found,
        "person": found.person,
        "view": queries.statement_view(found),
        "certificates": found.certificates.select_related("paper__replaced_by").order_by("-id"),
        "may_compute": bool(may),
        "kinds": Certificate.Kind.choices,
    }
    return render(request, "remission/statement.html", context)


@requires(VIEW)
def person_page(request, pk):
    return _paper(request, pk, person_paper, "mis-dias")


@requires(VIEW)
def own_page(request, pk):
    return _paper(request, pk, own_paper, "mi-pena")


def _paper(request, pk, made, name):
    found = queries.statement(scope=request.user.actions[VIEW], pk=pk)
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="remission", target=f"person:{found.person_id}")
    return _download(made(found), f"{name}-{found.person.code}-{found.as_of}.pdf", "application/pdf")


@requires(VIEW)
def projection(request, person):
    found = _person(request, person, VIEW)
    form = ProjectionForm(request.GET or None, initial={"lose": 3, "study": 10})
    wishes = form.cleaned_data if form.is_valid() else form.initial
    context = {"person": found, "form": form, "day": clock.today()}
    try:
        context["view"] = project(person=found, as_of=clock.today(), wishes=wishes)
    except Refused as error:
        context["problem"] = sentence(error)
    audit.log_access(actor=request.user.username, kind="remission", target=f"person:{found.pk}")
    return render(request, "remission/projection.html", context)


@require_POST
@requires(COMPUTE)
def certify(request, person):
    found = _person(request, person, COMPUTE)
    kind = request.POST.get("kind", Certificate.Kind.BOTH)
    if kind not in Certificate.Kind.values:
        raise Http404
    with as_message(request):
        made = issue_certificate(actor=request.user, person=found, kind=kind)
        messages.success(request, _("Certificado %(number)s: firmado y vigente.") % {"number": made})
        return redirect("remission:statement", pk=made.statement_id)
    return redirect("people:detail", pk=found.pk)


@requires(VIEW)
def certificates(request):
    form = CertificateFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.certificates(
        scope=request.user.actions[VIEW],
        words=chosen.get("q", ""),
        state=chosen.get("estado", ""),
        kind=chosen.get("clase", ""),
    )
    return answer(request, CERTIFICATES, rows, form=form)


def _certificate(request, pk, action=VIEW):
    found = queries.certificates(scope=request.user.actions[action]).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def certificate_pdf(request, pk):
    found = _certificate(request, pk)
    audit.log_access(actor=request.user.username, kind="certificate", target=f"certificate:{pk}")
    return _download(bytes(found.pdf), f"certificado-{found}.pdf", "application/pdf")


@requires(VIEW)
def judge_file(request, pk):
    found = _certificate(request, pk)
    content = archive(actor=request.user, certificate=found)
    return _download(content, f"expediente-{found}.zip", "application/zip")


def _download(content, name, kind):
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@requires(COMPUTE)
def void(request, pk):
    found = _certificate(request, pk, COMPUTE)
    with as_message(request):
        void_certificate(actor=request.user, certificate=found, reason=request.POST.get("reason", ""))
        messages.success(request, _("Certificado anulado: la página de verificación ya lo dice."))
    return redirect("remission:statement", pk=found.statement_id)


@requires(VIEW)
def prior_days(request, person):
    found = _person(request, person, VIEW)
    audit.log_access(actor=request.user.username, kind="remission", target=f"person:{found.pk}")
    form = None
    if decide(request.user, ENTER_PRIOR):
        form = PriorForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            with on_form(form):
                prior.enter(actor=request.user, person=found, **form.cleaned_data)
                messages.success(request, _("Días registrados: los aprueba otra persona."))
                return redirect("remission:prior_days", person=found.pk)
    context = {"person": found, "rows": found.prior_days.all(), "form": form}
    context["may_decide"] = bool(decide(request.user, APPROVE_PRIOR))
    return render(request, "remission/prior.html", context, status=422 if form and form.errors else 200)


@require_POST
@requires(APPROVE_PRIOR)
def decide_prior(request, person, pk):
    found = _person(request, person, APPROVE_PRIOR)
    row = found.prior_days.filter(pk=pk).first()
    if row is None:
        raise Http404
    with as_message(request):
        prior.decide(
            actor=request.user,
            row=row,
            approve=request.POST.get("decision") == "approve",
            reason=request.POST.get("reason", ""),
        )
    return redirect("remission:prior_days", person=found.pk)


@requires(VIEW)
def prior_scan(request, person, pk):
    row = _person(request, person, VIEW).prior_days.filter(pk=pk).exclude(scan=None).first()
    if row is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="remission", target=f"prior:{pk}")
    return _download(bytes(row.scan), row.scan_name, "application/pdf")
