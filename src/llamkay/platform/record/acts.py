"""What the log knows the words of: each act, each kind of read, and what they are about.

An app registers its own in its module ``acts``, beside its permissions; the log refuses what nobody registered.
"""

from dataclasses import dataclass
from typing import Any, NewType

from django.utils.translation import gettext_lazy as _

Verb = NewType("Verb", str)


@dataclass(frozen=True)
class Act:
    """Something that is done: its verb, its words, whether what it says is about people in custody, and whether it
    takes names out of other lines."""

    verb: Verb
    words: Any
    of_people: bool
    redacts: bool = False


@dataclass(frozen=True)
class Target:
    """What the first word of a target names, and the page that shows it with the action that opens it."""

    words: Any
    page: str = ""
    action: str = ""


ACTS: dict[str, Act] = {}
READS: dict[str, Any] = {}
TARGETS: dict[str, Target] = {}


def act(verb: str, words: Any, *, of_people: bool = True, redacts: bool = False) -> Verb:
    """Register an act once and return its verb. Raises ``ValueError`` when the verb is taken.

    ``of_people=False``: it speaks of accounts, functions, authorities or keys only: whoever runs the system reads it.
    ``redacts``: its line says which others lost a name (``audit.redact``).
    """
    _once(ACTS, verb)
    ACTS[verb] = Act(Verb(verb), words, of_people, redacts)
    return Verb(verb)


def read(kind: str, words: Any) -> None:
    """Register the words of a kind of read once. Raises ``ValueError`` when the kind is taken."""
    _once(READS, kind)
    READS[kind] = words


def target(code: str, words: Any, *, page: str = "", action: str = "") -> None:
    """Register what the first word of a target names, once. Raises ``ValueError`` when the word is taken."""
    _once(TARGETS, code)
    TARGETS[code] = Target(words, page, action)


def _once(registered: dict[str, Any], code: str) -> None:
    if code in registered:
        raise ValueError(f"{code} is already registered")


read("denied", _("quiso entrar donde no le corresponde"))
read("export", _("descargó una lista"))
read("read", _("vio la ficha"))
