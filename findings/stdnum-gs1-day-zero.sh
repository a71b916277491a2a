#!/usr/bin/env bash
# python-stdnum's gs1_128.validate() gives back another label than the one it was shown where a date says day 00. GS1's
# General Specifications let a use-by date name a month alone: its day is then 00 and means the month's last. validate()
# writes that day into the number, so what it returns is not what stands on the lot, and a lot looked up by it is not
# found. biip 5.2.0 keeps the text of the label and gives the day beside it. Seen with python-stdnum 2.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "python-stdnum==2.2" "biip==5.2.0"
"$folder/venv/bin/python" - <<'PY'
import datetime

import biip
import stdnum
from stdnum import gs1_128

label = "17" + "261200"
compact, given = gs1_128.compact(label), gs1_128.validate(label)
(part,) = biip.parse(label).gs1_message.element_strings
print(f"python-stdnum {stdnum.__version__}: {label} is valid, and comes back as {given}")
print(f"biip: {part.ai.ai} {part.value} is {part.date}")
assert compact == label and given == "17261231", "validate() now leaves the label as it is"
assert part.value == "261200" and part.date == datetime.date(2026, 12, 31)
PY
