"""Accidents at work, with the days of rest that they cost, and the safety kit that was handed out."""

from django.db import models
from django.db.models import F, Q

from llamkay.apps.workshops.kinds import Kit, Severity
from llamkay.platform.database.tables import DateRangeField, history
from llamkay.platform.security.sensitivity import classes


@history()
class Accident(models.Model):
    """An accident of somebody at work: what happened, how bad it was, and the days of rest, never a diagnosis."""

    number = models.CharField(max_length=20, unique=True)
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="accidents")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="accidents")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="accidents")
    machine = models.ForeignKey("workshops.Machine", models.PROTECT, null=True, blank=True, related_name="accidents")
    on = models.DateField()
    at = models.TimeField()
    severity = models.CharField(max_length=10, choices=Severity.choices)
    what = models.TextField()
    kit_worn = models.CharField(max_length=200, blank=True)
    done = models.TextField()
    days_off = DateRangeField(null=True, blank=True)
    by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(
        none="id number establishment activity machine entered_at",
        staff="by",
        special="person on at severity what kit_worn done days_off",
    )

    class Meta:
        ordering = ["-on", "-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(done=""), name="accident_says_what"),
            models.CheckConstraint(
                condition=Q(days_off=None) | Q(days_off__startswith__gte=F("on")), name="rest_after_the_accident"
            ),
        ]

    def __str__(self) -> str:
        return self.number


@history()
class KitIssue(models.Model):
    """Safety kit in the hands of somebody: what, since when, and by when it is renewed."""

    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="kit")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="kit")
    what = models.CharField(max_length=10, choices=Kit.choices)
    detail = models.CharField(max_length=80, blank=True)
    given_on = models.DateField()
    renew_on = models.DateField(null=True, blank=True)
    renewed = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="renewal")
    by = models.CharField(max_length=150)

    sensitivity = classes(
        none="id establishment activity", staff="by", personal="person what detail given_on renew_on renewed"
    )

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(renew_on=None) | Q(renew_on__gt=F("given_on")), name="kit_renewed_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.detail}" if self.detail else self.get_what_display()
