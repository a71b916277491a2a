"""Screens of evaluation: the desk, protocols, analyses and their report."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.text import slugify

from llamkay.apps.evaluation import drawing, forms, lists, queries, reference
from llamkay.apps.evaluation.kinds import COVARIATES, RETURNS, SUBGROUPS, ProtocolState
from llamkay.apps.evaluation.models import Protocol, Run
from llamkay.apps.evaluation.package import zipped
from llamkay.apps.evaluation.paper import report_paper
from llamkay.apps.evaluation.permissions import RUN, SIGN, VIEW, WRITE
from llamkay.apps.evaluation.services import of, require_national
from llamkay.apps.institutions.queries import staff_names
from llamkay.core.evaluation.kinds import Return
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires

ACTS = {"firmar": forms.SignForm, "retirar": forms.WithdrawForm}


def _may(user, *codes):
    """Which of the actions the account has for the country."""
    return {code.partition(".")[2]: bool(decide(user, code)) and user.actions[code].everything for code in codes}


@requires(VIEW)
def home(request):
    require_national(request.user, VIEW)
    standings = queries.league()
    papers = reference.literature()
    context = {
        "north_carolina": drawing.report(reference.north_carolina()),
        "standings": [(each, drawing.report(each.run.document)) for each in standings],
        "chart": drawing.league_chart(standings),
        "waiting": queries.protocols(state=ProtocolState.DRAFT),
        "may": _may(request.user, WRITE, SIGN, RUN),
        "papers": len(papers),
        "signs": [(lists.SIGNS[sign][0], n) for sign, n in reference.signs(papers).items() if n],
    }
    return render(request, "evaluation/home.html", context)


@requires(VIEW)
def north_carolina(request):
    require_national(request.user, VIEW)
    shown = drawing.report(reference.north_carolina())
    return render(request, "evaluation/north_carolina.html", {"report": shown})


@requires(VIEW)
def literature(request):
    require_national(request.user, VIEW)
    return answer(request, lists.literature_list(), list(reference.literature()))


@requires(WRITE)
@idempotent
def programme(request):
    return _formed(request, WRITE, forms.ProgrammeForm(request.POST or None), "evaluation:write")


@requires(WRITE)
@idempotent
def ending(request):
    return _formed(request, WRITE, forms.EndingForm(request.POST or None), "evaluation:home")


def _formed(request, code, form, onward, **context):
    """A page that is one form; what was saved leads onward."""
    require_national(request.user, code)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(onward)
    status = 422 if form.errors else 200
    return render(request, "evaluation/form.html", {"form": form, **context}, status=status)


@requires(VIEW)
def protocols(request):
    require_national(request.user, VIEW)
    form = forms.ProtocolFilter(request.GET)
    rows = queries.protocols(**form.criteria())
    may = _may(request.user, WRITE)
    return answer(request, lists.protocol_list(staff=SimpleLazyObject(staff_names)), rows, form=form, may=may)


@requires(WRITE)
@idempotent
def write(request):
    return _written(request, forms.ProtocolForm(request.POST or None))


@requires(WRITE)
@idempotent
def rewrite(request, pk):
    require_national(request.user, WRITE)
    found = get_object_or_404(Protocol.objects.select_related("programme"), pk=pk, first_signed_by="", state="draft")
    return _written(request, forms.ProtocolForm(request.POST or None, protocol=found), protocol=found)


def _written(request, form, **context):
    require_national(request.user, WRITE)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("evaluation:protocol", pk=form.result.pk)
    status = 422 if form.errors else 200
    return render(request, "evaluation/write.html", {"form": form, **context}, status=status)


@requires(VIEW)
def protocol(request, pk):
    require_national(request.user, VIEW)
    found = get_object_or_404(Protocol.objects.select_related("programme__trade"), pk=pk)
    read, may = of(found), _may(request.user, WRITE, SIGN, RUN)
    signed_by = {found.first_signed_by, found.second_signed_by}
    may["sign"] = may["sign"] and found.state == "draft" and request.user.username not in signed_by
    may["withdraw"] = bool(decide(request.user, SIGN)) and found.state != "withdrawn"
    may["write"] = may["write"] and found.state == "draft" and not found.first_signed_by
    may["run"] = may["run"] and found.state == "signed"
    context = {
        "protocol": found,
        "read": read,
        "answers": [(words, read.answers.get(name, "")) for name, words in drawing.QUESTIONS.items()],
        "outcome": [RETURNS[Return(kind)] for kind in read.outcome],
        "covariates": [COVARIATES[name] for name in read.covariates],
        "subgroups": [SUBGROUPS[name] for name in read.subgroups],
        "runs": queries.runs(programme=found.programme_id),
        "may": may,
    }
    return render(request, "evaluation/protocol.html", context)


@requires(SIGN)
@idempotent
def act(request, pk, act):
    require_national(request.user, SIGN)
    found = get_object_or_404(Protocol.objects.select_related("programme"), pk=pk)
    if act not in ACTS:
        raise Http404
    form = ACTS[act](request.POST or None, request=request, protocol=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("evaluation:protocol", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "evaluation/form.html", {"form": form, "protocol": found}, status=status)


@requires(RUN)
@idempotent
def analyse(request, pk):
    require_national(request.user, RUN)
    found = get_object_or_404(Protocol.objects.select_related("programme"), pk=pk, state="signed")
    form = forms.AnalyseForm(request.POST or None, request.FILES or None, protocol=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("evaluation:report", pk=form.result.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "protocol": found, "upload": True}
    return render(request, "evaluation/form.html", context, status=status)


@requires(VIEW)
def runs(request):
    require_national(request.user, VIEW)
    form = forms.RunFilter(request.GET)
    return answer(
        request, lists.run_list(staff=SimpleLazyObject(staff_names)), queries.runs(**form.criteria()), form=form
    )


def _run(request, pk):
    require_national(request.user, VIEW)
    return get_object_or_404(queries.runs(), pk=pk)


@requires(VIEW)
def report(request, pk):
    run = _run(request, pk)
    may_publish = bool(decide(request.user, SIGN)) and not run.is_public and run.made_by != request.user.username
    context = {"run": run, "report": drawing.report(run.document), "may_publish": may_publish}
    return render(request, "evaluation/report.html", context)


@requires(VIEW)
def paper(request, pk):
    run = _run(request, pk)
    audit.log_access(actor=request.user.username, kind="export", target=f"evaluation:{run.pk}")
    return HttpResponse(report_paper(run, drawing.report(run.document)), content_type="application/pdf")


@requires(VIEW)
def package(request, pk):
    run = _run(request, pk)
    audit.log_access(actor=request.user.username, kind="export", target=f"evaluation:{run.pk}")
    return package_answer(run)


def package_answer(run):
    """The data package of an analysis as a file."""
    response = HttpResponse(zipped(run), content_type="application/zip")
    name = f"evaluacion-{slugify(run.programme.name)}-{run.number}"
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


@requires(SIGN)
@idempotent
def publish(request, pk):
    require_national(request.user, SIGN)
    run = get_object_or_404(Run.objects.select_related("programme"), pk=pk)
    form = forms.PublishForm(request.POST or None, request=request, run=run)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("evaluation:report", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "evaluation/form.html", {"form": form, "run": run}, status=status)
