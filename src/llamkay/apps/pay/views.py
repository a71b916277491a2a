"""The first page of pay: a door for each part that this member of staff may enter."""

from django.shortcuts import render

from llamkay.apps.pay.doors import ROOM
from llamkay.apps.pay.permissions import VIEW
from llamkay.platform.screens import doors
from llamkay.platform.security.access import requires


@requires(VIEW)
def home(request):
    return render(request, "pay/home.html", {"doors": doors.behind(request.user, ROOM)})
