"""Activities, who is placed in them, and the monthly attendance sheet: the table is the paper form."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from llamkay.apps.activities.daily.tables import DayClose as DayClose
from llamkay.apps.activities.exclusions.tables import HourExclusion as HourExclusion
from llamkay.apps.activities.inbox.tables import ChangedCircumstance as ChangedCircumstance
from llamkay.apps.activities.kinds import Kind, Level, Modality, PayBasis, Place, SheetState
from llamkay.apps.activities.places.tables import Capacity as Capacity
from llamkay.apps.activities.places.tables import Completion as Completion
from llamkay.apps.activities.places.tables import EndReason as EndReason
from llamkay.apps.activities.places.tables import PlaceBatch as PlaceBatch
from llamkay.apps.activities.places.tables import PlaceRemoval as PlaceRemoval
from llamkay.apps.activities.places.tables import PlaceRequest as PlaceRequest
from llamkay.apps.activities.places.tables import Programme as Programme
from llamkay.apps.activities.places.tables import Suspension as Suspension
from llamkay.apps.activities.rounds.tables import Round as Round
from llamkay.apps.activities.rounds.tables import RoundOffer as RoundOffer
from llamkay.apps.activities.rounds.tables import RoundWish as RoundWish
from llamkay.apps.activities.sessions.tables import Cancellation as Cancellation
from llamkay.apps.activities.sessions.tables import Rota as Rota
from llamkay.apps.activities.sessions.tables import Shift as Shift
from llamkay.apps.activities.suitability.tables import FitnessLimit as FitnessLimit
from llamkay.apps.activities.suitability.tables import Requirement as Requirement
from llamkay.apps.activities.suitability.tables import SeparationOrder as SeparationOrder
from llamkay.apps.activities.suitability.tables import SuitabilityOverride as SuitabilityOverride
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap
from llamkay.platform.screens.bilingual import in_language
from llamkay.platform.security.sensitivity import classes

DAYS = 31


class Trade(models.Model):
    """A specialty (especialidad); synonyms are one trade, as «zapatería» and «calzado»."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    synonyms = ArrayField(models.CharField(max_length=60), default=list)

    shipped = True
    sensitivity = classes(none="id code name name_en synonyms")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self)


@history()
class Company(models.Model):
    """A company or person that gives work by agreement (convenio)."""

    ruc = models.CharField(max_length=11, unique=True)
    name = models.CharField(max_length=120)

    sensitivity = classes(none="id ruc name")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@history()
class Activity(models.Model):
    """A workshop, class or choir: the offer of one establishment, with its place, timetable and dates."""

    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="activities")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="activities")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    modality = models.CharField(max_length=16, choices=Modality.choices, blank=True)
    level = models.CharField(max_length=16, choices=Level.choices, blank=True)
    trade = models.ForeignKey(Trade, models.PROTECT, null=True, blank=True)
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True)
    place = models.CharField(max_length=10, choices=Place.choices)
    place_name = models.CharField(max_length=80, blank=True)
    responsible = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="activities")
    capacity = models.PositiveSmallIntegerField()
    # Minutes of the timetable for each weekday, Monday first; what «all present» writes.
    timetable = ArrayField(models.PositiveSmallIntegerField(), size=7)
    # The hour at which it begins, where it has one: then feeding hours and other duties can be told to fall on it.
    starts_at = models.TimeField(null=True, blank=True)
    pay_basis = models.CharField(max_length=8, choices=PayBasis.choices, default=PayBasis.NONE)
    period = DateRangeField()
    # Days of trial of who is placed; none where nobody is on trial.
    trial_days = models.PositiveSmallIntegerField(null=True, blank=True)

    sensitivity = classes(
        none="id programme establishment code name kind modality level trade company place place_name capacity "
        "timetable starts_at pay_basis period trial_days",
        staff="responsible",
    )

    class Meta:
        ordering = ["establishment__order", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "code"], name="one_activity_a_code"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="activity_capacity_positive"),
            models.CheckConstraint(
                condition=Q(kind="work") & ~Q(modality="") | ~Q(kind="work") & Q(modality=""),
                name="modality_is_of_work",
            ),
            models.CheckConstraint(
                condition=Q(kind="study") & ~Q(level="") | ~Q(kind="study") & Q(level=""),
                name="level_is_of_study",
            ),
            models.CheckConstraint(condition=Q(timetable__len=7), name="timetable_has_seven_days"),
            models.CheckConstraint(condition=Q(trial_days__gte=1, trial_days__lte=180), name="trial_of_days_to_months"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("activities:detail", args=[self.pk])


@history()
class Enrolment(models.Model):
    """Entry in the register of work or of education: the condition for the first counted day (Reglamento 175, 176)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    kind = models.CharField(max_length=10, choices=[(Kind.WORK, "Trabajo"), (Kind.STUDY, "Estudio")])
    period = DateRangeField()
    folio = models.CharField(max_length=40)

    sensitivity = classes(none="id", personal="person kind period folio")

    class Meta:
        constraints = [
            no_overlap("one_work_enrolment", "person", condition=Q(kind="work")),
            no_overlap("one_study_enrolment", "person", condition=Q(kind="study")),
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label}, folio {self.folio}"


@history()
class Allocation(models.Model):
    """A person's place in an activity (asignación)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="allocations")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="allocations")
    period = DateRangeField()
    ending = models.ForeignKey(EndReason, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=120, blank=True)
    # The first day after the trial, where there is one, and the day on which it was passed.
    trial_until = models.DateField(null=True, blank=True)
    trial_passed_on = models.DateField(null=True, blank=True)

    sensitivity = classes(none="id activity", personal="person period ending end_reason trial_until trial_passed_on")

    class Meta:
        constraints = [
            no_overlap("one_allocation_an_activity", "person", "activity"),
            models.CheckConstraint(
                condition=Q(ending=None) | Q(period__endswith__isnull=False), name="place_with_a_reason_ends"
            ),
            models.CheckConstraint(
                condition=Q(trial_passed_on=None) | Q(trial_until__isnull=False), name="trial_passed_was_a_trial"
            ),
        ]
        indexes = [models.Index(fields=["person", "activity"], name="allocation_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} en {self.activity_id}"


@history()
class RestDayAuthorisation(models.Model):
    """The technical council's act that lets an activity count on a Sunday or holiday (Reglamento art. 177)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="authorisations")
    on = models.DateField()
    act = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)

    sensitivity = classes(none="id activity on act reason")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "on"], name="one_authorisation_a_day")]

    def __str__(self) -> str:
        return f"{self.on}: {self.act}"


class Reason(models.Model):
    """What a mark on the sheet means, with its behaviour: the meaning is data, not code."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    key = models.CharField(max_length=1, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    present = models.BooleanField()
    paid = models.BooleanField()
    counts = models.BooleanField()
    expelled = models.BooleanField(default=False)
    needs_note = models.BooleanField(default=False)
    # Written by the system from a suspension or a cancelled session, never typed.
    automatic = models.BooleanField(default=False, db_default=False)

    shipped = True
    sensitivity = classes(none="number key name name_en present paid counts expelled needs_note automatic")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self)


# Each step of a sheet: from, to. Nothing leaves «closed»: a correction is an adjustment.
TRANSITIONS = {
    "submit": (SheetState.OPEN, SheetState.SUBMITTED),
    "recall": (SheetState.SUBMITTED, SheetState.OPEN),
    "return": (SheetState.SUBMITTED, SheetState.OPEN),
    "approve": (SheetState.SUBMITTED, SheetState.APPROVED),
    "reopen": (SheetState.APPROVED, SheetState.SUBMITTED),
    "close": (SheetState.APPROVED, SheetState.CLOSED),
}


@history()
class Sheet(models.Model):
    """The attendance sheet of one activity in one month (planilla de control)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sheets")
    month = models.DateField()
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.OPEN)
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    sensitivity = classes(
        none="id activity month state submitted_at approved_at version", staff="submitted_by approved_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "month"], name="one_sheet_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="sheet_month_is_a_first_day"),
        ]
        indexes = [models.Index(fields=["month", "state"], name="sheet_by_month")]

    def __str__(self) -> str:
        return f"{self.activity}, {self.month:%Y-%m}"


def _empty() -> list[int]:
    return [0] * DAYS


@history()
class SheetRow(models.Model):
    """One person's month on a sheet: 31 minutes, 31 reasons (0 is no mark), 31 counts of pieces."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="rows")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sheet_rows")
    minutes = ArrayField(models.PositiveSmallIntegerField(), size=DAYS, default=_empty)
    reasons = ArrayField(models.PositiveSmallIntegerField(), size=DAYS, default=_empty)
    pieces = ArrayField(models.PositiveIntegerField(), size=DAYS, default=_empty)
    notes = models.JSONField(default=dict)
    # Day → what was marked there before what happened elsewhere (a hospital, isolation) was written in it.
    elsewhere = models.JSONField(default=dict, db_default={})

    sensitivity = classes(none="id sheet", personal="person minutes reasons pieces notes", special="elsewhere")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "person"], name="one_row_a_person")]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.person_id}"


class MarkEdit(models.Model):
    """A mark of an open sheet that somebody changed: what stood in the cell before, who changed it and when."""

    row = models.ForeignKey(SheetRow, models.PROTECT, related_name="edits")
    day = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    reason = models.PositiveSmallIntegerField()
    pieces = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    # Of a day too far back to be marked without one.
    why = models.CharField(max_length=200, blank=True, db_default="")

    sensitivity = classes(none="id day at", staff="by", personal="row minutes reason pieces why")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=31), name="edit_is_of_a_day_of_a_month"),
        ]
        triggers = [append_only("mark_edit_append_only")]

    def __str__(self) -> str:
        return f"{self.row_id} día {self.day}"


@history()
class ImportBatch(models.Model):
    """A file that filled a sheet: what it was before, so that it can be undone."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="batches")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    before = models.JSONField()
    version_after = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(none="id sheet file_name sha256 at version_after undone_at", staff="by", personal="before")

    def __str__(self) -> str:
        return self.file_name


@history()
class Adjustment(models.Model):
    """A correction of a closed day: the sheet stays, the next open month reverses and re-enters.

    One asks for it and another confirms it; until then, and when it is turned down, it changes nothing.
    """

    row = models.ForeignKey(SheetRow, models.PROTECT, related_name="adjustments")
    day = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    reason = models.PositiveSmallIntegerField()
    pieces = models.PositiveIntegerField(default=0)
    # What stood in the cell when it was asked for; nothing is known of those asked for before it was kept.
    was_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    was_reason = models.PositiveSmallIntegerField(null=True, blank=True)
    was_pieces = models.PositiveIntegerField(null=True, blank=True)
    why = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=150, blank=True, db_default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    rejected_by = models.CharField(max_length=150, blank=True, db_default="")
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejection = models.CharField(max_length=300, blank=True, db_default="")
    applied_in = models.ForeignKey(MonthClose, models.PROTECT, null=True, blank=True, related_name="adjustments")

    sensitivity = classes(
        none="id day at confirmed_at rejected_at applied_in",
        staff="by confirmed_by rejected_by",
        personal="row minutes reason pieces was_minutes was_reason was_pieces why rejection",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=31, minutes__lte=960), name="adjustment_in_range"),
            models.CheckConstraint(condition=~Q(why=""), name="adjustment_has_a_reason"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("by")), name="adjustment_is_of_two_people"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(rejected_at=None), name="adjustment_is_confirmed_or_rejected"
            ),
            models.CheckConstraint(
                condition=Q(applied_in=None) | Q(confirmed_at__isnull=False), name="adjustment_applied_is_confirmed"
            ),
            models.UniqueConstraint(
                fields=["row", "day"],
                condition=Q(confirmed_at=None, rejected_at=None),
                name="one_adjustment_of_a_day_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} día {self.day}"

    @property
    def waits(self) -> bool:
        """Whether a second person has still to confirm it."""
        return self.confirmed_at is None and self.rejected_at is None
