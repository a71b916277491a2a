"""The page of the state of the system."""

from django.shortcuts import render

from llamkay.apps.institutions.permissions import SEE_SYSTEM
from llamkay.apps.institutions.system import queries
from llamkay.platform.operation.checks import this_house
from llamkay.platform.security.access import requires


@requires(SEE_SYSTEM)
def system(request):
    house = this_house()
    context = {
        "now": house.now,
        "wrong": queries.wrong(house),
        "works": queries.works(house),
        "proven": queries.proven(house),
        "spaces": queries.spaces(house),
        "database": queries.database(),
        "versions": queries.versions(),
    }
    return render(request, "institutions/system.html", context)
