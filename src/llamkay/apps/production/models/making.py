"""How things are made: recipes and their versions, batches, what came out, its check, the hygiene of a kitchen."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.production.kinds import HygieneKind, Owner, Scrap
from llamkay.apps.production.models.keys import Activity, Agreement, Company, Establishment, Person
from llamkay.apps.production.models.stock import Good, Lot, Site
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Recipe(models.Model):
    """A version of how a good is made; once a batch rests on it, it no longer changes."""

    class Stage(models.TextChoices):
        DRAFT = "draft", _("Borrador")
        CURRENT = "current", _("Vigente")
        FORMER = "former", _("Anterior")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="recipes")
    good = models.ForeignKey(Good, models.PROTECT, related_name="recipes")
    version = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=7, choices=Stage.choices, default=Stage.DRAFT)
    makes = models.BigIntegerField()  # thousandths of the good that a run makes, before its loss
    loss = models.IntegerField(default=0)  # parts in a million
    minutes = models.PositiveIntegerField(default=0)  # standard minutes of work of a run
    steps = models.TextField(max_length=4000, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id establishment good version stage makes loss minutes steps at", staff="by")

    class Meta:
        ordering = ["good__name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["good", "version"], name="one_recipe_a_version"),
            models.UniqueConstraint(fields=["good"], condition=Q(stage="current"), name="one_current_recipe"),
            models.CheckConstraint(condition=Q(makes__gt=0), name="a_run_makes_something"),
            models.CheckConstraint(condition=Q(loss__gte=0, loss__lt=1_000_000), name="recipe_loss_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.good}, v{self.version}"


@history()
class RecipePart(models.Model):
    """What a run takes of a good, and what part of it is lost on the way."""

    recipe = models.ForeignKey(Recipe, models.CASCADE, related_name="parts")
    good = models.ForeignKey(Good, models.PROTECT, related_name="part_of")
    quantity = models.BigIntegerField()
    loss = models.IntegerField(default=0)

    sensitivity = classes(none="id recipe good quantity loss")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipe", "good"], name="one_part_a_good"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_part_is_something"),
            models.CheckConstraint(condition=Q(loss__gte=0, loss__lt=1_000_000), name="part_loss_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.good}: {self.quantity}"


@history()
class Batch(models.Model):
    """A good made together by a workshop on some days of its sheet, by a version of its recipe that is then frozen."""

    class Stage(models.TextChoices):
        OPEN = "open", _("Abierto")
        DONE = "done", _("Terminado")
        CANCELLED = "cancelled", _("Anulado")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="batches")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="batches")
    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="batches")
    code = models.CharField(max_length=30)
    site = models.ForeignKey(Site, models.PROTECT, related_name="batches")
    owner = models.CharField(max_length=11, choices=Owner.choices)
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="batches")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="batches")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="batches")
    planned = models.BigIntegerField()
    period = DateRangeField()  # the days of the sheet on which it is worked
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.OPEN)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id establishment activity recipe code site owner company agreement planned period stage opened_at "
        "ended_at why",
        staff="opened_by ended_by",
        personal="person",
    )

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "code"], name="one_batch_a_code"),
            models.CheckConstraint(condition=Q(planned__gt=0), name="a_batch_plans_something"),
            models.CheckConstraint(
                condition=Q(owner="company", company__isnull=False, person=None)
                | Q(owner="person", company=None, person__isnull=False)
                | Q(owner__in=["institution", "group"], company=None, person=None),
                name="batch_has_the_owner_it_names",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class BatchNeed(models.Model):
    """What a batch takes of a good for all that it plans: frozen when it opens."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="needs")
    good = models.ForeignKey(Good, models.PROTECT, related_name="needed_in")
    quantity = models.BigIntegerField()
    loss = models.IntegerField(default=0)

    sensitivity = classes(none="id batch good quantity loss")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "good"], name="one_need_a_good"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_need_is_something"),
        ]
        triggers = [append_only("batch_need_append_only")]

    def __str__(self) -> str:
        return f"{self.good}: {self.quantity}"


class Completion(models.Model):
    """Some of a batch is made: first and second grade, scrap with its reason; it consumed its share."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="completions")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    first = models.BigIntegerField(default=0)
    second = models.BigIntegerField(default=0)
    scrap = models.BigIntegerField(default=0)
    scrap_reason = models.CharField(max_length=10, choices=Scrap.choices, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id batch number on first second scrap scrap_reason at", staff="by")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_completion_a_number"),
            models.CheckConstraint(condition=Q(first__gte=0, second__gte=0, scrap__gte=0), name="made_is_not_negative"),
            models.CheckConstraint(
                condition=Q(first__gt=0) | Q(second__gt=0) | Q(scrap__gt=0), name="a_completion_is_something"
            ),
            models.CheckConstraint(
                condition=Q(scrap=0, scrap_reason="") | Q(scrap__gt=0) & ~Q(scrap_reason=""), name="scrap_has_a_reason"
            ),
        ]
        triggers = [append_only("completion_append_only")]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"


class Consumption(models.Model):
    """What a completion consumed of a good: its share of what the batch takes, how much of it went into scrap or was
    lost."""

    completion = models.ForeignKey(Completion, models.PROTECT, related_name="consumptions")
    good = models.ForeignKey(Good, models.PROTECT, related_name="consumptions")
    quantity = models.BigIntegerField()
    scrap = models.BigIntegerField(default=0)
    loss = models.BigIntegerField(default=0)

    sensitivity = classes(none="id completion good quantity scrap loss")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["completion", "good"], name="one_consumption_a_good"),
            models.CheckConstraint(
                condition=Q(scrap__gte=0, loss__gte=0, quantity__gte=F("scrap") + F("loss")),
                name="scrap_and_loss_are_parts_of_it",
            ),
        ]
        triggers = [append_only("consumption_append_only")]

    def __str__(self) -> str:
        return f"{self.good}: {self.quantity}"


class QualityCheck(models.Model):
    """Somebody looked at a lot before it could leave: what passed, what did not, and why."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="checks")
    on = models.DateField()
    passed = models.BigIntegerField()
    rejected = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id lot on passed rejected note at", staff="by")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(passed__gte=0, rejected__gte=0), name="checked_is_not_negative"),
            models.CheckConstraint(condition=Q(rejected=0) | ~Q(note=""), name="what_is_rejected_has_a_reason"),
        ]
        triggers = [append_only("quality_check_append_only")]

    def __str__(self) -> str:
        return f"{self.lot}: {self.passed}"


class HygieneRecord(models.Model):
    """A control of the day where food is made, and what was done where it was not well."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="hygiene_records")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="hygiene_records")
    on = models.DateField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=HygieneKind.choices)
    tenths = models.IntegerField(null=True, blank=True)  # of a degree, or of a milligram a litre
    well = models.BooleanField()
    action = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id establishment activity on at kind tenths well action", staff="by")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(well=True) | ~Q(action=""), name="what_is_not_well_has_an_action"),
            models.CheckConstraint(
                condition=Q(kind__in=["oven", "cold", "water"], tenths__isnull=False)
                | ~Q(kind__in=["oven", "cold", "water"]) & Q(tenths=None),
                name="what_is_measured_has_a_value",
            ),
        ]
        triggers = [append_only("hygiene_append_only")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"


@history()
class SanitaryRegistration(models.Model):
    """The sanitary registration of a food, and until when it is in force."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="sanitary_registrations")
    good = models.ForeignKey(Good, models.PROTECT, related_name="registrations")
    number = models.CharField(max_length=40)
    period = DateRangeField()
    holder = models.CharField(max_length=120)

    sensitivity = classes(none="id establishment good number period holder")

    class Meta:
        constraints = [no_overlap("one_sanitary_registration_a_day", "good")]

    def __str__(self) -> str:
        return self.number
