"""The data package of an analysis: its tables as CSV, their description, and a hash of each."""

import hashlib
import io
import json
import zipfile
from typing import Any

from llamkay.apps.evaluation.models import Run
from llamkay.apps.evaluation.report import package_rows
from llamkay.platform.files.tabular import csv_lines

_WHEN = (1980, 1, 1, 0, 0, 0)  # the same analysis gives the same bytes
_TYPES = {int: "integer", float: "number", bool: "boolean", str: "string"}


def zipped(run: Run) -> bytes:
    """A Data Package (v2) of what may be read of an analysis; counts of one to four are empty."""
    files: dict[str, str] = {}
    resources = []
    for name, (headings, rows) in package_rows(run.document).items():
        if not rows:
            continue
        text = "".join(csv_lines(headings=headings, rows=rows))
        files[f"{name}.csv"] = text
        fields = [{"name": heading, "type": _type([row[at] for row in rows])} for at, heading in enumerate(headings)]
        resources.append(
            {
                "name": name,
                "path": f"{name}.csv",
                "format": "csv",
                "encoding": "utf-8",
                "hash": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
                "schema": {"fields": fields, "missingValues": [""]},
            }
        )
    description = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"evaluation-{run.programme_id}-{run.number}",
        "title": str(run),
        "created": run.made_at.isoformat(),
        "invented": run.document["invented"],
        "protocol": run.document["protocol"],
        "resources": resources,
    }
    files["datapackage.json"] = json.dumps(description, ensure_ascii=False, indent=1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in files.items():
            bundle.writestr(zipfile.ZipInfo(name, _WHEN), text)
    return out.getvalue()


def _type(values: list[Any]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        return "number"
    return _TYPES[kinds.pop()] if len(kinds) == 1 else "string"
