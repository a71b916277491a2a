"""What a school year ended with: the final acts, whose lines say for ever who completed what, by which institution."""

from django.db import models
from django.db.models import F, Q

from llamkay.apps.education.kinds import ActKind, Result
from llamkay.apps.education.models.school import Group
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import append_only, history
from llamkay.platform.security.sensitivity import classes


@history()
class FinalAct(models.Model):
    """The act of evaluation of a group (acta), numbered by prison and year; one that was wrong is voided, and another
    stands in its place."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="final_acts")
    group = models.ForeignKey(Group, models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=ActKind.choices, default=ActKind.FINAL)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    on = models.DateField()
    director = models.CharField(max_length=120)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=150, blank=True)
    why_voided = models.CharField(max_length=300, blank=True)

    sensitivity = classes(
        none="id establishment group kind year number on at voided_at why_voided", staff="director by voided_by"
    )

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "year", "number"], name="one_act_a_number"),
            models.UniqueConstraint(
                fields=["group", "kind"], condition=Q(voided_at=None), name="one_act_of_a_kind_stands"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, why_voided="") | Q(voided_at__isnull=False) & ~Q(why_voided=""),
                name="voided_act_says_why",
            ),
            models.CheckConstraint(condition=~Q(director=""), name="act_is_signed_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.number:03}-{self.year}"


class FinalLine(models.Model):
    """What a final act says of one person; the names are those of that day and never change."""

    act = models.ForeignKey(FinalAct, models.PROTECT, related_name="lines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="completions")
    result = models.CharField(max_length=12, choices=Result.choices)
    institution = models.CharField(max_length=160)
    modular_code = models.CharField(max_length=8, blank=True)
    stage = models.SlugField(max_length=24)
    stage_name = models.CharField(max_length=120)
    plan_name = models.CharField(max_length=120)
    part = models.PositiveSmallIntegerField()
    parts = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    started_on = models.DateField()
    ended_on = models.DateField()
    minutes = models.PositiveIntegerField()
    plan_hours = models.PositiveIntegerField()
    credits = models.PositiveSmallIntegerField()
    # Unit → its mark as written, whether it passed, its hours: as of the act.
    units = models.JSONField()

    sensitivity = classes(
        none="id act institution modular_code stage stage_name plan_name part parts year plan_hours credits",
        personal="person result started_on ended_on minutes units",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "person"], name="one_line_a_person_and_act"),
            models.CheckConstraint(condition=Q(ended_on__gte=F("started_on")), name="studied_from_a_day_to_another"),
            models.CheckConstraint(condition=Q(part__lte=F("parts")), name="part_of_its_plan"),
        ]
        indexes = [models.Index(fields=["person", "result"], name="completion_by_person")]
        triggers = [append_only("final_line_append_only")]

    def __str__(self) -> str:
        return f"{self.act_id}: {self.person_id}"
