"""Pay: what work earns and how the law shares it out."""

from llamkay.core.pay.base import levy_of_month
from llamkay.core.pay.earnings import earnings, least_subsidy, share_out, training_subsidy
from llamkay.core.pay.split import (
    READINGS,
    Shares,
    SplitRules,
    reparation_owed,
    share_fifth,
    shares,
    split_many,
    split_one,
)

__all__ = [
    "READINGS",
    "Shares",
    "SplitRules",
    "earnings",
    "least_subsidy",
    "levy_of_month",
    "reparation_owed",
    "share_fifth",
    "share_out",
    "shares",
    "split_many",
    "split_one",
    "training_subsidy",
]
