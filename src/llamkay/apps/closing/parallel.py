"""Close or recount many establishments at once: each is one transaction, so that processes can share them."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from django.conf import settings

from llamkay.platform import database, scope

FEW = 8


def each(work: Callable[[int], Any], establishment_ids: list[int], *, workers: int = 2) -> Iterator[Any]:
    """The results of ``work(establishment id)`` in order; by processes where there are more than a few establishments.

    ``work`` is a function of a module, so that another process can find it. What it raises is raised here.
    """
    if workers < 2 or len(establishment_ids) <= FEW:
        yield from map(work, establishment_ids)
        return
    address = database.url_of(settings.DATABASES["default"])
    start = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=start, initializer=_begin, initargs=(address,)) as pool:
        yield from pool.map(work, establishment_ids)


def _begin(address: str) -> None:
    """A process of the pool: its own connection to the same database, under the scope of headquarters."""
    os.environ |= {"DATABASE_URL": address, "DATABASE_OWNER_URL": address}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llamkay.config.settings")
    import django

    django.setup()
    scope.enter(scope.EVERYTHING)
