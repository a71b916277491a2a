"""What an activity asks for, what health limits without saying why, who is kept apart, and the exceptions made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import Limit, Schooling, Tools
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Requirement(models.Model):
    """What an activity asks of whoever has a place in it; what is left blank is not asked."""

    activity = models.OneToOneField("activities.Activity", models.CASCADE, related_name="requirement")
    stages = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    sentenced = models.BooleanField(default=False)
    youngest = models.PositiveSmallIntegerField(null=True, blank=True)
    oldest = models.PositiveSmallIntegerField(null=True, blank=True)
    schooling = models.CharField(max_length=10, choices=Schooling.choices, blank=True)
    days_left = models.PositiveSmallIntegerField(null=True, blank=True)
    tools = models.CharField(max_length=10, choices=Tools.choices, default=Tools.NONE)
    demands = ArrayField(models.CharField(max_length=10, choices=Limit.choices), default=list, blank=True)
    pavilion = models.CharField(max_length=40, blank=True)

    sensitivity = classes(
        none="id activity stages sentenced youngest oldest schooling days_left tools demands pavilion"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(youngest=None) | Q(oldest=None) | Q(youngest__lte=F("oldest")), name="ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}"


@history()
class FitnessLimit(models.Model):
    """What somebody may not do for reasons of health, as health writes it: the limit and its days, never the cause."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="fitness_limits")
    limits = ArrayField(models.CharField(max_length=10, choices=Limit.choices))
    period = DateRangeField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id at", staff="by", special="person limits period")

    class Meta:
        ordering = ["-period", "id"]
        constraints = [
            no_overlap("one_fitness_a_day", "person"),
            models.CheckConstraint(condition=~Q(limits=[]), name="fitness_limits_something"),
            models.CheckConstraint(condition=Q(period__startswith__isnull=False), name="fitness_starts"),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The limits in words."""
        return ", ".join(str(Limit(code).label) for code in self.limits)


@history()
class SeparationOrder(models.Model):
    """Two people who are kept apart, by an order: they have no place in the same activity while it holds."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="kept_apart")
    other = models.ForeignKey("people.Person", models.PROTECT, related_name="kept_apart_from")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="separation_orders")
    period = DateRangeField()
    act = models.CharField(max_length=120)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id establishment at", staff="by", special="person other period act")

    class Meta:
        ordering = ["-period", "id"]
        constraints = [
            # Written with the lower number first; a join of identities may turn a pair round.
            models.CheckConstraint(condition=~Q(person=F("other")), name="two_people_apart"),
            no_overlap("one_separation_a_day", "person", "other"),
        ]

    def __str__(self) -> str:
        return self.act


@history()
class SuitabilityOverride(models.Model):
    """An exception: somebody has a place although some rules bar them, by whom, with which act and why."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="suitability_overrides")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="suitability_overrides")
    rules = ArrayField(models.CharField(max_length=20))
    reason = models.CharField(max_length=300, help_text=_("Sin datos de salud ni del delito."))
    act = models.CharField(max_length=80)
    until = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id activity at", staff="by", special="person rules reason act until")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(rules=[]), name="override_names_a_rule"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(act=""), name="override_says_why"),
        ]

    def __str__(self) -> str:
        return self.act
