"""What the rules of the registry ask before somebody enters, is moved or leaves; the rules are data, in ``law/``."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.people.hooks import ASKED_ON_LEAVING, Leaving
from llamkay.apps.people.kinds import Sex
from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.platform.law import every_law

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


UNUSUAL = "people.unusual"
# What each kind of paper is called in the sentence that asks for it.
PAPERS = {
    "order": gettext_lazy("la resolución o el mandato que ordena la libertad"),
    "certificate": gettext_lazy("el acta o el certificado de defunción"),
    "report": gettext_lazy("el parte o el oficio que da cuenta de la fuga"),
}
SHORTEST = 4  # letters of a paper's name: «RD-7»


class Unusual(Refused):
    """Something that is rarely so: it is done once whoever asks says that it is so, and by which paper or why."""

    def __init__(self, questions: Iterable[str]) -> None:
        text = _("{what} Si es así, marque la casilla y escriba la resolución o el motivo; si no, corrija.")
        super().__init__(text.format(what=" ".join(questions)), code=UNUSUAL)


@lru_cache(maxsize=1)
def book() -> LawBook:
    """The dated rules of the registry as they ship with this version."""
    return LawBook.of(tuple(found for found in every_law() if found["_file"].startswith("pe/registry/")))


def rule(topic: str, *, on: date) -> Any:
    """The value of a rule in force on a day."""
    return book().value(f"registry.{topic}", on=on).value


def ask(questions: Iterable[str], *, confirmed: bool, reason: str) -> None:
    """Raise ``Unusual`` with what is unusual, unless it was confirmed with its paper or reason."""
    found = [question for question in questions if question]
    if found and not (confirmed and len(reason.strip()) >= SHORTEST):
        raise Unusual(found)


def of_another_sex(sex: str, place: "Establishment", *, on: date) -> str:
    """What is asked where a prison does not take people of that sex; nothing where it does."""
    if sex in rule("sexes", on=on)[place.population_kind]:
        return ""
    if sex == Sex.FEMALE:
        return _("{place} es un penal de varones y en su documento figura como mujer.").format(place=place.name)
    return _("{place} es un penal de mujeres y en su documento figura como varón.").format(place=place.name)


def left_behind(leavings: Sequence[Leaving]) -> list[list[str]]:
    """What higher apps ask before each of some people leaves, as of a child that lives here with her."""
    leaves = [at for at, one in enumerate(leavings) if rule("mother", on=one.on).get(one.exit) == "ask"]
    found: list[list[str]] = [[] for _one in leavings]
    if leaves:
        for answer in ASKED_ON_LEAVING([leavings[at] for at in leaves]):
            for at, question in zip(leaves, answer, strict=True):
                found[at].append(question)
    return found


def check_paper(exit: str, reason: str, *, on: date) -> None:
    """Refuse an exit without the paper that its kind needs."""
    paper = rule("exit.paper", on=on).get(exit)
    if paper and len(reason.strip()) < SHORTEST:
        raise Refused(
            _("Falta {paper}: escriba su número y su fecha; sin ese papel no se registra la salida.").format(
                paper=PAPERS[paper]
            ),
            field="reason",
        )
