"""When an activity meets: rotas of one or several weeks with their shifts, and the sessions that were cancelled."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import CancelReason
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Rota(models.Model):
    """The weeks that repeat from a day on; where an activity has none, its timetable of one week holds."""

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="rotas")
    period = DateRangeField()
    weeks = models.PositiveSmallIntegerField(default=1)

    sensitivity = classes(none="id activity period weeks")

    class Meta:
        ordering = ["period"]
        constraints = [
            no_overlap("one_rota_a_day", "activity"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=8), name="rota_of_one_to_eight_weeks"),
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False), name="rota_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}, {self.weeks}"


@history()
class Shift(models.Model):
    """One turn of a rota: the week and weekday on which it begins, from when to when; one of the night ends the next
    day and its minutes are of the day on which it begins."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="shifts")
    week = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    sensitivity = classes(none="id rota week weekday starts_at ends_at")

    class Meta:
        ordering = ["week", "weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["rota", "week", "weekday", "starts_at"], name="one_shift_an_hour"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_on_a_weekday"),
            models.CheckConstraint(condition=~Q(starts_at=F("ends_at")), name="shift_has_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def minutes(self) -> int:
        """How long it lasts; past midnight where it ends before it begins."""
        start, end = (at.hour * 60 + at.minute for at in (self.starts_at, self.ends_at))
        return (end - start) % (24 * 60)


@history()
class Cancellation(models.Model):
    """A session that was not held, for whom it was called: paid or not, until it is restored."""

    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="cancellations")
    on = models.DateField()
    reason = models.CharField(max_length=12, choices=CancelReason.choices)
    paid = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    restored_by = models.CharField(max_length=150, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(none="id activity on reason paid note at restored_at restored_why", staff="by restored_by")

    class Meta:
        ordering = ["-on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "on"], condition=Q(restored_at=None), name="one_cancellation_a_day"
            ),
            models.CheckConstraint(
                condition=Q(restored_at=None) | (~Q(restored_by="") & ~Q(restored_why="")),
                name="session_restored_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.get_reason_display()}"

    @property
    def words(self) -> Any:
        """Why and whether it is paid."""
        return (
            _("%(reason)s, con pago") % {"reason": self.get_reason_display()}
            if self.paid
            else str(self.get_reason_display())
        )
