"""``llamkay days``: the days of years as files, counted without a database, on one machine or on a cluster."""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from llamkay.cli.running import _establishments, _everything, setup
from llamkay.core.errors import Refused


@click.group()
def days() -> None:
    """The days of years as Parquet, and their count on a cluster (needs the extra «spark»)."""


@days.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--from", "first", required=True, help="The first month, as 2016-01.")
@click.option("--to", "last", required=True, help="The last month, as 2026-01.")
@click.option("--establishment", "codes", multiple=True, metavar="CODE", help="One establishment; may be repeated.")
@click.option("--all", "every", is_flag=True, help="Every establishment that has activities.")
def export(folder: Path, first: str, last: str, codes: tuple[str, ...], every: bool) -> None:
    """Write the sheets as adjusted, and what the count must know of each person, into FOLDER. People are numbers."""
    from llamkay.core.values import Month

    start, end = Month.parse(first), Month.parse(last)
    if end < start:
        raise Refused(f"{last} lies before {first}; give the earlier month to --from")
    setup()
    _needs("pyarrow")
    from llamkay.apps.closing import parquet
    from llamkay.apps.remission.counts.statements import law_today
    from llamkay.platform.record import audit

    law, lines = law_today(), 0
    with _everything():
        places = _establishments(codes, every)
        audit.log_access(actor="sistema", kind="export", target=f"days:{first}:{last}")
        with click.progressbar(places, label="export") as bar:
            for place in bar:
                lines += parquet.write(folder=folder, establishment=place, first=start, last=end)
    parquet.frame_of(first=start, last=end, law=law).write(folder)
    click.echo(f"{folder}: {lines:,} lines of {len(places)} establishments")


@days.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--spark", "master", metavar="MASTER", help="A Spark cluster, as local-cluster[2,1,1024] or spark://….")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the counts as Parquet.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def count(folder: Path, master: str | None, out: Path | None, as_json: bool) -> None:
    """Count an export again: days of each person, kind and month."""
    _needs("pyarrow", *(["pyspark"] if master else []))
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from llamkay.core.remission.month import KINDS

    started = time.perf_counter()
    found = _on_cluster(folder, master) if master else _here(folder)
    if out:
        pq.write_table(found, out)
    sums = found.group_by("kind").aggregate([("days", "sum")])
    days_of = Counter({KINDS[line["kind"]]: line["days_sum"] for line in sums.to_pylist()})
    people = pc.count_distinct(found["person"]).as_py()
    summary = {"people": people, "days": dict(days_of), "lines": found.num_rows}
    if as_json:
        click.echo(json.dumps(summary, indent=2))
    else:
        click.echo(
            f"{summary['people']:,} people, {days_of['work']:,} days of work, {days_of['study']:,} of study, "
            f"{time.perf_counter() - started:.1f} s"
        )


def _here(folder: Path) -> Any:
    """Establishment by establishment in this process."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from llamkay.cluster.tables import COUNTS, Frame
    from llamkay.cluster.tables import count as count_table

    frame, found = Frame.read(folder), [COUNTS.empty_table()]
    for file in sorted((folder / "marks").glob("*.parquet")):
        found.append(count_table(pq.read_table(file), pq.read_table(folder / "people" / file.name), frame))
    return pa.concat_tables(found)


def _on_cluster(folder: Path, master: str) -> Any:
    from llamkay.cluster.spark import count_on

    return count_on(folder, master)


def _needs(*packages: str) -> None:
    """Say in one sentence what is missing."""
    from importlib.util import find_spec

    if missing := [name for name in packages if find_spec(name) is None]:
        raise click.ClickException(f"this needs {missing[0]}: install the extra with «pip install llamkay[spark]»")
