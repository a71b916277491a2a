"""The settings of the environment as the manuals print them; their one source is ``data/settings.yaml``."""

from collections.abc import Iterator
from dataclasses import dataclass

from llamkay.platform.files.datafiles import yaml_documents


@dataclass(frozen=True)
class Variable:
    """A setting: what it is and what holds without it, in Spanish and English."""

    name: str
    es: str
    en: str
    without_es: str
    without_en: str


def variables() -> Iterator[Variable]:
    """Every setting, in the order of the manuals."""
    for document in yaml_documents("llamkay.data"):
        for line in document.get("settings", ()):
            yield Variable(**line)


def table(language: str) -> str:
    """The rows of the manual's table in ``es`` or ``en``, each a line of Markdown."""
    return "\n".join(
        f"| `{each.name}` | {getattr(each, language)} | {getattr(each, f'without_{language}')} |"
        for each in variables()
    )
