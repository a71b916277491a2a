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

    shipped = True
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


@history()
class PlaceBatch(models.Model):
    """Places of one activity given or ended in one act, and what undoes it."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("Plazas dadas")
        ENDED = "ended", _("Plazas terminadas")

    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="place_batches")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    # The places given, with whose they were once they are taken out; or each place ended with the day on which it would
    # have ended, nothing where none was set.
    places = models.JSONField()
    # Who was refused, by number, with the reason.
    refused = models.JSONField(default=list)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(none="id activity kind on at undone_at", staff="by undone_by", personal="places refused")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by="") | Q(undone_at__isnull=False) & ~Q(undone_by=""),
                name="place_batch_undone_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"


@history()
class PlaceRemoval(models.Model):
    """Somebody is to lose a place for what they did: one proposes it with what she answers, another decides."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Por decidir")
        DECIDED = "decided", _("Decidida")
        REJECTED = "rejected", _("No procede")

    allocation = models.ForeignKey("activities.Allocation", models.CASCADE, related_name="place_removals")
    ending = models.ForeignKey(EndReason, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    on = models.DateField()
    reason = models.CharField(max_length=300, help_text=_("Sin datos de salud ni del delito."))
    answer = models.CharField(max_length=500)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    sensitivity = classes(
        none="id proposed_at decided_at",
        staff="proposed_by decided_by",
        personal="allocation ending state on reason answer decision",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation"], condition=Q(state="proposed"), name="one_removal_waits_a_place"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(answer=""), name="removal_has_reason_and_answer"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | ~Q(state="proposed") & Q(decided_at__isnull=False) & ~Q(decision=""),
                name="removal_decided_with_words",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="removal_is_of_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.allocation_id}: {self.ending_id}"


@history()
class Capacity(models.Model):
    """How many places an activity had from a day to before another; the one without an end is what it has now.

    Of an activity whose places never changed there is none: it always had what it has.
    """

    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="capacities")
    places = models.PositiveSmallIntegerField()
    period = DateRangeField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id activity places period at", staff="by")

    class Meta:
        verbose_name_plural = "capacities"
        ordering = ["-period", "id"]
        constraints = [
            no_overlap("one_capacity_a_day", "activity"),
            models.CheckConstraint(condition=Q(places__gt=0), name="capacity_has_places"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.places}"
