"""What goes of a table so that nobody is recognised in it, and what a stranger works out of the rest: by HiGHS.

A room of its own: the core knows numpy alone, and proves here by counting what HiGHS proposes.
"""

from llamkay.hiding.attack import Attacker, Ends
from llamkay.hiding.choice import Choice, choose
from llamkay.hiding.concealing import conceal

__all__ = ["Attacker", "Choice", "Ends", "choose", "conceal"]
