"""What Schemathesis is told of how to ask: from another address each time, and about sheets that are there."""

import json
import os
import random
import urllib.request

import schemathesis
from schemathesis import GenerationMode

_CHANCE = random.Random(1)
LIMIT = {"reason": 20, "minutes": 500}


@schemathesis.hook
def before_call(context, case, kwargs):
    address = ".".join(str(_CHANCE.randrange(1, 255)) for _ in range(3))
    case.headers = {**(case.headers or {}), "X-Forwarded-For": f"10.{address}"}
    if case.method == "PATCH" and case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
        _about_a_sheet(case)


def _about_a_sheet(case):
    """In half of the cases rows, version and numbers are such as a sheet has: the rules beyond the schema answer."""
    body = case.body
    if _CHANCE.random() < 0.5 or not isinstance(body, dict) or not isinstance(body.get("cells"), list):
        return
    pk = _CHANCE.choice([sheet["id"] for sheet in _asked("sheets?state=open")["items"]])
    sheet = _asked(f"sheets/{pk}")
    case.path_parameters["pk"], body["version"] = pk, sheet["version"]
    body["cells"] = [
        {"row": _CHANCE.choice(sheet["rows"])["id"], "day": int(cell["day"])}
        | {name: int(cell[name]) % LIMIT[name] for name in LIMIT if cell.get(name) is not None}
        for cell in body["cells"]
    ]


def _asked(path):
    headers = {"Authorization": f"Bearer {os.environ['LLAMKAY_KEY']}"}
    with urllib.request.urlopen(
        urllib.request.Request(f"{os.environ['LLAMKAY_SITE']}/api/v1/{path}", headers=headers)
    ) as answer:
        return json.load(answer)
