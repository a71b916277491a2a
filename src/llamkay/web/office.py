"""The first page of the office: what waits for you today, and the doors that you may open."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from llamkay.platform import clock
from llamkay.platform.screens import doors, tasks


@login_required
def today(request):
    day = clock.today()
    context = {
        "greeting": greeting(clock.now().hour),
        "tasks": tasks.waiting(request.user, today=day),
        "doors": [door for door in doors.opened_to(request.user) if door.words],
        "awaited": get_text_list(tasks.awaited(request.user), _("y")),
        "day": day,
    }
    return render(request, "office/today.html", context)


def greeting(hour: int) -> str:
    """As people greet one another in Lima at that hour."""
    if hour < 12:
        return _("Buenos días")
    return _("Buenas tardes") if hour < 19 else _("Buenas noches")
