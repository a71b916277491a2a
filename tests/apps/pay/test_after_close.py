"""What a close leaves of people who are no longer there: a correction follows, the rest is told and has an owner."""

from datetime import date

import pytest
from django.db.models import Sum
from django.urls import reverse

from llamkay.apps.activities.models import Adjustment, Sheet
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models import Posting, Settlement
from llamkay.apps.pay.payslips.paper import payslips_of, print_payslips
from llamkay.apps.pay.queries import splits_of
from llamkay.apps.pay.settlements import queries, services
from llamkay.apps.pay.tasks import to_send
from llamkay.apps.people.custody.services import release_person, transfer_person
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

FEBRUARY = Month(2026, 2)
TODAY = date(2026, 2, 2)


@pytest.fixture
def prison(everything, full_prison):
    made = full_prison
    made.treasurer = factories.staff("treasurer", made.place)
    made.director = factories.staff("director", made.place)
    made.next = Establishment.objects.get(code="EP17")
    return made


def kept(person, place, kind=""):
    rows = Posting.objects.filter(account__person=person, account__establishment=place)
    rows = rows.filter(account__kind=kind) if kind else rows
    return -(rows.aggregate(total=Sum("amount"))["total"] or 0)


def moved(prison):
    """The person passes to the other prison with everything, by two people."""
    transfer_person(actor=Command(), person=prison.person, to=prison.next, on=TODAY, reason="R.D. 9", confirmed=True)
    row = services.prepare(actor=prison.treasurer, person=prison.person, establishment=prison.place, document="Acta 1")
    services.confirm(actor=prison.director, settlement=row)


def closed(prison, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    for at in prison.place.activities.exclude(sheets__month=FEBRUARY.first):
        Sheet.objects.create(activity=at, month=FEBRUARY.first, state="approved")
    Sheet.objects.filter(activity__establishment=prison.place, month=FEBRUARY.first).update(state="approved")
    close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)
    return prison.place.closes.get(month=FEBRUARY.first)


@pytest.mark.parametrize(("minutes", "gross"), [(0, -2_000), (480, 2_000)])
def test_what_a_correction_moves_follows_the_person(prison, monkeypatch, minutes, gross):
    Adjustment.objects.update(minutes=minutes, reason=1 if minutes else 0)
    moved(prison)
    before = {kind: kept(prison.person, prison.next, kind) for kind in ("", "available", "reparation")}
    close = closed(prison, monkeypatch)
    split = (
        splits_of(close)
        .model.objects.filter(close=close, person=prison.person)
        .aggregate(
            gross=Sum("gross"), personal=Sum("personal"), reparation=Sum("reparation"), institution=Sum("institution")
        )
    )
    assert split["gross"] == gross
    assert kept(prison.person, prison.place) == 0
    assert kept(prison.person, prison.next) == before[""] + gross - split["institution"]
    assert kept(prison.person, prison.next, "available") == before["available"] + split["personal"]
    assert kept(prison.person, prison.next, "reparation") == before["reparation"] + split["reparation"]
    assert Settlement.objects.count() == 1
    assert [check for check in verify() if check.problems] == []


def test_a_balance_against_her_is_taken_only_where_there_is_money(prison, monkeypatch):
    moved(prison)
    release = kept(prison.person, prison.next, "available")
    legs = [("available", release), ("bank", -release)]
    factories.posted(prison.next, "gasta", legs, person=prison.person)
    closed(prison, monkeypatch)
    assert kept(prison.person, prison.next, "available") == 0
    assert kept(prison.person, prison.place, "available") < 0  # stays where it is, in sight, until there is


def test_the_slip_of_the_month_and_of_the_close_say_which_day_was_corrected(prison, monkeypatch):
    close = closed(prison, monkeypatch)
    (january,) = payslips_of(prison.close, person=prison.person)
    assert january.corrected == ["día 9 (Taller Quinchu), en el cierre de febrero de 2026"]
    assert january.gross == 8_000
    (february,) = payslips_of(close, person=prison.person)
    ((what, gross, own),) = february.adjusted
    assert (what, gross) == ("enero de 2026, día 9 (Taller Quinchu)", -2_000)
    assert own == -1_400
    print_payslips(actor=Command(), close=close)


def test_who_left_before_the_close_is_told_with_an_owner_and_one_number(prison, monkeypatch, client):
    Adjustment.objects.all().delete()
    factories.worked(prison.open_sheet, prison.person, 2)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-20T10:00:00-05:00")
    release_person(actor=Command(), person=prison.person, on=date(2026, 2, 20), reason="R.J. 12", confirmed=True)
    Settlement.objects.all().delete()  # as if nothing had been there when she left
    close = closed(prison, monkeypatch)
    row = Settlement.objects.get()
    assert (row.person, row.state, row.left_on) == (prison.person, "due", date(2026, 2, 20))
    today = date(2026, 3, 2)
    listed = queries.unsettled(scope=scope.EVERYTHING, today=today)
    waiting = queries.unsettled(scope=scope.EVERYTHING, today=today, state="due")
    (task,) = [each for each in to_send(None, scope.EVERYTHING, today) if "Liquidaciones" in each.text]
    assert len(listed) == len(waiting) == task.count == 1
    client.force_login(prison.treasurer)
    page = client.get(task.url).content.decode()
    assert prison.person.full_name in page and "Personal treasurer" in page and "Por preparar" in page
    assert "Liquidaciones por preparar" in client.get(reverse("today")).content.decode()
    assert close.totals["people"] == 1


def test_a_settlement_that_nobody_opened_waits_like_the_others(prison):
    release_person(actor=Command(), person=prison.person, on=TODAY, reason="R.J. 12", confirmed=True)
    Settlement.objects.all().delete()
    waiting = queries.unsettled(scope=scope.EVERYTHING, today=TODAY, state="due")
    (task,) = [each for each in to_send(None, scope.EVERYTHING, TODAY) if "Liquidaciones" in each.text]
    assert [row["person"] for row in waiting] == [prison.person.pk] and task.count == 1
