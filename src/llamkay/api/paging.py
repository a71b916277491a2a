"""Lists in pages."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from ninja import Schema

SIZE = 100


class Paged(Schema):
    """What every list says of itself."""

    count: int
    page: int
    pages: int


def paged(rows: Any, page: int, shape: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One page of a list, each row in its shape; a wrong number gives the nearest page."""
    found = Paginator(rows, SIZE).get_page(page)
    return {
        "count": found.paginator.count,
        "page": found.number,
        "pages": found.paginator.num_pages,
        "items": [shape(row) for row in found.object_list],
    }
