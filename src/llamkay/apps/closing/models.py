"""What somebody saw of a month before closing it, and with which reasons it was closed."""

from django.db import models

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.platform.database.tables import append_only
from llamkay.platform.security.sensitivity import classes


class Rehearsal(models.Model):
    """The close of a month as it would have been when somebody looked at it: the newest look of each of them.

    ``lines`` holds a list for each person, as :class:`~llamkay.apps.closing.rehearsal.Line` has it.
    """

    establishment = models.ForeignKey(Establishment, models.CASCADE, related_name="+")
    month = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    totals = models.JSONField()
    lines = models.JSONField()

    sensitivity = classes(none="id establishment month at digest totals", staff="by", special="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "month", "by"], name="one_rehearsal_a_reader"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="rehearsal_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.establishment_id} {self.month:%Y-%m}, {self.by}"


class Decision(models.Model):
    """What whoever closed a month had before their eyes, and why what was unusually empty was closed all the same.

    ``reasons`` is a list of sheet, what was unusual and why; ``lines`` are those of the rehearsal.
    """

    close = models.OneToOneField(MonthClose, models.PROTECT, related_name="decision")
    seen_at = models.DateTimeField()
    totals = models.JSONField()
    lines = models.JSONField()
    reasons = models.JSONField(default=list)

    sensitivity = classes(none="id close seen_at totals", personal="reasons", special="lines")

    class Meta:
        triggers = [append_only("decision_append_only")]

    def __str__(self) -> str:
        return f"{self.close_id}"
