"""Questions that the law leaves open and that the institution answers one way: the count says both ways.

The first option of each is the one counted with; where another one changes the count, the statement shows it under
``other_readings``. A case names an option under ``parameters``.
"""

from dataclasses import dataclass

from llamkay.core.remission.reasons import Reason, reason


@dataclass(frozen=True, slots=True)
class Assumption:
    """A question with the answers it admits, the one counted with first."""

    name: str
    options: tuple[str | int, ...]
    confidence: str = "low"

    @property
    def question(self) -> Reason:
        """What is asked."""
        return reason(f"question.{self.name}")

    @property
    def source(self) -> Reason:
        """Where the question arises."""
        return reason(f"source.{self.name}")

    def words(self, option: str | int) -> Reason:
        """What an answer takes the law to say."""
        return reason(f"assumed.{self.name}.{option}")


ASSUMPTIONS: dict[str, Assumption] = {
    item.name: item
    for item in (
        Assumption("max_days_per_calendar_day", (1, 2)),
        Assumption("class_minutes", (240, 225)),
        Assumption("simultaneous", ("same_day", "same_hours")),
        Assumption("ratio_2023", ("published", "earlier"), "medium"),
        Assumption("favourable_law", ("forward", "retroactive"), "high"),
        Assumption("covid", ("not_applied", "applied")),
        Assumption("rounding", ("total", "segment")),
    )
}
