"""Nurseries, the children who live in an establishment with their mothers, and pregnancies."""

from django.db import models

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person, Sex
from llamkay.platform.sensitivity import classes
from llamkay.platform.tables import DateRangeField, history, no_overlap


@history()
class Nursery(models.Model):
    """A day-care centre (centro de cuidado diurno, cuna) with its formal and common name."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="nurseries")
    name = models.CharField(max_length=120)
    common_name = models.CharField(max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField()

    sensitivity = classes(none="id establishment name common_name capacity")

    class Meta:
        verbose_name_plural = "nurseries"

    def __str__(self) -> str:
        return self.name


@history()
class Child(models.Model):
    """A child who lives with the mother until the third birthday; never an inmate, never with an inmate's number."""

    code = models.CharField(max_length=20, unique=True)
    given_names = models.CharField(max_length=80)
    surnames = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=[("F", "Niña"), ("M", "Niño")])
    born_on = models.DateField()
    mother = models.ForeignKey(Person, models.PROTECT, related_name="children")

    sensitivity = classes(none="id", children="code given_names surnames sex born_on mother")

    class Meta:
        verbose_name_plural = "children"

    def __str__(self) -> str:
        return f"{self.surnames}, {self.given_names}"


@history()
class ChildStay(models.Model):
    """Days a child lives in an establishment."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="stays")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="child_stays")
    period = DateRangeField()

    sensitivity = classes(none="id establishment", children="child period")

    class Meta:
        constraints = [no_overlap("one_stay_a_child", "child")]

    def __str__(self) -> str:
        return f"{self.child_id}"


@history()
class NurseryPlace(models.Model):
    """A child's place in a nursery: attending is not the same as living in."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="places")
    nursery = models.ForeignKey(Nursery, models.PROTECT, related_name="places")
    period = DateRangeField()

    sensitivity = classes(none="id nursery", children="child period")

    class Meta:
        constraints = [no_overlap("one_place_a_child", "child")]

    def __str__(self) -> str:
        return f"{self.child_id}"


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


__all__ = ["Child", "ChildStay", "Nursery", "NurseryPlace", "Pregnancy", "Sex"]
