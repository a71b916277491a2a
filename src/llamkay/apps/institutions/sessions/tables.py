"""The sessions that stand open."""

from django.db import models

from llamkay.platform.security.sensitivity import classes


class OpenSession(models.Model):
    """A browser in which somebody is inside: since when, from where, when it last asked for a page."""

    user = models.ForeignKey("institutions.User", models.CASCADE, related_name="open_sessions")
    key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    browser = models.CharField(max_length=300, blank=True)

    sensitivity = classes(none="id began_at seen_at", staff="user key address browser")

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__gte=models.F("began_at")), name="session_seen_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.began_at:%d/%m/%Y %H:%M}"
