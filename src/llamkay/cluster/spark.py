"""The same count on a Spark cluster: each block of people goes through ``tables.count`` where its lines lie."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from llamkay.cluster.tables import Frame, count

BLOCK = 200  # people counted at once, as in one process
COUNTS = "establishment string, person long, kind short, month int, days int"


def count_on(folder: Path, master: str) -> pa.Table:
    """Count an export on a cluster (``local[2]``, ``local-cluster[2,1,1024]``, ``spark://…``)."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master(master)
        .appName("llamkay")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:
        return counted(session, folder).toArrow()
    finally:
        session.stop()


def counted(session: SparkSession, folder: Path) -> DataFrame:
    """The counts as a frame of the cluster, not yet run."""
    one = partial(_block, frame=Frame.read(folder))
    marks, people = (_blocks(session.read.parquet(f"file://{folder.resolve()}/{name}")) for name in ("marks", "people"))
    return marks.cogroup(people).applyInArrow(one, schema=COUNTS)


def _blocks(table: DataFrame) -> Any:
    return table.groupBy("establishment", F.floor(F.col("person") / BLOCK))


def _block(marks: pa.Table, people: pa.Table, *, frame: Frame) -> pa.Table:
    return count(marks, people, frame).cast(
        pa.schema(
            [
                ("establishment", pa.string()),
                ("person", pa.int64()),
                ("kind", pa.int16()),
                ("month", pa.int32()),
                ("days", pa.int32()),
            ]
        )
    )
