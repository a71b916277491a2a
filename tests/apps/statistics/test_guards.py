"""Counted and accepted figures are not rewritten by the office's login, and verify finds what an owner rewrote."""

import pytest
from django.db import Error, connection, transaction

from llamkay.apps.statistics import checks, services
from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.platform.security import scope
from tests.worlds.returns import totals


@pytest.fixture
def returns(world):
    """Tumbes: accepted, then replaced by another accepted; Piura: withdrawn, then a draft; Sullana: counted."""
    with scope.elevated():
        world.accept(world.tumbes, totals(100, 10))
        world.accept(world.tumbes, totals(110, 12))
        services.withdraw_return(actor=world.analyst, monthly_return=world.report(world.piura, totals(50)))
        world.report(world.piura, totals(60))
        world.count(world.sullana)
        yield world


RETURN = "statistics_monthlyreturn"
FORBIDDEN = {
    "a figure": ("UPDATE statistics_figure SET value = value + 1", "permission denied|Cannot update"),
    "a figure gone": ("DELETE FROM statistics_figure", "permission denied|Cannot"),
    "a seal": ("UPDATE statistics_snapshot SET hash = 'x'", "permission denied|Cannot update"),
    "a snapshot gone": ("DELETE FROM statistics_snapshot", "permission denied|Cannot"),
    "accepted figures": (f"UPDATE {RETURN} SET figures = '{{}}' WHERE state = 'accepted'", "Cannot update rows"),
    "replaced figures": (f"UPDATE {RETURN} SET figures = '{{}}' WHERE state = 'replaced'", "Cannot update rows"),
    "the source": (f"UPDATE {RETURN} SET source = 'x' WHERE state = 'accepted'", "Cannot update rows"),
    "a return gone": (f"DELETE FROM {RETURN} WHERE state <> 'draft'", "Cannot delete rows"),
    "accepted to draft": (f"UPDATE {RETURN} SET state = 'draft' WHERE state = 'accepted'", "Cannot update rows"),
    "accepted to withdrawn": (
        f"UPDATE {RETURN} SET state = 'withdrawn' WHERE state = 'accepted'",
        "Cannot update rows",
    ),
    "replaced to accepted": (
        f"UPDATE {RETURN} SET state = 'accepted' WHERE state = 'replaced'",
        "was replaced does not become accepted",
    ),
    "replaced, with its snapshot, to draft": (
        f"UPDATE {RETURN} SET state = 'draft' WHERE state = 'replaced'",
        "was replaced does not become draft",
    ),
    "withdrawn to draft": (
        f"UPDATE {RETURN} SET state = 'draft' WHERE state = 'withdrawn'",
        "was withdrawn does not become draft",
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_office_cannot_rewrite(returns, as_application, what):
    sql, said = FORBIDDEN[what]
    with pytest.raises(Error, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_draft_that_another_draft_replaced_comes_back(returns, as_application):
    before = MonthlyReturn.objects.get(establishment=returns.piura, state="draft")
    given = returns.report(returns.piura, totals(70))
    assert services.withdraw_return(actor=returns.analyst, monthly_return=given) == before


TAMPERING = {
    "a figure": ("UPDATE statistics_figure SET value = 111 WHERE value = 110", "sus cifras no son las que se sellaron"),
    "a counted figure": (
        "UPDATE statistics_figure f SET value = value + 1 FROM statistics_snapshot s "
        "WHERE s.id = f.snapshot_id AND s.source = 'counted'",
        "sus cifras no son las que se sellaron",
    ),
    "a seal": ("UPDATE statistics_snapshot SET hash = repeat('0', 64)", "su sello no es el que dice el registro"),
    "a return": (f"UPDATE {RETURN} SET figures = '{{}}'", "ya no dice las cifras con que se aceptó"),
    "a number": (
        "UPDATE statistics_snapshot SET number = 3 WHERE number = 2",
        "falta el corte 2 de EP01 de 2026-01: la serie salta ese número",
    ),
    "an acceptance": (f"UPDATE {RETURN} SET state = 'accepted' WHERE state = 'draft'", "figura aceptado y no tiene"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_what_an_owner_rewrote_is_found(returns, what):
    assert list(checks.snapshots()) == []
    sql, said = TAMPERING[what]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (RETURN, "statistics_figure", "statistics_snapshot"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
    assert any(said in problem for problem in checks.snapshots())
