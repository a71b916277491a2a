"""Tables of pay: the inputs of work, the ledger, what leaves, what companies owe, the 10 % of own-account work."""

from llamkay.apps.pay.models.companies import Agreement, CompanyPayment, PaymentMatch
from llamkay.apps.pay.models.court_orders import CourtInstalment, CourtOrderChange, CourtPlan, Fine
from llamkay.apps.pay.models.ledger import DEPOSITS, PERSONAL, Account, Entry, Hold, LedgerLock, Posting
from llamkay.apps.pay.models.levy import IncomeDeclaration, Instalment, Levy, LevyPayment, LevyPlan
from llamkay.apps.pay.models.outgoing import Beneficiary, Payout, PayoutBatch
from llamkay.apps.pay.models.papers import PayoutReceipt, PayslipBatch
from llamkay.apps.pay.models.savings import SavingsRule
from llamkay.apps.pay.models.settlements import MoneyNotice, Settlement
from llamkay.apps.pay.models.work import (
    AlimonyOrder,
    Band,
    Bonus,
    Earning,
    GradedPieces,
    GroupSale,
    PlaceBand,
    Rate,
    ReparationDebt,
    Split,
)

__all__ = [
    "DEPOSITS",
    "PERSONAL",
    "Account",
    "Agreement",
    "AlimonyOrder",
    "Band",
    "Beneficiary",
    "Bonus",
    "CompanyPayment",
    "CourtInstalment",
    "CourtOrderChange",
    "CourtPlan",
    "Earning",
    "Entry",
    "Fine",
    "GradedPieces",
    "GroupSale",
    "Hold",
    "IncomeDeclaration",
    "Instalment",
    "LedgerLock",
    "Levy",
    "LevyPayment",
    "LevyPlan",
    "MoneyNotice",
    "PaymentMatch",
    "Payout",
    "PayoutBatch",
    "PayoutReceipt",
    "PayslipBatch",
    "PlaceBand",
    "Posting",
    "Rate",
    "ReparationDebt",
    "SavingsRule",
    "Settlement",
    "Split",
]
