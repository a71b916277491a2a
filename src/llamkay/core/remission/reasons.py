"""Why a count says what it says, as a code with its values: what is stored, compared and sealed, in no language.

The sentence of a reason is made from its code in ``llamkay.core.remission.words``, in the language of whoever reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Union

from llamkay.core.law import Value

Plain = Union[str, int, date, tuple["Reason", ...]]  # noqa: UP007 - a forward reference


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say: its ``code``, the ``rule`` of the law it rests on and the values it names, by name in order.

    A value is a text, a whole number, a day, or reasons that stand inside this one.
    """

    code: str
    rule: str = ""
    values: tuple[tuple[str, Plain], ...] = ()

    def __getitem__(self, name: str) -> Plain:
        return dict(self.values)[name]

    def as_dict(self) -> dict[str, Any]:
        """The reason as plain data: days are written ``{"date": "2026-03-02"}`` so that they come back as days."""
        return {"code": self.code, "rule": self.rule, "values": {name: _dumped(value) for name, value in self.values}}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Reason":
        """The reason that ``as_dict`` wrote, whatever the order in which its values were stored."""
        values = sorted((str(name), _loaded(value)) for name, value in data["values"].items())
        return cls(str(data["code"]), str(data["rule"]), tuple(values))


_WRITTEN = {"code", "rule", "values"}
Because = tuple[Reason, ...]  # one sentence after another


def reason(code: str, rule: str = "", **values: Plain) -> Reason:
    """A reason with its values in order of name.

    >>> reason("minutes.left", minutes=120, kind="work").as_dict()
    {'code': 'minutes.left', 'rule': '', 'values': {'kind': 'work', 'minutes': 120}}
    """
    return Reason(code, rule, tuple(sorted(values.items())))


def ruled(code: str, value: Value, **values: Plain) -> Reason:
    """A reason that rests on a value of the law: it names the rule, its norm and its article."""
    return reason(code, value.id, norm=value.norm, article=value.article, **values)


def fullest(one: Because, other: Because) -> Because:
    """Of two reasons for the same decision the one that names more; the first where they name as much."""
    return max(one, other, key=lambda because: sum(1 + len(item.values) for item in because))


def renamed(because: Because, days: Mapping[date, date], name: str) -> Because:
    """The reasons with each day that goes by a name replaced by the one it stands for; themselves where none is."""
    if not any(key == name for item in because for key, _value in item.values):
        return because
    return tuple(
        Reason(
            item.code,
            item.rule,
            tuple((key, days.get(v, v) if key == name and isinstance(v, date) else v) for key, v in item.values),
        )
        for item in because
    )


def as_data(value: Any) -> Any:
    """A result as plain data: each reason as ``Reason.as_dict`` writes it, each tuple as a list."""
    if isinstance(value, Reason):
        return value.as_dict()
    if isinstance(value, Mapping):
        return {key: as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    return value


def is_reason(value: Any) -> bool:
    """Whether plain data is a reason as ``Reason.as_dict`` writes it."""
    return isinstance(value, dict) and value.keys() == _WRITTEN


def reasons_of(data: Iterable[Mapping[str, Any]]) -> Because:
    """The reasons that ``as_data`` wrote as a list."""
    return tuple(Reason.of(item) for item in data)


def _dumped(value: Plain) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return [item.as_dict() for item in value] if isinstance(value, tuple) else value


def _loaded(value: Any) -> Plain:
    if isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return date.fromisoformat(value["date"])
    if isinstance(value, list):
        return reasons_of(value)
    raise ValueError(f"«{value}» is no value of a reason")
