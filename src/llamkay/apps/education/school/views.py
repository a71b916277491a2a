"""Screens of the school: groups, enrolment, marks of courses, reports, acts, rates."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.activities.areas import may_answer
from llamkay.apps.education.kinds import MarkKind
from llamkay.apps.education.permissions import DECIDE_REMOVAL, MANAGE, NEEDS, VIEW
from llamkay.apps.education.scales import scales_of
from llamkay.apps.education.school import book, forms, lists, marks_services, papers, queries, services
from llamkay.apps.institutions.queries import in_scope
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens import doors
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.forms import day_of
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def home(request):
    return render(request, "education/home.html", {"doors": doors.behind(request.user, "education:home")})


@requires(VIEW)
def groups(request):
    scope = request.user.actions[VIEW]
    form = forms.GroupsFilter(request.GET, scope=scope)
    chosen = form.criteria()
    ended = {"ended": clock.today()} if chosen.pop("without_act", False) else {}
    rows = queries.groups(scope=scope, actor=request.user, **chosen, **ended)
    new = [link(reverse("education:new_group"), _("Abrir un grupo"))]
    return answer(request, lists.GROUPS, rows, form=form, links=new if decide(request.user, MANAGE) else [])


@requires(VIEW)
def rates(request):
    form = forms.RatesFilter(request.GET)
    plan = form.criteria().get("plan")
    scope = request.user.actions[VIEW]
    rows = queries.cohorts_of(scope=scope, actor=request.user, plan=plan.pk if plan else None)
    return answer(request, lists.RATES, rows, form=form)


@requires(MANAGE)
@idempotent
def new_group(request):
    year = clock.today().year
    form = forms.GroupForm(request.POST or None, actor=request.user, initial={"year": year})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("education:group", pk=form.result.pk)
    return _form(request, form, reverse("education:groups"))


def _form(request, form, back, caption=""):
    context = {"form": form, "back": back, "caption": caption}
    return render(request, "education/form.html", context, status=422 if form.errors else 200)


def _group(request, pk, action=VIEW):
    found = queries.find_group(scope=request.user.actions[action], actor=request.user, pk=pk)
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def group(request, pk):
    found, today = _group(request, pk), clock.today()
    audit.log_access(actor=request.user.username, kind="group", target=f"group:{found.pk}")
    manages = bool(may_answer(request.user, MANAGE, found.activity))
    lines = queries.standings(found, on=today)
    acts = queries.acts_of(found)
    standing = {act.kind for act in acts if act.voided_at is None}
    context = {
        "group": found,
        "stage": services.ladder(found.period.lower).stages[found.plan.stage],
        "lines": [
            {
                "standing": line,
                "acts": forms.student_acts(line.student, line.removal, too_much=line.too_much)
                if manages and "final" not in standing
                else [],
            }
            for line in lines
        ],
        "courses": [
            {"course": each, "may": bool(marks_services.may_mark(request.user, found, each))}
            for each in queries.courses_of(found)
        ],
        "final_acts": acts,
        "manages": manages,
        "sees_needs": bool(decide(request.user, NEEDS, establishment_id=found.activity.establishment_id)),
        "closed": "final" in standing,
        "recovers": "final" in standing
        and "recovery" not in standing
        and any(line.student.state == "recovery" for line in lines),
        "annexes": papers.annexes(),
        "may_mark": bool(marks_services.may_mark(request.user, found)),
    }
    return render(request, "education/group.html", context)


@requires(MANAGE)
@idempotent
def group_act(request, pk, kind, row=None):
    offered = forms.GROUP_ACTS if row is None else forms.COURSE_ACTS
    if kind not in offered:
        raise Http404
    found = _group(request, pk, MANAGE)
    course = None if row is None else get_object_or_404(found.courses.select_related("unit"), pk=row)
    more = {} if kind == "editar" else {"initial": {"on": clock.today()}}
    form = offered[kind](request.POST or None, group=found, row=course, **more)
    back = reverse("education:group", args=[found.pk])
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(back)
    return _form(request, form, back, f"{found} · {course.unit.name}" if course else str(found))


@requires(MANAGE)
@idempotent
def enrol(request, pk):
    found, today = _group(request, pk, MANAGE), clock.today()
    people = queries.candidates(found, on=min(max(today, found.period.lower), found.period.upper - services.ONE))
    bars = services.bars_of(found, people, on=found.period.lower)
    initial = {"on": max(today, found.period.lower)}
    form = forms.EnrolForm(request.POST or None, group=found, people=people, initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        n = len(form.result)
        messages.success(
            request, ngettext("Se matriculó a %(n)s persona.", "Se matriculó a %(n)s personas.", n) % {"n": n}
        )
        return redirect("education:group", pk=found.pk)
    context = {
        "group": found,
        "form": form,
        "people": [{"person": each, "bar": bars.get(each.pk, ""), "on": each.pk in form.chosen} for each in people],
    }
    return render(request, "education/enrol.html", context, status=422 if form.errors else 200)


@requires(MANAGE)
@idempotent
def student_act(request, pk, kind):
    student = queries.find_student(scope=request.user.actions[MANAGE], actor=request.user, pk=pk)
    if student is None or kind not in forms.STUDENT_ACTS:
        raise Http404
    form = forms.STUDENT_ACTS[kind](request.POST or None, student=student, initial={"on": clock.today()})
    back = reverse("education:group", args=[student.group_id])
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(back)
    return _form(request, form, back, f"{student.person} · {student.group}")


@requires(DECIDE_REMOVAL)
@idempotent
def removal(request, pk):
    row = queries.removals_to_decide(scope=request.user.actions[DECIDE_REMOVAL]).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = forms.DecideRemovalForm(request.POST or None, removal=row)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("today")
    audit.log_access(actor=request.user.username, kind="group", target=f"person:{row.student.person_id}")
    context = {"form": form, "removal": row}
    return render(request, "education/removal.html", context, status=422 if form.errors else 200)


@requires(VIEW)
def course(request, pk, row):
    found = _group(request, pk)
    each = get_object_or_404(found.courses.select_related("unit", "teacher"), pk=row)
    kind = request.GET.get("clase", "")
    kind = kind if kind in MarkKind.values else MarkKind.EVALUATION
    day = day_of(request.GET.get("dia", "")) or min(clock.today(), found.period.upper - services.ONE)
    lines = queries.mark_lines(each, queries.students_of(found), kind=kind, on=day)
    typed, errors, problem = {}, {}, ""
    if request.method == "POST":
        typed = {line.student.pk: request.POST.get(f"nota-{line.student.pk}") for line in lines}
        typed = {pk: text.strip()[:10] for pk, text in typed.items() if text is not None}
        errors, problem = _enter(request, each, kind, day, typed)
        if not errors and not problem:
            return redirect(f"{reverse('education:course', args=[pk, row])}?clase={kind}&dia={day}")
    else:
        audit.log_access(actor=request.user.username, kind="marks", target=f"group:{found.pk}:{each.pk}")
    needs = queries.needs_of([line.student.person_id for line in lines], on=day)
    sees = bool(decide(request.user, NEEDS, establishment_id=found.activity.establishment_id))
    context = {
        "group": found,
        "course": each,
        "kind": kind,
        "kind_name": MarkKind(kind).label,
        "day": day,
        "form": forms.MarksFilter({"clase": kind, "dia": day}),
        "lines": [
            {
                "line": line,
                "name": f"nota-{line.student.pk}",
                "value": typed.get(line.student.pk, line.text),
                "error": errors.get(line.student.pk, ""),
                "needs": needs.get(line.student.person_id, []) if sees else [],
            }
            for line in lines
        ],
        "errors": errors,
        "problem": problem,
        "scales": scales_of(found.activity.level),
        "can_enter": bool(marks_services.may_mark(request.user, found, each)),
    }
    return render(request, "education/course.html", context, status=422 if errors or problem else 200)


def _enter(request, course, kind, day, marks):
    """What keeps each mark from being written, and what keeps all of them; nothing of either when they are."""
    try:
        n = marks_services.enter_course_marks(actor=request.user, course=course, kind=kind, on=day, marks=marks)
    except marks_services.CourseMarksRefused as refused:
        return refused.students, ""
    except Refused as error:
        return {}, sentence(error)
    messages.success(
        request,
        ngettext("Se guardaron las notas (%(n)s cambio).", "Se guardaron las notas (%(n)s cambios).", n) % {"n": n},
    )
    return {}, ""


@requires(VIEW)
def report(request, pk):
    found = _group(request, pk)
    number = request.GET.get("trimestre", "")
    quarter = int(number) if number in ("1", "2", "3", "4") else 1
    if request.method == "POST":
        return _write_report(request, found, quarter)
    texts = queries.appraisals(found, quarter=quarter)
    first, end = queries.quarter_of(found, quarter)
    audit.log_access(actor=request.user.username, kind="marks", target=f"group:{found.pk}:{quarter}")
    context = {
        "group": found,
        "quarter": quarter,
        "quarters": range(1, 5),
        "first": first,
        "last": end - services.ONE,
        "lines": [
            {"student": row, "text": texts[row.pk].text if row.pk in texts else ""}
            for row in queries.students_of(found)
        ],
        "may_mark": bool(marks_services.may_mark(request.user, found)),
    }
    return render(request, "education/report.html", context)


def _write_report(request, group, quarter):
    texts = {
        row.pk: request.POST[f"texto-{row.pk}"]
        for row in queries.students_of(group)
        if f"texto-{row.pk}" in request.POST
    }
    back = f"{reverse('education:report', args=[group.pk])}?trimestre={quarter}"
    try:
        n = marks_services.write_appraisals(actor=request.user, group=group, quarter=quarter, texts=texts)
    except Refused as error:
        messages.error(request, sentence(error))
    else:
        messages.success(
            request,
            ngettext("Se guardaron los informes (%(n)s cambio).", "Se guardaron los informes (%(n)s cambios).", n)
            % {"n": n},
        )
    return redirect(back)


@requires(VIEW)
def paper(request, pk, annex):
    found = _group(request, pk)
    if annex not in papers.ANNEXES:
        raise Http404
    number = request.GET.get("trimestre", "")
    quarter = int(number) if number in ("1", "2", "3", "4") else 1
    student = request.GET.get("matricula", "")
    pdf = papers.annex_paper(found, annex, quarter=quarter, student=student)
    audit.log_access(actor=request.user.username, kind="school_paper", target=f"group:{found.pk}:{annex}")
    return HttpResponse(pdf, content_type="application/pdf")


@requires(VIEW)
def evaluation_book(request, code):
    place = in_scope(request.user.actions[VIEW]).filter(code=code).first()
    if place is None:
        raise Http404
    year = request.GET.get("anio", "")
    year = int(year) if year.isdecimal() and 2000 <= int(year) <= clock.today().year else clock.today().year
    scope = request.user.actions[VIEW]
    pdf = book.evaluation_paper(scope=scope, actor=request.user, establishment=place, year=year)
    audit.log_access(actor=request.user.username, kind="school_paper", target=f"establishment:{place.pk}")
    return HttpResponse(pdf, content_type="application/pdf")


def _act(request, pk, action=VIEW):
    found = queries.find_act(scope=request.user.actions[action], pk=pk)
    if (
        found is None
        or queries.find_group(scope=request.user.actions[action], actor=request.user, pk=found.group_id) is None
    ):
        raise Http404
    return found


@requires(VIEW)
def act(request, pk):
    found = _act(request, pk)
    audit.log_access(actor=request.user.username, kind="marks", target=f"group:{found.group_id}:act")
    lines = queries.act_lines(found)
    context = {
        "act": found,
        "group": found.group,
        "lines": lines,
        "units": [unit["name"] for unit in lines[0].units] if lines else [],
        "may_void": found.voided_at is None
        and bool(decide(request.user, MANAGE, establishment_id=found.establishment_id)),
    }
    return render(request, "education/act.html", context)


@requires(VIEW)
def act_paper(request, pk):
    found = _act(request, pk)
    audit.log_access(actor=request.user.username, kind="school_paper", target=f"group:{found.group_id}:act")
    return HttpResponse(papers.act_paper(found), content_type="application/pdf")


@requires(MANAGE)
@idempotent
def void_act(request, pk):
    found = _act(request, pk, MANAGE)
    form = forms.VoidForm(request.POST or None, act=found)
    back = reverse("education:act", args=[found.pk])
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(back)
    return _form(request, form, back, _("Acta %(act)s") % {"act": found})
