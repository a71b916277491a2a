"""A file that was tried, and what was written of it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.intake.kinds import Kind, State
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history(exclude=("content",))
class Load(models.Model):
    """A file of one kind of rows, of one prison or, at headquarters, of several: tried, then written or discarded.

    The file itself stands only while it is tried; its hash and what became of each row stay.
    """

    kind = models.CharField(max_length=12, choices=Kind.choices)
    establishment = models.ForeignKey(Establishment, models.PROTECT, null=True, blank=True, related_name="loads")
    state = models.CharField(max_length=10, choices=State.choices, default=State.TRIED)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    # Name of a total → what the source says it is.
    controls = models.JSONField(default=dict)
    # Row → the person it is of, 0 for somebody new, as a person settled it.
    settled = models.JSONField(default=dict)
    # What was found of each row, the totals, the columns that nobody reads.
    report = models.JSONField(default=dict)
    # What was made and what was there before: what undoes it.
    made = models.JSONField(default=dict)
    # The last line of the log when it was written: what rests on it came after.
    last_act = models.BigIntegerField(null=True, blank=True)
    tried_by = models.CharField(max_length=150)
    tried_at = models.DateTimeField()
    written_by = models.CharField(max_length=150, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id kind establishment state sha256 last_act tried_at written_at ended_at",
        staff="tried_by written_by ended_by",
        personal="file_name content controls settled report made ended_why",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "kind", "establishment"],
                condition=Q(state="written"),
                nulls_distinct=False,
                name="a_file_is_written_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["tried", "discarded"], written_at=None)
                | Q(state__in=["written", "undone"], written_at__isnull=False),
                name="load_written_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["tried", "written"], ended_at=None)
                | Q(state__in=["undone", "discarded"], ended_at__isnull=False),
                name="load_ended_at_a_moment",
            ),
            models.CheckConstraint(condition=~Q(ended_at__lt=F("tried_at")), name="load_ends_after_it_was_tried"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("intake:load", args=[self.pk])
