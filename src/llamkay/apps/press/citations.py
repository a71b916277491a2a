"""What the notes have told the public of the figures."""

from collections.abc import Collection, Iterator
from datetime import date

from llamkay.apps.press.models import NoteFigure
from llamkay.apps.statistics.hooks import Citation


def citations(months: Collection[date]) -> Iterator[Citation]:
    """Each value of the notes published on some months; of a share, its part where all that gave it gave the whole."""
    rows = NoteFigure.objects.filter(month__in=months, value__isnull=False, note__published_at__isnull=False)
    for row in rows.select_related("note__published", "metric").order_by("pk"):
        entries = {entry["name"]: entry for entry in row.note.published.document["figures"]}
        over = entries.get(row.name, {}).get("over")
        if over is None or over == len(row.snapshot_ids):
            yield Citation(
                where=f"note {row.note.line}",
                metric=row.metric.code,
                key=row.key,
                month=row.month,
                at=row.note.published_at,
                value=row.value or 0,
                snapshots=tuple(row.snapshot_ids),
            )
