"""The worlds that tests share: a prison with everything in it, two of them, a nursery, a small prison of one workshop.

Each is on 2 February 2026. Whoever needs more writes it upon one of these, in the test's own fixture.
"""

from datetime import date

from llamkay.apps.people.models import Conviction
from tests.worlds import factories
from tests.worlds.shared import world


@world()
def reference():
    """The reference data of every app, and nobody."""
    factories.load_reference()


@world(on=reference)
def full_prison(_reference):
    """A prison with one of everything: ``factories.Prison``."""
    return factories.prison("EP16", "Quinchu", 1)


@world(on=full_prison)
def two_prisons(here):
    """That prison and another like it, which must not learn of it."""
    return here, factories.prison("EP17", "Zorrilla", 2)


@world(on=full_prison)
def sentenced_prison(made):
    """A prison whose January is closed: five days of work, three of study, a sentence of 2021 that is final."""
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
