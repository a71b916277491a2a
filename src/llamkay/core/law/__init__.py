"""The law as dated data: the value in force on a day, or a plain error."""

from llamkay.core.law.book import HOLIDAYS, LawBook, NoRuleInForce, Value
from llamkay.core.law.calendar import easter_sunday

__all__ = ["HOLIDAYS", "LawBook", "NoRuleInForce", "Value", "easter_sunday"]
