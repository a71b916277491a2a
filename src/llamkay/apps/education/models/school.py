"""A school year: groups, who teaches what, who is enrolled, marks by date, reports, removals, needs."""

from django.db import models
from django.db.models import F, Q

from llamkay.apps.activities.models import Activity
from llamkay.apps.education.kinds import MarkKind, Mode, NeedKind, StudentState
from llamkay.apps.education.models.schooling import StudyPlan, StudyUnit
from llamkay.apps.institutions.models import User
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, TextKey, history, no_overlap
from llamkay.platform.security.sensitivity import classes

LETTERS = ("AD", "A", "B", "C")


@history()
class Group(models.Model):
    """A section of a school year: one part of a plan, taught in one activity, whose sheet is the sheet of the class."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="groups")
    plan = models.ForeignKey(StudyPlan, models.PROTECT, related_name="groups")
    part = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=4)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    period = DateRangeField()
    tutor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="tutored_groups")

    sensitivity = classes(none="id activity plan part year section mode period", staff="tutor")

    class Meta:
        ordering = ["-year", "plan__name", "part", "section", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "plan", "part", "year", "section"], name="one_group_a_section_and_year"
            ),
            models.CheckConstraint(condition=Q(part__gte=1, part__lte=14), name="group_part_in_range"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2200), name="group_year_in_range"),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False, period__endswith__isnull=False),
                name="school_year_begins_and_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.name} {self.part} «{self.section}», {self.year}"


@history()
class GroupCourse(models.Model):
    """A course of a group and who teaches it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="courses")
    unit = models.ForeignKey(StudyUnit, models.PROTECT, related_name="courses")
    teacher = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="courses")

    sensitivity = classes(none="id group unit", staff="teacher")

    class Meta:
        ordering = ["unit__order", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "unit"], name="one_course_a_unit")]

    def __str__(self) -> str:
        return self.unit.name


@history()
class Student(models.Model):
    """Somebody's enrolment in a group (matrícula), from which day, and how it ended."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="students")
    person = models.ForeignKey(Person, models.PROTECT, related_name="studies")
    period = DateRangeField()
    state = models.CharField(max_length=12, choices=StudentState.choices, default=StudentState.ACTIVE)
    reason = models.CharField(max_length=200, blank=True)
    # The paper that lets somebody in whom the law would keep out: a placement, a convalidation.
    admitted_by = models.CharField(max_length=160, blank=True)

    sensitivity = classes(none="id group", personal="person period state reason admitted_by")

    class Meta:
        constraints = [
            no_overlap("one_enrolment_a_group", "person", "group"),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False, period__isempty=False), name="enrolment_has_days"
            ),
            models.CheckConstraint(
                condition=Q(state="active", period__endswith__isnull=True)
                | ~Q(state="active") & Q(period__endswith__isnull=False),
                name="enrolment_that_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "completed", "failed", "recovery"]) | ~Q(reason=""),
                name="who_leaves_a_group_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["group", "state"], name="student_by_group")]

    def __str__(self) -> str:
        return f"{self.person_id} en {self.group_id}"


@history()
class CourseMark(models.Model):
    """A mark of a course, of a day: an evaluation, the final one, the recovery."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="marks")
    course = models.ForeignKey(GroupCourse, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind.choices, default=MarkKind.EVALUATION)
    on = models.DateField()
    mark = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    letter = models.CharField(max_length=2, blank=True, choices=[(x, x) for x in LETTERS])
    passed = models.BooleanField()
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id course kind on", staff="by", personal="student mark letter passed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "course", "on"],
                condition=Q(kind="evaluation"),
                name="one_evaluation_a_day_and_course",
            ),
            models.UniqueConstraint(
                fields=["student", "course", "kind"],
                condition=~Q(kind="evaluation"),
                name="one_final_and_one_recovery_a_course",
            ),
            models.CheckConstraint(condition=Q(mark=None) | Q(mark__gte=0, mark__lte=20), name="course_mark_in_range"),
            models.CheckConstraint(
                condition=Q(mark=None) & Q(letter__in=LETTERS) | Q(mark__isnull=False) & Q(letter=""),
                name="course_mark_is_a_number_or_a_letter",
            ),
        ]
        indexes = [models.Index(fields=["course", "kind", "on"], name="course_mark_by_course")]

    def __str__(self) -> str:
        return self.letter or f"{self.mark}"


@history()
class Appraisal(models.Model):
    """What the tutor writes of a student in the report of a quarter (informe educativo)."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="appraisals")
    quarter = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=1500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id quarter at", staff="by", personal="student text")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "quarter"], name="one_appraisal_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="quarter_of_a_year"),
            models.CheckConstraint(condition=~Q(text=""), name="appraisal_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}, trimestre {self.quarter}"


@history()
class Removal(models.Model):
    """Somebody is taken off a course for unjustified absence (Directiva, 5.3.i): what was counted, why, the appeal."""

    student = models.ForeignKey(Student, models.PROTECT, related_name="removals")
    on = models.DateField()
    absent = models.PositiveSmallIntegerField()
    due = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    # Who proposed it with what the student answers, and who decided it; before two people were asked, one did both.
    by = models.CharField(max_length=150)
    answer = models.CharField(max_length=500, blank=True, db_default="")
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True, db_default="")
    decision = models.CharField(max_length=300, blank=True, db_default="")
    rejected = models.BooleanField(default=False, db_default=False)
    appealed_on = models.DateField(null=True, blank=True)
    appeal = models.CharField(max_length=500, blank=True)
    resolved_on = models.DateField(null=True, blank=True)
    lifted = models.BooleanField(default=False)
    resolution = models.CharField(max_length=300, blank=True)
    resolved_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(
        none="id",
        staff="by decided_by resolved_by",
        personal="student on absent due reason answer decided_on decision rejected appealed_on appeal resolved_on "
        "lifted resolution",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(absent__lte=F("due")), name="absent_on_days_that_were_due"),
            models.CheckConstraint(condition=~Q(reason=""), name="removal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(resolved_on=None, lifted=False) | Q(resolved_on__isnull=False) & ~Q(resolution=""),
                name="resolution_has_its_words",
            ),
            models.CheckConstraint(condition=Q(appealed_on=None) | ~Q(appeal=""), name="appeal_has_its_words"),
            models.UniqueConstraint(
                fields=["student"], condition=Q(lifted=False, rejected=False), name="one_removal_stands_a_student"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("by")) & Q(decided_on__isnull=False) & ~Q(decision=""),
                name="removal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(rejected=False) | Q(decided_on__isnull=False), name="removal_rejected_is_decided"
            ),
            models.CheckConstraint(
                condition=Q(appealed_on=None) | Q(decided_on__isnull=False), name="removal_appealed_is_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}, {self.on}"


@history()
class StudyNeed(models.Model):
    """What a student needs of the class and of the examination: the adjustment, never the diagnosis."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="study_needs")
    kind = models.CharField(max_length=10, choices=NeedKind.choices)
    in_class = models.CharField(max_length=300)
    in_examination = models.CharField(max_length=300)
    period = DateRangeField()
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="by", special="person kind in_class in_examination period")

    class Meta:
        constraints = [
            no_overlap("one_need_of_a_kind_a_day", "person", TextKey("kind")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
