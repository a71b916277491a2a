"""What goes of named cells, where nearly every count names somebody: ``core.disclosure.hide``, the fewest cells."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from llamkay.core.disclosure import FEW, WIDTH, Sum
from llamkay.core.disclosure.system import System
from llamkay.hiding.choice import choose

_AGAIN = 0.1  # what a cell costs that went the time before, beside one that did not


def conceal(
    values: Mapping[str, int],
    sums: Sequence[Sum],
    *,
    public: Collection[str] = (),
    never: Collection[str] = (),
    before: Collection[str] = (),
    few: int = FEW,
) -> dict[str, int | None]:
    """The values with none where they are withheld: the few, the zeros, those that are the whole of their total, and
    the fewest more that leave each of them room for ``WIDTH``; where as few would do, those that went ``before``.

    ``public`` are told whatever they are, ``never`` those that no table tells and that a sum still speaks of. Raises
    ``Refused`` where what must be told gives away what must go.

    >>> conceal({"all": 44, "girls": 4, "boys": 40}, [Sum("all", ("girls", "boys"))])
    {'all': 44, 'girls': None, 'boys': None}
    """
    must = {key for key, value in values.items() if value < few} | set(never)
    must |= {part for line in sums for part in line.parts if len(line.parts) > 1 and values[part] == values[line.total]}
    must -= set(public)
    system, names, counts = System.named(values, sums)

    def those(keys: Collection[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return np.array([name in keys for name in names], dtype=bool)

    cost = np.log1p(counts) * np.where(those(before), _AGAIN, 1.0)
    chosen = choose(system, counts, those(must), WIDTH, never=those(public), cost=cost)
    return {name: None if gone else values[name] for name, gone in zip(names, chosen.hidden.tolist(), strict=True)}
