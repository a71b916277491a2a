"""Tools, each by its number; who has which in a session; and the one that did not come back."""

from django.db import models
from django.db.models import Q

from llamkay.apps.workshops.kinds import Risk
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class Tool(models.Model):
    """A tool of a workshop, by the number that is engraved on it."""

    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="tools")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    risk = models.CharField(max_length=10, choices=Risk.choices)
    retired_on = models.DateField(null=True, blank=True)
    retired_act = models.CharField(max_length=120, blank=True)

    sensitivity = classes(none="id activity establishment number name risk retired_on retired_act")

    class Meta:
        ordering = ["establishment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "number"], name="one_tool_a_number"),
            models.CheckConstraint(condition=Q(retired_on=None) | ~Q(retired_act=""), name="tool_retired_by_an_act"),
        ]

    def __str__(self) -> str:
        return f"{self.name} N.º {self.number}"


@history()
class ToolCount(models.Model):
    """The tools of a workshop counted out for a session of a day, and in again."""

    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="tool_counts")
    on = models.DateField()
    session = models.PositiveSmallIntegerField()
    out_at = models.DateTimeField()
    out_by = models.CharField(max_length=150)
    in_at = models.DateTimeField(null=True, blank=True)
    in_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(none="id activity on session out_at in_at", staff="out_by in_by")

    class Meta:
        ordering = ["-on", "-session"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "on", "session"], name="one_count_a_session"),
            models.UniqueConstraint(fields=["activity"], condition=Q(in_at=None), name="one_open_count_a_workshop"),
            models.CheckConstraint(condition=Q(session__gte=1, session__lte=9), name="session_of_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}, {self.on}, {self.session}"


@history()
class ToolLoan(models.Model):
    """A tool in the hands of somebody in a session; of nobody where it only stands in the workshop."""

    count = models.ForeignKey(ToolCount, models.CASCADE, related_name="loans")
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="loans")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="tool_loans")
    back = models.BooleanField(default=False)

    sensitivity = classes(none="id count tool back", personal="person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "tool"], name="a_tool_once_a_session")]

    def __str__(self) -> str:
        return f"{self.tool_id}"


@history()
class MissingTool(models.Model):
    """A tool that did not come back from a session, until it is found or written off by an act."""

    tool = models.ForeignKey(Tool, models.PROTECT, related_name="missing")
    loan = models.OneToOneField(ToolLoan, models.PROTECT, related_name="missing")
    since = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    found_on = models.DateField(null=True, blank=True)
    found_where = models.CharField(max_length=200, blank=True)
    act = models.CharField(max_length=120, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(none="id tool loan since found_on act", staff="closed_by", personal="note found_where")

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["tool"], condition=Q(found_on=None, act=""), name="a_tool_is_missing_once"),
            models.CheckConstraint(condition=Q(found_on=None) | Q(act=""), name="found_or_written_off"),
        ]

    def __str__(self) -> str:
        return str(self.tool)
