"""Kaplan–Meier with limits of ten million spells, and every national curve, against the bare count of the same file.

python -m benchmarks.curves [--spells 10000000] [--spark]

Wants duckdb and ibis-framework (requirements/spark.txt); lifelines and R's ``survfit`` are timed where they are there.
"""

import argparse
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from llamkay.cluster.curves import national
from llamkay.core.evaluation.survival import Steps, kaplan_meier
from llamkay.core.evaluation.survival import count as counted

DAYS, PRISONS, MONTH = 3_650, 69, 30
_BARE = "SELECT part, time, count(*) AS leaving, sum(event) AS events FROM read_parquet('{file}') GROUP BY part, time"
_BARE_NATION = (
    "SELECT prison, sex, time, count(*) AS leaving, sum(event) AS events FROM read_parquet('{file}') "
    "GROUP BY prison, sex, time"
)
_R = """
suppressMessages(library(survival))
d <- data.frame(time = readBin("{folder}/time.bin", "integer", {n}, size = 2), event = readBin("{folder}/event.bin",
  "integer", {n}, size = 1), part = readBin("{folder}/part.bin", "integer", {n}, size = 1))
t <- system.time(survfit(Surv(time, event) ~ part, d, conf.type = "log-log"))
cat(t[["elapsed"]])
"""


def write(folder: Path, spells: int) -> tuple[Path, Path, dict[str, Any]]:
    """Seeded spells: days with two groups, and months with prison and sex, as Parquet."""
    rng = np.random.default_rng(20260202)
    days = np.minimum(rng.exponential(2_500, spells), rng.integers(1, DAYS, spells)).astype(np.int16)
    event, part = (rng.random(spells) < 0.52).astype(np.int8), (rng.random(spells) < 0.4).astype(np.int8)
    first, second = folder / "spells.parquet", folder / "nation.parquet"
    pq.write_table(pa.table({"time": days, "event": event, "part": part}), first)
    nation = {"time": (days // MONTH).astype(np.int16), "event": event, "sex": part}
    pq.write_table(pa.table({"prison": rng.integers(0, PRISONS, spells).astype(np.int8), **nation}), second)
    return first, second, {"time": days, "event": event, "part": part}


def of_file(connection: duckdb.DuckDBPyConnection, file: Path) -> list[Any]:
    """Our way: the engine counts, the kernel makes the curve with its limits."""
    rows = connection.execute(_BARE.format(file=file) + " ORDER BY part, time").fetchnumpy()
    curves = []
    for part in np.unique(rows["part"]):
        at = rows["part"] == part
        leaving, events = (np.asarray(rows[name][at], dtype=float) for name in ("leaving", "events"))
        at_risk = leaving[::-1].cumsum()[::-1]
        curves.append(kaplan_meier(Steps(np.asarray(rows["time"][at], dtype=float), at_risk, events[None, :])))
    return curves


def of_arrays(spells: dict[str, Any]) -> list[Any]:
    """Our kernel alone, on arrays in memory."""
    return [
        kaplan_meier(counted(spells["time"][at], spells["event"][at])) for at in (spells["part"] == g for g in (0, 1))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curves", description=__doc__)
    parser.add_argument("--spells", type=int, default=10_000_000)
    parser.add_argument("--spark", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, nation, spells = write(folder, options.spells)
        connection = duckdb.connect()
        backend = ibis.duckdb.connect()
        table = backend.read_parquet(nation)
        ways: dict[str, Callable[[], Any]] = {
            "bare count, two groups": lambda: connection.execute(_BARE.format(file=file)).fetchnumpy(),
            "curves with limits, two groups": lambda: of_file(connection, file),
            "kernel on arrays": lambda: of_arrays(spells),
            "bare count, prison × sex × month": lambda: connection.execute(
                _BARE_NATION.format(file=nation)
            ).fetchnumpy(),
            "national curves, Ibis": lambda: backend.to_pyarrow(national(table)),
        }
        taken = by_turns(ways, rounds=7)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bare, bare_nation = taken["bare count, two groups"], taken["bare count, prison × sex × month"]
        ours, whole = taken["curves with limits, two groups"], taken["national curves, Ibis"]
        print(f"curves with limits / bare count: {ours / bare:.2f} (at most 1.3)")
        print(f"national curves / bare count: {whole / bare_nation:.2f} (at most 3)")
        print(f"memory, most: {memory:,.0f} MB")
        others(folder, spells, ours)
        if options.spark:
            on_spark(nation, backend.to_pyarrow(national(table)))


def by_turns(ways: dict[str, Callable[[], Any]], *, rounds: int) -> dict[str, float]:
    """The median seconds of each way, one after another in every round, after one round unmeasured."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            if turn:
                taken[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(each) for name, each in taken.items()}
    for name, seconds in medians.items():
        print(f"{name}: {1000 * seconds:,.0f} ms")
    return medians


def others(folder: Path, spells: dict[str, Any], ours: float) -> None:
    """What lifelines and R take for the same curves, where they are installed."""
    try:
        from lifelines import KaplanMeierFitter
    except ImportError:
        print("lifelines: not installed")
    else:
        start = time.perf_counter()
        for group in (0, 1):
            at = spells["part"] == group
            KaplanMeierFitter().fit(spells["time"][at], spells["event"][at])
        seconds = time.perf_counter() - start
        print(f"lifelines / ours: {seconds / ours:.1f} (at least 5)")
    if shutil.which("Rscript") is None:
        print("R: not installed")
        return
    for name, values in spells.items():
        values.tofile(folder / f"{name}.bin")
    script = _R.format(folder=folder, n=len(spells["time"]))
    seconds = float(subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout)
    print(f"R survfit / ours: {seconds / ours:.0f} (at least 50)")


def on_spark(nation: Path, desk: pa.Table) -> None:
    """The same expressions on a Spark cluster of this machine: how far the numbers lie apart."""
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:
        start = time.perf_counter()
        backend = ibis.pyspark.connect(session)
        cluster = backend.to_pyarrow(national(backend.read_parquet(str(nation))))
        print(f"national curves, local-cluster, first time: {time.perf_counter() - start:.1f} s")
        print(f"farthest apart: {apart(desk, cluster):.1e} (at most 1e-12)")
    finally:
        session.stop()


def apart(one: pa.Table, other: pa.Table) -> float:
    """The greatest difference of two tables of curves; infinite where keys, counts or nulls differ."""
    if any(one[name].to_pylist() != other[name].to_pylist() for name in ("prison", "sex", "time", "events")):
        return float("inf")
    worst = 0.0
    for name in ("at_risk", "survival", "lower", "upper"):
        pairs = list(zip(one[name].to_pylist(), other[name].to_pylist(), strict=True))
        if any((a is None) != (b is None) for a, b in pairs):
            return float("inf")
        worst = max([worst, *(abs(a - b) for a, b in pairs if a is not None)])
    return worst


if __name__ == "__main__":
    main()
