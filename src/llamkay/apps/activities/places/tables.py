"""The way to a place and what interrupts or ends it: requests, suspensions, reasons of an end, what was completed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.kinds import AskedBy, EndGroup, Kind, PlaceState, SuspensionKind
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap
from llamkay.platform.screens.bilingual import in_language
from llamkay.platform.security.sensitivity import classes

WAITING = ["requested", "listed", "proposed", "approved"]


class EndReason(models.Model):
    """Why a place ends, in two levels, and what it says of the person: the meaning is data, not code."""

    code = models.SlugField(primary_key=True)
    group = models.CharField(max_length=12, choices=EndGroup.choices)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    # Whether it is the person's own failure; whether what the activity was for was reached.
    failure = models.BooleanField(default=False)
    completed = models.BooleanField(default=False)
    # Of the system alone: nobody chooses it.
    automatic = models.BooleanField(default=False)

    sensitivity = classes(none="code group name name_en order failure completed automatic")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(condition=Q(failure=False) | Q(group="conduct"), name="only_conduct_is_a_failure"),
            models.CheckConstraint(
                condition=Q(completed=False) | Q(group="completed"), name="completed_is_of_its_group"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the language of the reader."""
        return in_language(self)


@history()
class PlaceRequest(models.Model):
    """Somebody asks for a place: listed, proposed by the head, approved by the council's act, then placed or not."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="place_requests")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="requests")
    state = models.CharField(max_length=10, choices=PlaceState.choices, default=PlaceState.REQUESTED)
    requested_on = models.DateField()
    asked_by = models.CharField(max_length=12, choices=AskedBy.choices, default=AskedBy.PERSON)
    # Since when the person waits for this programme or trade: a transfer does not begin the wait anew.
    waits_since = models.DateField()
    note = models.CharField(max_length=300, blank=True, help_text=_("Sin datos de salud ni del delito."))
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=150, blank=True)
    act = models.CharField(max_length=80, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    allocation = models.OneToOneField(
        "activities.Allocation", models.SET_NULL, null=True, blank=True, related_name="request"
    )

    sensitivity = classes(
        none="id activity entered_at",
        staff="entered_by proposed_by decided_by",
        personal="person state requested_on asked_by waits_since note act decided_on reason allocation",
    )

    class Meta:
        ordering = ["waits_since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "activity"], condition=Q(state__in=WAITING), name="one_request_waits_an_activity"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (~Q(act="") & Q(decided_on__isnull=False)),
                name="approved_by_an_act",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn", "lapsed"]) | ~Q(reason=""),
                name="request_ends_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(waits_since__lte=F("requested_on")), name="waits_since_before_asking"),
            models.CheckConstraint(
                condition=~Q(state__in=["pending", "suspended", "ended"]), name="state_is_of_a_request"
            ),
        ]
        indexes = [models.Index(fields=["activity", "state"], name="request_by_activity")]

    def __str__(self) -> str:
        return f"{self.person_id} pide {self.activity_id}"


@history()
class Suspension(models.Model):
    """Days on which a place is kept for somebody who does not come, paid or not; ``period`` ends the day of return."""

    allocation = models.ForeignKey("activities.Allocation", models.CASCADE, related_name="suspensions")
    period = DateRangeField()
    kind = models.CharField(max_length=12, choices=SuspensionKind.choices)
    paid = models.BooleanField(default=False)
    act = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text=_("Sin datos de salud ni del delito."))
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id at", staff="by", personal="allocation period paid act reason", special="kind")

    class Meta:
        ordering = ["period", "id"]
        constraints = [
            no_overlap("one_suspension_a_day", "allocation"),
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False), name="suspension_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Completion(models.Model):
    """What somebody completed, with every name as it was on that day: later changes of names do not reach it."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="completed_places")
    allocation = models.OneToOneField("activities.Allocation", models.PROTECT, related_name="completion")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="completions")
    period = DateRangeField()
    establishment_name = models.CharField(max_length=120)
    activity_name = models.CharField(max_length=100)
    programme_name = models.CharField(max_length=100, blank=True)
    programme_norm = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    trade_name = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment establishment_name activity_name programme_name programme_norm kind trade_name at",
        staff="by",
        personal="person allocation period",
    )

    class Meta:
        ordering = ["-at", "id"]
        triggers = [append_only("completion_append_only")]

    def __str__(self) -> str:
        return f"{self.activity_name}, {self.establishment_name}"


@history()
class Programme(models.Model):
    """A national programme (Cárceles Productivas, Orquestando, EBA…), of which activities are the offer in a prison."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind.choices))
    owner = models.CharField(max_length=120)
    norm = models.CharField(max_length=200)
    period = DateRangeField()

    sensitivity = classes(none="id code name kinds owner norm period")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(kinds=[]), name="programme_has_a_kind"),
            models.CheckConstraint(condition=Q(period__isempty=False), name="programme_has_days"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_names(self) -> str:
        """The kinds of activities that it may have, in words."""
        return ", ".join(str(Kind(kind).label) for kind in self.kinds)
