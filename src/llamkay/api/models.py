"""Keys with which another program speaks for a member of staff."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from llamkay.apps.institutions.models import User
from llamkay.platform.security.sensitivity import classes


class PublicUse(models.Model):
    """How often an address asked since a moment, for a minute: by a sign of the address, which is not kept itself."""

    who = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    times = models.PositiveIntegerField()

    sensitivity = classes(none="since times", staff="who")

    def __str__(self) -> str:
        return f"{self.who[:8]}: {self.times}"


class ApiToken(models.Model):
    """A key of one account, limited to some of its actions; only its hash is kept, so it is shown once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(none="id name scopes created_at expires_at last_used_at revoked_at", staff="user sha256")

    def __str__(self) -> str:
        return f"{self.name} ({self.user_id})"
