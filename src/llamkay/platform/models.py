"""The action log: who did what, to what, when and why, chained so that a missing line shows."""

import pgtrigger
from django.db import models

from llamkay.platform.sensitivity import classes
from llamkay.platform.tables import append_only


class LoggedAction(models.Model):
    """One act, written in the transaction that did it: without the line, the act did not happen."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=120)
    sentence = models.TextField()
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    sensitivity = classes(
        none="id stream at verb previous_hash hash", staff="actor", personal="target sentence reason details"
    )

    class Meta:
        indexes = [
            models.Index(fields=["target", "-id"], name="logged_action_target"),
            models.Index(fields=["stream", "-id"], name="logged_action_stream"),
        ]
        triggers = [append_only("logged_action_append_only")]

    def __str__(self) -> str:
        return self.sentence


class InteractionLog(models.Model):
    """Reads of sensitive records, exports, logins: kept two years at least (D.S. 016-2024-JUS art. 46.3)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=120)

    sensitivity = classes(none="id at kind", staff="actor", personal="target")

    class Meta:
        triggers = [pgtrigger.Protect(name="interaction_append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.actor} {self.kind} {self.target}"
