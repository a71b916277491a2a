"""Machines, their upkeep and the days on which they are out of service."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Machine(models.Model):
    """A machine of a workshop, and every how many days it is looked after."""

    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="machines")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    every_days = models.PositiveSmallIntegerField()
    since = models.DateField()

    sensitivity = classes(none="id activity establishment number name every_days since")

    class Meta:
        ordering = ["establishment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "number"], name="one_machine_a_number"),
            models.CheckConstraint(condition=Q(every_days__gte=1, every_days__lte=1095), name="upkeep_days_to_years"),
        ]

    def __str__(self) -> str:
        return f"{self.name} N.º {self.number}"

    def due_after(self, last: date | None) -> date:
        """The day of the next upkeep, after the last or since the machine is there."""
        return (last or self.since) + timedelta(days=self.every_days)


@history()
class Upkeep(models.Model):
    """What was done to a machine, when and by whom."""

    machine = models.ForeignKey(Machine, models.CASCADE, related_name="upkeep")
    done_on = models.DateField()
    what = models.CharField(max_length=200)
    whose = models.CharField(max_length=120)
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id machine done_on what whose", staff="by")

    class Meta:
        ordering = ["-done_on", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="upkeep_says_what")]

    def __str__(self) -> str:
        return f"{self.done_on}: {self.what}"


@history()
class MachineStop(models.Model):
    """Days on which a machine is out of service, and why."""

    machine = models.ForeignKey(Machine, models.CASCADE, related_name="stops")
    period = DateRangeField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id machine period reason", staff="by")

    class Meta:
        ordering = ["-period"]
        constraints = [
            no_overlap("one_stop_a_day", "machine"),
            models.CheckConstraint(condition=~Q(reason=""), name="stop_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason
