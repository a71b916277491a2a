"""What a closed month gave: counted days with each excluded day's reason, and credited days with their article."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from llamkay.apps.activities.models import MonthClose
from llamkay.apps.people.models import Person
from llamkay.platform.sensitivity import classes
from llamkay.platform.tables import append_only


class DayCount(models.Model):
    """The counted days of a person and kind in one month, as counted by one close.

    An adjustment writes a second count of the same month in a later close; the one of the latest close stands.
    """

    id = models.BigAutoField(primary_key=True)
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="counts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="day_counts")
    kind = models.CharField(max_length=5)
    month = models.DateField()
    days = models.SmallIntegerField()
    credits = ArrayField(models.PositiveSmallIntegerField(), size=31)
    # Pairs (day, exclusion number) in order; why a day with a mark was not counted.
    excluded = models.JSONField()
    carry_in = models.IntegerField()
    carry_out = models.IntegerField()

    sensitivity = classes(none="id close month", personal="person kind days credits excluded carry_in carry_out")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["close", "person", "kind", "month"], name="one_count_a_close"),
            models.CheckConstraint(condition=models.Q(kind__in=["work", "study"]), name="count_of_work_or_study"),
        ]
        indexes = [models.Index(fields=["person", "month"], name="day_count_by_person")]
        triggers = [append_only("day_count_append_only")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m} {self.kind}: {self.days}"


class Credit(models.Model):
    """Days credited under one decision: so many days at that ratio, by that article; negative days reverse."""

    id = models.BigAutoField(primary_key=True)
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="credits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="credits")
    kind = models.CharField(max_length=5)
    month = models.DateField()
    regime = models.CharField(max_length=20)
    stage = models.CharField(max_length=10, blank=True)
    days = models.SmallIntegerField()
    ratio = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=14)
    rule = models.CharField(max_length=40)
    norm = models.CharField(max_length=200)
    article = models.CharField(max_length=100)
    confidence = models.CharField(max_length=20)
    why = models.TextField()
    alternatives = models.JSONField(default=list)
    law_version = models.CharField(max_length=64)
    reverses = models.BooleanField(default=False)

    sensitivity = classes(
        none="id close month rule norm article confidence law_version reverses",
        personal="person kind regime stage days ratio status why alternatives",
    )

    class Meta:
        indexes = [models.Index(fields=["person", "month"], name="credit_by_person")]
        triggers = [append_only("credit_append_only")]

    def __str__(self) -> str:
        return f"{self.days} : {self.ratio}"
