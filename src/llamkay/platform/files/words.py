"""The Spanish dictionary: whether a word is one, and which are near it."""

from functools import cache
from importlib import resources
from pathlib import Path

import hunspell

_MOST = 40  # letters of a word; what is longer is none


class Words:
    """A Hunspell dictionary with words of the trade added."""

    def __init__(self, folder: Path, name: str, more: Path) -> None:
        self._speller = hunspell.Hunspell(name, hunspell_data_dir=str(folder))
        for word in more.read_text(encoding="utf-8").split():
            self._speller.add(word)

    def knows(self, word: str) -> bool:
        """Whether the dictionary has a word as it is written."""
        return len(word) > _MOST or bool(self._speller.spell(word))

    def near(self, word: str) -> list[str]:
        """Up to three words that may be meant, the nearest first."""
        return [str(each) for each in self._speller.suggest(word)[:3]] if len(word) <= _MOST else []


@cache
def spanish() -> Words:
    """The Spanish of Peru, read once."""
    folder = Path(str(resources.files("llamkay.data").joinpath("dictionary")))
    return Words(folder, "es_PE", folder / "field.txt")
