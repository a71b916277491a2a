#!/usr/bin/env bash
# Reading one CSV with frictionless raises the limit of a cell for every other reader of CSV in the process: Python's csv
# module keeps one number for all, 131,072 characters until somebody changes it, and frictionless 5.21.0 sets its own when
# its reader is loaded. A program that counts on a sentence for a cell that never closes its quotes gets it or not
# depending on what else was read before. The program measures the cells itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "frictionless==5.21.0"
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import csv
from pathlib import Path

import frictionless

Path("figures.csv").write_text("prison,people\nA,5\n")
before = csv.field_size_limit()
assert frictionless.validate("figures.csv").valid
after = csv.field_size_limit()
print(f"frictionless {frictionless.__version__}: the limit of a cell was {before:,} and is {after:,}")
assert before == 131_072 and after > 1_000 * before, "the limit stays as it was"
PY
