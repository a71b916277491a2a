"""Brands under which the work is shown and sold."""

from django.db import models

from llamkay.apps.production.models.keys import Activity, Company, Establishment
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class Brand(models.Model):
    """A brand, whose it is, and where its products are made."""

    name = models.CharField(max_length=60, unique=True)
    owner = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="brands")
    establishments = models.ManyToManyField(Establishment, related_name="brands")
    activities = models.ManyToManyField(Activity, related_name="brands", blank=True)
    description = models.TextField(blank=True)

    sensitivity = classes(none="id name owner description")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
