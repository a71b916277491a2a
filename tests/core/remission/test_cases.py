"""Every legal case in ``cases/remission`` holds; a lawyer can read them and add to them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from llamkay.core.law import LawBook
from llamkay.core.remission.statement import compute_case
from llamkay.platform.datafiles import yaml_documents

CASES = sorted((Path(__file__).parents[3] / "cases" / "remission").glob("*.yaml"))
LAW = LawBook.of(yaml_documents("llamkay.law", "pe"))
RESTS_ON = {"norm", "ruling", "announcement", "our reading"}


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Where the result departs from the fields that must hold; lists must have the same length."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{where}: {found!r} is no mapping"]
        plain = {("on" if key is True else key): value for key, value in expected.items()}
        return [d for key, value in plain.items() for d in differences(value, found.get(key), f"{where}.{key}")]
    if isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            return [f"{where}: expected {len(expected)} entries, found {found!r}"]
        return [
            d for i, (e, f) in enumerate(zip(expected, found, strict=True)) for d in differences(e, f, f"{where}[{i}]")
        ]
    return [] if expected == found else [f"{where}: expected {expected!r}, found {found!r}"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert document["id"] == path.stem
    assert document["rests_on"]["kind"] in RESTS_ON
    assert document["rests_on"]["text"]
    assert differences(document["expect"], compute_case(document, LAW)) == []


def test_there_are_cases() -> None:
    assert len(CASES) >= 60
