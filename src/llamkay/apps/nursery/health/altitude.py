"""The altitude of a prison, for which a haemoglobin is adjusted: from the shipped table, or as health wrote it."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from llamkay.apps.nursery.health.queries import last_altitude

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


TABLE = "data/altitudes-2026-11.csv"


@dataclass(frozen=True, slots=True)
class Altitude:
    """Metres above the sea, where they come from, and whether nobody has confirmed them yet."""

    metres: int
    source: str
    to_confirm: bool

    def __str__(self) -> str:
        text = _("{source}; por confirmar") if self.to_confirm else "{source}"
        return text.format(source=self.source)


@lru_cache(maxsize=1)
def table() -> dict[str, Altitude]:
    """The shipped altitudes by the code of the establishment; who has no line there is a gap."""
    text = resources.files("llamkay").joinpath(TABLE).read_text(encoding="utf-8")
    return {
        row["establecimiento"]: Altitude(int(row["metros"]), row["fuente"], row["confianza"] != "alta")
        for row in csv.DictReader(text.splitlines())
    }


def altitude_of(place: "Establishment") -> Altitude | None:
    """What is known of a prison: what was last written with a haemoglobin there, or else the table; or nothing."""
    reported, last = table().get(place.code), last_altitude(place.pk)
    if last is None or (reported is not None and reported.metres == last[0]):
        return reported
    metres, on = last
    return Altitude(metres, _("anotada con la hemoglobina del {on:%d/%m/%Y}").format(on=on), False)
