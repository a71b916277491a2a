"""Marks of study: a month of study counts for remission only when its evaluation is passed."""

from django.db import models
from django.db.models import Q

from llamkay.apps.activities.models import Activity
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class MonthlyMark(models.Model):
    """The monthly evaluation of a student, a number or a letter by the scale of its level (Libro de Control de
    Evaluaciones)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="marks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="marks")
    month = models.DateField()
    mark = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    letter = models.CharField(max_length=2, blank=True, db_default="", choices=[(x, x) for x in ("AD", "A", "B", "C")])
    passed = models.BooleanField()

    sensitivity = classes(none="id activity month", personal="person mark letter passed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "person", "month"], name="one_mark_a_month"),
            models.CheckConstraint(condition=Q(mark__gte=0, mark__lte=20), name="mark_on_the_vigesimal_scale"),
            models.CheckConstraint(
                condition=Q(mark=None) & Q(letter__in=["AD", "A", "B", "C"]) | Q(mark__isnull=False) & Q(letter=""),
                name="mark_is_a_number_or_a_letter",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="mark_month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return self.letter or f"{self.mark}"
