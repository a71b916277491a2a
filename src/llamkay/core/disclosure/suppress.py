"""Figures of children, where nearly every count names somebody: what is hidden, and the proof that it stays hidden."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from llamkay.core.disclosure.bounds import Bounds, Sum, bounds
from llamkay.core.errors import Refused

FEW = 10  # below it, zero included, a count of children is not told
WIDTH = 3  # a hidden value must have at least this much room


@dataclass(frozen=True)
class Finding:
    """A hidden value that a stranger can nearly work out."""

    key: str
    bounds: Bounds


def hide(
    values: Mapping[str, int],
    sums: Sequence[Sum],
    *,
    public: Collection[str] = (),
    never: Collection[str] = (),
    few: int = FEW,
) -> dict[str, int | None]:
    """The values with none where they are withheld: the few, the zeros, those that are the whole of their total, and
    as many more as it takes that nothing can be subtracted back.

    ``public`` are told whatever they are, ``never`` those that no table tells and that a sum still speaks of. Raises
    ``Refused`` when hiding everything else is still not enough.

    >>> hide({"all": 44, "girls": 4, "boys": 40}, [Sum("all", ("girls", "boys"))])
    {'all': 44, 'girls': None, 'boys': None}
    """
    hidden = {key for key, value in values.items() if key not in public and value < few} | set(never)
    hidden |= {
        part
        for line in sums
        for part in line.parts
        if part not in public and len(line.parts) > 1 and values[part] == values[line.total]
    }
    while found := check(_seen(values, hidden), sums, hidden):
        narrow = {finding.key for finding in found}
        near = [line for line in sums if narrow & {line.total, *line.parts}]
        parts = {key for line in near for key in line.parts} - hidden - set(public)
        totals = {line.total for line in near} - hidden - set(public)
        offered = parts or totals or set(values) - hidden - set(public)
        if not offered:
            raise Refused("what must stay public gives away what is hidden")
        hidden.add(min(offered, key=lambda key: (values[key], key)))
    return {key: None if key in hidden else value for key, value in values.items()}


def check(shown: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]) -> list[Finding]:
    """The hidden values that are given away by everything shown, in this table and any other with the same keys.

    >>> check({"all": 44, "boys": 40}, [Sum("all", ("girls", "boys"))], ["girls"])
    [Finding(key='girls', bounds=Bounds(least=4, most=4))]
    """
    found = bounds(shown, sums)
    return [
        Finding(key, found[key])
        for key in sorted(hidden)
        if key in found and (width := found[key].width) is not None and width < WIDTH
    ] + [Finding(key, Bounds(shown[key], shown[key])) for key in sorted(hidden) if key in shown]


def _seen(values: Mapping[str, int], hidden: Collection[str]) -> dict[str, int]:
    return {key: value for key, value in values.items() if key not in hidden}
