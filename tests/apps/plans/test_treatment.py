"""Treatment programmes: their way, the two levels of why they end, and rates that cannot pass a hundred."""

from datetime import date

import pytest

from llamkay.apps.people.custody.services import transfer_person
from llamkay.apps.plans.models import Treatment
from llamkay.apps.plans.treatment import queries, services
from llamkay.core.errors import Refused
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.apps.plans.conftest import TODAY


def through(prison, person, *, ending="", start=date(2026, 1, 6), programme="creo"):
    """Somebody's way through a programme, ended on the last of January where it did."""
    found = services.refer(actor=prison.psychologist, person=person, programme=programme, on=date(2026, 1, 5))
    if start:
        services.start(actor=prison.psychologist, treatment=found, on=start)
    if ending:
        services.end(actor=prison.psychologist, treatment=found, on=date(2026, 1, 31), ending=ending)
    return found


def test_completed_of_those_who_ended_by_their_own_doing(prison):
    people = [prison.make_person(prison.here, number) for number in range(10, 16)]
    for person, ending in zip(people, ["completed", "completed", "own-request", "isolation", "", ""], strict=True):
        through(prison, person, ending=ending)
    transfer_person(actor=Command(), person=people[5], to=prison.there, on=TODAY)
    (cohort,) = queries.rates(scope=EVERYTHING)
    assert (cohort.began, cohort.completed, cohort.ended, cohort.studying, cohort.interrupted) == (2026, 2, 3, 1, 2)
    moved = Treatment.objects.get(person=people[5])
    assert (moved.ending_id, moved.ending.failure, moved.ended_on) == ("transfer", False, TODAY)
    states = {row.person_id: row.state for row in queries.treatments(scope=EVERYTHING)}
    assert [states[person.pk] for person in people] == [
        "completed",
        "completed",
        "withdrawn",
        "interrupted",
        "started",
        "interrupted",
    ]


def test_who_never_started_is_in_no_cohort(prison):
    through(prison, prison.ana, start=None, ending="own-request")
    assert queries.rates(scope=EVERYTHING) == []
    (row,) = queries.treatments_of(prison.ana)
    assert row.state == "not_started"


def test_what_cannot_be_is_refused(prison):
    with pytest.raises(Refused, match="no estaba vigente"):
        through(prison, prison.ana, programme="nothing")
    found = through(prison, prison.ana, start=None)
    with pytest.raises(Refused, match="ya está en CREO"):
        through(prison, prison.ana)
    with pytest.raises(Refused, match="no empezó"):
        services.end(actor=prison.social, treatment=found, on=TODAY, ending="completed")
    with pytest.raises(Refused, match="antes de la derivación"):
        services.start(actor=prison.social, treatment=found, on=date(2026, 1, 4))
    with pytest.raises(Refused, match="Elija por qué"):
        services.end(actor=prison.social, treatment=found, on=TODAY, ending="transfer")  # of the system alone
