"""What prepares the third birthday, what happened on leaving, and what is followed afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.models.children import Child, ChildStay
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class ReceivingAdult(models.Model):
    """An adult proposed to receive a child, with both evaluations; the address may be protected from the mother."""

    class Result(models.TextChoices):
        FAVOURABLE = "favourable", _("Favorable")
        UNFAVOURABLE = "unfavourable", _("Desfavorable")

    child = models.ForeignKey(Child, models.PROTECT, related_name="receiving_adults")
    names = models.CharField(max_length=160)
    relation = models.CharField(max_length=60)
    document = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    protected = models.BooleanField(default=False)
    # What the mother says of this person, in her words; the norm asks that it be taken into account.
    recommendation = models.TextField(blank=True)
    proposed_on = models.DateField()
    social_on = models.DateField(null=True, blank=True)
    social_result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    social_by = models.CharField(max_length=120, blank=True)
    psychological_on = models.DateField(null=True, blank=True)
    psychological_result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    psychological_by = models.CharField(max_length=120, blank=True)

    sensitivity = classes(
        none="id",
        staff="social_by psychological_by",
        children="child names relation document address phone protected recommendation proposed_on social_on "
        "social_result psychological_on psychological_result",
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.names} ({self.relation})"

    @property
    def lacking(self) -> list[str]:
        """What its file lacks of what the notice to the protection unit attaches."""
        return [
            words
            for words, there in (
                (_("la evaluación social"), self.social_on),
                (_("la evaluación psicológica"), self.psychological_on),
                (_("la recomendación de la madre"), self.recommendation),
            )
            if not there
        ]


@history()
class PlanStep(models.Model):
    """A stage before or after the third birthday, done."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="plan_steps")
    code = models.CharField(max_length=30)
    done_on = models.DateField()
    note = models.TextField()
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="by", children="child code done_on note")

    class Meta:
        ordering = ["done_on", "id"]
        constraints = [models.UniqueConstraint(fields=["child", "code"], name="one_plan_step_a_stage")]

    def __str__(self) -> str:
        return self.code


class Unit(models.TextChoices):
    UPE = "upe", _("Unidad de Protección Especial (UPE)")
    DEMUNA = "demuna", _("DEMUNA del distrito")


@history()
class UnitNotice(models.Model):
    """The notice that a child will leave, to the protection unit: number, day sent, what it attached."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="notices")
    to = models.CharField(max_length=10, choices=Unit.choices)
    number = models.CharField(max_length=60)
    sent_on = models.DateField()
    adult = models.ForeignKey(ReceivingAdult, models.PROTECT, null=True, blank=True, related_name="notices")
    # Why it went without an attachment that the norm asks for; empty when it is complete.
    incomplete_why = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=150)

    sensitivity = classes(
        none="id", staff="by", children="child to number sent_on adult incomplete_why answer answered_on"
    )

    class Meta:
        ordering = ["sent_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_to_display()}, {self.number}"


@history()
class OverstayGround(models.Model):
    """By what title a child is still inside after the third birthday."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("Espera la decisión de la UPE")
        COURT = "court", _("Resolución judicial")
        PLACE = "place", _("Espera una familia de acogida o un centro")
        OTHER = "other", _("Otro")

    child = models.ForeignKey(Child, models.PROTECT, related_name="overstay_grounds")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    act = models.CharField(max_length=120)
    why = models.TextField()
    on = models.DateField()
    review_on = models.DateField()
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="by", children="child kind act why on review_on")

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.act}"


@history()
class Departure(models.Model):
    """How a stay ended for good: to whom, by what title, after which assessment of this child."""

    class Kind(models.TextChoices):
        FAMILY = "family", _("Con la persona que lo recibe")
        FOSTER = "foster", _("Acogimiento familiar")
        RESIDENTIAL = "residential", _("Centro de acogida")
        MOTHER = "mother", _("Con su madre, en libertad")
        DEATH = "death", _("Falleció")

    stay = models.OneToOneField(ChildStay, models.PROTECT, related_name="departure")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    adult = models.ForeignKey(ReceivingAdult, models.PROTECT, null=True, blank=True, related_name="departures")
    act = models.CharField(max_length=120, blank=True)
    assessment = models.TextField(blank=True)
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id", staff="by", children="stay kind adult act assessment")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["mother", "death"]) | ~Q(assessment="") & ~Q(act=""),
                name="separation_assessed_and_titled",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
