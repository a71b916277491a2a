"""Pay: what work earns and how the law shares it out."""

from llamkay.core.pay.earnings import earnings
from llamkay.core.pay.split import READINGS, Shares, SplitRules, shares, split_many, split_one

__all__ = ["READINGS", "Shares", "SplitRules", "earnings", "shares", "split_many", "split_one"]
