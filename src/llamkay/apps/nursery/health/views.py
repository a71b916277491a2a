"""Screens of health: the nursery's page, curves, a visit to correct, problems step by step, pregnancies."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.nursery import access
from llamkay.apps.nursery.day import queries as day_queries
from llamkay.apps.nursery.health import forms
from llamkay.apps.nursery.health import queries as health
from llamkay.apps.nursery.health import referrals as women
from llamkay.apps.nursery.health.calendar import norms_of
from llamkay.apps.nursery.health.lists import DUE, PREGNANCIES, REFERRALS
from llamkay.apps.nursery.lists import ListFilter, answer
from llamkay.apps.nursery.models import Pregnancy, Problem, Visit
from llamkay.apps.nursery.permissions import ENTER_HEALTH, HEALTH, INJURIES, MOTHERS_HEALTH, VIEW
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import files
from llamkay.core.nursery.curves import CHRONOLOGICAL, CORRECTED, POST_MENSTRUAL
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.security.access import decide, requires

SINCE = timedelta(days=365)
AGES = {"semanas": POST_MENSTRUAL, "cronologica": CHRONOLOGICAL, "corregida": CORRECTED}


@requires(HEALTH)
def home(request):
    scope, today = request.user.actions[HEALTH], clock.today()
    form = ListFilter(
        request.GET,
        search=_("Nombre o código"),
        places=queries.places_in(scope),
        rooms=day_queries.open_rooms(scope),
        kinds=BANDS,
        labels={"tipo": _("Edad")},
        states=[
            ("", _("Les toca o se pasó algo")),
            ("late", _("Se pasó algo")),
            ("due", _("Les toca algo")),
            ("problem", _("Con un problema abierto")),
            ("all", _("Todos")),
        ],
    )
    rows, quiet = health.health_list(scope, today=today, **form.criteria())
    open_problems = health.problems(scope, on=today).filter(treated_on=None, ended_on=None)
    if form.criteria():
        open_problems = open_problems.filter(child__in=[row["file"].child.pk for row in rows])
    doubts = health.doubts({problem.child for problem in open_problems})
    context = {
        "today": today,
        "share": health.treated_share(scope, on=today, since=today - SINCE),
        "problems": [
            {"problem": problem, "step": health.step_of(problem), "doubt": doubts.get(problem.pk)}
            for problem in open_problems
        ],
        "quiet": quiet,
        "gone": sum(row["gone"] for row in rows),
        "may_mothers": bool(decide(request.user, MOTHERS_HEALTH)),
        "may_injuries": bool(decide(request.user, INJURIES)),
    }
    return answer(request, DUE, rows, form, **context)


BANDS = [
    ("0-5", gettext_lazy("Menos de 6 meses")),
    ("6-11", gettext_lazy("6 a 11 meses")),
    ("12-23", gettext_lazy("1 año")),
    ("24-35", gettext_lazy("2 años")),
    ("36", gettext_lazy("3 años o más")),
]


def _child(request, pk):
    """The child of a part of health that the caller may read whole; logged, refused to the rest."""
    found = files(queries.children(request.user.actions[VIEW]).filter(pk=pk), today=clock.today())
    if not found:
        access.hidden(request.user, pk)
        raise Http404
    level, _levels = access.read(request.user, found[0].child, "salud")
    if level != access.FULL:
        raise Http404
    return found[0]


@requires(VIEW)
def curve(request, pk, name):
    if name not in health.CURVES:
        raise Http404
    file = _child(request, pk)
    child, visits = file.child, list(health.visits(file.child))
    ages = health.ages_of(child, name)
    chosen = AGES.get(request.GET.get("edad", ""))
    age = chosen if chosen in ages else health.age_shown(child, visits, name)
    made = health.chart(child, visits, name, age=age)
    index, read = health.CURVES[name][0], health.read_visits(child, visits)
    context = {
        "file": file,
        "child": child,
        "name": name,
        "title": health.CURVES[name][3],
        "curves": [(slug, title) for slug, (_i, _c, _u, title) in health.CURVES.items()],
        "drawing": health.drawing(made),
        "age": age,
        "ages": [(slug, health.BASES[each], each) for slug, each in AGES.items() if each in ages],
        "rows": [
            {"on": row.visit.on, "cell": cell, "basis": assessment.basis}
            for row in read
            for assessment in row.assessments
            for cell in assessment.cells
            if cell.title == health.INDICES[index]
        ],
        "norms": norms_of(health.rules_of(read)),
    }
    return render(request, "nursery/health/curve.html", context)


@requires(ENTER_HEALTH)
@idempotent
def correct(request, pk, visit):
    file = _child(request, pk)
    found = get_object_or_404(Visit.objects.filter(child=file.child, replaced_by=None), pk=visit)
    form = forms.VisitForm(request.POST or None, file=file, initial=forms.initial_of(found))
    form.replaces, form.title = found, _("Corregir el control del {on:%d/%m/%Y}").format(on=found.on)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Se corrigió. El control anterior queda guardado."))
        return redirect("nursery:part", pk, "salud")
    return render(request, "nursery/form.html", {"form": form, "child": file.child})


@requires(ENTER_HEALTH)
@idempotent
def step(request, pk, step):
    rows = Problem.objects.filter(child__in=queries.children(request.user.actions[ENTER_HEALTH]).values("pk"))
    problem = get_object_or_404(rows.select_related("child"), pk=pk)
    if step not in forms.STEPS:
        raise Http404
    form = forms.StepForm(request.POST or None, problem=problem, step=step, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:part", problem.child_id, "salud")
    return render(request, "nursery/form.html", {"form": form, "child": problem.child, "caption": problem.what})


# Pregnancies


@requires(MOTHERS_HEALTH)
def pregnancies(request):
    scope, today = request.user.actions[MOTHERS_HEALTH], clock.today()
    form = ListFilter(
        request.GET,
        search=_("Apellidos, nombres o código de la interna"),
        places=queries.places_in(scope),
        days=True,
        states=[
            ("", _("En curso")),
            ("late", _("Con algo atrasado")),
            ("plan", _("Sin plan de parto")),
            ("ended", _("Terminadas")),
        ],
        labels={"desde": _("Parto probable desde el"), "hasta": _("Parto probable hasta el")},
    )
    found = health.expecting_list(scope, on=today, **form.criteria())
    return answer(request, PREGNANCIES, found, form, may=bool(decide(request.user, ENTER_HEALTH)))


@requires(ENTER_HEALTH)
@idempotent
def new_pregnancy(request):
    form = forms.PregnancyForm(
        request.POST or None, scope=request.user.actions[ENTER_HEALTH], initial={"on": clock.today(), "babies": 1}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:pregnancy", form.result.pk)
    return render(request, "nursery/form.html", {"form": form})


def _pregnancy(request, pk, action):
    rows = health.pregnancies(request.user.actions[action], on=clock.today(), running=False)
    return get_object_or_404(rows, pk=pk)


@requires(MOTHERS_HEALTH)
def pregnancy(request, pk):
    found, today = _pregnancy(request, pk, MOTHERS_HEALTH), clock.today()
    (expecting,) = health.expecting([found], on=min(today, found.period.upper or today))
    audit.log_access(actor=request.user.username, kind="child", target=f"pregnancy:{pk}")
    writes = bool(decide(request.user, ENTER_HEALTH))
    context = {
        "expecting": expecting,
        "pregnancy": found,
        "may": writes and not found.end,
        "may_take_back": writes,
        "norms": norms_of(entry.rule for entry in expecting.entries),
    }
    return render(request, "nursery/health/pregnancy.html", context)


@requires(ENTER_HEALTH)
@idempotent
def pregnancy_act(request, pk, act):
    found, today = _pregnancy(request, pk, ENTER_HEALTH), clock.today()
    if act == "plan":
        form = forms.PlanForm(request.POST or None, pregnancy=found)
    elif act == "atencion":
        (expecting,) = health.expecting([found], on=today)
        initial = {"on": today, "professional": request.user.full_name}
        form = forms.PrenatalForm(request.POST or None, expecting=expecting, initial=initial)
    elif act == "fin":
        form = forms.EndForm(request.POST or None, pregnancy=found, initial={"on": today})
    elif act == "anular":
        (expecting,) = health.expecting([found], on=min(today, found.period.upper or today))
        form = forms.TakeBackPregnancyForm(request.POST or None, expecting=expecting)
    else:
        raise Http404
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        if form.result is None:
            return redirect("nursery:pregnancies")
        born = act == "fin" and form.result.end == Pregnancy.End.BIRTH
        if born and decide(request.user, "nursery.admit"):
            return redirect("nursery:register")
        return redirect("nursery:pregnancy", pk)
    return render(request, "nursery/form.html", {"form": form})


# Women referred to outside services


@requires(MOTHERS_HEALTH)
def referrals(request):
    scope, today = request.user.actions[MOTHERS_HEALTH], clock.today()
    form = ListFilter(
        request.GET,
        search=_("Apellidos, nombres o código de la interna, o el servicio"),
        places=queries.places_in(scope),
        days=True,
        states=[
            ("", _("Abiertas")),
            ("late", _("Pasó su día")),
            ("answer", _("Falta la respuesta")),
            ("follow", _("Falta el seguimiento")),
            ("ended", _("Terminadas o cerradas")),
            ("all", _("Todas")),
        ],
        labels={"desde": _("Derivadas desde el"), "hasta": _("Derivadas hasta el")},
    )
    found = women.referral_list(scope, on=today, **form.criteria())
    return answer(request, REFERRALS, found, form, may=bool(decide(request.user, ENTER_HEALTH)))


@requires(ENTER_HEALTH)
@idempotent
def new_referral(request):
    today = clock.today()
    form = forms.ReferralForm(
        request.POST or None,
        scope=request.user.actions[ENTER_HEALTH],
        initial={
            "on": today,
            "due_on": today + timedelta(days=30),
            "by": request.user.full_name,
            "person": request.GET.get("persona", "")[:20],
        },
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:referral", form.result.pk)
    return render(request, "nursery/form.html", {"form": form})


def _referral(request, pk, action):
    return get_object_or_404(women.referrals(request.user.actions[action], on=clock.today()), pk=pk)


@requires(MOTHERS_HEALTH)
def referral(request, pk):
    found = _referral(request, pk, MOTHERS_HEALTH)
    audit.log_access(actor=request.user.username, kind="child", target=f"referral:{pk}")
    step, day = women.next_step(found), women.due_on(found)
    context = {
        "referral": found,
        "step": step,
        "day": day,
        "late": day is not None and day < clock.today(),
        "steps": [
            (slug, forms.REFERRAL_STEPS[slug][0]) for slug in women.STEPS if step and step in women.STEPS[slug][2]
        ]
        if decide(request.user, ENTER_HEALTH)
        else [],
    }
    return render(request, "nursery/health/referral.html", context)


@requires(ENTER_HEALTH)
@idempotent
def referral_step(request, pk, step):
    found = _referral(request, pk, ENTER_HEALTH)
    if step not in forms.REFERRAL_STEPS:
        raise Http404
    form = forms.ReferralStepForm(request.POST or None, referral=found, step=step, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:referral", pk)
    return render(request, "nursery/form.html", {"form": form, "caption": found.what})
