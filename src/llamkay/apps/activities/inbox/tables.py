"""What changed for somebody with a place, or for an activity, and waits for the head of its area."""

from django.db import models
from django.db.models import Q

from llamkay.apps.activities.kinds import ChangeKind
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class ChangedCircumstance(models.Model):
    """A change that touches a place or an activity: what it touches, what to do, and who did it."""

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="changes")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    on = models.DateField()
    what = models.CharField(max_length=300)
    at = models.DateTimeField()
    done_by = models.CharField(max_length=150, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.CharField(max_length=200, blank=True)

    sensitivity = classes(none="id activity at done_at", staff="done_by", special="person kind on what done_note")

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by="") | Q(done_at__isnull=False) & ~Q(done_by=""), name="change_done_by"
            ),
        ]
        indexes = [models.Index(fields=["activity"], condition=Q(done_at=None), name="change_waiting")]

    def __str__(self) -> str:
        return self.what
