"""The monthly marks on screen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.education import lists, permissions, queries, services
from llamkay.apps.education.forms import MonthFilter
from llamkay.apps.months.screens import asked_month
from llamkay.core.errors import Refused
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import decide, requires


@requires(permissions.VIEW)
def class_list(request):
    month = asked_month(request)
    form = MonthFilter({"mes": str(month)})
    rows = queries.classes(scope=request.user.actions[permissions.VIEW], month=month)
    return answer(request, lists.class_list(month), rows, form=form, narrowed=False)


@requires(permissions.VIEW)
def marks(request, pk):
    month = asked_month(request)
    found = queries.marks_page(scope=request.user.actions[permissions.VIEW], pk=pk, month=month)
    if found is None:
        raise Http404
    activity, students = found
    typed, errors = {}, {}
    if request.method == "POST":
        typed, wanted, errors = _read(request.POST, students)
        if not errors and _enter(request, activity, month, wanted, errors):
            return redirect(f"{reverse('education:marks', args=[pk])}?mes={month}")
    else:
        audit.log_access(actor=request.user.username, kind="marks", target=f"activity:{activity.pk}:{month}")
    lines = [
        {
            "student": item,
            "name": f"nota-{item.person.pk}",
            "value": typed.get(item.person.pk, "" if item.mark is None else str(item.mark)),
            "error": errors.get(item.person.pk, ""),
        }
        for item in students
    ]
    context = {
        "activity": activity,
        "month": month,
        "month_name": month_title(month),
        "lines": lines,
        "errors": list(errors.values()),
        "pass_mark": services.PASS_MARK,
        "passed": sum(item.passed for item in students),
        "marked": sum(item.mark is not None for item in students),
        "can_enter": decide(request.user, permissions.ENTER, establishment_id=activity.establishment_id),
    }
    return render(request, "education/marks.html", context, status=422 if errors else 200)


def _read(posted, students):
    typed, wanted, errors = {}, {}, {}
    for item in students:
        name = f"nota-{item.person.pk}"
        if name not in posted:
            continue
        text = typed[item.person.pk] = posted[name].strip()
        if not text:
            wanted[item.person.pk] = None
        elif text.isascii() and text.isdecimal() and len(text) <= 2:
            wanted[item.person.pk] = int(text)
        else:
            errors[item.person.pk] = _("%(who)s: «%(text)s» no es una nota; escriba un número de 0 a 20.") % {
                "who": item.person.full_name,
                "text": text[:20],
            }
    return typed, wanted, errors


def _enter(request, activity, month, people, errors):
    try:
        changed = services.enter_marks(actor=request.user, activity=activity, month=month, marks=people)
    except services.MarksRefused as refused:
        errors.update(refused.people)
        return False
    except Refused as error:
        errors[0] = sentence(error)
        return False
    messages.success(request, _("Se guardaron las notas (%(n)s cambios).") % {"n": changed})
    return True
