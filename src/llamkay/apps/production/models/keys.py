"""The tables of other apps that tables of production have keys to, named here once."""

from llamkay.apps.activities.models import Activity, Company, Trade
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.pay.models import Agreement, Entry
from llamkay.apps.people.models import Person

__all__ = ["Activity", "Agreement", "Company", "Entry", "Establishment", "Person", "Trade", "User"]
