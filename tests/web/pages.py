"""The pages of all rooms, each room's beside its tests: who visits them, what another prison has to offer to each.

``VISITS``: page → who visits it and with which arguments; ``w`` is the world as it stands. A query string may
follow the name. ``ADDRESSES``: address → the arguments to try; ``a`` is the caller's prison, ``b`` the other one.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from tests.web import addresses

APPS = Path(__file__).resolve().parents[1] / "apps"
ROOMS = [import_module(f"tests.apps.{path.parent.name}.addresses") for path in sorted(APPS.glob("*/addresses.py"))]


def _together(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for room in [addresses, *ROOMS]:
        pages = getattr(room, name, {})
        assert not found.keys() & pages.keys(), f"{room.__name__} says again what another room says"
        found |= pages
    return found


VISITS, ADDRESSES = _together("VISITS"), _together("ADDRESSES")
