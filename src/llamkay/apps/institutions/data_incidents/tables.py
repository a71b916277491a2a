"""Security incidents of personal data: the hours of the law run from the moment the institution knew."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class DataIncident(models.Model):
    """Personal data seen, lost, changed or taken by somebody who should not: reported by anybody, answered for by the
    data officer, told to the authority and to the people within the hours of the law."""

    class Data(models.TextChoices):
        IDENTITY = "identity", _("Nombres, documentos, direcciones")
        LEGAL = "legal", _("Situación jurídica")
        HEALTH = "health", _("Salud")
        CHILDREN = "children", _("Niñas y niños")
        FAMILY = "family", _("Familia y vida privada")
        MONEY = "money", _("Dinero y pagos")
        STAFF = "staff", _("Personal y sus claves")

    # None: the central offices, or the whole country.
    establishment = models.ForeignKey(
        "institutions.Establishment", models.PROTECT, null=True, blank=True, related_name="data_incidents"
    )
    what = models.TextField()
    known_at = models.DateTimeField()
    data = ArrayField(models.CharField(max_length=10, choices=Data.choices))
    # Codes of the children or people of whom it is known that they are affected.
    codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=150)
    hours = models.PositiveSmallIntegerField()

    nature = models.TextField(blank=True)
    categories = models.TextField(blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    consequences = models.TextField(blank=True)
    measures = models.TextField(blank=True)

    authority_at = models.DateTimeField(null=True, blank=True)
    authority_reference = models.CharField(max_length=80, blank=True)
    people_notified_at = models.DateTimeField(null=True, blank=True)
    people_notified_how = models.CharField(max_length=200, blank=True)
    people_notified = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    outcome = models.TextField(blank=True)
    # Why the authority, or the people, were not told; empty where they were.
    not_notified_why = models.TextField(blank=True)

    sensitivity = classes(
        none="id establishment known_at data reported_at hours people authority_at authority_reference "
        "people_notified_at closed_at",
        staff="reported_by closed_by",
        special="what codes nature categories consequences measures people_notified_how people_notified outcome "
        "not_notified_why",
    )

    class Meta:
        ordering = ["known_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(known_at__lte=models.F("reported_at")), name="incident_known_first"),
            models.CheckConstraint(
                condition=Q(authority_at=None) | ~Q(authority_reference=""), name="authority_notified_with_reference"
            ),
            models.CheckConstraint(
                condition=Q(people_notified_at=None) | ~Q(people_notified="") & ~Q(people_notified_how=""),
                name="people_notified_in_words",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(outcome="") & ~Q(closed_by=""), name="incident_closed_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(authority_at__isnull=False) & Q(people_notified_at__isnull=False)
                | ~Q(not_notified_why=""),
                name="incident_closed_unnotified_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("institutions:data_incident", args=[self.pk])

    @property
    def due_at(self) -> datetime:
        """Until when the authority and the people must be told: natural hours, nights and Sundays too."""
        return self.known_at + timedelta(hours=self.hours)

    @property
    def data_words(self) -> list[Any]:
        """The classes of data by name."""
        names = dict(self.Data.choices)
        return [names[kind] for kind in self.data]

    @property
    def lacking(self) -> list[Any]:
        """Which of the written facts that the authority asks for are not written yet."""
        return [
            words
            for words, there in (
                (_("la naturaleza"), self.nature),
                (_("de quiénes son los datos"), self.categories),
                (_("cuántas personas"), self.people is not None),
                (_("las consecuencias"), self.consequences),
                (_("las medidas"), self.measures),
            )
            if not there
        ]
