"""Screens of the children: the first page, the list, a child's file part by part, its acts and documents."""

from itertools import chain

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.nursery import access, acts, lists
from llamkay.apps.nursery import tasks as nursery_tasks
from llamkay.apps.nursery import worklist as work
from llamkay.apps.nursery.day import queries as day_queries
from llamkay.apps.nursery.health import calendar as health_calendar
from llamkay.apps.nursery.health import queries as health_queries
from llamkay.apps.nursery.models import ChildDocument, OtherChild
from llamkay.apps.nursery.permissions import ADMIT, EXIT_DAY, EXPORT, OPEN, VIEW
from llamkay.apps.nursery.printing import views as paper_views
from llamkay.apps.nursery.record import forms, queries
from llamkay.apps.nursery.record.case_file import files
from llamkay.apps.nursery.record.lists import CHILDREN
from llamkay.apps.nursery.record.timeline import timeline
from llamkay.apps.nursery.separation import queries as separation
from llamkay.apps.nursery.separation import services as leaving
from llamkay.apps.nursery.separation.board import ALERTS, board
from llamkay.apps.nursery.separation.board import separation as separation_of
from llamkay.apps.nursery.separation.lists import BIRTHDAYS
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens import tasks
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import download, drawn
from llamkay.platform.screens.refusals import on_form
from llamkay.platform.security.access import decide, require, requires


@requires(VIEW)
def home(request):
    scope, today = request.user.actions[VIEW], clock.today()
    found = work.open_files(scope, today=today)
    late, coming = work.owners(request.user, found, today=today)
    audit.log_access(actor=request.user.username, kind="children", target="children:home")
    context = {
        "today": today,
        "nurseries": queries.nurseries(scope, on=today),
        "living": sum(file.inside for file in found),
        "overstays": [file for file in found if file.overstays],
        "late": late,
        "coming": coming,
        "may": access.menu(request.user),
        "tasks": tasks.waiting(request.user, today=today, sources=[source for _action, source in nursery_tasks.DUTIES]),
    }
    return render(request, "nursery/home.html", context)


@requires(VIEW)
def children(request):
    scope, today = request.user.actions[VIEW], clock.today()
    form = forms.ChildrenFilter(request.GET, scope=scope)
    sort = request.GET.get("orden", "name")
    rows = queries.child_list(scope, on=today, sort=sort, **form.search()).select_related("mother")
    may = access.menu(request.user)
    export = [link(reverse("nursery:export"), _("Descargar (XLSX), con su motivo"))] if may["export"] else []
    notes = [_("al %(day)s") % {"day": date_format(today)}]

    def prepare(page):
        return files(page, today=today)

    return lists.answer(request, CHILDREN, rows, form, prepare=prepare, notes=notes, links=export, may=may)


@requires(EXPORT)
def export(request):
    scope, today = request.user.actions[EXPORT], clock.today()
    form = forms.ExportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "nursery/form.html", {"form": form})
    rows = list(queries.child_list(scope, on=today).select_related("mother"))
    with transaction.atomic():
        streams = {child.establishment_id for child in rows}
        for place in every_establishment().filter(pk__in=streams).order_by("code"):
            audit.record(
                actor=request.user.username,
                verb=acts.EXPORT,
                target="children:list",
                stream=place.code,
                sentence=f"{request.user} descargó la lista de niños.",
                reason=form.cleaned_data["reason"],
            )
    audit.log_access(actor=request.user.username, kind="export", target="children:list")
    headings = [
        _("USO INTERNO · Código"),
        _("Apellidos y nombres"),
        _("Sexo"),
        _("Nació el"),
        _("Establecimiento"),
        _("Vive aquí desde"),
        _("Cuna"),
    ]
    lines = (
        [c.code, c.full_name, c.get_sex_display(), c.born_on, c.establishment_name, c.since, c.nursery_name]
        for c in rows
    )
    return download("xlsx", name="niños-uso-interno", headings=headings, rows=lines)


@requires(ADMIT)
@idempotent
def register(request):
    born = request.GET.get("nacio", "")
    initial = {"mother": request.GET.get("madre", ""), "born_on": born, "on": born or clock.today()}
    form = forms.RegisterForm(request.POST or None, scope=request.user.actions[ADMIT], initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(form.result)
    return render(request, "nursery/form.html", {"form": form})


def _file(request, pk, action=VIEW):
    """The file of a child the caller may see, or nothing is told of it."""
    found = files(queries.children(request.user.actions[action]).filter(pk=pk), today=clock.today())
    if not found:
        access.hidden(request.user, pk)
        raise Http404
    return found[0]


@requires(VIEW)
def child(request, pk):
    return _part(request, pk, "ficha")


@requires(VIEW)
def part(request, pk, part):
    if part not in access.PARTS or part == "ficha":
        raise Http404
    return _part(request, pk, part)


def _part(request, pk, part):
    file = _file(request, pk)
    level, levels = access.read(request.user, file.child, part)
    today = clock.today()
    dues = [due for due in file.dues() if levels[due.part] == access.FULL]
    context = {
        "file": file,
        "child": file.child,
        "part": part,
        "level": level,
        "tabs": [
            {"slug": slug, "title": title, "level": levels[slug]} for slug, (title, _a, _s) in access.PARTS.items()
        ],
        "acts": _acts(request.user, file, part),
        "dues": dues if part == "ficha" else [due for due in dues if due.part == part],
        "health": health_calendar.counts(file) if levels["salud"] != access.NONE else None,
        "today": today,
        "papers": paper_views.offered(request.user, file),
        "may_open": bool(decide(request.user, OPEN, establishment_id=file.child.establishment_id)),
        "may_admit": bool(decide(request.user, ADMIT, establishment_id=file.child.establishment_id)),
    }
    if part == "ficha":
        context["events"] = timeline(file, levels)
    if part == "salud" and level == access.FULL:
        context["entries"] = health_calendar.groups(file)
        context["record"] = any(each["kind"] == "salud" for each in context["acts"])
        context |= _growth(file.child)
        rules = (entry.rule for entry in file.calendar)
        context["norms"] = health_calendar.norms_of(chain(rules, health_queries.rules_of(context["visits"])))
    if part == "familia":
        context["siblings"] = file.child.mother.children.exclude(pk=file.child.pk).order_by("born_on")
        context["outside"] = OtherChild.objects.filter(mother=file.child.mother_id)
    if part == "salida":
        context["alert"] = ALERTS[separation_of([file])[file.child.pk]]
    return render(request, f"nursery/{part}.html", context)


def _growth(child):
    """What was measured of a child and what was found, for whoever reads all of its health."""
    visits = list(health_queries.visits(child))
    problems = list(child.problems.all())
    open_ = [problem for problem in problems if not problem.treated_on and not problem.ended_on]
    known = {problem.what for problem in open_}
    doubted = health_queries.contradicted(child, visits[-1], open_) if visits else set()
    made = health_queries.chart(child, visits, "peso", age=health_queries.age_shown(child, visits, "peso"))
    return {
        "withdrawn": health_queries.withdrawn(child),
        "visits": health_queries.read_visits(child, visits),
        "drawing": health_queries.drawing(made) if made.dots else None,
        "curve_title": health_queries.CURVES["peso"][3],
        "curves": [(slug, title) for slug, (_i, _c, _u, title) in health_queries.CURVES.items()],
        "problems": [
            {
                "problem": problem,
                "step": health_queries.step_of(problem),
                "doubt": visits[-1].on if problem.pk in doubted else None,
            }
            for problem in sorted(problems, key=lambda problem: not health_queries.step_of(problem))
        ],
        "findings": [text for text in health_queries.findings(child, visits[-1]) if text not in known]
        if visits
        else [],
    }


def _acts(user, file, part):
    """The acts of this part that the caller may do now."""
    return [
        {"kind": kind, "title": form.title}
        for kind, form in forms.ACTS.items()
        if form.part == part
        and form.offered(file)
        and decide(user, form.action, establishment_id=file.child.establishment_id)
    ]


@requires(VIEW)
@idempotent
def act(request, pk, kind):
    if kind not in forms.ACTS:
        raise Http404
    form_class = forms.ACTS[kind]
    require(request.user, form_class.action)
    file, today = _file(request, pk), clock.today()
    require(request.user, form_class.action, establishment_id=file.child.establishment_id)
    if not form_class.offered(file):
        raise Http404
    # Whoever writes it is most often who did it; what is due leads here with its own line chosen.
    initial = {"on": today, "sent_on": today, "what": request.GET.get("hallazgo", "")[:160]}
    initial |= dict.fromkeys(("professional", "by"), request.user.full_name)
    initial |= {"code": request.GET.get("atencion", "")[:40], "fact": request.GET.get("anular", "")[:40]}
    form = form_class(request.POST or None, file=file, initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        if kind == "traslado":
            return redirect("nursery:list")
        return redirect("nursery:child", pk=pk) if form.part == "ficha" else redirect("nursery:part", pk, form.part)
    return render(request, "nursery/form.html", {"form": form, "child": file.child})


@requires(ADMIT)
@idempotent
def document(request, pk, kind):
    if kind not in ChildDocument.Kind.values:
        raise Http404
    file = _file(request, pk, ADMIT)
    found = next(document for document in file.documents if document.kind == kind)
    form = forms.DocumentForm(request.POST or None, child=file.child, document=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:part", pk, "documentos")
    return render(request, "nursery/form.html", {"form": form, "child": file.child})


@requires(OPEN)
@idempotent
def open_part(request, pk, part):
    if part not in access.PARTS or part == "ficha":
        raise Http404
    file = _file(request, pk, OPEN)
    form = forms.OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            leaving.open_part(actor=request.user, child=file.child, part=part, **form.cleaned_data)
            messages.success(request, _("Abierto por una hora. Quedó registrado con su motivo."))
            return redirect("nursery:part", pk, part)
    return render(request, "nursery/form.html", {"form": form, "child": file.child, "caption": access.PARTS[part][0]})


@requires(EXIT_DAY)
def birthdays(request):
    user, today = request.user, clock.today()
    scope = user.actions[EXIT_DAY]
    found = work.open_files(scope, today=today)
    whole = {
        file.child.pk
        for file in found
        if access.level(user, "salida", establishment_id=file.child.establishment_id) == access.FULL
    }
    states = [("over", _("Pasaron los 3 años")), *((str(n), _("Cumplen en {n} meses").format(n=n)) for n in (3, 6, 12))]
    if whole:
        states.append(("late", _("Con un paso atrasado")))
    form = lists.ListFilter(
        request.GET,
        search=_("Nombre o código"),
        places=queries.places_in(scope),
        rooms=day_queries.open_rooms(scope),
        states=states,
    )
    found = separation.narrowed(found, today=today, whole=whole, **form.criteria())
    groups = board(found, today=today, whole=whole)
    inside = [line for group in groups for line in group.lines]
    followed = [file for file in found if not file.inside and file.follow_ups and file.child.pk in whole]
    context = {
        "groups": [(group, drawn(BIRTHDAYS.columns, group.lines)) for group in groups],
        "followed": followed,
        "today": today,
        "may": access.menu(user),
    }
    return lists.answer(request, BIRTHDAYS, inside, form, **context)
