"""A nursery with a newborn, a child near the birthday and one past it. Everybody is invented."""

from datetime import date
from types import SimpleNamespace

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.nursery.models import Nursery
from llamkay.apps.nursery.record.queries import children
from llamkay.apps.nursery.record.services import register_child
from llamkay.apps.people.models import CustodySpell
from llamkay.platform.security import scope
from tests.worlds import factories
from tests.worlds.places import reference
from tests.worlds.shared import world

TODAY = date(2026, 2, 2)
WORKERS = ("head_nursery", "carer", "inmate_carer", "health", "social_worker", "psychologist", "director")


@world(on=reference)
def nursery_world(_reference):
    """A nursery of three children, two mothers, the staff of each function: ``place``, ``staff``, ``newborn`` …"""
    place, other = Establishment.objects.get(code="EP16"), Establishment.objects.get(code="EP17")
    Establishment.objects.filter(pk__in=[place.pk, other.pk]).update(uses_system=True)
    mother = factories.person(place, "MAD-1", "Quinchu", "00001001")
    foreign = factories.person(place, "MAD-2", "Foráneo", "00001002", nationality="CO")
    CustodySpell.objects.filter(person__in=[mother, foreign]).update(period=DateRange(date(2022, 1, 1), None))
    made = SimpleNamespace(place=place, other=other, mother=mother, foreign=foreign)
    made.staff = {role: factories.staff(role, place) for role in WORKERS}
    made.social, made.director, made.health = (made.staff[r] for r in ("social_worker", "director", "health"))
    made.head = made.staff["head_nursery"]
    made.nursery = Nursery.objects.create(establishment=place, name="Cuna de prueba", capacity=1)
    made.newborn = born(made, mother, "Wayra", date(2026, 1, 20))
    made.near = born(made, foreign, "Illari", date(2023, 6, 15))
    made.past = born(made, mother, "Sami", date(2023, 1, 10))
    return made


def born(made, mother, name, day, **values):
    return register_child(
        actor=made.social,
        mother=mother,
        given_names=name,
        surnames="Invento Inventado",
        sex="F",
        born_on=day,
        on=day,
        **values,
    )


def seen(child):
    """The child as the screens read it."""
    return children(scope.EVERYTHING).get(pk=child.pk)
