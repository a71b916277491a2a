"""What is sealed or kept as JSON: the same text for the same content, whatever the order of its keys."""

import hashlib
from typing import Any

import orjson


def written(content: Any) -> bytes:
    """Plain content as JSON in UTF-8, its keys in order; named tuples are lists.

    Raises ``TypeError`` where something is no plain data.
    """
    return orjson.dumps(content, default=_listed, option=orjson.OPT_SORT_KEYS)


def digest(content: Any) -> str:
    """The SHA-256 of the content as it is written, in hex."""
    return hashlib.sha256(written(content)).hexdigest()


class Texts:
    """Lists as JSON for ``COPY``; one that serves many lines is written once. It lives as long as those lines."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[list[Any], str]] = {}

    def of(self, value: list[Any]) -> str:
        """The text of a list; the list may not change while this lives."""
        if not value:
            return "[]"
        if id(value) not in self._known:
            self._known[id(value)] = value, written(value).decode()  # kept, so that its number stays its own
        return self._known[id(value)][1]


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no plain data")
