"""The words of a count: every sentence in the reader's language, made from the code of its reason.

Change a sentence here and no count, seal or decision changes: those hold codes and values only.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from llamkay.core.remission.reasons import Reason, is_reason, reason, reasons_of
from llamkay.core.remission.words.en import ENGLISH
from llamkay.core.remission.words.es import SPANISH
from llamkay.core.remission.words.language import Language, Voice, amount

__all__ = [
    "LANGUAGES",
    "amount",
    "answer_words",
    "each",
    "in_words",
    "outcome_words",
    "place_words",
    "question_words",
    "ratio_text",
    "ratio_words",
    "reading_words",
    "sentence",
    "stage_words",
    "status_words",
    "text",
    "voice",
]
LANGUAGES: dict[str, Language] = {language.code: language for language in (SPANISH, ENGLISH)}

# Where plain data holds several reasons under one of these names they are one text; elsewhere a text each.
_ONE_TEXT = dict.fromkeys(("why", "reason", "caution", "question", "note", "title", "signs", "depends"), " ")
_ONE_TEXT["source"] = "; "


def voice(language: str = "es", *, plain: bool = False) -> Voice:
    """A language as it is spoken to one reader; a language that is not known is read in Spanish."""
    return Voice(LANGUAGES.get(language.split("-")[0], SPANISH), plain)


def sentence(item: Reason, language: str = "es", *, plain: bool = False) -> str:
    """What a reason says; ``plain`` writes out what is abbreviated elsewhere.

    >>> sentence(reason("minutes_left", minutes=120, kind="work"))
    Traceback (most recent call last):
    KeyError: 'minutes_left'
    >>> sentence(reason("warn.minutes_left", minutes=120, kind="work"), "en")
    '120 minutes of work are left that do not complete a day yet.'
    """
    return voice(language, plain=plain).sentence(item)


def text(items: Iterable[Reason], language: str = "es", *, plain: bool = False, by: str = " ") -> str:
    """What several reasons say, one after another."""
    return by.join(map(voice(language, plain=plain).sentence, items))


def in_words(document: Any, language: str = "es") -> Any:
    """A result of the kernel as people read it: each reason becomes its sentence.

    Beside each ``why`` its reasons stay as ``reasons``, for programs.
    """
    return _in_words(document, voice(language))


def _in_words(value: Any, says: Voice) -> Any:
    if isinstance(value, dict):
        if is_reason(value):
            return says.sentence(Reason.of(value))
        shown = {key: _entry(key, item, says) for key, item in value.items()}
        return shown | {"reasons": value["why"]} if isinstance(value.get("why"), list) else shown
    return [_in_words(item, says) for item in value] if isinstance(value, list) else value


def _entry(key: str, value: Any, says: Voice) -> Any:
    if key in _ONE_TEXT and isinstance(value, list):
        return _ONE_TEXT[key].join(map(says.sentence, reasons_of(value)))
    return _in_words(value, says)


def place_words(label: str, language: str = "es") -> str:
    """A regime and stage in words.

    >>> place_words("closed_ordinary/medium")
    'régimen cerrado ordinario, etapa mediana'
    """
    spoken = voice(language)
    return spoken.language.uses["place"](spoken, label)


def stage_words(label: str, language: str = "es") -> str:
    """The name of a regime and stage as screens and papers give it.

    >>> stage_words("closed_ordinary/medium")
    'Cerrado ordinario, mediana seguridad'
    """
    spoken = voice(language)
    return spoken.language.uses["named_place"](spoken, label)


def each(ratio: int, kind: str) -> Reason:
    """The ratio as a person counts it."""
    return reason("each.one", kind=kind) if ratio == 1 else reason("each.many", ratio=ratio, kind=kind)


def ratio_words(ratio: int, kind: str, language: str = "es") -> str:
    """The ratio as a person counts it.

    >>> ratio_words(5, "work")
    'cada 5 días de trabajo restan 1 día de pena'
    """
    return sentence(each(ratio, kind), language)


def ratio_text(ratio: int, language: str = "es") -> str:
    """The ratio in short.

    >>> ratio_text(2), ratio_text(2, "en")
    ('2 por 1', '2 for 1')
    """
    return sentence(reason("ratio.short", ratio=ratio), language)


def reading_words(reading: Mapping[str, str], language: str = "es") -> str:
    """What a reading takes the law to say; nothing where no question is open."""
    return text((reason(f"reading.{name}.{option}") for name, option in reading.items()), language, by="; ")


def question_words(name: str, language: str = "es") -> str:
    """A question that the law leaves open."""
    return sentence(reason(f"question.{name}"), language)


def answer_words(name: str, option: str, language: str = "es") -> str:
    """What a reading answers to one question, in few words."""
    return sentence(reason(f"answer.{name}.{option}"), language)


def outcome_words(status: str, language: str = "es") -> str:
    """What a count comes to, in few words."""
    return sentence(reason(f"outcome.{status}"), language)


def status_words(status: str, language: str = "es") -> str:
    """What keeps days from being redeemed; nothing where they are."""
    return "" if status == "computed" else sentence(reason(f"status.{status}"), language)
