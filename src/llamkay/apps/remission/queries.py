"""Reads of counted and credited days."""

from fractions import Fraction


def fraction_text(value: Fraction) -> str:
    """An exact number of days as people write it: «12 3/7», «5», «1/2»."""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "−" if value < 0 else ""
    parts = [str(whole)] if whole or not rest else []
    if rest:
        parts.append(f"{rest}/{value.denominator}")
    return sign + " ".join(parts)
