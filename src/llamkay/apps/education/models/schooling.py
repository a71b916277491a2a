"""How far somebody went to school and by what it is proved; who teaches, and what each level consists of."""

from django.db import models
from django.db.models import Q

from llamkay.apps.education.kinds import InstitutionKind, ProofState
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, history
from llamkay.platform.security.sensitivity import classes


@history()
class EducationInstitution(models.Model):
    """Who teaches and issues certificates (CEBA, CETPRO, instituto, universidad): never the prison."""

    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=12, choices=InstitutionKind.choices)
    modular_code = models.CharField(max_length=8, blank=True)
    resolution = models.CharField(max_length=120, blank=True)
    ugel = models.CharField(max_length=80, blank=True)

    sensitivity = classes(none="id name kind modular_code resolution ugel")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(modular_code="") | Q(modular_code__regex=r"^[0-9]{7,8}$"),
                name="modular_code_has_seven_or_eight_digits",
            ),
            models.UniqueConstraint(
                fields=["modular_code"], condition=~Q(modular_code=""), name="one_institution_a_modular_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class StudyPlan(models.Model):
    """What an institution teaches at one stage: the grades of a cycle, the modules of a programme, the cycles of a
    career."""

    institution = models.ForeignKey(EducationInstitution, models.PROTECT, related_name="plans")
    stage = models.SlugField(max_length=24)
    name = models.CharField(max_length=120)
    parts = models.PositiveSmallIntegerField()
    norm = models.CharField(max_length=120, blank=True)
    period = DateRangeField()

    sensitivity = classes(none="id institution stage name parts norm period")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "stage", "name"], name="one_plan_a_name"),
            models.CheckConstraint(condition=Q(parts__gte=1, parts__lte=14), name="plan_has_some_parts"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.institution})"


@history()
class StudyUnit(models.Model):
    """A course, area or unit of a part of a plan, with what the student is able to do after it (competencias)."""

    plan = models.ForeignKey(StudyPlan, models.PROTECT, related_name="units")
    part = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    hours = models.PositiveSmallIntegerField(default=0)
    credits = models.PositiveSmallIntegerField(default=0)
    competences = models.TextField(blank=True)

    sensitivity = classes(none="id plan part order name hours credits competences")

    class Meta:
        ordering = ["part", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "part", "name"], name="one_unit_a_name")]

    def __str__(self) -> str:
        return self.name


@history()
class Schooling(models.Model):
    """What somebody studied, in prison or before: the stage, how far, and the paper that proves it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="schooling")
    stage = models.SlugField(max_length=24)
    complete = models.BooleanField()
    # The last grade, module or cycle that was passed; nothing where the stage was only begun.
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    institution = models.CharField(max_length=160, blank=True)
    career = models.CharField(max_length=120, blank=True)
    ended_year = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ProofState.choices, default=ProofState.DECLARED)
    proof = models.SlugField(max_length=24, blank=True)
    proof_number = models.CharField(max_length=120, blank=True)
    # The final act that wrote it, when it was studied here.
    act = models.ForeignKey("education.FinalAct", models.PROTECT, null=True, blank=True, related_name="schooling")
    note = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()
    checked_by = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(
        none="id act",
        staff="entered_by entered_at checked_by checked_at",
        personal="person stage complete grade institution career ended_year state proof proof_number note",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(grade=None) | Q(grade__gte=1, grade__lte=14), name="grade_in_range"),
            models.CheckConstraint(
                condition=~Q(state="proven") | ~Q(proof="") & ~Q(proof_number=""), name="proven_by_a_paper"
            ),
            models.CheckConstraint(
                condition=Q(state="declared") | Q(checked_at__isnull=False), name="what_was_checked_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ended_year=None) | Q(ended_year__gte=1930, ended_year__lte=2200),
                name="ended_in_a_real_year",
            ),
        ]
        indexes = [models.Index(fields=["person", "stage"], name="schooling_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.stage}"
