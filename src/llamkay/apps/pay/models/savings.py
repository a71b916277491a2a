"""What a person decided to save of her own part, until a goal is reached."""

from django.db import models
from django.db.models import Q

from llamkay.apps.pay.models.ledger import MAX_AMOUNT
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class SavingsRule(models.Model):
    """A percentage of the person's own part that each close puts aside, at her word: the law sets no share for it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="savings_rules")
    period = DateRangeField()
    percent = models.PositiveSmallIntegerField()
    goal = models.BigIntegerField()
    purpose = models.CharField(max_length=120)
    document = models.CharField(max_length=120)  # her own written word
    by = models.CharField(max_length=150)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id", staff="by ended_by", special="person period percent goal purpose document ended_why"
    )

    class Meta:
        constraints = [
            no_overlap("one_savings_rule_a_day", "person"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="savings_percent_in_range"),
            models.CheckConstraint(condition=Q(goal__gt=0, goal__lte=MAX_AMOUNT), name="savings_goal_in_range"),
        ]

    def __str__(self) -> str:
        return self.purpose
