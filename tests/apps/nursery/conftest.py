import pytest


@pytest.fixture
def cradle(everything, nursery_world):
    """The nursery, read with the scope of headquarters."""
    return nursery_world
