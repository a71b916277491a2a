"""What production asks of higher apps."""

from datetime import date

from llamkay.platform.hooks import Hook

# How many certificates in force a company signed for people of a prison, from one day to before another: (its RUC, the
# prison, first, end).
CERTIFIED: Hook[[str, int, date, date], int] = Hook("production.certified")
