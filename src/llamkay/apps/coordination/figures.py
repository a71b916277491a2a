"""What a figure says to whoever is not of the house: the value that the public reads, and from which day."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.kinds import QUARTERLY
from llamkay.apps.statistics.queries import key_labels, keys_of, latest_month, metrics_by_code
from llamkay.apps.statistics.releases.queries import public_releases
from llamkay.core.errors import Refused

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.statistics.models import Metric


@dataclass(frozen=True)
class Reading:
    """A figure as the public reads it; ``value`` none where it is reserved, ``known`` false where nobody gave it.

    ``snapshots`` are those that it was read from.
    """

    value: int | None
    known: bool
    month: date | None = None
    as_of: date | None = None
    snapshots: tuple[int, ...] = ()

    @property
    def reserved(self) -> bool:
        return self.known and self.value is None


UNKNOWN = Reading(None, known=False)


class Shelf:
    """The months that figures are read from, each once; of children the last quarter that was released."""

    def __init__(self) -> None:
        self._months: dict[date, PublishedMonth] = {}
        self._latest: dict[bool, date | None] = {}

    def month_of(self, metric: str) -> date | None:
        """The newest month in which the public reads a figure."""
        quarterly = metric in QUARTERLY
        if quarterly not in self._latest:
            release = public_releases().first() if quarterly else None
            self._latest[quarterly] = release.month if release else None if quarterly else latest_month()
        return self._latest[quarterly]

    def read(self, metric: str, *, key: str = "", code: str = "", month: date | None = None) -> Reading:
        """One figure, of the country or of the prison of that code; of the newest month unless one is named."""
        month = month or self.month_of(metric)
        if month is None:
            return UNKNOWN
        shown = self._months.setdefault(month, PublishedMonth(month))
        found = shown.figure(metric, key)
        if code:
            part = found.of(code)
            if part is None:
                return Reading(None, False, month)
            return Reading(part.value, True, month, part.as_of, (part.snapshot,) if part.inside else ())
        inside = tuple(part.snapshot for part in found.parts if part.inside)
        return Reading(found.value, bool(found.parts), month, found.as_of, inside)


@dataclass(frozen=True)
class Named:
    """A figure in words: what it counts, of which class, where."""

    metric: "Metric"
    key_name: str = ""
    place: str = ""

    def __str__(self) -> str:
        part = f"{self.metric.label} ({self.key_name.lower()})" if self.key_name else self.metric.label
        return f"{part}, {self.place}" if self.place else part


def names(wanted: "list[tuple[str, str, str]]") -> list[Named | None]:
    """Each (metric, key, name of the prison) in words; none where the dictionary no longer has the figure."""
    known, labels = metrics_by_code({metric for metric, _key, _place in wanted}), key_labels() if wanted else {}
    return [
        Named(known[metric], labels.get(key, key), place) if metric in known else None for metric, key, place in wanted
    ]


def address(metric: str, *, key: str = "", code: str = "", month: date | None = None) -> str:
    """The page of the public window that opens a figure."""
    named = {"mes": f"{month:%Y-%m}" if month else "", "penal": code, "clase": key}
    query = urlencode({name: value for name, value in named.items() if value})
    return reverse("public-figure", args=[metric]) + (f"?{query}" if query else "")


def check_measure(*, metric: str, key: str, target: int | None, establishment: "Establishment | None" = None) -> None:
    """Raise ``Refused`` unless a figure, its class and its target go together, or there is none of them."""
    if not metric:
        if key or target is not None or establishment is not None:
            raise Refused(_("Elija la cifra que lo mide, o deje en blanco la clase, el penal y la meta."), "metric")
        return
    known = metrics_by_code([metric]).get(metric)
    if known is None or not known.public:
        raise Refused(_("«{name}» no es una cifra pública del diccionario.").format(name=metric), "metric")
    if key not in keys_of(known):
        raise Refused(_("Esa clase no es de la cifra «{name}».").format(name=known), "key")
    if target is None or target < 1:
        raise Refused(_("Escriba a cuánto debe llegar la cifra, desde 1."), "target")
