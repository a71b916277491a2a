"""What is remembered of failures at the door."""

from django.db import models

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
