"""What may happen to a month of an establishment, one at a time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from llamkay.apps.months.models import MonthClose
from llamkay.apps.months.queries import closes
from llamkay.platform.database.locks import Space, lock

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def record_close(*, digest: Callable[[MonthClose], str], **values: Any) -> MonthClose:
    """Keep the close of a month after the one before it, whose hash it takes up, sealed with ``digest``.

    ``values`` are the columns of the close short of both hashes. The caller holds the lock of the prison's months.
    """
    close = MonthClose(**values)
    earlier = closes(at=close.establishment).order_by("-month")
    close.previous_hash = earlier.values_list("hash", flat=True).first() or ""
    close.hash = digest(close)
    close.save(force_insert=True)
    return close


def lock_months(establishment: "Establishment") -> None:
    """Opening and closing months of one establishment wait for one another until the transaction ends."""
    lock(Space.MONTHS, establishment.pk)
