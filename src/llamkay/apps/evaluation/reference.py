"""What stands beside our own results: a real study of others computed by the same kernel, and the literature.

``data/north-carolina.json`` ships as summary results; the test computes it again from the rows, which are public.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from llamkay.apps.evaluation.people import KINDS, Gathered
from llamkay.apps.evaluation.report import Document, document
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.protocol import Protocol
from llamkay.core.evaluation.study import Followed, study
from llamkay.platform.files.datafiles import yaml_documents

_COVARIATES = "black alcohol drugs married felon property person priors educ rules age".split()
_LAST_MONTH = 81
_HERE = "llamkay.apps.evaluation"


@dataclass(frozen=True)
class Paper:
    """A study of others: what it found, by which design, from where. ``sign`` is lower, higher, none or mixed.

    ``read`` is what of it was read: its abstract, its page, or the rows themselves.
    """

    authors: str
    year: int
    what: str
    what_en: str
    design: str
    found: str
    found_en: str
    sign: str
    source: str
    read: str


@cache
def literature() -> tuple[Paper, ...]:
    """The studies that stand beside ours, the strongest designs first, those that found no difference included."""
    (data,) = (item for item in yaml_documents(_HERE, "data") if "literature" in item)
    return tuple(Paper(**item) for item in data["literature"])


def signs(papers: Sequence[Paper]) -> dict[str, int]:
    """How many studies found fewer returns, more, no difference, or opposite signs in different groups."""
    return {sign: sum(paper.sign == sign for paper in papers) for sign in ("lower", "higher", "none", "mixed")}


@cache
def north_carolina() -> Document:
    """The summary of those released in North Carolina in 1977–1978, with the work programme as the exposure."""
    text = files(_HERE).joinpath("data/north-carolina.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def compute_north_carolina(file: Path) -> Document:
    """The same from the rows of 1,445 people (Chung, Schmidt & Witte 1991, in Wooldridge's ``recid``).

    Their day of release is not in the data: they left in the year to June 1978 and were followed for 70 to 81 months.
    """
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    column = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    size, back = len(rows), column["returned"] == 1
    returned = np.zeros((len(KINDS), size), dtype=np.int64)
    returned[KINDS.index(Return.UNKNOWN)] = np.where(back, column["durat"], 0)
    people = Followed(
        returned=returned,
        ended=np.zeros(size, dtype=np.int64),
        whole=np.where(back, _LAST_MONTH, column["durat"]).astype(np.int64),
        part=column["workprg"].astype(np.int8),
        enrolled=column["workprg"] == 1,
        covariates={name: column[name] / 12 if name == "age" else column[name] for name in _COVARIATES},
        lot=np.full(size, -1, dtype=np.int8),
        waiting=np.zeros(size, dtype=bool),
        prison=np.zeros(size, dtype=np.int64),
        access={"age": np.where(column["age"] < 360, "under30", np.where(column["age"] < 600, "30to49", "over50"))},
    )
    protocol = Protocol(
        date(1977, 7, 1),
        date(1978, 6, 30),
        date(1984, 4, 30),
        windows=(12, 24, 36),
        outcome=(Return.UNKNOWN,),
        covariates=tuple(_COVARIATES),
    )
    gathered = Gathered(people, size, {}, 0, None, "")
    made = study(people, windows=protocol.windows, outcome=protocol.outcome)
    return document(gathered, made, protocol)


def write_north_carolina(rows: Path, to: Path) -> None:
    """Write the summary that ships, from the rows."""
    to.write_text(json.dumps(compute_north_carolina(rows), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def as_json(value: Any) -> Any:
    """A document as it comes back from where it is kept."""
    return json.loads(json.dumps(value))
