"""The sheets of years as Parquet, for whoever counts them on a cluster (``llamkay.cluster``)."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from llamkay.apps.closing.recount import Grid
from llamkay.cluster.tables import LAW, MARKS, PEOPLE, Frame, masks, number
from llamkay.core.law import LawBook
from llamkay.core.remission.month import People, effective_minutes
from llamkay.core.values import Month

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def frame_of(*, first: Month, last: Month, law: LawBook) -> Frame:
    """What the export spans and the law it is counted with."""
    return Frame(first=str(first), last=str(last), law_version=law.version, law=law.documents(*LAW))


def write(*, folder: Path, establishment: "Establishment", first: Month, last: Month) -> int:
    """Write the marks and the people of one establishment; how many lines of marks. People are numbers, never names."""
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next())
    grid = Grid(establishment.pk, months)
    tables = {"marks": _marks(grid, months, establishment.code), "people": _people(grid, months, establishment.code)}
    for name, table in tables.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / name / f"{establishment.code}.parquet", compression="zstd")
    return tables["marks"].num_rows


def _marks(grid: Grid, months: list[Month], code: str) -> pa.Table:
    activity, reasons = grid.activity, grid.reasons
    expelled = grid.expelled[reasons]
    minutes = effective_minutes(grid.minutes, present=grid.present[reasons], expelled=expelled)
    bits = {
        "counts": masks(grid.counts[reasons], grid.starts),
        "expelled": masks(expelled, grid.starts),
        "authorised": masks(grid.authorised, grid.starts)[activity],
    }
    parts = []
    for at, month in enumerate(months):
        low = grid.starts[at]
        of = np.zeros((len(activity), 31), dtype=np.int16)
        of[:, : month.days] = minutes[:, low : low + month.days]
        here = np.flatnonzero(of.any(axis=1) | (bits["expelled"][:, at] > 0))
        parts.append(
            pa.table(
                [
                    pa.array([code] * len(here), pa.string()),
                    grid.people[grid.person[here]],
                    grid.activities[activity[here]],
                    grid.kind[activity[here]],
                    np.full(len(here), number(month), dtype=np.int32),
                    pa.FixedSizeListArray.from_arrays(pa.array(of[here].reshape(-1)), 31),
                    *(values[here, at] for values in bits.values()),
                    grid.cell[activity[here]],
                    grid.passed[here, at],
                ],
                schema=MARKS,
            )
        )
    return pa.concat_tables(parts)


def _people(grid: Grid, months: list[Month], code: str) -> pa.Table:
    known = People.of(grid.persons, size=len(grid.people), days=grid.stretch.days)
    flags = [known.in_custody, known.isolated, known.minimum, *known.enrolled.swapaxes(0, 1), known.returned, grid.here]
    runs = np.zeros((len(grid.people), len(months), 31), dtype=np.int8)
    for at, month in enumerate(months):
        runs[:, at, : month.days] = known.favourable[:, grid.starts[at] : grid.starts[at] + month.days]
    return pa.table(
        [
            pa.array([code] * grid.people.size * len(months), pa.string()),
            np.repeat(grid.people, len(months)),
            np.tile(np.array([number(month) for month in months], dtype=np.int32), len(grid.people)),
            *(masks(days, grid.starts).reshape(-1) for days in flags),
            pa.FixedSizeListArray.from_arrays(pa.array(runs.reshape(-1)), 31),
        ],
        schema=PEOPLE,
    )
