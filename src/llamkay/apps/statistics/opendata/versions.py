"""The addresses of the open data: each is of a month at a moment, and gives the same bytes for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Max

from llamkay.apps.statistics.hooks import corrected
from llamkay.apps.statistics.models import Snapshot
from llamkay.apps.statistics.opendata.audit import audited
from llamkay.apps.statistics.revisions.queries import announcements

SHEETS = ("cifras", "penales", "diccionario", "cambios", "correcciones")
FILES = (
    "datapackage.json",
    "catalog.jsonld",
    "SHA256SUMS",
    *(f"{sheet}.{kind}" for sheet in SHEETS for kind in ("csv", "parquet")),
)
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_MONTHS = 12


@dataclass(frozen=True)
class Version:
    """A month at the moment of the newest of what is told of it: a snapshot, a revision announced, a correction."""

    month: date
    at: datetime

    @property
    def code(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def stamp(self) -> str:
        """The moment as it stands in an address."""
        return self.at.astimezone(UTC).strftime(_STAMP)


def versions() -> list[Version]:
    """The newest version of each of the last months, the newest first."""
    rows = Snapshot.objects.values("month").annotate(at=Max("taken_at")).order_by("-month")[:_MONTHS]
    newest = {row["month"]: row["at"] for row in rows}
    for month, at in _further(list(newest)):
        newest[month] = max(newest[month], at)
    return [Version(month, at) for month, at in newest.items()]


def _further(months: Sequence[date]) -> Iterator[tuple[date, datetime]]:
    """The months and moments of what was told of them besides their snapshots."""
    for month, moments in announcements(months).items():
        yield from ((month, at) for at in moments)
    for each in corrected():
        yield from ((month, each.at) for month in months if each.month in (None, month))


def file_of(code: str, stamp: str, name: str) -> bytes | None:
    """A file of a version; none where there is no such address. Only moments at which a snapshot came have one.

    Raises ``Refused`` where a value that is kept back could nearly be worked out.
    """
    try:
        month = datetime.strptime(code, "%Y-%m").replace(tzinfo=UTC).date()
        at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    if name not in FILES or not Snapshot.objects.filter(month=month, taken_at__lte=at).exists():
        return None
    if not Snapshot.objects.filter(month=month, taken_at=at).exists() and (month, at) not in _further([month]):
        return None
    return audited([month], at=at)[name]
