"""What every test may ask for is in ``tests.worlds``; nothing is imported from a ``conftest``."""

pytest_plugins = [
    f"tests.worlds.{name}" for name in ("database", "shared", "fixtures", "places", "small", "counted", "nursery")
]


def pytest_terminal_summary(terminalreporter):
    """Say loudly that the browser tests did not run: nothing else shows it."""
    without = [item for item in terminalreporter.stats.get("skipped", ()) if "NO BROWSER" in str(item.longrepr)]
    if without:
        text = f"{len(without)} BROWSER TESTS DID NOT RUN: no Chromium was found. Install it: apt install chromium"
        terminalreporter.write_sep("!", text, red=True, bold=True)
