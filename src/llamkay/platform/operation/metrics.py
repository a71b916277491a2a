"""The numbers of a served site in the common text format: no person, no prison, no address in any of them.

Each process of the site counts into files of its own, which ``serve`` names in ``PROMETHEUS_MULTIPROC_DIR`` before
anything is imported; whichever process is asked adds them up.
"""

import hmac
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db import Error, connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from llamkay import __version__
from llamkay.platform.operation.checks import House, this_house
from llamkay.platform.operation.folders import kept_folders
from llamkay.platform.operation.state import Work, record_of

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library's own name
KIND = "text/plain; version=0.0.4; charset=utf-8"
PARTS = {"oficina": "office", "api": "api", "cuenta": "account", "static": "static"}

_own = CollectorRegistry()
REQUESTS = Counter(
    "llamkay_requests", "Requests answered, by part of the site and status.", ["part", "status"], registry=_own
)
SECONDS = Histogram(
    "llamkay_request_seconds",
    "Seconds from a whole request to its answer.",
    ["part"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=_own,
)
PAPERS = Gauge(
    "llamkay_papers_waiting",
    "Papers that are being made or wait for their turn.",
    registry=_own,
    multiprocess_mode="livesum",
)


def part_of(path: str) -> str:
    """The part of the site that an address belongs to; what anybody may read is ``public``."""
    return PARTS.get(path.split("/", 2)[1] if path.startswith("/") else "", "public")


def answered(path: str, status: int, seconds: float | None) -> None:
    """Count a request; ``seconds`` is nothing where no thread of the office had it."""
    part = part_of(path)
    REQUESTS.labels(part, str(status)).inc()
    if seconds is not None:
        SECONDS.labels(part).observe(seconds)


def text() -> bytes:
    """Every number of the site and of its house, as Prometheus reads them; of this process only, where none serves."""
    registry = _own
    if folder := os.environ.get(FOLDER):
        _forget_the_dead(Path(folder))
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    state = CollectorRegistry()
    state.register(_State(this_house()))
    return generate_latest(registry) + generate_latest(state)


def _forget_the_dead(folder: Path) -> None:
    """What a worker that was killed had waiting is waiting no longer."""
    for file in folder.glob("gauge_live*_*.db"):
        number = int(file.stem.rpartition("_")[2])
        if not Path(f"/proc/{number}").exists() and Path("/proc/self").exists():
            mark_process_dead(number)


class _State(Collector):
    """What is looked up when the numbers are asked for."""

    def __init__(self, house: House) -> None:
        self.house = house

    def collect(self) -> Iterator[Metric]:
        about = GaugeMetricFamily("llamkay_info", "The version of the program.", labels=["version"])
        about.add_metric([__version__], 1)
        yield about
        yield from self._database()
        yield from self._works()
        yield from self._disk()

    def _database(self) -> Iterator[Metric]:
        answers = GaugeMetricFamily("llamkay_database_up", "Whether the database answers.")
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),"
                    " current_setting('max_connections')::int, pg_database_size(current_database())"
                )
                used, most, size = cursor.fetchone()
        except Error:
            connection.close()
            answers.add_metric([], 0)
            yield answers
            return
        answers.add_metric([], 1)
        yield answers
        yield GaugeMetricFamily("llamkay_database_connections", "Connections to the database.", used)
        yield GaugeMetricFamily("llamkay_database_connections_most", "As many as the server allows.", most)
        yield GaugeMetricFamily("llamkay_database_bytes", "Size of the database.", size)

    def _works(self) -> Iterator[Metric]:
        good = GaugeMetricFamily("llamkay_work_good_timestamp_seconds", "When a work last went well.", labels=["work"])
        failed = GaugeMetricFamily("llamkay_work_failed", "Whether its last run failed.", labels=["work"])
        took = GaugeMetricFamily("llamkay_work_seconds", "How long its last run took.", labels=["work"])
        for work in Work:
            record = record_of(self.house.data, work)
            if record.last_good:
                good.add_metric([work], record.last_good.at.timestamp())
            if record.last:
                failed.add_metric([work], not record.last.good)
                took.add_metric([work], record.last.seconds)
        yield from (good, failed, took)

    def _disk(self) -> Iterator[Metric]:
        free = GaugeMetricFamily("llamkay_disk_free_bytes", "Free space where a folder lies.", labels=["folder"])
        for name, folder in kept_folders(self.house).items():
            free.add_metric([name], shutil.disk_usage(folder).free)
        yield free


def opened_by(token: str) -> bool:
    """Whether a token is the one of ``LLAMKAY_METRICS_TOKEN``; no token opens where none is set."""
    own = os.environ.get("LLAMKAY_METRICS_TOKEN", "")
    return bool(own) and hmac.compare_digest(own.encode(), token.encode())
