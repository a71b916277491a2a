"""A close that dies half way leaves nothing; a log that lost a line shows it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from llamkay.apps.activities.models import Sheet
from llamkay.apps.closing import services
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.months.models import MonthClose
from llamkay.apps.pay import recording as pay
from llamkay.apps.pay.models import Account, Earning, Entry, Posting, Split
from llamkay.apps.remission import recording as remission
from llamkay.apps.remission.models import Credit, DayCount
from llamkay.apps.statistics.models import Figure, Snapshot
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

WRITTEN = (MonthClose, DayCount, Credit, Earning, Split, Account, Entry, Posting, Snapshot, Figure)


def _counts():
    return {model.__name__: model.objects.count() for model in WRITTEN}


def _ready(made):
    """An establishment whose February is approved, its January closed."""
    Sheet.objects.filter(pk=made.open_sheet.pk).update(state="approved")
    Sheet.objects.create(activity=made.lesson, month=factories.FEBRUARY.first, state="approved")
    return made


@pytest.mark.parametrize(("where", "at"), [(services, "seal"), (pay, "_post"), (pay, "reverse"), (remission, "record")])
def test_an_error_half_way_leaves_nothing(everything, monkeypatch, full_prison, where, at):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    made = _ready(full_prison)
    before, acts = _counts(), LoggedAction.objects.count()

    def broken(*args, **kwargs):
        raise OSError("the machine went off")

    monkeypatch.setattr(where, at, broken)
    with pytest.raises(OSError, match="went off"):
        close_month(actor=Command(), establishment=made.place, month=factories.FEBRUARY)
    assert (_counts(), LoggedAction.objects.count()) == (before, acts)
    monkeypatch.undo()
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    close_month(actor=Command(), establishment=made.place, month=factories.FEBRUARY)
    assert [check.problems for check in verify()] == [()] * len(verify())


CHILD = """
import django, sys, time
django.setup()
from django.conf import settings
from django.db import connection
from llamkay.apps.closing import services
from llamkay.apps.institutions.models import Establishment
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

seal = services.seal
def slow(**known):
    close = seal(**known)
    print("written", flush=True)
    time.sleep(60)
    return close
services.seal = slow
with scope.elevated():
    services.close_month(
        actor=Command(), establishment=Establishment.objects.get(code="EP16"), month=Month(2026, 2)
    )
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_closing_leaves_nothing(monkeypatch, full_prison):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    from llamkay.platform.database import connection as database

    with scope.elevated():
        made = _ready(full_prison)
        before = _counts()
        address = database.url_of(connection.settings_dict)
        environment = {**os.environ, "DATABASE_URL": address, "DATABASE_OWNER_URL": address}
        child = subprocess.Popen([sys.executable, "-c", CHILD], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert child.stdout.readline() == "written\n"
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and _waiting():
            time.sleep(0.05)
        assert _counts() == before
        done = close_month(actor=Command(), establishment=made.place, month=factories.FEBRUARY)
        assert not done.already
        # The approval of its sheets was written by hand, which the history tells.
        assert [check.name for check in verify() if check.problems] in ([], ["history"])


def _waiting() -> bool:
    """Whether the killed process's connection still holds the lock of the close."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7262")
        return bool(cursor.fetchone()[0])


def test_a_line_taken_out_of_the_log_is_missed(everything, full_prison):
    made = _ready(full_prison)
    from llamkay.apps.institutions.services import set_uses_system

    for uses in (False, True):
        set_uses_system(actor=Command(), establishment=made.place, uses=uses)
    lines = LoggedAction.objects.filter(stream=made.place.code).order_by("-id")
    assert lines.count() >= 3
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE platform_loggedaction DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM platform_loggedaction WHERE id = %s", [lines[1].pk])
        cursor.execute("ALTER TABLE platform_loggedaction ENABLE TRIGGER USER")
    assert [check.name for check in verify() if check.problems] == ["actions"]
