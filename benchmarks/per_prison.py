"""What one process does for one prison; in a module of its own, so that other processes can find it."""

import time
from functools import wraps
from pathlib import Path
from typing import Any

_payroll: dict[str, float] = {}


def close_one(month: str, establishment_id: int) -> tuple[Any, float]:
    """The close of one prison, in whatever process, and the seconds of it that its payroll took."""
    from llamkay.apps.closing.services import close_month
    from llamkay.apps.institutions.models import Establishment
    from llamkay.core.values import Month
    from llamkay.platform.security.access import Command

    if not _payroll:
        _watch()
    before = _payroll["seconds"]
    place = Establishment.objects.get(pk=establishment_id)
    done = close_month(actor=Command(), establishment=place, month=Month.parse(month))
    return done, _payroll["seconds"] - before


def _watch() -> None:
    """From here on, count the time of what the close does about money: earnings, splits, dues, entries and legs."""
    from llamkay.apps.closing import compute
    from llamkay.apps.pay import recording

    _payroll["seconds"] = 0.0

    def timed(work: Any) -> Any:
        @wraps(work)
        def measured(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                _payroll["seconds"] += time.perf_counter() - start

        return measured

    compute.pay_month = timed(compute.pay_month)
    recording.record = timed(recording.record)


def recount_one(first: str, last: str, establishment_id: int) -> tuple[int, int, int]:
    """Counted days, months of people and the peak memory of the process, for one prison."""
    from llamkay.apps.closing.recount import recount
    from llamkay.apps.remission.counts.statements import law_today
    from llamkay.core.values import Month

    found = recount(
        establishment_id=establishment_id, first=Month.parse(first), last=Month.parse(last), law=law_today()
    )
    return int(found.days.sum()), found.days.shape[0] * found.days.shape[2], peak("self")


def peak(process: int | str) -> int:
    """The most memory a process has held in MB, shared buffers included, as Linux tells; 0 elsewhere."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)
