"""The kinds of papers that are issued, each declared once: whose row names the paper, and whether its file is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from llamkay.platform.models import IssuedPaper


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: the row that names it (by its name on ``IssuedPaper``) and the column that keeps its file.

    Without ``file`` the house keeps the seal alone: who has the paper has the file, and it is printed again at will.
    """

    row: str
    file: str = ""


_KINDS: list[PaperKind] = []


def kind(row: str, *, file: str = "") -> PaperKind:
    """Declare a kind of paper; its app does so when it starts. Raises ``ValueError`` when it is already declared."""
    made = PaperKind(row, file)
    if any(known.row == row for known in _KINDS):
        raise ValueError(f"the kind of paper {row} is already declared")
    _KINDS.append(made)
    return made


def kinds() -> tuple[PaperKind, ...]:
    """Every kind that is declared."""
    return tuple(_KINDS)


def how_many() -> int:
    """How many papers there are to be looked at."""
    return IssuedPaper.objects.count()


def without_file() -> Iterator[str]:
    """Papers that no row names, and those of a kind that is kept whose file is not there.

    Whether a kept file is the one that was sealed, its app says, which knows what it is called.
    """
    lost = Q(**{each.row: None for each in _KINDS})
    for each in (known for known in _KINDS if known.file):
        lost |= ~Q(**{each.row: None}) & (
            Q(**{f"{each.row}__{each.file}": None}) | Q(**{f"{each.row}__{each.file}": b""})
        )
    for code in IssuedPaper.objects.filter(lost).order_by("id").values_list("code", flat=True):
        yield f"el documento {code} está registrado y su archivo no está"
