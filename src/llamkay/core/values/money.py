"""Money is a whole number of céntimos; nothing below the screen knows a float."""

import re
from collections.abc import Sequence

from llamkay.core.errors import Refused

_AMOUNT = re.compile(r"^(?P<sign>-?)(?P<soles>\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(?P<cents>\d{1,2}))?$")


def parse_amount(text: str) -> int:
    """Read soles as céntimos: ``1,234.5`` is 123450. Raises ``Refused`` with one clear sentence.

    >>> parse_amount("1,234.5")
    123450
    """
    match = _AMOUNT.match(text.strip().removeprefix("S/").strip())
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
