"""What a file adds up to, beside what its source says that it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.intake.kinds import Kind

# A word of a line of totals in a file → the total that it is.
CONTROLS = {
    "mujeres": "women",
    "varones": "men",
    "hombres": "men",
    "dias": "days",
    "plazas": "capacity",
    "filas": "rows",
}
NAMES = {
    "rows": gettext_lazy("Filas"),
    "women": gettext_lazy("Mujeres"),
    "men": gettext_lazy("Varones"),
    "days": gettext_lazy("Días, de lo que tiene inicio y fin"),
    "capacity": gettext_lazy("Plazas"),
}
# What each kind of file adds up to.
OF_KIND: Mapping[str, tuple[str, ...]] = {
    Kind.PEOPLE: ("rows", "women", "men"),
    Kind.STAGES: ("rows", "days"),
    Kind.MOVEMENTS: ("rows", "days"),
    Kind.ACTIVITIES: ("rows", "capacity"),
    Kind.PLACES: ("rows", "days"),
    Kind.ACCOUNTS: ("rows",),
}


@dataclass(frozen=True)
class Total:
    """A total of the whole file and of the rows that would be taken, beside that of the source where it gave one."""

    code: str
    found: int
    taken: int
    source: int | None

    @property
    def name(self) -> Any:
        return NAMES[self.code]

    @property
    def differs(self) -> bool:
        """Whether the source says another."""
        return self.source is not None and self.source != self.found

    @property
    def words(self) -> str:
        """How it stands beside the source."""
        if self.source is None:
            return _("la fuente no lo dice")
        if not self.differs:
            return _("coincide")
        more = self.found - self.source
        return _("sobran {n}").format(n=more) if more > 0 else _("faltan {n}").format(n=-more)


def of(kind: str, lines: list[dict[str, Any]], controls: Mapping[str, int]) -> list[Total]:
    """The totals of a file of a kind from what each of its rows adds."""
    taken = [line for line in lines if line["outcome"] in ("new", "changed", "same")]
    return [Total(code, _sum(lines, code), _sum(taken, code), controls.get(code)) for code in OF_KIND[kind]]


def _sum(lines: list[dict[str, Any]], code: str) -> int:
    return len(lines) if code == "rows" else sum(line["adds"].get(code, 0) for line in lines)
