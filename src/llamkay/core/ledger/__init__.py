"""Double entry in whole céntimos: an entry that does not balance does not exist."""

from llamkay.core.ledger.entries import Account, Entry, Kind, Posting, balances, postings_for_split, reverse

__all__ = ["Account", "Entry", "Kind", "Posting", "balances", "postings_for_split", "reverse"]
