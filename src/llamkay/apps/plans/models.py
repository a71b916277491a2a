"""The tables of the life plan: interviews, plans with their goals and steps, reviews, treatment."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from llamkay.apps.activities.models import EndReason, Trade
from llamkay.apps.education.models import StudyPlan
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person
from llamkay.apps.plans.kinds import (
    Area,
    Closes,
    Conduct,
    Consent,
    Matter,
    Outcome,
    PlanState,
    ReviewKind,
    Topic,
    TreatmentState,
    Verdict,
)
from llamkay.core.lifeplan.semesters import Semester
from llamkay.platform.database.tables import append_only, history, sealed
from llamkay.platform.security.sensitivity import classes


@history()
class Interview(models.Model):
    """An interview for the plan, of one day; a later one stands beside it and is the one that is read."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="interviews")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="interviews")
    on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id establishment at", staff="by", personal="person on")

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["person", "-on"], name="interview_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.on}"


@history()
class Background(models.Model):
    """A line of an interview on schooling, trades, experience or interests: what work and study are chosen by."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="background")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    sensitivity = classes(none="id interview order", personal="topic text")

    class Meta:
        ordering = ["order"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="background_has_words")]

    def __str__(self) -> str:
        return self.text


@history()
class Circumstance(models.Model):
    """A line of an interview on family, children or needs: for whoever may read them alone."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="circumstances")
    matter = models.CharField(max_length=12, choices=Matter.choices)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)

    sensitivity = classes(none="id interview order", special="matter", children="text")

    class Meta:
        ordering = ["order"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="circumstance_has_words")]

    def __str__(self) -> str:
        return self.text


# What she takes back is gone: no history keeps her words.
@history(exclude=("text",))
class OwnWords(models.Model):
    """Her own words, as she wants them written: of whoever accompanies her alone, until she shares them."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="own_words")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="own_words")
    on = models.DateField()
    text = models.TextField(max_length=4000, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    shared_on = models.DateField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)

    sensitivity = classes(none="id establishment at", staff="by", special="person on text shared_on taken_back_on")

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_on=None) & ~Q(text="")
                | Q(taken_back_on__isnull=False, text="", shared_on__isnull=True),
                name="words_taken_back_are_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.on}"


@history()
class Plan(models.Model):
    """A version of somebody's life plan: written, agreed and signed by her, then replaced by the next."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="life_plans")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="life_plans")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField()
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.CharField(max_length=150, blank=True)
    consent = models.CharField(max_length=12, choices=Consent.choices, blank=True)
    # The page as she signed it, and its seal.
    paper = models.BinaryField(null=True, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    sensitivity = classes(
        none="id establishment version state drafted_at seal",
        staff="drafted_by agreed_by",
        personal="person agreed_on consent",
        special="paper",
    )

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="one_plan_a_version"),
            models.UniqueConstraint(fields=["person"], condition=Q(state="draft"), name="one_draft_a_person"),
            models.UniqueConstraint(fields=["person"], condition=Q(state="agreed"), name="one_agreed_plan_a_person"),
            models.CheckConstraint(
                condition=Q(state="draft", agreed_on=None, paper=None)
                | ~Q(state="draft") & Q(agreed_on__isnull=False, paper__isnull=False) & ~Q(consent="") & ~Q(seal=""),
                name="agreed_plan_has_its_page",
            ),
        ]
        triggers = [*sealed("life_plan", when=~pgtrigger.Q(old__state="draft"), but=("state",))]

    def __str__(self) -> str:
        return f"{self.person_id}, versión {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("plans:person", args=[self.person_id])


@history()
class Goal(models.Model):
    """Something that she wants to reach, in her plan's order."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    order = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=10, choices=Area.choices)
    title = models.CharField(max_length=160)
    target_on = models.DateField(null=True, blank=True)

    sensitivity = classes(none="id plan order", personal="area title target_on")

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="goal_has_words")]

    def __str__(self) -> str:
        return self.title


@history()
class Step(models.Model):
    """A step towards a goal and the fact that closes it; ``origin`` is the same step in an earlier version."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps")
    origin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=160)
    closes = models.CharField(max_length=12, choices=Closes.choices)
    needed = models.PositiveSmallIntegerField(default=1)
    since = models.DateField()  # what happened before does not count, of days and marks
    trade = models.ForeignKey(Trade, models.PROTECT, null=True, blank=True, related_name="+")
    study_plan = models.ForeignKey(StudyPlan, models.PROTECT, null=True, blank=True, related_name="+")
    part = models.PositiveSmallIntegerField(null=True, blank=True)
    # The stage of study, kind of document, kind of certificate or treatment programme, by its code.
    code = models.SlugField(max_length=24, blank=True)

    sensitivity = classes(
        none="id goal origin order", personal="text closes needed since trade study_plan part", special="code"
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="step_has_words"),
            models.CheckConstraint(condition=Q(needed__gte=1, needed__lte=2000), name="step_needs_something"),
            models.CheckConstraint(
                condition=Q(needed=1) | Q(closes__in=["days", "marks"]), name="only_days_and_marks_are_counted"
            ),
            models.CheckConstraint(
                condition=Q(closes="module", study_plan__isnull=False, part__isnull=False)
                | ~Q(closes="module") & Q(study_plan=None, part=None),
                name="module_of_a_plan_of_study",
            ),
            models.CheckConstraint(
                condition=Q(closes__in=["schooling", "document", "certificate", "treatment"]) & ~Q(code="")
                | Q(closes__in=["days", "marks", "module", "hand"], code=""),
                name="step_names_what_closes_it",
            ),
            models.CheckConstraint(condition=Q(trade=None) | Q(closes="days"), name="trade_is_of_days"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def first(self) -> int:
        """The number of the step as it was first written, to which its evidence belongs."""
        return self.origin_id or self.pk


@history()
class StepProof(models.Model):
    """A step that was closed by hand: what proves it, and whether that was taken back."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="proofs")
    on = models.DateField()
    what = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.CharField(max_length=150, blank=True)
    why_undone = models.CharField(max_length=200, blank=True)

    sensitivity = classes(none="id step at", staff="by undone_by", personal="on what undone_on why_undone")

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(undone_on=None), name="one_proof_stands_a_step"),
            models.CheckConstraint(condition=~Q(what=""), name="proof_has_words"),
            models.CheckConstraint(condition=Q(undone_on=None) | ~Q(why_undone=""), name="proof_undone_says_why"),
        ]

    def __str__(self) -> str:
        return self.what


@history()
class Review(models.Model):
    """A review of a plan: due on a day that is reckoned once, overdue from then until it is held."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="plan_reviews")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=ReviewKind.choices, default=ReviewKind.TIME)
    opens_on = models.DateField()
    due_on = models.DateField()
    rule = models.CharField(max_length=24)
    held_on = models.DateField(null=True, blank=True)
    held_by = models.CharField(max_length=150, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=600, blank=True)

    sensitivity = classes(
        none="id plan rule", staff="held_by", personal="person kind opens_on due_on held_on outcome note"
    )

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=Q(held_on=None), name="one_review_waits_a_plan"),
            models.CheckConstraint(
                condition=Q(held_on=None, outcome="") | Q(held_on__isnull=False) & ~Q(outcome=""),
                name="review_held_has_its_outcome",
            ),
            models.CheckConstraint(condition=Q(opens_on__lte=F("due_on")), name="review_opens_before_it_is_due"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(held_on=None), name="review_waiting")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.due_on}"


class ReviewDelay(models.Model):
    """A review that was put off for a coded reason, with the date that it had."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="delays")
    reason = models.SlugField(max_length=24)
    due_before = models.DateField()
    due_after = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id review at", staff="by", personal="due_before due_after", special="reason")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_after__gte=F("due_before")), name="delay_is_never_earlier"),
        ]
        triggers = [append_only("review_delay_append_only")]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.reason}"


@history()
class CouncilEvaluation(models.Model):
    """What the technical council says of somebody's half year: attendance, conduct, result, the number of the act."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="council_evaluations")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="council_evaluations")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    attendance = models.PositiveSmallIntegerField(null=True, blank=True)  # of a hundred days due
    conduct = models.CharField(max_length=8, choices=Conduct.choices)
    verdict = models.CharField(max_length=14, choices=Verdict.choices)
    act = models.CharField(max_length=80)
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment year half at",
        staff="by",
        personal="person attendance act on",
        special="conduct verdict reason",
    )

    class Meta:
        ordering = ["-year", "-half"]
        constraints = [
            models.UniqueConstraint(fields=["person", "year", "half"], name="one_evaluation_a_half_year"),
            models.CheckConstraint(condition=Q(half__in=[1, 2], year__gte=1990, year__lte=2200), name="half_of_a_year"),
            models.CheckConstraint(
                condition=Q(attendance=None) | Q(attendance__lte=100), name="attendance_of_a_hundred"
            ),
            models.CheckConstraint(condition=~Q(act=""), name="evaluation_by_an_act"),
            models.CheckConstraint(
                condition=Q(verdict="favourable") | ~Q(reason=""), name="evaluation_not_favourable_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.semester}"

    @property
    def semester(self) -> Semester:
        """The half year that it is of."""
        return Semester(self.year, self.half)


@history()
class Treatment(models.Model):
    """Somebody's way through a treatment programme: referred, started, ended for a reason of two levels."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="treatments")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="treatments")
    programme = models.SlugField(max_length=24)
    # As it was called on the day of the referral.
    programme_name = models.CharField(max_length=80)
    referred_on = models.DateField()
    referred_by = models.CharField(max_length=150)
    why = models.CharField(max_length=300, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending = models.ForeignKey(EndReason, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment at",
        staff="referred_by by",
        special="person programme programme_name referred_on why started_on ended_on ending note",
    )

    class Meta:
        ordering = ["-referred_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=Q(ended_on=None), name="one_live_treatment_a_programme"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ending=None) | Q(ended_on__isnull=False, ending__isnull=False),
                name="treatment_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(started_on__gte=F("referred_on")),
                name="treatment_starts_after_referral",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None)
                | Q(started_on=None, ended_on__gte=F("referred_on"))
                | Q(ended_on__gte=F("started_on")),
                name="treatment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(ending="completed") | Q(started_on__isnull=False), name="completed_treatment_was_started"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="treatment_by_person")]

    def __str__(self) -> str:
        return self.programme_name

    @property
    def label(self) -> str:
        """Its state in words; of a row that was read with it."""
        return str(TreatmentState(self.__dict__["state"]).label)
