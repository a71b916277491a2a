"""Small values that everything else is written in: money, periods, months."""

from llamkay.core.values.lines import Lines
from llamkay.core.values.money import format_amount, largest_remainder, parse_amount, settled
from llamkay.core.values.month import Month
from llamkay.core.values.period import Period

__all__ = ["Lines", "Month", "Period", "format_amount", "largest_remainder", "parse_amount", "settled"]
