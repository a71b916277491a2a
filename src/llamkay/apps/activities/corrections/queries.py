"""What the office reads of corrected days."""

from typing import Any

from django.db.models import QuerySet

from llamkay.apps.activities.models import Adjustment


def adjustments_at(establishment: Any) -> QuerySet[Adjustment]:
    """The corrections of the closed sheets of a prison."""
    return Adjustment.objects.filter(row__sheet__activity__establishment=establishment)
