"""What may happen to a month of an establishment, one at a time."""

from llamkay.apps.institutions.models import Establishment
from llamkay.platform.database.locks import Space, lock


def lock_months(establishment: Establishment) -> None:
    """Opening and closing months of one establishment wait for one another until the transaction ends."""
    lock(Space.MONTHS, establishment.pk)
