"""Search that does not care about accents, capitals or the order of words."""

import unicodedata
from typing import Any

from django.db.models import Q


def fold(text: str) -> str:
    """Lower case without accents, single spaces; ñ becomes n, as people type it.

    >>> fold("  Ñahui  GARCÍA ")
    'nahui garcia'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def matching(queryset: Any, words: str, field: str = "search_text") -> Any:
    """Keep the rows whose folded ``field`` contains every word (at most eight are read)."""
    condition = Q()
    for word in fold(words)[:120].split()[:8]:
        condition &= Q(**{f"{field}__contains": word})
    return queryset.filter(condition)
