"""The day it is in Lima. Rules take the day as an argument; only services and screens ask here."""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")


def now() -> datetime:
    """The present moment in America/Lima; ``LLAMKAY_NOW`` (ISO) fixes it for a demonstration or a test."""
    fixed = os.environ.get("LLAMKAY_NOW")
    if fixed:
        moment = datetime.fromisoformat(fixed)
        return moment if moment.tzinfo else moment.replace(tzinfo=LIMA)
    return datetime.now(LIMA)


def today() -> date:
    """The present day in America/Lima."""
    return now().date()
