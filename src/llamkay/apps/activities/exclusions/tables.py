"""The hours of the week at which somebody does not come to any activity, from when to when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import ExclusionKind
from llamkay.platform.database.tables import DateRangeField, history
from llamkay.platform.security.sensitivity import classes

WEEKDAYS = "LMXJVSD"


@history()
class HourExclusion(models.Model):
    """Hours of some weekdays that somebody has for something else: feeding a child, health, a class."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="hour_exclusions")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ExclusionKind.choices)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), size=7)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    period = DateRangeField()
    # Whether a session that they leave nothing of is paid.
    paid = models.BooleanField(default=False, db_default=False)
    note = models.CharField(max_length=200, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment at",
        staff="by",
        special="person kind weekdays starts_at ends_at period paid note end_reason",
    )

    class Meta:
        ordering = ["-period", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="excluded_hours_in_order"),
            models.CheckConstraint(condition=~Q(weekdays=[]), name="excluded_on_some_weekday"),
            models.CheckConstraint(condition=Q(period__startswith__isnull=False), name="exclusion_starts"),
        ]
        indexes = [models.Index(fields=["person"], name="exclusion_by_person")]

    def __str__(self) -> str:
        return self.hours

    @property
    def days(self) -> str:
        """The weekdays as the sheet writes them."""
        return "".join(WEEKDAYS[day] for day in sorted(self.weekdays))

    @property
    def hours(self) -> str:
        """The weekdays and the hours."""
        return f"{self.days} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def words(self) -> str:
        """What it is for, its hours and until when."""
        text = f"{self.get_kind_display()}, {self.hours}"
        if self.period.upper:
            text += _(", hasta el {day}").format(day=date_format(self.period.upper, "SHORT_DATE_FORMAT"))
        return text
