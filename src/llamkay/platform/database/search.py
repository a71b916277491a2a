"""Search that does not care about accents, capitals or the order of words."""

import unicodedata
from typing import Any, TypeVar

from django.db.models import CharField, Func, Q, QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


def fold(text: str) -> str:
    """Lower case without accents, single spaces; ñ becomes n, as people type it.

    >>> fold("  Ñahui  GARCÍA ")
    'nahui garcia'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


class Folded(Func):
    """A column as ``fold`` writes it, in the database: for short tables that keep no folded text of their own."""

    template = "translate(lower(%(expressions)s), 'áàâäãéèêëíìîïóòôöõúùûüñç', 'aaaaaeeeeiiiiooooouuuunc')"
    output_field = CharField()


class InOrder(Func):
    """Columns as a Spanish alphabet sorts them: accents and capitals do not matter, ñ stands after n."""

    template = (
        "replace(translate(lower(%(expressions)s), 'áàâäãéèêëíìîïóòôöõúùûüç', 'aaaaaeeeeiiiiooooouuuuc'), 'ñ', 'n{')"
    )
    arg_joiner = " || ' ' || "
    output_field = CharField()


def naming(queryset: Rows, words: str, *columns: str) -> Rows:
    """Keep the rows in which every word stands in one of the columns, whatever its accents and capitals."""
    names = {f"folded_{column}": Folded(column) for column in columns}
    condition = Q()
    for word in fold(words)[:120].split()[:8]:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__contains": word})
        condition &= found
    return queryset.alias(**names).filter(condition) if condition else queryset


def matching(queryset: Rows, words: str, field: str = "search_text") -> Rows:
    """Keep the rows whose folded ``field`` contains every word (at most eight are read)."""
    condition = Q()
    for word in fold(words)[:120].split()[:8]:
        condition &= Q(**{f"{field}__contains": word})
    return queryset.filter(condition)


def says(words: str, *texts: str) -> bool:
    """Whether every word stands in the texts, whatever its accents and capitals."""
    found = fold(" ".join(texts))
    return all(word in found for word in fold(words).split())
