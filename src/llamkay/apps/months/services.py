"""What may happen to a month of an establishment, one at a time."""

from django.db import connection

from llamkay.apps.institutions.models import Establishment


def lock_months(establishment: Establishment) -> None:
    """Opening and closing months of one establishment wait for one another until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7262, %s)", [establishment.pk])
