"""What several parts of one page ask of the database is asked once, while the page is made and nothing is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_known: ContextVar[dict[Any, Any] | None] = ContextVar("asked_once", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Keep the answers of ``once`` until the block ends; for a page that only reads."""
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def once(key: Any, ask: Callable[[], T]) -> T:
    """What ``ask`` answers: inside ``asked_once`` the answer that this key had before, elsewhere always anew.

    The key names the question with everything that the answer depends on, the scope too.
    """
    known = _known.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    found: T = known[key]
    return found
