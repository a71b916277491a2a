"""What is stored in words and read by people of more than one language: said once in each, shown in the reader's."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.conf import settings
from django.utils.translation import get_language, override

T = TypeVar("T")


def reader_language() -> str:
    """The code of the language in which the page is read."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def other_languages() -> list[str]:
    """The languages of the house beside that of the reader."""
    return [code[:2] for code, _name in settings.LANGUAGES if code[:2] != reader_language()]


def in_each(say: Callable[[], T]) -> dict[str, T]:
    """What is said in each language of the house, that of the reader first."""
    found = {reader_language(): say()}
    for code in other_languages():
        with override(code):
            found[code] = say()
    return found


def for_reader(texts: Mapping[str, str] | str) -> str:
    """What was said in each language, in the reader's; what stands in one language alone as it stands."""
    if isinstance(texts, str):
        return texts
    return texts.get(reader_language()) or next(iter(texts.values()), "")
