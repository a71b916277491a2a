"""What everybody asks of a month: whether an establishment has closed it, with which totals and under which seal."""

from django.db import models

from llamkay.apps.institutions.models import Establishment
from llamkay.platform.models import append_only
from llamkay.platform.security.sensitivity import classes


class MonthClose(models.Model):
    """The closing of one month of one establishment: totals and a hash chained to the close before."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="closes")
    month = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    law_version = models.CharField(max_length=64)
    totals = models.JSONField()
    # What the close knew of people and activities besides the sheets, so that it can be recomputed years later.
    inputs = models.JSONField()
    input_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    sensitivity = classes(
        none="id establishment month at law_version totals input_hash previous_hash hash", staff="by", special="inputs"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["establishment", "month"], name="one_close_a_month")]
        triggers = [append_only("month_close_append_only")]

    def __str__(self) -> str:
        return f"{self.establishment_id} {self.month:%Y-%m}"
