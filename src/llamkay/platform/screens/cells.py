"""What stands in a cell of a list beyond plain words: labels in colour, hints, several lines, money."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NOTHING = "—"


def tag(colour: str, words: Any) -> SafeString:
    """A state in its colour: ``green`` done, ``yellow`` to do, ``red`` late, ``blue`` on its way, ``grey`` over."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, words)


def hint(words: Any) -> SafeString:
    """Words of less weight."""
    return format_html('<span class="govuk-hint">{}</span>', words)


def under(words: Any) -> SafeString:
    """A line of less weight below the rest of a cell."""
    return format_html('<div class="govuk-hint govuk-!-margin-bottom-0">{}</div>', words)


def strong(words: Any) -> SafeString:
    """Words of more weight."""
    return format_html("<strong>{}</strong>", words)


def spanish(words: Any) -> SafeString:
    """What somebody wrote in Spanish, whatever the language of the page."""
    return format_html('<span lang="es">{}</span>', words)


def code(words: Any) -> SafeString:
    """A seal or a number that is compared letter by letter."""
    return format_html('<span class="mono">{}</span>', words)


def link(url: str, words: Any) -> SafeString:
    """Words that lead to a page; the words alone where there is no page to open."""
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, words) if url else format_html("{}", words)


def joined(parts: Iterable[Any], by: str = " ") -> SafeString:
    """The parts that there are, one after another."""
    return format_html_join(SafeString(by), "{}", ((part,) for part in parts if part not in (None, "")))


def lines(parts: Iterable[Any]) -> SafeString:
    """The parts that there are, each on its own line."""
    return joined(parts, "<br>")


def soles(centimos: int) -> str:
    """Céntimos as they are read in Peru: ``123450`` is «S/ 1,234.50»."""
    whole, cents = divmod(abs(centimos), 100)
    return f"{'−' if centimos < 0 else ''}S/ {whole:,}.{cents:02d}"
