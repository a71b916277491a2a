"""What changed between two versions of a text: paragraph by paragraph, and word by word within one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\S+\s*")
LIKE = 0.3  # two paragraphs that share less than this are two, not one that was rewritten


@dataclass(frozen=True)
class Stretch:
    """Some words that follow one another: in both versions (``same``), only in the later, only in the earlier."""

    text: str
    kind: str  # same, added, gone


@dataclass(frozen=True)
class Change:
    """A paragraph that is not as it was; ``place`` counts from one in the later text, of one that is gone in the
    earlier."""

    place: int
    kind: str  # changed, added, gone
    stretches: tuple[Stretch, ...]


def text_changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """What an earlier text and a later one do not share, in the order in which it is read.

    >>> [(each.kind, each.place) for each in text_changes(["Uno.", "Dos."], ["Uno.", "Tres."])]
    [('gone', 2), ('added', 2)]
    >>> text_changes(["Trabajan 20 personas."], ["Trabajan 30 personas."])[0].stretches[1:3]
    (Stretch(text='20 ', kind='gone'), Stretch(text='30 ', kind='added'))
    """
    found = list[Change]()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        partners = _partners(before[i1:i2], after[j1:j2])
        taken = set(partners.values())
        lost = [at for at in range(i1, i2) if at - i1 not in taken]
        found += [Change(at + 1, "gone", (Stretch(before[at], "gone"),)) for at in lost]
        for at in range(j2 - j1):
            new = after[j1 + at]
            if at in partners:
                found.append(Change(j1 + at + 1, "changed", tuple(_stretches(before[i1 + partners[at]], new))))
            else:
                found.append(Change(j1 + at + 1, "added", (Stretch(new, "added"),)))
    return found


def _partners(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Which of the earlier paragraphs each of the later ones was made of, in their order; the most alike first."""
    likeness = [
        (SequenceMatcher(None, _WORDS.findall(old), _WORDS.findall(new), autojunk=False).ratio(), i, j)
        for i, old in enumerate(before)
        for j, new in enumerate(after)
    ]
    partners = dict[int, int]()
    for ratio, i, j in sorted(likeness, key=lambda each: (-each[0], each[1], each[2])):
        if ratio >= LIKE and all((j < new and i < old) or (j > new and i > old) for new, old in partners.items()):
            partners[j] = i
    return partners


def _stretches(old: str, new: str) -> Iterator[Stretch]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Stretch("".join(after[j1:j2]), "same")
            continue
        if i2 > i1:
            yield Stretch("".join(before[i1:i2]), "gone")
        if j2 > j1:
            yield Stretch("".join(after[j1:j2]), "added")
