"""The command and the day of the demonstration that a browser visits."""

import sys
from pathlib import Path

LLAMKAY = str(Path(sys.executable).parent / "llamkay")
# The demonstration is of 2 February; here it is already March, so that February can be filled and closed.
NOW = "2026-03-02T09:00:00-05:00"
