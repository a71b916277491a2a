"""A house with two prisons and its staff, on 2 February 2026; the database answers as the application role."""

import pytest
from django.db import connection

from llamkay.apps.institutions.models import Establishment, User
from tests.worlds import factories


@pytest.fixture
def house(reference):
    """``house("administrator")`` makes an account of headquarters with that function, or of the establishment named."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")

    def make(role, at=None, username=""):
        place = Establishment.objects.get(code=at) if at else None
        return User.objects.get(pk=factories.staff(role, place, username).pk)

    yield make
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
