"""A small prison with whoever accompanies its people: a social worker, a psychologist, and Ana's plan."""

from datetime import date

import pytest

from llamkay.apps.people.models import Conviction
from llamkay.apps.plans.drafting import services as drafting
from llamkay.apps.plans.interviews.services import record_interview
from tests.worlds.shared import world
from tests.worlds.small import make_user, small_prison

TODAY = date(2026, 2, 2)
ANSWERS = {
    "trade": ["Costura"],
    "experience": ["Taller de confección en Gamarra, 2015 a 2018"],
    "family": ["La visita su hermana"],
    "children": ["Un hijo de 8 años, con su abuela"],
}


@world(on=small_prison)
def accompanied(small):
    """Ana, sentenced to six years from 2024 on, and who may accompany her."""
    small.social = make_user("social", "social_worker", small.here)
    small.psychologist = make_user("psicologa", "psychologist", small.here)
    small.stranger = make_user("ajena", "social_worker", small.there)
    Conviction.objects.create(
        person=small.ana,
        offence="186",
        committed_on=date(2023, 5, 1),
        final_on=date(2024, 2, 3),
        starts_on=date(2024, 1, 1),
        years=6,
    )
    return small


@pytest.fixture
def prison(accompanied, everything, reference):
    """That prison, with the names of the institution, read with the reach of headquarters."""
    return accompanied


@pytest.fixture
def interviewed(prison):
    """Ana was interviewed."""
    prison.interview = record_interview(actor=prison.social, person=prison.ana, on=TODAY, lines=ANSWERS)
    return prison


@pytest.fixture
def agree(prison):
    """Write and agree a plan of Ana with one goal and the steps that are named."""

    def agree(*steps, person=None):
        plan = drafting.draft(actor=prison.social, person=person or prison.ana)
        goal = drafting.add_goal(actor=prison.social, plan=plan, area="work", title="Vivir de mi oficio")
        for step in steps:
            drafting.add_step(actor=prison.social, goal=goal, **{"text": "Un paso", "since": date(2026, 1, 1)} | step)
        return drafting.agree(actor=prison.social, plan=plan, on=TODAY, consent="signed")

    return agree
