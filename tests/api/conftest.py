from types import SimpleNamespace

import pytest

from llamkay.api.tokens import issue_token
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories


@pytest.fixture
def world(two_prisons):
    """Two prisons and the head of work of the first; the database then answers as the application."""
    from django.db import connection

    with scope.elevated():
        here, there = two_prisons
        user = factories.staff("head_work", here.place)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    yield SimpleNamespace(here=here, there=there, user=user)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def key(world):
    """Make a key of the head of work: ``key("people.view")`` gives the headers to send."""

    def make(*actions, user=None, days=30):
        _, text = issue_token(actor=Command(), user=user or world.user, name="Prueba", scopes=actions, days=days)
        return {"Authorization": f"Bearer {text}"}

    return make
