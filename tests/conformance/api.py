"""``python -m tests.conformance.api --seconds 600``: Schemathesis over the API of the demonstration (``make try-api``).

The site is the real one, with a key of somebody who may read and fill what a program can. Every answer is held against
the schema that the site promises: no server error, no status, header or body outside it, nothing refused that the
schema allows, nothing taken that it forbids, no door open without a key. Ends with status 1 where something was found.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.demo.served import start
from tests.worlds.served import NOW, demonstration, outside

WHO = "jefaeducacion"
MAY = (
    *("activities.fill_sheet", "activities.view", "activities.view_sheet"),
    *("closing.view", "people.view", "statistics.view"),
)
# What the site cannot promise in a schema, each with its reason, stands in the settings file beside this script.
SETTINGS = Path(__file__).with_name("schemathesis.toml")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.conformance.api", description=__doc__)
    asked.add_argument("--seconds", type=int, default=600, help="How long to go on asking.")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="llamkay-api-") as folder:
        home = Path(folder, "house")
        home.mkdir(mode=0o700)
        demonstration(home, Path(folder))
        moment = {"LLAMKAY_NOW": NOW, "LLAMKAY_DEMO": "1"}
        # Each request says another address (``asking.py``): who asks the public part from one has sixty a minute.
        site = start(home, "serve", "--workers", "1", LLAMKAY_TRUSTED_PROXIES="127.0.0.1", **moment)
        try:
            return _ask(site, key_of(home, moment), given.seconds, given.seed)
        finally:
            site.server.send_signal(signal.SIGINT)
            site.server.wait(60)
            print(site.log, file=sys.stderr)


def key_of(home: Path, moment: dict[str, str]) -> str:
    """A new key of ``WHO`` for ``MAY``, everything that a program may ask."""
    scopes = [word for action in MAY for word in ("--scope", action)]
    return subprocess.run(
        [sys.executable, "-P", "-m", "llamkay.cli", "manage", "create_api_token", WHO, *scopes],
        env=outside() | {"LLAMKAY_DATA": str(home)} | moment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def _ask(site, key: str, seconds: int, seed: int) -> int:
    """Ask by the description of the repository, which a test holds to that of the site: there it wants a key too."""
    schemathesis = Path(sys.executable).with_name("schemathesis")
    words = ["--config-file", SETTINGS, "run", "docs/openapi.json", "--url", site.address]
    told = {"LLAMKAY_SITE": site.address, "LLAMKAY_KEY": key, "SCHEMATHESIS_HOOKS": "tests.conformance.asking"}
    return subprocess.run(
        [str(schemathesis), *map(str, words), "--max-time", str(seconds), "--seed", str(seed)],
        env=os.environ | told | {"PYTHONPATH": os.getcwd()},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
