"""A quantity is a whole number of thousandths of its unit, so that sums are exact: 1.5 kg is 1500."""

import re
from dataclasses import dataclass
from decimal import Decimal

from llamkay.core.errors import Refused

SCALE = 1000
MOST = 10**13  # ten thousand million units: nobody has more of anything
_NUMBER = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.(?P<part>\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: its sign, and whether things measured in it come whole."""

    sign: str
    whole: bool = False


UNITS = {unit.sign: unit for unit in (Unit("kg"), Unit("l"), Unit("m"), Unit("m2"), Unit("u", whole=True))}
# What a supplier's paper may say instead, as thousandths of the unit that we keep.
_SMALLER = {"g": ("kg", 1), "ml": ("l", 1), "cm": ("m", 10), "docena": ("u", 12_000), "ciento": ("u", 100_000)}


def parse_quantity(text: str, unit: str) -> int:
    """Read a quantity in its unit, or in a smaller one that is named: ``"250 g"`` of kg is 250.

    Raises ``Refused`` for what is no quantity, for parts of a thing that comes whole, and for units that do not fit.

    >>> parse_quantity("1.5", "kg"), parse_quantity("250 g", "kg"), parse_quantity("2 docena", "u")
    (1500, 250, 24000)
    """
    number, _, named = text.strip().partition(" ")
    match = _NUMBER.fullmatch(number)
    if not match:
        raise Refused(
            "«{text}» is not a quantity; write it like 1.5", code="production.quantity", values={"text": text}
        )
    sign, factor = _SMALLER.get(named.strip(), (named.strip() or unit, SCALE))
    if sign != unit:
        raise Refused("«{text}» is not measured in {unit}", code="production.unit", values={"text": text, "unit": unit})
    part = (match["part"] or "").ljust(3, "0")
    thousandths = int(match["whole"].replace(",", "")) * SCALE + int(part)
    value, left = divmod(thousandths * factor, SCALE)
    if left or (UNITS[unit].whole and value % SCALE):
        raise Refused("«{text}»: these come whole", code="production.whole", values={"text": text})
    if value > MOST:
        raise Refused("«{text}» is more than anybody has", code="production.most", values={"text": text})
    return value


def quantity_text(thousandths: int, unit: str = "") -> str:
    """A quantity as it is read: ``1500`` of kg is «1.5 kg».

    >>> quantity_text(1500, "kg"), quantity_text(1_234_000, "u"), quantity_text(-50, "kg")
    ('1.5 kg', '1,234 u', '−0.05 kg')
    """
    number = Decimal(abs(thousandths)) / SCALE
    text = f"{number:,.3f}".rstrip("0").rstrip(".")
    return f"{'−' if thousandths < 0 else ''}{text}{f' {unit}' if unit else ''}"
