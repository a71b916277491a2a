"""The curves of a nation: one set of expressions gives what the kernel gives, on a desk and on a cluster."""

import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ibis = pytest.importorskip("ibis", reason="the extra «spark» is not installed")
pytest.importorskip("duckdb")
from llamkay.cluster.curves import counts, curves, national  # noqa: E402
from llamkay.core.evaluation.survival import count, kaplan_meier  # noqa: E402


def spells(n=4_000):
    """Seeded spells of three prisons; in one nobody returns, in one the last leaves nobody."""
    rng = np.random.default_rng(7)
    prison, time = rng.integers(0, 3, n), rng.integers(0, 60, n)
    event = (rng.random(n) < 0.5).astype(np.int64)
    event[prison == 0] = 0
    event[(prison == 1) & (time == time[prison == 1].max())] = 1
    return pa.table({"prison": prison, "sex": rng.integers(0, 2, n), "time": time, "event": event})


def test_the_expressions_give_what_the_kernel_gives(tmp_path):
    table = spells()
    pq.write_table(table, tmp_path / "spells.parquet")
    desk = ibis.duckdb.connect()
    there = desk.read_parquet(tmp_path / "spells.parquet")
    rows = desk.to_pyarrow(curves(counts(there, ["prison"]), ["prison"])).to_pandas()
    for prison in range(3):
        at = table["prison"].to_numpy() == prison
        expected = kaplan_meier(count(table["time"].to_numpy()[at], table["event"].to_numpy()[at]))
        shown = rows[rows["prison"] == prison]
        np.testing.assert_array_equal(shown["at_risk"], expected.at_risk)
        for name in ("survival", "lower", "upper"):
            np.testing.assert_allclose(shown[name], getattr(expected, name), atol=1e-12, equal_nan=True)
    assert rows[rows["prison"] == 0]["lower"].isna().all()
    assert (rows[rows["prison"] == 1]["survival"].iloc[-1], rows["survival"].max()) == (0.0, 1.0)


@pytest.mark.skipif("JAVA_HOME" not in os.environ and not os.path.exists("/usr/bin/java"), reason="needs Java 17")
def test_a_cluster_gives_the_same(tmp_path):
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    table = spells()
    pq.write_table(table, tmp_path / "spells.parquet")
    desk = ibis.duckdb.connect()
    here = desk.to_pyarrow(national(desk.read_parquet(tmp_path / "spells.parquet"))).to_pandas()
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        cluster = ibis.pyspark.connect(session)
        there = cluster.to_pyarrow(national(cluster.read_parquet(str(tmp_path / "spells.parquet")))).to_pandas()
    finally:
        session.stop()
    for name in ("prison", "sex", "time", "events", "at_risk"):
        np.testing.assert_array_equal(here[name], there[name])
    for name in ("survival", "lower", "upper"):
        np.testing.assert_allclose(here[name], there[name], atol=1e-12, equal_nan=True)
