"""How often Python looks for cycles among its objects: seldom.

A close makes hundreds of thousands of objects that live until it ends and are in no cycle. Python's own habit, to look
after every 700 of them (``gc.get_threshold``), took nearly a third of Python's time in a close and found little.
Reference counting frees everything else at once, so that memory stays where it was.
"""

import gc

YOUNG = 50_000  # new objects that outlive their maker before the young ones are looked through: some megabytes


def seldom() -> None:
    """From here on, look seldom; never again through what every process loads at its start."""
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
