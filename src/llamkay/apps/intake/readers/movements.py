"""Entries, transfers, departures and days away."""

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.intake.columns import plain
from llamkay.apps.intake.readers.base import Reader, days_between
from llamkay.apps.intake.reading import Row
from llamkay.apps.people.bulk.movements import ENTRY, TRANSFER, Movement, Movements
from llamkay.apps.people.bulk.verdicts import Made, Outcome


class MovementReader(Reader):
    """Rows of movements. A transfer may lead to any prison of the country."""

    def judge(self) -> None:
        people = self.people()
        every = {plain(text): place for place in every_establishment() for text in (place.code, place.name)}
        self.rows: list[Row] = []
        wanted = []
        for row in self.table.rows:
            kind, on = row.values.get("kind"), row.values.get("on")
            self.lines[row.number].adds = days_between(on, row.values.get("back"))
            to = None
            if kind == TRANSFER or (kind == ENTRY and row.values.get("place")):
                to = self.place(row, every=every) if row.values.get("place") else None
            elif kind == ENTRY:
                to = self.place(row)
            if row.faults or kind is None or on is None:
                continue
            self.rows.append(row)
            wanted.append(Movement(people[row.number], kind, on, to, row.values.get("back"), row.values.get("act", "")))
        self.movements = Movements(self.job.actor, wanted, writing=self.job.writing)
        for row, verdict in zip(self.rows, self.movements.verdicts, strict=True):
            self.take(row, verdict)
        self.together()

    def write(self) -> Made:
        good = (Outcome.NEW, Outcome.CHANGED)
        return self.movements.write(n for n, row in enumerate(self.rows) if self.lines[row.number].outcome in good)
