"""What gives points on a waiting list, for many people at once; and the criteria as the dated rules have them."""

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
from django.db.models import Q

from llamkay.apps.activities.models import Activity, Allocation, Completion
from llamkay.apps.activities.places.rules import rule
from llamkay.apps.people.queries import recidivists
from llamkay.core.placement.order import Criterion
from llamkay.core.placement.suitability import UNKNOWN, Array, People, birthday
from llamkay.platform.database.bulk import these
from llamkay.platform.hooks import Hook

# (people, day) → those of them who look after a child here; the app of the nursery answers.
CARES_FOR_A_CHILD: Hook[[Collection[int], date], Collection[int]] = Hook("activities.cares_for_a_child")


def criteria(on: date) -> list[Criterion]:
    """What gives points on a day, in order."""
    return [Criterion.of(item) for item in rule("order", on=on)]


def values_of(people: Sequence[int], activity: Activity, since: Array, on: date, facts: People) -> dict[str, Array]:
    """The value of every criterion for each of some people; four queries. Each waits since ``since``."""
    today = on.toordinal()
    terms = {item["code"]: item for item in rule("order", on=on)}
    placed = Allocation.objects.filter(
        person_id__in=these(people), period__contains=on, activity__kind=activity.kind
    ).values_list("person_id", flat=True)
    trade = activity.trade.name if activity.trade_id and activity.trade else ""
    before = Completion.objects.filter(Q(trade_name=trade) if trade else Q(pk=None), person_id__in=these(people))
    cares = {person for answer in CARES_FOR_A_CHILD(people, on) for person in answer}

    def among(chosen: Collection[int]) -> Array:
        known = set(chosen)
        return np.array([person in known for person in people], dtype=np.bool_)

    born, ends = facts.born, facts.ends
    age = terms.get("young", {}).get("age", 0)
    days = terms.get("near_release", {}).get("days", 0)
    return {
        "wait": today - since,
        "first_place": ~among(set(placed)),
        "primary": ~among(recidivists(people)),
        "young": (born != UNKNOWN) & (birthday(born, np.int64(age + 1)) > today),
        "trained": among(set(before.values_list("person_id", flat=True))),
        "family": among(cares),
        "near_release": (ends != UNKNOWN) & (ends >= today) & (ends - today <= days),
    }
