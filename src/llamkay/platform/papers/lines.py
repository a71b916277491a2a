"""Whether a cell of a long table is one line: a row that is known to be one is laid out once, and not twice."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONT = Path(__file__).with_name("fonts") / "source-sans-3-400.ttf"
POINTS = 72 / 25.4  # in a millimetre
_LATIN = range(32, 0x180)
_SPARE = 0.5  # points: kerning and rounding


@lru_cache(maxsize=1)
def _advances() -> dict[str, float]:
    """How wide each letter of the papers' font is, in ems."""
    font = ImageFont.truetype(str(FONT), 1000, layout_engine=ImageFont.Layout.BASIC)
    return {chr(code): font.getlength(chr(code)) / 1000 for code in _LATIN}


@lru_cache(maxsize=20_000)
def _ems(text: str) -> float:
    widths = _advances()
    return sum(widths.get(sign, 1.0) for sign in text)


def tall(rows: Iterable[Sequence[str]], *, widths: Sequence[float], size: float, inset: float) -> list[bool]:
    """Of each row whether a cell may need a second line: ``widths`` of its columns in millimetres, ``inset`` on either
    side and ``size`` of the text in points."""
    room = [(width * POINTS - 2 * inset - _SPARE) / size for width in widths]
    return [any(_ems(text) > most for text, most in zip(row, room, strict=True)) for row in rows]
