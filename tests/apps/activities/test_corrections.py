"""A row as corrected is one thing, whoever reads it; only what waits for a close is left out where money asks."""

from datetime import date

import pytest
from django.db import connection

from llamkay.apps.activities.inputs import EVERY_CLOSE, corrections, sheet_rows
from llamkay.apps.activities.models import Adjustment, Sheet, SheetRow
from llamkay.apps.closing.recount import Grid
from llamkay.apps.closing.services import close_month
from llamkay.apps.pay.inputs.work import worked
from llamkay.core.values import Month
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.corrections import corrected as given_twice


@pytest.fixture
def corrected(everything, monkeypatch, full_prison):
    """A prison with January closed, of whose first day one adjustment was applied and a later one waits."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    made = full_prison
    row = SheetRow.objects.filter(sheet__activity=made.workshop, sheet__state="closed").first()
    adjust(row, 7, 60)
    for sheet in Sheet.objects.exclude(state="closed"):
        Sheet.objects.filter(pk=sheet.pk).update(state="approved")
    Sheet.objects.create(activity=made.lesson, month=factories.FEBRUARY.first, state="approved")
    made.close = close_month(actor=Command(), establishment=made.place, month=factories.FEBRUARY)
    adjust(row, 7, 30)
    adjust(row, 8, 90)
    made.row = row
    return made


def adjust(row, day, minutes):
    given_twice(row, day, minutes=minutes, reason=1, pieces=0)


def test_the_view_the_month_and_the_years_read_the_same_row(corrected):
    row, month = corrected.row, Month.of(corrected.row.sheet.month)
    with connection.cursor() as cursor:
        cursor.execute("SELECT minutes FROM activities_effectiverow WHERE id = %s", [row.pk])
        view = cursor.fetchone()[0][: month.days]
    rows = sheet_rows(establishment_id=corrected.place.pk, month=month)
    read = rows.minutes[rows.row.tolist().index(row.pk)].tolist()
    grid = Grid(corrected.place.pk, [month])
    of = grid.people[grid.person] == row.person_id
    of &= grid.activities[grid.activity] == corrected.workshop.pk
    assert view == read == grid.minutes[of][0].tolist()
    assert read[6:8] == [30, 90]


def test_what_no_close_has_applied_is_left_out_where_it_is_asked(corrected):
    row = corrected.row
    first = Adjustment.objects.get(row=row, minutes=60)

    def cells(**until):
        return sorted(line[1:3] for line in corrections([row.pk], **until) if line[1] in (7, 8))

    assert cells(applied_until=EVERY_CLOSE) == [(7, 60)]
    assert cells(applied_until=first.applied_in_id - 1) == []
    assert cells() == [(7, 30), (8, 90)]
    # What a company is charged for rests on the books.
    minutes = worked([corrected.workshop.pk], Month.of(row.sheet.month))[corrected.workshop.pk, row.person_id][1]
    adjust(row, 8, 240)
    assert (
        worked([corrected.workshop.pk], Month.of(row.sheet.month))[corrected.workshop.pk, row.person_id][1] == minutes
    )


def test_another_row_is_not_touched(corrected):
    other = SheetRow.objects.exclude(pk=corrected.row.pk).filter(sheet__month=date(2026, 1, 1)).first()
    assert corrections([other.pk]) == []
