"""What every test may ask for is in ``tests.worlds``; nothing is imported from a ``conftest``."""

import gc
import os

from hypothesis import HealthCheck, settings

# A slow machine is no fault of what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
# A hundred tests start the program as a process of its own: each would compile all of it again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = [
    f"tests.worlds.{name}"
    for name in ("database", "shared", "fixtures", "places", "small", "counted", "nursery", "workshop", "market")
]
# Where one test takes long, or needs a server of its own: begun first, so that nobody waits for them at the end.
LONG = [
    "tests/demo",
    "tests/e2e",
    "tests/cli/test_keeping.py",
    "tests/web/test_budget.py",
    "tests/web/test_walls.py",
]


def pytest_collection_modifyitems(items):
    """The long tests first; the rest as they stand, so that tests of one world stay together."""

    def turn(item):
        path = item.path.as_posix()
        return next((number for number, long in enumerate(LONG) if f"/{long}" in path), len(LONG))

    items.sort(key=turn)


def pytest_collection_finish(session):
    """What was collected stays to the end: whoever looks for cycles need not walk through it again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter):
    """Say loudly that the browser tests did not run: nothing else shows it."""
    without = [item for item in terminalreporter.stats.get("skipped", ()) if "NO BROWSER" in str(item.longrepr)]
    if without:
        text = f"{len(without)} BROWSER TESTS DID NOT RUN: no Chromium was found. Install it: apt install chromium"
        terminalreporter.write_sep("!", text, red=True, bold=True)
