"""Fixtures that every test may ask for."""

import pytest
from django.db import connection

from llamkay.platform import scope


@pytest.fixture
def everything(db):
    """Work with the scope of headquarters."""
    with scope.within(scope.EVERYTHING):
        yield


@pytest.fixture
def as_application(db):
    """Run the test bound by row security, as the office does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture(scope="session")
def _signing(tmp_path_factory):
    return tmp_path_factory.mktemp("signing")


@pytest.fixture
def demonstration(settings, monkeypatch, _signing):
    """A demonstration, whose papers are signed with a key made once for the session."""
    settings.DEMO = True
    monkeypatch.setenv("LLAMKAY_DATA", str(_signing))
