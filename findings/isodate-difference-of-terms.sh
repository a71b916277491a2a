#!/usr/bin/env bash
# isodate 0.7.2 writes the difference of two terms as another term. A sentence of eight years less two years, three
# months and ten days is, for isodate, six years, minus three months and minus ten days: added to a day it gives the
# right end. duration_isoformat() puts one minus before all of it and takes every other away, «-P6Y3M10D», which is more
# than six years *less*; read again by isodate itself it ends the sentence before it began, and nothing is raised.
# ISO 8601-2:2019 has a sign for each part («P6Y-3M-10D») and one before the whole turns every part; where no such sign
# is agreed on, what cannot be written is refused. The program keeps terms as years, months and days, each of zero or
# more, and carries ends of terms as days of the calendar.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "isodate==0.7.2"
"$folder/venv/bin/python" - <<'PY'
from datetime import date
from importlib.metadata import version

from isodate import duration_isoformat, parse_duration

begins = date(2020, 1, 31)
rest = parse_duration("P8Y") - parse_duration("P2Y3M10D")
written = duration_isoformat(rest)
again = parse_duration(written)
print(f"isodate {version('isodate')}: P8Y less P2Y3M10D is written {written}")
print(f"from {begins}: {begins + rest} before it was written, {begins + again} after it was read again")
assert (rest.years, rest.months, rest.tdelta.days) == (6, -3, -10)
assert begins + rest == date(2025, 10, 21)
assert written == "-P6Y3M10D" and again != rest, f"the term is kept now: {written}"
assert begins + again == date(2013, 10, 21)
PY
