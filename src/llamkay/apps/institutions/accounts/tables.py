"""What is remembered of failures at the door, and of a second step that somebody lost."""

from django.db import models
from django.db.models import F, Q

from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


class Brake(models.Model):
    """Failures that have something in common, an account, an address or the password that was tried, and until when
    the next must wait. What they have in common is kept as a keyed hash and forgotten within a day or so."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(none="id key failures at until")

    def __str__(self) -> str:
        return self.key[:12]


@history()
class SecondStepRecovery(models.Model):
    """One person asked that an account lose its second step, saying how they made sure; another confirms or refuses."""

    user = models.ForeignKey("institutions.User", models.PROTECT, related_name="recoveries")
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(null=True)

    sensitivity = classes(none="id asked_at decided_at confirmed", staff="user asked_by reason decided_by")

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(decided_at=None), name="one_recovery_waits"),
            models.CheckConstraint(condition=~Q(reason=""), name="recovery_with_a_reason"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="recovery_by_two_people"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", confirmed=None)
                | (Q(decided_at__isnull=False, confirmed__isnull=False) & ~Q(decided_by="")),
                name="recovery_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%d/%m/%Y}"
