"""The action log: who did what, to what, when and why, chained so that a missing line shows."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from llamkay.platform.database.tables import append_only, history, sealed, settled_once
from llamkay.platform.security.sensitivity import classes


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
    # When its transaction began by the database's own clock, which no writer chooses: what was changed in the same
    # transaction bears the same moment in its history. Empty for lines of before this was kept.
    written_at = models.DateTimeField(null=True, editable=False, db_default=Now(), db_index=True)

    sensitivity = classes(
        none="id stream at verb previous_hash hash written_at", staff="actor", personal="target sentence reason details"
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


@history()
class IssuedPaper(models.Model):
    """A paper that anybody may verify by its code: what kind it is, who issued it, whether it stands. Nobody's name."""

    code = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    institution = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)

    sensitivity = classes(none="id code title institution issued_at sha256 replaced_by voided_at void_reason")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True) | ~models.Q(void_reason=""),
                name="paper_voided_with_a_reason",
            ),
        ]
        triggers = [
            *sealed("paper", but=("replaced_by", "voided_at", "void_reason")),
            settled_once(
                "paper_voided_once", "voided_at", "void_reason", when=pgtrigger.Q(old__voided_at__isnull=False)
            ),
            settled_once("replaced_once", "replaced_by", when=pgtrigger.Q(old__replaced_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.code}"


class Submission(models.Model):
    """A form that was just done: its content as a hash and where it led, kept for minutes."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)
    location = models.CharField(max_length=300)

    sensitivity = classes(none="id digest at location")

    def __str__(self) -> str:
        return self.digest[:12]
