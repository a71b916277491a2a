"""The security level of a prison and of its pavilions, from when to when and by which act."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.platform.database.tables import DateRangeField, TextKey, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class SecurityLevel(models.Model):
    """How secure a prison, or a pavilion of it, is in a period; a pavilion without one has the prison's."""

    class Level(models.TextChoices):
        MINIMUM = "minimum", _("Mínima")
        MEDIUM = "medium", _("Mediana")
        MAXIMUM = "maximum", _("Máxima")

    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="security_levels")
    # Empty: the whole prison.
    pavilion = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    period = DateRangeField()
    act = models.CharField(max_length=120)

    sensitivity = classes(none="id establishment pavilion level period act")

    class Meta:
        ordering = ["establishment", "pavilion", "period"]
        constraints = [
            no_overlap("one_level_a_day", "establishment", TextKey("pavilion")),
            models.CheckConstraint(condition=~Q(act=""), name="level_by_an_act"),
            models.CheckConstraint(condition=Q(period__startswith__isnull=False), name="level_starts"),
        ]

    def __str__(self) -> str:
        return self.get_level_display()
