"""The addresses of the open data: each is of a month at a moment, and gives the same bytes for good."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Max

from llamkay.apps.statistics.models import Snapshot
from llamkay.apps.statistics.opendata.audit import audited
from llamkay.core.errors import Refused

SHEETS = ("cifras", "penales", "diccionario", "cambios")
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
    """A month at the moment of its newest snapshot."""

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
    return [Version(row["month"], row["at"]) for row in rows]


def file_of(code: str, stamp: str, name: str) -> bytes | None:
    """A file of a version; none where there is no such address. Only moments at which a snapshot came have one."""
    try:
        month = datetime.strptime(code, "%Y-%m").replace(tzinfo=UTC).date()
        at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    if name not in FILES or not Snapshot.objects.filter(month=month, taken_at=at).exists():
        return None
    try:
        return audited([month], at=at)[name]
    except Refused:
        return None
