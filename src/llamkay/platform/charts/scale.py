"""Where the marks of an axis stand, and how a place is written in a drawing."""

from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)


def ticks(least: float, most: float, *, count: int = 5) -> tuple[float, ...]:
    """Round marks that hold every value between ``least`` and ``most``, some ``count`` of them, evenly apart.

    >>> ticks(0, 29040)
    (0, 10000, 20000, 30000)
    >>> ticks(3, 3)
    (0, 1, 2, 3)
    """
    if most < least:
        raise ValueError("an axis ends above where it begins")
    if most == least:
        least, most = min(0.0, least), max(1.0, most)
    rough = (most - least) / max(count - 1, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in STEPS if size * power >= rough * (1 - 1e-9))
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    return tuple(_plain(round(step * n, 10)) for n in range(first, last + 1))


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value


def share(value: float, least: float, most: float) -> float:
    """How far between the two a value lies, from 0 to 1."""
    return (value - least) / (most - least) if most > least else 0.0


def percent(part: float) -> str:
    """A part of the width as an attribute has it, without the reader's decimal comma.

    >>> percent(1 / 3), percent(1)
    ('33.33%', '100%')
    """
    return f"{round(100 * part, 2):g}%"
