import pytest

from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.platform.security import scope
from tests.worlds.small import JANUARY


@pytest.fixture
def world(small_prison):
    """The small prison, read with the scope of headquarters."""
    with scope.elevated():
        yield small_prison


@pytest.fixture
def sheet(world):
    """The bakery's open sheet of January 2026."""
    return open_sheet(actor=world.instructor, activity=world.bakery, month=JANUARY)
