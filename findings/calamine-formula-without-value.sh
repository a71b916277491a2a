#!/usr/bin/env bash
# python-calamine gives the same empty text for a formula that no spreadsheet has computed yet, for a cell of error and
# for a blank cell, and a number for its neighbour: who imports an attendance sheet or a return from it cannot tell
# «nothing was written» from «something was written and its value is missing». Seen with python-calamine 0.9.1 on a
# workbook written by xlsxwriter 3.3.1 (a formula's cached value is left empty, as programs that write but do not compute
# do). The program therefore asks the file's own XML before it trusts a blank.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "python-calamine==0.9.1" "xlsxwriter==3.3.1"
"$folder/venv/bin/python" - "$folder/sheet.xlsx" <<'PY'
import sys

import python_calamine
import xlsxwriter

path = sys.argv[1]
book = xlsxwriter.Workbook(path)
sheet = book.add_worksheet()
sheet.write_row(0, 0, ["number", "formula", "error", "blank", "end"])
sheet.write_number(1, 0, 240)
sheet.write_formula(1, 1, "=A2*2", None, "")
sheet.write_formula(1, 2, "=NA()", None, "#N/A")
sheet.write_string(1, 4, "x")
book.close()
row = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1]
print(python_calamine.__name__, row)
assert row[0] == 240.0 and row[4] == "x", row
assert row[1] == row[2] == row[3] == "", f"the reader tells them apart now: {row}"
print("a formula without value, an error and a blank are all the same empty text")
PY
