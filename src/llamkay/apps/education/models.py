"""Marks of study: a month of study counts for remission only when its evaluation is passed."""

from django.db import models
from django.db.models import Q

from llamkay.apps.activities.models import Activity
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class MonthlyMark(models.Model):
    """The monthly evaluation of a student on the vigesimal scale (Libro de Control de Evaluaciones)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="marks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="marks")
    month = models.DateField()
    mark = models.PositiveSmallIntegerField()
    passed = models.BooleanField()

    sensitivity = classes(none="id activity month", personal="person mark passed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "person", "month"], name="one_mark_a_month"),
            models.CheckConstraint(condition=Q(mark__lte=20), name="mark_on_the_vigesimal_scale"),
            models.CheckConstraint(condition=Q(month__day=1), name="mark_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.mark}"
