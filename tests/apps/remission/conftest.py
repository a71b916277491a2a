from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Enrolment
from llamkay.apps.people.models import Conviction
from tests import factories


@pytest.fixture
def prison(everything, monkeypatch):
    """A prison whose January is closed: five days of work, three of study, a sentence of 2021 that is final."""
    monkeypatch.setenv("LLAMKAY_NOW", factories.NOW)
    factories.load_reference()
    made = factories.prison("EP16", "Quinchu", 1)
    Conviction.objects.filter(person=made.person).delete()
    Conviction.objects.create(
        person=made.person,
        offence="186",
        committed_on=date(2019, 5, 1),
        final_on=date(2021, 3, 15),
        starts_on=date(2025, 1, 1),
        years=4,
    )
    return made


@pytest.fixture
def enrolled(prison):
    """Entered in both registers from December."""
    for kind in ("work", "study"):
        Enrolment.objects.get_or_create(
            person=prison.person, kind=kind, defaults={"period": DateRange(date(2025, 12, 1), None), "folio": "1"}
        )
    return prison
