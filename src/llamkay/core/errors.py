"""One word for a refusal: what was asked is not done, and a sentence says why."""

from collections.abc import Iterable, Mapping
from typing import Any

CHANGED = "changed"  # the code of a refusal because somebody else was faster: asking again may help


class Refused(Exception):
    """What was asked is not done and nothing was changed; the sentence says why, so that it can be put right.

    Raised by services, importers and kernels alike; a ``ValueError`` is a fault of ours and no refusal. ``field`` names
    the input at fault, ``code`` tells the kind to a program, ``cells`` are the places of a table at fault. Where the
    ``sentence`` has places like ``{day}``, ``values`` fill them, and another language may be put in its stead by the
    code. ``reasons`` are several refusals in one (``Refused.many``), else itself alone. Nothing of it changes later,
    and it passes whole from one process to another.

    >>> str(Refused("{day} has no number; count from {first}", values={"day": "Monday", "first": 1}))
    'Monday has no number; count from 1'
    """

    sentence: str
    field: str
    code: str
    cells: tuple[Any, ...]
    values: Mapping[str, Any]

    def __init__(
        self,
        sentence: object,
        field: str = "",
        code: str = "",
        cells: Iterable[Any] = (),
        *,
        values: Mapping[str, Any] | None = None,
        reasons: Iterable["Refused"] = (),
    ) -> None:
        self.sentence = str(sentence)
        self.field, self.code, self.cells = field, code, tuple(cells)
        self.values = dict(values or {})
        self._reasons = tuple(reasons)
        super().__init__(self.sentence)

    @classmethod
    def many(cls, reasons: Iterable["Refused"]) -> "Refused":
        """Several refusals as one, whose sentence is theirs one after the other; one alone is given back as it is."""
        parts = [part for reason in reasons for part in reason.reasons]
        if not parts:
            raise ValueError("a refusal needs at least one reason")
        if len(parts) == 1:
            return parts[0]
        codes = {part.code for part in parts}
        return Refused(
            " ".join(str(part) for part in parts),
            code=codes.pop() if len(codes) == 1 else "",
            cells=[cell for part in parts for cell in part.cells],
            reasons=parts,
        )

    @property
    def reasons(self) -> tuple["Refused", ...]:
        """Each refusal apart: itself, unless it was made of several."""
        return self._reasons or (self,)

    def __str__(self) -> str:
        return self.sentence.format(**self.values) if self.values else self.sentence

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("__") and name in self.__dict__:
            raise AttributeError(f"«{name}» of a refusal does not change")
        super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args), dict(self.__dict__)

    def __setstate__(self, state: Mapping[str, Any] | None) -> None:
        self.__dict__.update(state or {})


def _again(kind: type[Refused], args: tuple[Any, ...]) -> Refused:
    return kind.__new__(kind, *args)
