"""The corpus of legal cases, read once, and the count of each, made once for every test that reads it."""

import pickle
from functools import cache
from pathlib import Path

import yaml

from llamkay.core.law import LawBook
from llamkay.core.remission.statement import compute_case
from llamkay.platform.law import law_of_counts

LAW = LawBook.of(law_of_counts())
# Each case with the file that holds it: (topic, document).
CASES = [
    (path.stem, document)
    for path in sorted((Path(__file__).parents[2] / "cases" / "remission").glob("*.yaml"))
    for document in yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader)
    if document is not None
]


def plain(document: dict) -> dict:
    """The case without what its file expects of it."""
    return {key: value for key, value in document.items() if key != "expect"}


CORPUS = [plain(document) for _topic, document in CASES]
_BY_ID = {document["id"]: document for document in CORPUS}


def counted(document: dict) -> dict:
    """The count of a case of the corpus as the law stands: a copy of its own, for a test to change or compare."""
    return pickle.loads(_counted(document["id"]))


@cache
def _counted(case: str) -> bytes:
    return pickle.dumps(compute_case(_BY_ID[case], LAW))
