"""The half-yearly review of who may read the data of children (D.S. 016-2024-JUS art. 46)."""

from django.db import models

from llamkay.platform.database.tables import append_only
from llamkay.platform.security.sensitivity import classes


class AccessReview(models.Model):
    """Somebody looked at who may read the data of children, and said what must change. Written once."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    accounts = models.PositiveIntegerField()
    conclusion = models.CharField(max_length=500)

    sensitivity = classes(none="id at accounts conclusion", staff="by")

    class Meta:
        ordering = ["-at", "-id"]
        triggers = [append_only("access_review_append_only")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"
