"""The figures that notes tell in words: of what, how many, how nearly, where and of which month; and which disagree.

Nothing is guessed: a number counts only beside the words of a figure that the dictionary has.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from llamkay.core.notes.caution import amount
from llamkay.core.notes.claims import sentences
from llamkay.core.notes.wording import MONTHS

_N = (
    r"(?:(?P<hedge>más de|menos de|cerca de|alrededor de|aproximadamente|casi|unos|unas)\s+)?"
    r"(?<![\d.,/])(?P<number>\d{1,3}(?:[.,]\d{3})+|\d+)(?![.,]?\d|\s*%)(?:\s+(?P<unit>mil|millones))?"
)
_PEOPLE = r"(?:\s+(?:personas|intern[oa]s|reclus[oa]s|mujeres|hombres|privad[oa]s|de|la|su|libertad|e|y))*"
_CHILDREN = r"\s+(?:niñ[oa]s|menores)"
# Each figure with the words that tell it.
_TELL: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (metric, re.compile(pattern, re.IGNORECASE))
    for metric, pattern in (
        ("working", rf"{_N}{_PEOPLE}(?:\s+que)?\s+trabajan\b"),
        ("studying", rf"{_N}{_PEOPLE}(?:\s+que)?\s+estudian\b"),
        ("population", rf"\bpoblación(?:\s+(?:penitenciaria|penal))?(?:\s+total)?\s+(?:es\s+)?de\s+{_N}"),
        ("workshops", rf"{_N}\s+talleres\b"),
        ("establishments", rf"{_N}\s+(?:establecimientos\s+penitenciarios|penales)\b"),
        ("children_attending", rf"\b(?:atiende|atención|atienden|atendidos)\s+a\s+{_N}{_CHILDREN}"),
        ("pregnant", rf"{_N}(?:\s+(?:madres|mujeres|internas))?\s+gestantes\b"),
    )
)
_DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:\.º|°)?\s+de\s+)?(?P<month>{'|'.join(MONTHS)}|setiembre)\s+(?:de|del)\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_NEARLY = 0.05  # how far «about» goes
_ABOVE = frozenset({"más de"})
_BELOW = frozenset({"menos de", "casi"})


@dataclass(frozen=True)
class Statement:
    """What a note tells of a figure: how many at the least and at the most (none: no end), where («» the country or
    not named), of which month, in which sentence of which paragraph."""

    source: str
    metric: str
    key: str
    place: str
    month: date
    least: float
    most: float | None
    words: str
    sentence: str
    paragraph: int

    def agrees_with(self, other: "Statement") -> bool:
        """Whether both may be true of the same moment."""
        ends = [end for end in (self.most, other.most) if end is not None]
        return max(self.least, other.least) <= min(ends, default=float("inf"))


def statements(
    paragraphs: Sequence[str], *, source: str, published: date, places: Mapping[str, str]
) -> Iterator[Statement]:
    """What a text tells of the figures; ``places`` gives the code of each prison by the name it is known by.

    A sentence without a month speaks of that in which the note came out. A prison is the one that its sentence names.

    >>> [found] = statements(["Más de 29 mil internos trabajan."], source="098", published=date(2026, 2, 2), places={})
    >>> (found.metric, found.least, found.most, found.month)
    ('working', 29000, None, datetime.date(2026, 2, 1))
    """
    for number, paragraph in enumerate(paragraphs, start=1):
        for sentence in sentences(paragraph):
            month = _month(sentence) or published.replace(day=1)
            for metric, pattern in _TELL:
                for match in pattern.finditer(sentence):
                    value = amount(match["number"], match["unit"])
                    least, most = _ends(value, (match["hedge"] or "").lower())
                    place = _place(sentence[: match.end()], places)
                    yield Statement(
                        source, metric, "", place, month, least, most, match[0].strip(), sentence.strip(), number
                    )


def _ends(value: int, hedge: str) -> tuple[float, float | None]:
    if hedge in _ABOVE:
        return value, None
    if hedge in _BELOW:
        return 0, value
    return (value * (1 - _NEARLY), value * (1 + _NEARLY)) if hedge else (value, value)


def _month(sentence: str) -> date | None:
    match = _DAY.search(sentence)
    if match is None:
        return None
    name = match["month"].lower().replace("setiembre", "septiembre")
    return date(int(match["year"]), MONTHS.index(name) + 1, 1)


def _place(before: str, places: Mapping[str, str]) -> str:
    """The prison named last before the number."""
    text = before.lower()
    at = {name: text.rfind(name.lower()) for name in places}
    named = [name for name, place in at.items() if place >= 0]
    return places[max(named, key=lambda name: (at[name], len(name)))] if named else ""


def contradictions(found: Iterable[Statement]) -> list[tuple[Statement, Statement]]:
    """Each two statements of the same figure, class, place and month that cannot both be true."""
    alike: dict[tuple[str, str, str, date], list[Statement]] = {}
    for each in found:
        alike.setdefault((each.metric, each.key, each.place, each.month), []).append(each)
    return [
        (one, other)
        for group in alike.values()
        for one, other in combinations(dict.fromkeys(group), 2)
        if not one.agrees_with(other)
    ]
