"""The demonstration of 2 February 2026: invented people in two real prisons, the rest of the nation by its returns."""

from llamkay.demo.build import CLOSED, ESTABLISHMENTS, build, finish
from llamkay.demo.users import PASSWORD, demo_code, demo_logins

__all__ = ["CLOSED", "ESTABLISHMENTS", "PASSWORD", "build", "demo_code", "demo_logins", "finish"]
