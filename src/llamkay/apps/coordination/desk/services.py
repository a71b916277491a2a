"""The one thing that the liaison writes of a woman: the answer of her institution."""

from datetime import date
from typing import Any

from llamkay.apps.coordination.desk.queries import institutions_of
from llamkay.apps.coordination.permissions import LIAISON
from llamkay.apps.nursery.health import referrals
from llamkay.platform import clock
from llamkay.platform.security.access import require


def answer(*, actor: Any, referral: int, text: str, next_on: date) -> None:
    """Answer a referral that was addressed to an institution for which the account answers."""
    require(actor, LIAISON)
    institutions = institutions_of(actor, clock.today())
    referrals.answer_addressed(actor=actor, pk=referral, institutions=institutions, text=text, next_on=next_on)
