"""The worlds that tests share: a prison with everything in it, two of them, a nursery, a small prison of one workshop.

Each is on 2 February 2026. Whoever needs more writes it upon one of these, in the test's own fixture.
"""

from tests import factories
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
