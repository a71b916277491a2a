"""The rule for one cell."""

SMALLEST = 5


def published_value(value: int, *, sensitive: bool) -> int | None:
    """The value as it may be published, or ``None`` for «fewer than five».

    Counts of 1 to 4 children or pregnant women in one prison could point at somebody and are withheld; zero says
    nothing about anybody, and counts of other things (workshops, people who work) are published as they are. The
    threshold of five is the usual one of statistical offices; no Peruvian norm that states it was found.

    >>> published_value(4, sensitive=True) is None, published_value(4, sensitive=False), published_value(0, sensitive=True)
    (True, 4, 0)
    """
    return None if sensitive and 0 < value < SMALLEST else value
