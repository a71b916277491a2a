"""The close of a day of a prison: what it did and what it found, once for each day."""

from django.db import models
from django.db.models import Q

from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class DayClose(models.Model):
    """A day that was closed: again is the same row, with what it finds now."""

    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="day_closes")
    on = models.DateField()
    runs = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    # How many of each thing it did or found; the words are those of ``daily.services``.
    counts = models.JSONField(default=dict)

    sensitivity = classes(none="id establishment on runs at counts", staff="by")

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "on"], name="one_close_a_day"),
            models.CheckConstraint(condition=Q(runs__gte=1), name="day_closed_once_at_least"),
        ]

    def __str__(self) -> str:
        return f"{self.on}"
