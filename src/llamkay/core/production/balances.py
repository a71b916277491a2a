"""A company's own material under an agreement: what came in is what went out, scrap, loss and what is left."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MaterialBalance:
    """One material of one agreement, in thousandths of its unit."""

    received: int = 0
    in_products: int = 0
    scrap: int = 0
    loss: int = 0
    returned: int = 0
    left: int = 0

    @property
    def difference(self) -> int:
        """What nobody can account for: zero, or somebody must say why."""
        return self.received - self.in_products - self.scrap - self.loss - self.returned - self.left


def split_consumed(consumed: int, *, loss: int, good: int, scrap: int) -> tuple[int, int, int]:
    """What a completion consumed as (in products, scrap, process loss): the recipe's loss first, the rest by pieces.

    ``loss`` is parts in a million; the three sum to what was consumed.

    >>> split_consumed(1_000, loss=100_000, good=80, scrap=10)
    (800, 100, 100)
    """
    lost = consumed * loss // 1_000_000
    rest = consumed - lost
    wasted = rest * scrap // (good + scrap) if good + scrap else rest
    return rest - wasted, wasted, lost
