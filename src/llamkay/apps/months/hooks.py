"""Where higher apps tell this one which months still wait."""

from datetime import date

from llamkay.platform.hooks import Hook
from llamkay.platform.security.scope import Scope

# The oldest month of each prison of a scope with a sheet that no close has ended: scope → prison → first day.
WAITING: Hook[[Scope], dict[int, date]] = Hook("months.waiting")
