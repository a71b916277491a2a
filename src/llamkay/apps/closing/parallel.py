"""Close or recount many establishments at once: each is one transaction, so that processes can share them."""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.db import connections

from llamkay.platform import parent
from llamkay.platform.database import connection as database
from llamkay.platform.security import scope

FEW = 8


def each(work: Callable[[int], Any], establishment_ids: list[int], *, workers: int = 2) -> Iterator[Any]:
    """The results of ``work(establishment id)`` in order; by processes where there are more than a few establishments.

    ``work`` is a function of a module, so that another process can find it. What it raises is raised here. The
    connection is closed first, because a copied process must not talk on it; it opens again by itself.
    """
    if workers < 2 or len(establishment_ids) <= FEW:
        yield from map(work, establishment_ids)
        return
    address = database.url_of(settings.DATABASES["default"])
    here = scope.current()
    connections.close_all()
    # On Linux a copy of this process is ready at once; elsewhere a new one reads everything again.
    start = get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(workers, mp_context=start, initializer=_begin, initargs=(address, os.getpid())) as pool:
        results = pool.map(work, establishment_ids)
        scope.enter(here)
        yield from results


def _begin(address: str, begun_by: int) -> None:
    """A process of the pool: its own connection to the same database, under the scope of headquarters."""
    parent.end_with(begun_by)
    os.environ |= {"DATABASE_URL": address, "DATABASE_OWNER_URL": address}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llamkay.config.settings")
    import django

    django.setup()
    scope.enter(scope.EVERYTHING)
