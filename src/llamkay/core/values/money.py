"""Money is a whole number of céntimos; nothing below the screen knows a float."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from llamkay.core.errors import Refused

_AMOUNT = re.compile(r"^(?P<sign>-?)(?P<soles>\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(?P<cents>\d{1,2}))?$", re.ASCII)
# More decimals than anybody types: what a spreadsheet's binary sum leaves of a number of two decimals.
_BINARY = re.compile(r"-?\d{1,12}\.\d{9,40}", re.ASCII)
_NEAR = Decimal("1e-9")


def settled(text: str) -> str:
    """A number that lies within 1e-9 of two decimals as those two; every other text as it is.

    >>> settled("300.29999999999995"), settled("499.99999999999994"), settled("300.295")
    ('300.30', '500.00', '300.295')
    """
    if not _BINARY.fullmatch(text):
        return text
    exact = Decimal(text)
    near = exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return str(near) if abs(exact - near) <= _NEAR else text


def parse_amount(text: str) -> int:
    """Read soles as céntimos: ``1,234.5`` is 123450, a spreadsheet's ``300.29999999999995`` is 30030.

    Raises ``Refused`` with one clear sentence.

    >>> parse_amount("1,234.5")
    123450
    """
    match = _AMOUNT.match(settled(text.strip().removeprefix("S/").strip()))
    if not match:
        raise Refused("«{text}» is not an amount in soles; write it like 1234.50", code="amount", values={"text": text})
    cents = (match["cents"] or "").ljust(2, "0")
    value = int(match["soles"].replace(",", "")) * 100 + int(cents)
    return -value if match["sign"] else value


def format_amount(centimos: int) -> str:
    """Céntimos as a decimal string with two places, without grouping.

    >>> format_amount(-5)
    '-0.05'
    """
    sign = "-" if centimos < 0 else ""
    soles, cents = divmod(abs(centimos), 100)
    return f"{sign}{soles}.{cents:02d}"


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` céntimos in proportion to ``weights``; the parts always sum to the total.

    The céntimos left over by flooring go to the largest remainders, the earlier part first on a tie.

    >>> largest_remainder(100, [1, 1, 1])
    [34, 33, 33]
    """
    if total < 0 or any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("a split needs a total of zero or more and weights that are not all zero")
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
