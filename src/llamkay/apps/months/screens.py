"""The month that a screen was asked for."""

from typing import Any

from llamkay.apps.months.queries import working_month
from llamkay.core.errors import Refused
from llamkay.core.values import Month


def asked_month(request: Any) -> Month:
    """The month in ``?mes=`` (or posted), else the one being worked on; nonsense gives the latter."""
    text = request.POST.get("mes") or request.GET.get("mes") or ""
    try:
        return Month.parse(text)
    except Refused:
        return working_month()
