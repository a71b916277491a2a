"""How a sentence is made from a code: a template of a language whose fields are the values of the reason."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from string import Formatter
from typing import Any

from llamkay.core.remission.reasons import Reason

Use = Callable[["Voice", Any], str]
_SEVERAL = ("-", " y ")  # «44-45», «175 y 176»: more than one article
_FIELDS = Formatter()


@dataclass(frozen=True)
class Language:
    """The words of one language.

    ``sentences`` has a template for each code and ``plain`` another one where the person herself is told otherwise. A
    field is ``{name}`` or ``{name:use}``, one of ``uses``; ``{cite}`` is the norm and article of the reason's rule and
    ``{=name}`` one of ``citations``, which hold a short and a plain form. ``norms`` are the abbreviations of norms
    with what they stand for, ``articles`` how an article is named: short, plain, and plain for several; ``also`` stands
    between two of them.
    """

    code: str
    sentences: Mapping[str, str]
    plain: Mapping[str, str]
    citations: Mapping[str, tuple[str, str]]
    norms: tuple[tuple[str, str], ...]
    articles: tuple[str, str, str]
    also: str
    uses: Mapping[str, Use]
    words: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Voice:
    """A language as it is spoken to one reader: short, as papers and screens cite, or plain."""

    language: Language
    plain: bool = False

    def sentence(self, reason: Reason) -> str:
        """What a reason says. Raises ``KeyError`` for a code without a sentence."""
        template = self.language.sentences[reason.code]
        if self.plain:
            template = self.language.plain.get(reason.code, template)
        values = dict(reason.values)
        parts = []
        for literal, name, use in _parsed(template):
            parts.append(literal)
            if name is not None:
                parts.append(self.field(name, use, values))
        return "".join(parts)

    def field(self, name: str, use: str, values: Mapping[str, Any]) -> str:
        """A field of a template filled in."""
        if name.startswith("="):
            return self.language.citations[name[1:]][self.plain]
        if name == "cite":
            return self.cite(values["norm"], values["article"])
        if use:
            return (self.language.uses.get(use) or _USES[use])(self, values[name])
        return self.shown(values[name])

    def shown(self, value: Any) -> str:
        """A value without a use: a day, a number, a text, or sentences one after another."""
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        if isinstance(value, int):
            return f"{value:,}"
        return " ".join(map(self.sentence, value)) if isinstance(value, tuple) else str(value)

    def cite(self, norm: str, article: str) -> str:
        """A norm with its article."""
        return f"{self.norm(norm)}, {self.article(article)}"

    def norm(self, norm: str) -> str:
        """The name of a norm: as it is cited, or without abbreviations."""
        if self.plain:
            for short, long in self.language.norms:
                norm = norm.replace(short, long)
        return norm

    def article(self, article: str) -> str:
        """An article, or several."""
        short, one, many = self.language.articles
        written = article.replace(" y ", self.language.also)
        if not self.plain:
            return f"{short} {written}"
        several = any(
            head.isdigit() and tail[:1].isdigit()
            for head, mark, tail in (article.partition(by) for by in _SEVERAL)
            if mark
        )
        return f"{many if several else one} {written}"


def amount(text: str) -> str:
    """An exact fraction in words that need no arithmetic.

    >>> amount("429/7")
    '61 2/7'
    """
    value = Fraction(text)
    whole, rest = divmod(value.numerator, value.denominator)
    if not rest:
        return f"{whole:,}"
    part = f"{rest}/{value.denominator}"
    return f"{whole:,} {part}" if whole else part


def month(text: str) -> str:
    """A month as papers write it.

    >>> month("2026-03")
    '03/2026'
    """
    year, number = text.split("-")
    return f"{number}/{year}"


def capital(text: str) -> str:
    """A text with its first letter as a sentence begins."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """A text with its first letter as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def _joined(by: str) -> Use:
    return lambda voice, parts: by.join(map(voice.sentence, parts))


_USES: dict[str, Use] = {
    "amount": lambda _, text: amount(text),
    "month": lambda _, text: month(text),
    "months": lambda _, text: ", ".join(map(month, text.split())),
    "article": lambda voice, text: voice.article(text),
    "norm": lambda voice, text: voice.norm(text),
    "comma": _joined(", "),
    "semicolon": _joined("; "),
    "capital": lambda voice, value: capital(voice.shown(value)),
    "small": lambda voice, value: small(voice.shown(value)),
    "bare": lambda voice, value: voice.shown(value).rstrip("."),
}


@cache
def _parsed(template: str) -> list[tuple[str, str | None, str]]:
    """A template as texts, each before a field with its use, or before nothing."""
    return [(literal, name, use or "") for literal, name, use, _ in _FIELDS.parse(template)]


def fields(template: str) -> Iterable[tuple[str, str]]:
    """The fields of a template with their use."""
    return [(name, use) for _, name, use in _parsed(template) if name is not None]
