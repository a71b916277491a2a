"""What accounts need that is not a table: a password to be read aloud once, and who still administers the system."""

import secrets
from collections.abc import Iterable
from datetime import date

# Consonants that are not taken for one another, said or written; with a vowel each makes a syllable.
_CONSONANTS, _VOWELS = "bdfglmnrst", "aeiou"


def temporary_password() -> str:
    """A password that can be dictated: three words of three syllables and four digits, some 64 bits of chance.

    It is shown once to whoever made it, and neither kept nor logged.
    """
    words = ["".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(3)) for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04d}"])


def first_day_uncovered(term: tuple[date, date | None], held: Iterable[tuple[date, date | None]]) -> date | None:
    """The first day of ``wanted`` that no period of ``held`` covers; nothing when all are. Periods are half-open.

    >>> jan, feb, mar = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
    >>> first_day_uncovered((jan, None), [(feb, None), (jan, feb)])
    >>> first_day_uncovered((jan, None), [(jan, feb), (mar, None)])
    datetime.date(2026, 2, 1)
    """
    day, last = term
    for start, end in sorted(held, key=lambda period: period[0]):
        if start > day:
            break
        if end is None:
            return None
        day = max(day, end)
    return None if last is not None and day >= last else day
