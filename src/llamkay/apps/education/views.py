"""The monthly marks on screen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from llamkay.apps.activities.areas import may_write
from llamkay.apps.education import lists, permissions, queries, services
from llamkay.apps.education.forms import MonthFilter
from llamkay.apps.education.scales import scales_of
from llamkay.apps.months.screens import asked_month
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import requires


@requires(permissions.VIEW)
def class_list(request):
    month = asked_month(request)
    form = MonthFilter({"mes": str(month)})
    rows = queries.classes(scope=request.user.actions[permissions.VIEW], month=month, actor=request.user)
    return answer(request, lists.class_list(month), rows, form=form, narrowed=False)


@requires(permissions.VIEW)
def marks(request, pk):
    month = asked_month(request)
    scope = request.user.actions[permissions.VIEW]
    found = queries.marks_page(scope=scope, pk=pk, month=month, actor=request.user)
    if found is None:
        raise Http404
    activity, students = found
    typed, errors, problem = {}, {}, ""
    if request.method == "POST":
        typed = {item.person.pk: request.POST.get(f"nota-{item.person.pk}") for item in students}
        typed = {person: text.strip()[:10] for person, text in typed.items() if text is not None}
        errors, problem = _enter(request, activity, month, typed)
        if not errors and not problem:
            return redirect(f"{reverse('education:marks', args=[pk])}?mes={month}")
    else:
        audit.log_access(actor=request.user.username, kind="marks", target=f"activity:{activity.pk}:{month}")
    courses = queries.courses_of_month(activity, month)
    none = queries.CoursesOfMonth()
    lines = [
        {
            "courses": (of := courses.get(item.person.pk, none)).text,
            "against": of.against(item),
            "student": item,
            "name": f"nota-{item.person.pk}",
            "value": typed.get(item.person.pk, item.text),
            "error": errors.get(item.person.pk, ""),
        }
        for item in students
    ]
    coming = month.first > clock.today()
    context = {
        "activity": activity,
        "month": month,
        "month_name": month_title(month),
        "lines": lines,
        "has_courses": bool(courses),
        "errors": errors,
        "problem": problem,
        "scales": scales_of(activity.level),
        "passed": sum(item.passed for item in students),
        "marked": sum(item.marked for item in students),
        "coming": coming,
        "can_enter": not coming and may_write(request.user, permissions.ENTER, activity),
    }
    return render(request, "education/marks.html", context, status=422 if errors or problem else 200)


def _enter(request, activity, month, people):
    """What keeps each mark from being written, and what keeps all of them; nothing of either when they are."""
    try:
        changed = services.enter_marks(actor=request.user, activity=activity, month=month, marks=people)
    except services.MarksRefused as refused:
        return refused.people, ""
    except Refused as error:
        return {}, sentence(error)
    messages.success(
        request,
        ngettext("Se guardaron las notas (%(n)s cambio).", "Se guardaron las notas (%(n)s cambios).", changed)
        % {"n": changed},
    )
    return {}, ""
