"""Months in addresses, written ``2026-01``."""

from typing import Annotated

from ninja import Field

from llamkay.core.values import Month

MonthText = Annotated[str, Field(pattern=r"^((19|20)\d{2}-(0[1-9]|1[0-2]))?$", description="2026-01")]


def month_of(text: str) -> Month | None:
    """The month of a text that has the right form; nothing for an empty one."""
    return Month.parse(text) if text else None
