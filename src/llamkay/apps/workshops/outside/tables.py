"""Work outside the prison: who may go by which act, and each day out and in."""

from django.db import models
from django.db.models import F, Q

from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class OutsidePermit(models.Model):
    """The authorisation of somebody to work outside by day, with what was found of each condition of the law."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="outside_permits")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="outside_permits")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    employer = models.CharField(max_length=120)
    address = models.CharField(max_length=160)
    act = models.CharField(max_length=120)
    pilot = models.CharField(max_length=120, blank=True)
    verified = models.CharField(max_length=300, blank=True)
    # Code of each condition → met, not met, or null where it could not be told.
    conditions = models.JSONField()
    period = DateRangeField()
    leaves_at = models.TimeField()
    back_by = models.TimeField()
    revoked_on = models.DateField(null=True, blank=True)
    revoked_act = models.CharField(max_length=120, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id activity establishment at",
        staff="by",
        personal="employer address leaves_at back_by",
        special="person act pilot verified conditions period revoked_on revoked_act revoked_why",
    )

    class Meta:
        ordering = ["-period", "id"]
        constraints = [
            no_overlap("one_outside_permit_a_day", "person"),
            models.CheckConstraint(condition=~Q(act=""), name="outside_by_an_act"),
            models.CheckConstraint(condition=Q(leaves_at__lt=F("back_by")), name="permit_back_after_leaving"),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | ~Q(revoked_act="") & ~Q(revoked_why=""), name="revoked_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.act


@history()
class DayOut(models.Model):
    """A day out at work: when somebody left and when they came back."""

    permit = models.ForeignKey(OutsidePermit, models.PROTECT, related_name="outings")
    on = models.DateField()
    left_at = models.TimeField()
    back_at = models.TimeField(null=True, blank=True)
    late_why = models.CharField(max_length=200, blank=True)
    out_by = models.CharField(max_length=150)
    in_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(none="id permit", staff="out_by in_by", personal="on left_at back_at late_why")

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["permit", "on"], name="one_day_out_a_day"),
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(back_at__gt=F("left_at")), name="day_out_back_after_left"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.permit_id}, {self.on}"

    @property
    def late(self) -> bool:
        """Whether the return was after its hour."""
        return self.back_at is not None and self.back_at > self.permit.back_by

    @property
    def minutes(self) -> int:
        """How long it was, once over."""
        if self.back_at is None:
            return 0
        return (self.back_at.hour - self.left_at.hour) * 60 + self.back_at.minute - self.left_at.minute
