"""Search that does not care about accents, capitals or the order of words."""

import unicodedata
from typing import Any, TypeVar

from django.db.models import CharField, Func, Q, QuerySet
from django.db.models.lookups import Contains

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])

# Letters that are no letter with a sign on it, as people without them on their keyboard write them.
_LETTERS = {
    **dict(zip("łŁđĐøØħĦıŧŦŋŊðÐƒ", "lLdDoOhHitTnNdDf", strict=True)),
    "ß": "ss",
    "ẞ": "ss",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "þ": "th",
    "Þ": "th",
}
_APOSTROPHES = "'’‘ʼ´`′"  # as keyboards write the one of a name: they tell no two names apart
_TABLE = str.maketrans(_LETTERS | dict.fromkeys(_APOSTROPHES, ""))
# What no folded text contains, for the words of a search that fold to nothing: they find nobody.
_NOTHING = "\N{REPLACEMENT CHARACTER}"


def fold(text: str) -> str:
    """Lower case without accents or apostrophes, single spaces; ñ becomes n, ł becomes l and ß ss, as people type them.

    >>> fold("  Ñahui  GARCÍA "), fold("Włodarczyk Sørensen Đặng Strauß")
    ('nahui garcia', 'wlodarczyk sorensen dang strauss')
    >>> fold("O'Brien"), fold("D´Angelo"), fold("N’Diaye")
    ('obrien', 'dangelo', 'ndiaye')
    """
    plain = unicodedata.normalize("NFKD", text.translate(_TABLE)).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def terms(words: str) -> list[str]:
    """The folded words of a search, eight at most; a word that folds to nothing is a term that nothing contains.

    >>> terms(" Ñahui  ana"), len(terms("王")), terms("  ")
    (['nahui', 'ana'], 1, [])
    """
    pairs = [(fold(word), word) for word in words[:120].split()]
    if any(term for term, _word in pairs):  # a dash between two words is no word; letters of another script are
        pairs = [(term, word) for term, word in pairs if term or _is_word(word)]
    return [term or _NOTHING for term, _word in pairs[:8]]


def name_words(text: str) -> list[str]:
    """The words of a name, folded; those of a script that folds to nothing as they are, in lower case.

    >>> name_words("O'Neil-García, Ana"), name_words("王")
    (['o', 'neil', 'garcia', 'ana'], ['王'])
    """
    parts = "".join(sign if sign.isalnum() or unicodedata.combining(sign) else " " for sign in text).split()
    return [fold(part) or part.casefold() for part in parts]


def _is_word(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


class Folded(Func):
    """A column as ``fold`` writes it, in the database: for short tables that keep no folded text of their own."""

    _one = {sign: plain for sign, plain in _LETTERS.items() if len(plain) == 1}
    _dropped = _APOSTROPHES.replace("'", "''")
    _two = {sign: plain for sign, plain in _LETTERS.items() if len(plain) == 2}
    template = (
        "lower(regexp_replace(normalize("
        + "replace(" * len(_two)
        + f"translate(%(expressions)s, '{''.join(_one)}{_dropped}', '{''.join(_one.values())}')"
        + "".join(f", '{sign}', '{plain}')" for sign, plain in _two.items())
        + ", NFKD), '[^ -~]', '', 'g'))"
    )
    output_field = CharField()


class InOrder(Func):
    """Columns as a Spanish alphabet sorts them: accents and capitals do not matter, ñ stands after n."""

    template = (
        "replace(translate(lower(%(expressions)s), 'áàâäãéèêëíìîïóòôöõúùûüç', 'aaaaaeeeeiiiiooooouuuuc'), 'ñ', 'n{')"
    )
    arg_joiner = " || ' ' || "
    output_field = CharField()


def holding(words: str, *columns: str) -> Q:
    """That every word stands in one of the columns, whatever its accents and capitals."""
    condition = Q()
    for word in terms(words):
        found = Q()
        for column in columns:
            found |= Q(Contains(Folded(column), word))
        condition &= found
    return condition


def naming(queryset: Rows, words: str, *columns: str) -> Rows:
    """Keep the rows in which every word stands in one of the columns, whatever its accents and capitals."""
    return queryset.filter(holding(words, *columns))


def matching(queryset: Rows, words: str, field: str = "search_text") -> Rows:
    """Keep the rows whose folded ``field`` contains every word (at most eight are read)."""
    condition = Q()
    for word in terms(words):
        condition &= Q(**{f"{field}__contains": word})
    return queryset.filter(condition)


def says(words: str, *texts: str) -> bool:
    """Whether every word stands in the texts, whatever its accents and capitals; one letter alone begins a word there,
    so that «pabellón b» is not every pavilion."""
    found = f" {fold(' '.join(texts))}"
    return all((word if len(word) > 1 else f" {word}") in found for word in terms(words))
