import pytest


@pytest.fixture
def house(everything, counted_prison):
    """The counted prison, read with the scope of headquarters."""
    return counted_prison
