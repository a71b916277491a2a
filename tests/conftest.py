"""Shared fixtures: every database test runs as the application role unless it asks to be the owner."""

import pytest

from llamkay.platform.security import scope


def pytest_terminal_summary(terminalreporter):
    """Say loudly that the browser tests did not run: nothing else shows it."""
    without = [item for item in terminalreporter.stats.get("skipped", ()) if "NO BROWSER" in str(item.longrepr)]
    if without:
        text = f"{len(without)} BROWSER TESTS DID NOT RUN: no Chromium was found. Install it: apt install chromium"
        terminalreporter.write_sep("!", text, red=True, bold=True)


@pytest.fixture
def everything(db):
    """Work with the scope of headquarters."""
    with scope.elevated():
        yield


@pytest.fixture
def as_application(db):
    """Run the test bound by row security, as the office does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
