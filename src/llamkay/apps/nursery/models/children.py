"""Nurseries, the children who live in an establishment with their mothers, their stays and places."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


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

    class Sex(models.TextChoices):
        GIRL = "F", _("Niña")
        BOY = "M", _("Niño")

    code = models.CharField(max_length=20, unique=True)
    given_names = models.CharField(max_length=80)
    surnames = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    born_on = models.DateField()
    mother = models.ForeignKey(Person, models.PROTECT, related_name="children")
    # What whoever feeds the child must know; on the card of the room.
    allergies = models.CharField(max_length=200, blank=True)  # to food: the kitchen reads them without a name
    other_allergies = models.CharField(max_length=200, blank=True)  # to medicines, stings
    diet = models.CharField(max_length=200, blank=True)
    gestation_days = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_weight_g = models.PositiveSmallIntegerField(null=True, blank=True)

    sensitivity = classes(
        none="id",
        children="code given_names surnames sex born_on mother allergies other_allergies diet gestation_days "
        "birth_weight_g",
    )

    class Meta:
        verbose_name_plural = "children"

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("nursery:child", args=[self.pk])

    @property
    def every_allergy(self) -> str:
        """What the child must not eat nor be given, for whoever looks after it."""
        return "; ".join(part for part in (self.allergies, self.other_allergies) if part)

    @property
    def full_name(self) -> str:
        return f"{self.surnames}, {self.given_names}"


def child_code(number: int) -> str:
    """The code of the child of that number, of a series of its own: ``N00042``."""
    return f"N{number:05d}"


@history()
class ChildStay(models.Model):
    """Days a child lives in an establishment."""

    class Entry(models.TextChoices):
        ARRIVED = "arrived", _("Llegó con su madre o después de ella")
        BIRTH = "birth", _("Nació estando su madre aquí")
        TRANSFER = "transfer", _("Vino con su madre de otro penal")

    child = models.ForeignKey(Child, models.PROTECT, related_name="stays")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="child_stays")
    period = DateRangeField()
    entry = models.CharField(max_length=10, choices=Entry.choices, default=Entry.ARRIVED)
    # The child went on to another prison with the mother: from then on this one is told nothing more.
    moved = models.BooleanField(default=False)

    sensitivity = classes(none="id establishment", children="child period entry moved")

    class Meta:
        constraints = [
            no_overlap("one_stay_a_child", "child"),
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False), name="stay_starts"
            ),
        ]

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
