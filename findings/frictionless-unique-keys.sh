#!/usr/bin/env bash
# frictionless 5.21.0 finds nothing wrong with rows that repeat a key of "uniqueKeys", nor with a value that is in no
# list of "categories", though both are properties of a table schema in Data Package v2: it passes over them without a
# word. The same rows fail as a "primaryKey" and as an "enum". Who publishes monthly tables and relies on it would print
# a prison twice under one month. The program's tables say their keys as primary keys.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "frictionless==5.21.0"
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import json
from pathlib import Path

import frictionless

Path("figures.csv").write_text("prison,month,people\nA,2026-01,5\nA,2026-01,7\n")


def found(prison=None, **schema):
    fields = [{"name": "prison", "type": "string"} | (prison or {}), {"name": "month", "type": "string"}]
    schema |= {"fields": [*fields, {"name": "people", "type": "integer"}]}
    resource = {"name": "figures", "type": "table", "path": "figures.csv", "schema": schema}
    Path("datapackage.json").write_text(json.dumps({"name": "figures", "resources": [resource]}))
    report = frictionless.validate("datapackage.json")
    return sorted({error.type for task in report.tasks for error in task.errors} | {e.type for e in report.errors})


keys = ["prison", "month"]
unique, primary = found(uniqueKeys=[keys]), found(primaryKey=keys)
categories, enum = found({"categories": ["B"]}), found({"constraints": {"enum": ["B"]}})
print(f"frictionless {frictionless.__version__}: uniqueKeys {unique}, primaryKey {primary}")
print(f"categories {categories}, enum {enum}")
assert unique == [] and categories == [], "it now looks at them"
assert primary == ["primary-key"] and enum == ["constraint-error"]
PY
