"""What a child is called among others, so that no two are called the same: never by a first name alone."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Named(NamedTuple):
    """Whoever is to be told from the others: a key, the given names, the surnames, the code."""

    key: int
    given_names: str
    surnames: str
    code: str


def called(children: Iterable[Named]) -> dict[int, str]:
    """Each child by its given names and as much of its surnames as tells it from the others; in the end by its code.

    >>> called([Named(1, "Mía", "Quispe", "N1"), Named(2, "Mía", "Quiroz", "N2"), Named(3, "Illari", "Roa", "N3")])
    {1: 'Mía Quis.', 2: 'Mía Quir.', 3: 'Illari R.'}
    """
    everybody = list(children)
    longest = max((len(child.surnames) for child in everybody), default=0)
    found: dict[int, str] = {}
    waiting = everybody
    for letters in range(1, longest + 1):
        alike = Counter(_heard(child, letters) for child in waiting)
        found |= {child.key: _short(child, letters) for child in waiting if alike[_heard(child, letters)] == 1}
        waiting = [child for child in waiting if child.key not in found]
    found |= {child.key: f"{_short(child, 1)} ({child.code})" for child in waiting}
    return {child.key: found[child.key] for child in everybody}


def _short(child: Named, letters: int) -> str:
    start = child.surnames[:letters].strip()
    if not start:
        return child.given_names
    return f"{child.given_names} {start}" + ("" if start == child.surnames else ".")


def _heard(child: Named, letters: int) -> str:
    """As it sounds when called: without accents, capitals or stops."""
    plain = unicodedata.normalize("NFKD", f"{child.given_names} {child.surnames[:letters].strip()}".casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
