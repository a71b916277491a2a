"""Small values that everything else is written in: money, periods, months."""

from llamkay.core.values.lines import Lines
from llamkay.core.values.money import format_amount, largest_remainder, parse_amount, settled
from llamkay.core.values.month import FIRST_YEAR, LAST_YEAR, Month
from llamkay.core.values.period import Period

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Lines",
    "Month",
    "Period",
    "format_amount",
    "largest_remainder",
    "parse_amount",
    "settled",
]
