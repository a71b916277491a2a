"""Where higher apps tell this one which months still wait."""

from collections.abc import Collection
from datetime import date

from llamkay.platform.hooks import Hook
from llamkay.platform.security.scope import Scope

# The oldest month of each prison of a scope with a sheet that no close has ended: scope, prisons of which that is not
# asked → prison → first day.
WAITING: Hook[[Scope, Collection[int]], dict[int, date]] = Hook("months.waiting")
