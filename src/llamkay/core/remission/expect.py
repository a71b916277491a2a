"""What a case of the corpus expects, against what the engine gives."""

from typing import Any


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Where the result of a case departs from its ``expect``, a line for each field; empty where it holds.

    ``expect`` names only the fields that must hold. Lists must have the same length, except ``warnings``: each expected
    sentence must be part of one given.

    >>> differences({"status": "computed", "remitted_days": 12}, {"status": "computed", "remitted_days": 11})
    ['.remitted_days: expected 12, found 11']
    """
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{where}: {found!r} is no mapping"]
        plain = {("on" if key is True else key): value for key, value in expected.items()}
        return [d for key, value in plain.items() for d in differences(value, found.get(key), f"{where}.{key}")]
    if where == ".warnings" and expected:
        return [f"{where}: no warning says {part!r}" for part in expected if not any(part in text for text in found)]
    if isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            return [f"{where}: expected {len(expected)} entries, found {found!r}"]
        return [
            d for i, (e, f) in enumerate(zip(expected, found, strict=True)) for d in differences(e, f, f"{where}[{i}]")
        ]
    return [] if expected == found else [f"{where}: expected {expected!r}, found {found!r}"]
