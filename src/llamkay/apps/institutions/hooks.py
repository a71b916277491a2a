"""Where higher apps plug into the screens of this one."""

from collections.abc import Collection
from datetime import date

from llamkay.platform.hooks import Hook

# Who counts the people of some establishments on a day: (ids, day) → establishment id → people.
POPULATION: Hook[[Collection[int], date], dict[int, int]] = Hook("institutions.population")


def population(establishment_ids: Collection[int], on: date) -> dict[int, int]:
    """People of each establishment that day, from whoever registered to count them; empty when nobody does."""
    counted: dict[int, int] = {}
    for counts in POPULATION(establishment_ids, on):
        counted.update(counts)
    return counted
