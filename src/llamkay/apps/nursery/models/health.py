"""What was done for a child's health, and pregnancies."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.models.children import Child
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class HealthFact(models.Model):
    """A control, dose, test or supplement of the calendar: given, contraindicated, or refused by the mother."""

    class Outcome(models.TextChoices):
        DONE = "given", _("Se hizo")
        CONTRAINDICATED = "contraindicated", _("Está contraindicado")
        REFUSED = "refused", _("La madre no lo aceptó")

    child = models.ForeignKey(Child, models.PROTECT, related_name="health_facts")
    code = models.CharField(max_length=40)
    on = models.DateField()
    outcome = models.CharField(max_length=15, choices=Outcome.choices, default=Outcome.DONE)
    product = models.CharField(max_length=60, blank=True)
    professional = models.CharField(max_length=120, blank=True)
    # Why it was done before or after its time, where it was.
    note = models.CharField(max_length=200, blank=True)
    entered_by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="professional entered_by", children="child code on outcome product note")

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["child", "code", "on"], name="one_health_fact_a_day")]

    def __str__(self) -> str:
        return self.code


class VisitSet(models.QuerySet["Visit"]):
    """Visits as they are asked for."""

    def standing(self) -> Self:
        """Those that count: neither corrected by another nor withdrawn."""
        return self.filter(replaced_by=None, withdrawn_why="")


class Visit(models.Model):
    """A control of growth and development (CRED): what was measured, seen and advised. Written once.

    A mistake is corrected by a visit that replaces it; both stay and the newer one counts. What is of another child is
    replaced by one that measures nothing and says why: then none counts.
    """

    class Way(models.TextChoices):
        LYING = "l", _("Echado")
        STANDING = "h", _("De pie")

    child = models.ForeignKey(Child, models.PROTECT, related_name="visits")
    on = models.DateField()
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    length_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    way = models.CharField(max_length=1, choices=Way.choices, blank=True)
    head_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    arm_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    oedema = models.BooleanField(default=False)
    # Haemoglobin in g/L with the altitude at which the blood was taken: its norm subtracts for it.
    haemoglobin = models.PositiveSmallIntegerField(null=True, blank=True)
    altitude_m = models.PositiveSmallIntegerField(null=True, blank=True)
    development = models.CharField(max_length=120, blank=True)
    feeding = models.CharField(max_length=120, blank=True)
    iron = models.CharField(max_length=80, blank=True)
    next_on = models.DateField(null=True, blank=True)
    professional = models.CharField(max_length=120)
    # A measure outside the plausible was taken a second time and came out the same.
    measured_again = models.BooleanField(default=False)
    withdrawn_why = models.CharField(max_length=200, blank=True, db_default="")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(
        none="id entered_at replaces",
        staff="professional entered_by",
        children="child on weight_g length_mm way head_mm arm_mm oedema haemoglobin altitude_m development feeding "
        "iron next_on measured_again withdrawn_why",
    )

    objects = VisitSet.as_manager()

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["child", "on"], name="visit_by_child")]
        constraints = [
            models.CheckConstraint(condition=Q(length_mm=None) | ~Q(way=""), name="length_says_how_it_was_taken"),
            models.CheckConstraint(
                condition=Q(haemoglobin=None) | Q(altitude_m__isnull=False), name="blood_at_a_height"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_why="")
                | Q(replaces__isnull=False, weight_g=None, length_mm=None, head_mm=None, haemoglobin=None),
                name="what_withdraws_a_visit_measures_nothing",
            ),
        ]
        triggers = [append_only("visit_append_only")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"


@history()
class Problem(models.Model):
    """A health problem of a child from the day it was found: referred, seen, treated; or ended without, with why."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="problems")
    what = models.CharField(max_length=160)
    found_on = models.DateField()
    found_by = models.CharField(max_length=120)
    referred_on = models.DateField(null=True, blank=True)
    referred_to = models.CharField(max_length=120, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    seen_by = models.CharField(max_length=120, blank=True)
    treated_on = models.DateField(null=True, blank=True)
    treatment = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id",
        staff="found_by seen_by",
        children="child what found_on referred_on referred_to seen_on treated_on treatment ended_on ended_why",
    )

    class Meta:
        ordering = ["found_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(ended_why=""), name="problem_ended_says_why"),
            models.UniqueConstraint(
                fields=["child", "what"], condition=Q(treated_on=None, ended_on=None), name="one_open_problem_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.what


@history()
class Pregnancy(models.Model):
    """A pregnancy of a woman in custody; the woman is an inmate, the child is not yet anybody in the data."""

    class Origin(models.TextChoices):
        LAST_PERIOD = "last_period", _("Fecha de la última regla")
        ULTRASOUND = "ultrasound", _("Ecografía")
        CLINICAL = "clinical", _("Examen clínico")

    class End(models.TextChoices):
        BIRTH = "birth", _("Parto")
        LOSS = "loss", _("Pérdida")
        RELEASE = "release", _("Salió en libertad o trasladada")

    person = models.ForeignKey(Person, models.PROTECT, related_name="pregnancies")
    period = DateRangeField()
    due_on = models.DateField()
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.CLINICAL)
    babies = models.PositiveSmallIntegerField(default=1)
    diet = models.CharField(max_length=200, blank=True)
    birth_place = models.CharField(max_length=120, blank=True)
    birth_plan = models.CharField(max_length=500, blank=True)
    end = models.CharField(max_length=8, choices=End.choices, blank=True)

    sensitivity = classes(none="id", special="person period due_on origin babies diet birth_place birth_plan end")

    class Meta:
        verbose_name_plural = "pregnancies"
        constraints = [
            no_overlap("one_pregnancy_at_a_time", "person"),
            models.CheckConstraint(condition=Q(babies__gte=1, babies__lte=4), name="babies_to_come"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"


@history()
class PregnancyFact(models.Model):
    """A prenatal visit, vaccine, test or supplement: done, contraindicated, or not accepted by the woman."""

    pregnancy = models.ForeignKey(Pregnancy, models.PROTECT, related_name="facts")
    code = models.CharField(max_length=40)
    on = models.DateField()
    outcome = models.CharField(max_length=15, choices=HealthFact.Outcome.choices, default=HealthFact.Outcome.DONE)
    note = models.CharField(max_length=200, blank=True)
    professional = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="professional entered_by", special="pregnancy code on outcome note")

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["pregnancy", "code", "on"], name="one_prenatal_fact_a_day")]

    def __str__(self) -> str:
        return self.code


@history()
class Referral(models.Model):
    """A woman in custody sent to an outside service (derivación): why, where, its answer, and what was found after."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    what = models.CharField(max_length=160)
    service = models.CharField(max_length=120)
    referred_on = models.DateField()
    referred_by = models.CharField(max_length=120)
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True, blank=True)
    followed_on = models.DateField(null=True, blank=True)
    follow_up = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=150)
    # The institution whose liaison answers it in the system; none where the answer comes on paper.
    institution = models.ForeignKey("institutions.Institution", models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.CharField(max_length=150, blank=True, db_default="")

    sensitivity = classes(
        none="id institution",
        staff="referred_by entered_by answered_by",
        special="person what service referred_on due_on answered_on answer next_on followed_on follow_up ended_on "
        "ended_why",
    )

    class Meta:
        ordering = ["referred_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("referred_on")), name="answer_is_awaited_after_referring"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | ~Q(answer="") & Q(next_on__isnull=False), name="answer_is_followed_up"
            ),
            models.CheckConstraint(
                condition=Q(followed_on=None) | Q(answered_on__isnull=False) & ~Q(follow_up=""),
                name="follow_up_comes_after_the_answer",
            ),
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(ended_why=""), name="referral_ended_says_why"),
        ]

    def __str__(self) -> str:
        return self.what
