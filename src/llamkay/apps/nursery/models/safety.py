"""Concerns for a child, with the clock of the law, and readings opened in an emergency."""

from django.db import models
from django.db.models import Q

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.nursery.models.children import Child
from llamkay.apps.nursery.models.leaving import Unit
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class Concern(models.Model):
    """Something that worries whoever saw it: anybody may write one, few may read it, and the next working day it is
    told to the protection unit if it is maltreatment."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="concerns")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="concerns")
    about = models.CharField(max_length=120)
    what = models.TextField()
    seen_on = models.DateField()
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=150)
    # The identity of whoever reports may be kept from everybody but the director.
    reserved = models.BooleanField(default=False)
    # The account of the staff that it speaks of, which does not read it, whatever its function.
    involves = models.CharField(max_length=150, blank=True)
    maltreatment = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    sent_to = models.CharField(max_length=10, choices=Unit.choices, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    sensitivity = classes(
        none="id establishment reported_at due_on reserved",
        staff="reported_by involves",
        children="child about what seen_on maltreatment sent_to sent_on number closed_on outcome",
    )

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(maltreatment=False) | Q(due_on__isnull=False), name="maltreatment_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(outcome=""), name="concern_closed_with_its_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


@history()
class BreakGlass(models.Model):
    """A part of a child's file opened in an emergency by somebody whose function does not reach it."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="break_glass")
    part = models.CharField(max_length=20)
    at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=150, blank=True)
    review = models.TextField(blank=True)

    sensitivity = classes(none="id at until part reviewed_at", staff="by reviewed_by", children="child reason review")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk}"
