"""What was done for a child's health, and pregnancies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.models.children import Child
from llamkay.apps.people.models import Person
from llamkay.platform.sensitivity import classes
from llamkay.platform.tables import DateRangeField, history, no_overlap


@history()
class HealthFact(models.Model):
    """A control, dose, test or supplement of the calendar: given, contraindicated, or refused by the mother."""

    class Outcome(models.TextChoices):
        GIVEN = "given", _("Se hizo")
        CONTRAINDICATED = "contraindicated", _("Está contraindicado")
        REFUSED = "refused", _("La madre no lo aceptó")

    child = models.ForeignKey(Child, models.PROTECT, related_name="health_facts")
    code = models.CharField(max_length=40)
    on = models.DateField()
    outcome = models.CharField(max_length=15, choices=Outcome.choices, default=Outcome.GIVEN)
    product = models.CharField(max_length=60, blank=True)
    professional = models.CharField(max_length=120, blank=True)
    entered_by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="professional entered_by", children="child code on outcome product")

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["child", "code", "on"], name="one_health_fact_a_day")]

    def __str__(self) -> str:
        return self.code


@history()
class Pregnancy(models.Model):
    """A pregnancy of a woman in custody; the woman is an inmate, the child is not yet anybody in the data."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="pregnancies")
    period = DateRangeField()
    due_on = models.DateField()

    sensitivity = classes(none="id", special="person period due_on")

    class Meta:
        verbose_name_plural = "pregnancies"
        constraints = [no_overlap("one_pregnancy_at_a_time", "person")]

    def __str__(self) -> str:
        return f"{self.due_on}"
