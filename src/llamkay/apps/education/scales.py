"""The scales in which a month of study is evaluated, by level: marks as people type them, and back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from llamkay.core.errors import Refused
from llamkay.platform.files.datafiles import yaml_documents

_NUMBER = re.compile(r"\d{1,2}(?:[.,](\d{1,3}))?", re.ASCII)


@dataclass(frozen=True)
class Mark:
    """An evaluation: a number or a letter, and whether it passes."""

    passed: bool
    number: Decimal | None = None
    letter: str = ""

    def __str__(self) -> str:
        return self.letter or mark_text(self.number)


def mark_text(number: Decimal | None) -> str:
    """A number as every page writes it, without decimals it does not need.

    >>> mark_text(Decimal("12.50")), mark_text(Decimal("13.0"))
    ('12.5', '13')
    """
    if number is None:
        return ""
    return f"{number.normalize():f}"


@dataclass(frozen=True)
class Scale:
    """One way to write an evaluation, with where it stands and how sure that is."""

    key: str
    name: str
    levels: tuple[str, ...]
    norm: str
    article: str
    confidence: str
    note: str = ""
    top: int = 0
    decimals: int = 0
    passes_from: int = 0
    letters: Mapping[str, bool] = field(default_factory=dict)

    @property
    def passing(self) -> str:
        """From where it passes, in words."""
        if self.letters:
            return _("se aprueba con {letters}").format(
                letters=_(" o ").join(letter for letter, passes in self.letters.items() if passes)
            )
        return _("se aprueba con {mark}").format(mark=self.passes_from)

    def read(self, plain: str) -> Mark | None:
        """A mark of this scale; nothing when it is written in another. Raises ``Refused`` where it is out of range."""
        if self.letters:
            return Mark(self.letters[plain], letter=plain) if plain in self.letters else None
        match = _NUMBER.fullmatch(plain)
        if not match:
            return None
        if len(match[1] or "") > self.decimals:
            raise Refused(_("«{text}»: escriba a lo más un decimal, como 12,5").format(text=plain))
        number = Decimal(plain.replace(",", "."))
        if number > self.top:
            raise Refused(_("«{text}» no es una nota: va de 0 a {most}").format(text=plain, most=self.top))
        return Mark(number >= self.passes_from, number=number)


@cache
def _scales() -> tuple[Scale, ...]:
    (document,) = yaml_documents("llamkay.apps.education", "data")
    return tuple(Scale(**{**item, "levels": tuple(item["levels"])}) for item in document["scales"])


def scales_of(level: str) -> list[Scale]:
    """The scales of a level, the one offered first."""
    return [scale for scale in _scales() if level in scale.levels]


def parse_mark(text: str, *, level: str) -> Mark | None:
    """Read a mark of a level as people write it, ``12,5`` or ``AD``; nothing of an empty text.

    Raises ``Refused`` with what that level takes.
    """
    plain = " ".join(text.split()).upper()
    if not plain:
        return None
    scales = scales_of(level)
    for scale in scales:
        if (mark := scale.read(plain)) is not None:
            return mark
    raise Refused(
        _("«{text}» no es una nota de este nivel; escriba {scales}").format(
            text=text.strip()[:20], scales=_(", o ").join(scale.name for scale in scales)
        )
    )
