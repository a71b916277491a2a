"""Saving: what she decided in writing, at each close, never beyond her goal nor what is free."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Sum
from django.urls import reverse

from llamkay.apps.activities.models import Adjustment, Sheet
from llamkay.apps.closing.models import MonthClose
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.books.services import place_hold
from llamkay.apps.pay.ledger import Leg, post
from llamkay.apps.pay.models import Posting, SavingsRule
from llamkay.apps.pay.savings import services
from llamkay.apps.pay.savings.queries import to_put_aside
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope
from tests.worlds import factories

FEBRUARY = Month(2026, 2)


@pytest.fixture
def prison(everything, full_prison):
    made = full_prison
    made.treasurer = factories.staff("treasurer", made.place)
    Adjustment.objects.all().delete()
    factories.worked(made.open_sheet, made.person, *range(2, 22))  # S/ 400.00, of which S/ 270.00 are her own
    return made


def held(prison, kind):
    rows = Posting.objects.filter(account__person=prison.person, account__kind=kind)
    return -(rows.aggregate(total=Sum("amount"))["total"] or 0)


def rule(prison, **values):
    given = {
        "percent": 10,
        "goal": 100_000,
        "purpose": "Útiles de su hija",
        "document": "Carta",
        "since": date(2026, 2, 1),
    }
    return services.agree(actor=prison.treasurer, person=prison.person, **given | values)


def closed(prison, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    for at in prison.place.activities.exclude(sheets__month=FEBRUARY.first):
        Sheet.objects.create(activity=at, month=FEBRUARY.first, state="approved")
    Sheet.objects.filter(activity__establishment=prison.place, month=FEBRUARY.first).update(state="approved")
    close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)


def test_the_close_puts_aside_her_percentage(prison, monkeypatch):
    rule(prison)
    before = held(prison, "available")
    closed(prison, monkeypatch)
    assert (held(prison, "savings"), held(prison, "available")) == (2_700, before + 27_000 - 2_700)
    assert [check for check in verify() if check.problems] == []


def test_never_beyond_the_goal(prison, monkeypatch):
    rule(prison, percent=100, goal=1_500)
    closed(prison, monkeypatch)
    assert held(prison, "savings") == 1_500


def test_what_was_saved_in_another_prison_counts_for_the_goal(prison, monkeypatch):
    rule(prison, percent=100, goal=1_500)
    legs = [Leg(kind="opening", amount=1_000), Leg(kind="savings", amount=-1_000, person=prison.person)]
    other = Establishment.objects.get(code="EP17")
    post(actor=Command(), establishment=other, legs=legs, text="Ahorro", key="ahorro", origin="opening")
    closed(prison, monkeypatch)
    assert held(prison, "savings") == 1_500
    close = MonthClose.objects.get(establishment=prison.place, month=FEBRUARY.first)
    # As whoever closes there reads: the books of that prison alone.
    with transaction.atomic(), scope.acting_in(Scope(ids=frozenset({prison.place.pk}))), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
        found = to_put_aside(establishment=prison.place, close_id=close.pk, month=FEBRUARY)
        cursor.execute("RESET ROLE")
    assert found == []


def test_a_hold_leaves_what_is_saved_within_what_binds_both(prison, monkeypatch):
    rule(prison)
    place_hold(
        actor=prison.treasurer, establishment=prison.place, person=prison.person, court="J", case_number="1",
        since=date(2026, 2, 2),
    )  # fmt: skip
    closed(prison, monkeypatch)
    assert held(prison, "savings") == 0  # nothing is free: a court keeps it all


def test_a_rule_that_ended_before_the_month_did_asks_nothing(prison, monkeypatch):
    services.end(actor=prison.treasurer, rule=rule(prison), why="Cambió de idea")
    closed(prison, monkeypatch)
    assert held(prison, "savings") == 0


def test_a_new_rule_takes_the_place_of_the_one_that_ran(prison):
    first = rule(prison)
    second = rule(prison, percent=20, since=date(2026, 2, 15), document="Carta 2")
    first.refresh_from_db()
    assert (first.period.upper, second.period.lower) == (date(2026, 2, 15), date(2026, 2, 15))
    assert first.ended_why == "La reemplaza: Carta 2"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"percent": 0}, "de 1 a 100"),
        ({"goal": 0}, "mayor que cero"),
        ({"document": " "}, "documento"),
        ({"since": date(2026, 1, 31)}, "mes cerrado"),
    ],
)
def test_a_rule_that_cannot_be(prison, values, said):
    with pytest.raises(Refused, match=said):
        rule(prison, **values)
    assert not SavingsRule.objects.exists()


def test_who_may_and_what_goes_back(prison, monkeypatch):
    with pytest.raises(PermissionDenied):
        services.agree(
            actor=factories.staff("instructor", prison.place), person=prison.person, percent=1, goal=1, purpose="x",
            document="x", since=date(2026, 2, 1),
        )  # fmt: skip
    rule(prison)
    closed(prison, monkeypatch)
    whole = held(prison, "available") + held(prison, "savings")
    services.take(actor=prison.treasurer, person=prison.person, amount=700, document="Carta 3")
    assert (held(prison, "savings"), held(prison, "available")) == (2_000, whole - 2_000)
    with pytest.raises(Refused, match="No alcanza"):
        services.take(actor=prison.treasurer, person=prison.person, amount=2_001, document="Carta 4")


def test_from_the_page_to_the_rule_and_its_end(prison, client):
    client.force_login(prison.treasurer)
    here = reverse("pay:savings", args=[prison.person.pk])
    assert "No tiene una regla de ahorro" in client.get(here).content.decode()
    sent = {"percent": "15", "goal": "500", "purpose": "Estudios", "document": "Carta", "since": "2026-02-01"}
    url = reverse("pay:savings_act", args=[prison.person.pk, "regla"])
    wrong = client.post(url, sent | {"percent": "101"})
    assert wrong.status_code == 422 and "Estudios" in wrong.content.decode()
    assert client.post(url, sent).url == here
    page = client.get(here).content.decode()
    assert "15 % de su parte" in page and "de su meta de S/ 500.00; le faltan S/ 500.00" in page
    client.post(reverse("pay:savings_act", args=[prison.person.pk, "terminar"]), {"why": "Ya no"})
    assert SavingsRule.objects.get().ended_why == "Ya no"
    assert client.post(reverse("pay:savings_act", args=[prison.person.pk, "terminar"]), {"why": "x"}).status_code == 404
