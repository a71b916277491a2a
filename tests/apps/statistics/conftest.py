"""Three prisons that report by hand, in February 2026; nothing is counted unless a test counts it."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.statistics import services
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.returns import JANUARY


@pytest.fixture
def world(reference):
    """The prisons by name, who reports and who accepts."""
    with scope.elevated():
        places = {code: Establishment.objects.get(code=code) for code in ("EP01", "EP02", "EP03")}
        made = SimpleNamespace(
            tumbes=places["EP01"],
            piura=places["EP02"],
            sullana=places["EP03"],
            analyst=factories.staff("analyst", None),
            director=factories.staff("director", places["EP01"]),
            auditor=factories.staff("auditor", places["EP01"]),
        )

        def report(place, figures, month=JANUARY, *, actor=None, source="Oficio 1"):
            return services.report_return(
                actor=actor or made.analyst,
                establishment=place,
                month=month,
                as_of=month.dates()[-1],
                figures=figures,
                source=source,
            )

        def accept(place, figures, month=JANUARY):
            return services.accept_return(actor=made.analyst, monthly_return=report(place, figures, month))

        def count(place, month=JANUARY, as_of=date(2026, 1, 31)):
            close = MonthClose.objects.create(
                establishment=place, month=month.first, at=clock.now(), by="alguien", hash="0" * 64, totals={}, facts={}
            )
            with transaction.atomic():  # as the close does
                return services.take_snapshot(close=close, establishment=place, month=month, as_of=as_of)

        made.report, made.accept, made.count, made.command = report, accept, count, Command()
        yield made


@pytest.fixture
def enter(world, client):
    """A signed-in browser."""

    def login(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return login
