"""What the briefs and minutes of visits have told of the figures."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from llamkay.apps.coordination.models import StopFigure, VisitPaper
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.hooks import Citation


def citations(months: Collection[date]) -> Iterator[Citation]:
    """Each value of some months that a paper told as the public read it then; not what it repeated from a note.

    A paper keeps the snapshots that it read: its moment alone does not say whether one that came in that instant, or
    while it was being made, was among them. Of a paper that keeps none they are looked up by its moment.
    """
    papers = list(VisitPaper.objects.order_by("pk"))
    wanted = {int(number) for paper in papers for number in paper.figures}
    rows = StopFigure.objects.filter(note=None).select_related("establishment").in_bulk(wanted)
    read: dict[tuple[date, datetime], PublishedMonth] = {}
    for paper in papers:
        for number, line in paper.figures.items():
            row, day = rows.get(int(number)), line["as_of"] and date.fromisoformat(line["as_of"])
            if row is None or line["value"] is None or not day or day.replace(day=1) not in months:
                continue
            month = day.replace(day=1)
            if (snapshots := line.get("snapshots")) is None:
                figure = read.setdefault((month, paper.made_at), PublishedMonth(month, at=paper.made_at)).figure(
                    row.metric, row.key
                )
                code = row.establishment.code if row.establishment else ""
                snapshots = [part.snapshot for part in figure.parts if part.inside and code in ("", part.code)]
            yield Citation(
                where=f"visit {paper.visit_id} {paper.kind} {paper.number}",
                metric=row.metric,
                key=row.key,
                month=month,
                at=paper.made_at,
                value=line["value"],
                snapshots=tuple(snapshots),
            )
