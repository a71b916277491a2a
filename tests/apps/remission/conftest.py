from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Enrolment


@pytest.fixture
def prison(everything, sentenced_prison):
    return sentenced_prison


@pytest.fixture
def enrolled(prison):
    """Entered in both registers from December."""
    for kind in ("work", "study"):
        Enrolment.objects.get_or_create(
            person=prison.person, kind=kind, defaults={"period": DateRange(date(2025, 12, 1), None), "folio": "1"}
        )
    return prison
