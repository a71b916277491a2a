"""Before a month closes, what would be left out of it is told with the address of its cure."""

from datetime import date

import pytest
from django.urls import reverse

from llamkay.apps.closing.ready import blockers, unsettled_inputs
from llamkay.apps.pay.court_orders.services import propose
from llamkay.apps.pay.models import Bonus
from llamkay.platform.security.access import Command
from tests.worlds import factories


@pytest.mark.usefixtures("everything")
def test_bonuses_incomes_and_changes_that_wait_are_listed(client, full_prison):
    made = full_prison
    assert [item for item in unsettled_inputs(made.place, factories.FEBRUARY) if "bonific" in str(item)] == []
    before = len(blockers(made.place, factories.FEBRUARY))
    Bonus.objects.create(
        activity=made.workshop, person=made.person, month=date(2026, 2, 1), amount=500, reason="Feria", by="alguien"
    )
    propose(
        actor=Command(),
        person=made.person,
        kind="reparation",
        act="end",
        since=date(2026, 2, 10),
        document="R",
        reason="Pagada",
    )
    found = {item.url: str(item) for item in unsettled_inputs(made.place, factories.FEBRUARY)}
    assert "1 bonificación sin aprobar" in found[reverse("pay:inputs", args=[made.workshop.pk])]
    assert "espera aprobación" in found[reverse("pay:person_court_orders", args=[made.person.pk])]
    assert len(blockers(made.place, factories.FEBRUARY)) == before  # nothing of it keeps the month open
    client.force_login(factories.staff("director", made.place))
    page = client.get(reverse("closing:detail", args=[made.place.code, "2026-02"])).content.decode()
    assert "quedarán fuera" in page or "quedará fuera" in page
