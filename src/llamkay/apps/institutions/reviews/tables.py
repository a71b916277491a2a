"""What was found of each function of an account, each half year."""

from django.db import models
from django.db.models import Q

from llamkay.platform.database.tables import append_only
from llamkay.platform.security.sensitivity import classes


class GrantReview(models.Model):
    """Somebody looked whether an account still needs a function, and it stayed or was taken away. Written once."""

    user = models.ForeignKey("institutions.User", models.PROTECT, related_name="reviews")
    role = models.ForeignKey("institutions.Role", models.PROTECT, related_name="+")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    stays = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)

    sensitivity = classes(none="id role establishment at stays", staff="user by reason")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(stays=True) | ~Q(reason=""), name="function_taken_away_with_a_reason")
        ]
        triggers = [append_only("grant_review_append_only")]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} {self.at:%d/%m/%Y}"
