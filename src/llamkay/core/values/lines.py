"""Records made of typed lines, and the one plain form in which they are kept."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Self, get_args, get_type_hints


class Lines:
    """A frozen dataclass whose every field is a tuple of one kind of named tuple.

    Its document holds a list for each field and a list for each line, so that it goes through JSON and comes back.
    """

    def as_document(self) -> dict[str, list[list[Any]]]:
        """The record as lists, one for each line."""
        return {item.name: [list(line) for line in getattr(self, item.name)] for item in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The record a document was made of. Raises ``ValueError`` where its keys are not those of the record."""
        lines = {name: get_args(hint)[0] for name, hint in get_type_hints(cls).items()}
        if lines.keys() != document.keys():
            odd = sorted(lines.keys() ^ document.keys())
            raise ValueError(f"the document of {cls.__name__} has other keys than it should: {', '.join(odd)}")
        return cls(**{name: tuple(map(line._make, document[name])) for name, line in lines.items()})
