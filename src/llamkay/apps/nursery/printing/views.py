"""Papers of the nursery: asked for with a reason, written in the book of the prison, then printed."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from llamkay.apps.nursery import access
from llamkay.apps.nursery.permissions import DECIDE, HAND_OVER, PAPERS
from llamkay.apps.nursery.printing import services as paper_services
from llamkay.apps.nursery.printing.forms import (
    ChildPaperForm,
    GrowthPaperForm,
    MonthPaperForm,
    NoticePaperForm,
    RationPaperForm,
)
from llamkay.apps.nursery.printing.growth import growth_sheet
from llamkay.apps.nursery.printing.parts import paper
from llamkay.apps.nursery.printing.sheets import child_sheet, month_sheet, notice_sheet, ration_sheet
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import files
from llamkay.platform import clock
from llamkay.platform.security.access import decide, require, requires


def offered(user, file):
    """The papers of a child that the caller may print: address and name."""
    papers = [("nursery:paper_case_file", HAND_OVER, ChildPaperForm.title)]
    if access.level(user, "salud", establishment_id=file.child.establishment_id) == access.FULL:
        papers.append(("nursery:paper_growth", HAND_OVER, GrowthPaperForm.title))
    if file.inside:
        papers.append(("nursery:paper_notice", DECIDE, NoticePaperForm.title))
    return [
        (address, f"{title} (PDF)")
        for address, action, title in papers
        if decide(user, action, establishment_id=file.child.establishment_id)
    ]


def _form_page(request, form, **context):
    return render(request, "nursery/form.html", {"form": form} | context)


def _pdf(pdf, name):
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(False, f"{name}.pdf")},
    )


@requires(PAPERS)
def month_table(request):
    scope = request.user.actions[PAPERS]
    form = MonthPaperForm(request.POST or None, initial={"on": clock.today()})
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form)
    on = form.cleaned_data["on"]
    pdf = paper(month_sheet(scope, on=on))
    paper_services.printed_table(actor=request.user, scope=scope, on=on, reason=form.cleaned_data["reason"])
    return _pdf(pdf, f"madres-y-niños-{on}")


@requires(PAPERS)
def rations(request):
    form = RationPaperForm(request.POST or None, scope=request.user.actions[PAPERS], initial={"on": clock.today()})
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form)
    place, on = form.cleaned_data["establishment"], form.cleaned_data["on"]
    require(request.user, PAPERS, establishment_id=place.pk)
    pdf = paper(ration_sheet(place, on=on))
    paper_services.printed_rations(actor=request.user, place=place, on=on)
    return _pdf(pdf, f"raciones-{place.code}-{on}")


def _file(request, pk, action):
    found = files(queries.children(request.user.actions[action]).filter(pk=pk), today=clock.today())
    if not found:
        access.hidden(request.user, pk)
        raise Http404
    require(request.user, action, establishment_id=found[0].child.establishment_id)
    return found[0]


@requires(HAND_OVER)
def child_file(request, pk):
    file = _file(request, pk, HAND_OVER)
    form = ChildPaperForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, child=file.child)
    levels = access.levels(request.user, file.child)
    if levels["ficha"] == access.NONE:
        raise PermissionDenied
    pdf = paper(child_sheet(file, levels=levels, to=form.cleaned_data["to"]))
    paper_services.printed_file(actor=request.user, file=file, levels=levels, reason=form.cleaned_data["reason"])
    return _pdf(pdf, f"expediente-{file.child.code}")


@requires(HAND_OVER)
def growth(request, pk):
    file = _file(request, pk, HAND_OVER)
    if access.levels(request.user, file.child)["salud"] != access.FULL:
        raise PermissionDenied
    form = GrowthPaperForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, child=file.child)
    pdf = paper(growth_sheet(file))
    paper_services.printed_growth(actor=request.user, file=file, reason=form.cleaned_data["reason"])
    return _pdf(pdf, f"crecimiento-{file.child.code}")


@requires(DECIDE)
def notice(request, pk):
    file = _file(request, pk, DECIDE)
    form = NoticePaperForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, child=file.child)
    pdf = paper(notice_sheet(file))
    paper_services.printed_notice(actor=request.user, file=file, reason=form.cleaned_data["reason"])
    return _pdf(pdf, f"aviso-{file.child.code}")
