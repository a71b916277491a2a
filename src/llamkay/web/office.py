"""The first page of the office: what waits for you today, and your prison in numbers."""

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.shortcuts import render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from llamkay.platform import clock
from llamkay.platform.screens import tasks
from llamkay.web import numbers


@login_required
def today(request):
    day = clock.today()
    prefetch_related_objects(request.user.current_grants, "establishment")
    context = {
        "greeting": greeting(clock.now().hour),
        "tasks": tasks.shown(request.user, today=day),
        "numbers": numbers.of_prison(request.user, today=day),
        "awaited": get_text_list(tasks.awaited(request.user), _("y")),
        "day": day,
    }
    return render(request, "office/today.html", context)


def greeting(hour: int) -> str:
    """As people greet one another in Lima at that hour."""
    if hour < 12:
        return _("Buenos días")
    return _("Buenas tardes") if hour < 19 else _("Buenas noches")
