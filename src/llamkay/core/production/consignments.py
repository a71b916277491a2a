"""Goods that a shop or a fair has and does not own: they close when every one of them is accounted for."""

from dataclasses import dataclass

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """What was sent of a lot and what became of it, in thousandths."""

    sent: int
    sold: int = 0
    returned: int = 0
    lost: int = 0
    sample: int = 0

    @property
    def left(self) -> int:
        """What nobody accounts for yet; below zero more is told of than was sent."""
        return self.sent - self.sold - self.returned - self.lost - self.sample

    @property
    def closes(self) -> bool:
        """Whether sold, returned, lost and samples are what was sent."""
        return self.left == 0


def commission_of(amount: int, parts: int) -> int:
    """What the shop takes of a sale in céntimos, ``parts`` in a million, halves to the maker.

    >>> commission_of(1_001, 150_000), commission_of(1_010, 50_000)
    (150, 50)
    """
    if not 0 <= parts < MILLION:
        raise ValueError("a commission is a part of the price")
    return (amount * parts * 2 + MILLION - 1) // (2 * MILLION)


def worth(price: int, quantity: int) -> int:
    """What a quantity in thousandths comes to at céntimos a unit, to the nearest céntimo."""
    return (price * quantity + 500) // 1000
