"""The words of counts in the language of whoever reads: the sentences themselves are made in the core."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from llamkay.core.remission import words
from llamkay.core.remission.reasons import Reason, reasons_of


def reader() -> str:
    """The language in which the page at hand is read."""
    return get_language() or "es"


def sentence(item: Reason) -> str:
    """What a reason says."""
    return words.sentence(item, reader())


def text(items: Iterable[Reason]) -> str:
    """What several reasons say, one after another."""
    return words.text(items, reader())


def stored(data: Iterable[Mapping[str, Any]]) -> str:
    """What reasons say that a table keeps as codes and values."""
    return text(reasons_of(data))


def in_words(document: Any) -> Any:
    """A stored result with each reason as its sentence."""
    return words.in_words(document, reader())


def status_words(status: str) -> str:
    """What keeps days from being redeemed; nothing where they are."""
    return words.status_words(status, reader())


def stage_words(regime: str, stage: str) -> str:
    """The name of a regime and stage as screens and papers give it."""
    return words.stage_words(f"{regime}/{stage}".rstrip("/"), reader())


def ratio_text(ratio: int | None) -> str:
    """«2 por 1»: two days of activity for one day of sentence."""
    return words.ratio_text(ratio, reader()) if ratio else "—"


def reading_words(reading: Mapping[str, str]) -> list[str]:
    """Each disputed question with the answer that this reading gives it."""
    return [
        f"{words.question_words(name, reader())} {words.answer_words(name, option, reader())}"
        for name, option in reading.items()
    ]


def answers(reading: Mapping[str, str]) -> list[str]:
    """What a reading answers; with its question only where it answers more than one."""
    if len(reading) > 1:
        return reading_words(reading)
    return [words.answer_words(name, option, reader()) for name, option in reading.items()]
