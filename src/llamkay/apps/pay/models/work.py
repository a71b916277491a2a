"""What work is worth and who is owed: rates, inputs of the month, orders that bind the split, earnings, splits."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.models import Activity, Allocation, SheetRow
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, TextKey, append_only, history, no_overlap
from llamkay.platform.security.sensitivity import classes

MAX_AMOUNT = 100_000_000  # one million soles in céntimos: what a single amount may reach


class Band(models.IntegerChoices):
    """How far somebody has come in the work of an activity: each band may have its own rate."""

    PLAIN = 0, _("Sin banda")
    APPRENTICE = 1, _("Aprendiz")
    WORKER = 2, _("Operaria u operario")
    MASTER = 3, _("Maestra o maestro")


@history()
class Rate(models.Model):
    """What an activity pays in a period, in céntimos: an hour, a day, a piece of a grade, a full month of training; to
    whoever is in no band, or to those of one."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="rates")
    period = DateRangeField()
    amount = models.IntegerField()
    grade = models.SmallIntegerField(default=1, db_default=1)  # of quality, for pieces; the first grade is 1

    band = models.SmallIntegerField(choices=Band.choices, default=Band.PLAIN, db_default=0)

    sensitivity = classes(none="id activity period amount grade band")

    class Meta:
        constraints = [
            no_overlap("one_rate_a_day", "activity", "grade", "band"),
            models.CheckConstraint(condition=Q(band__gte=0, band__lte=3), name="rate_band_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=1_000_000), name="rate_in_range"),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="rate_grade_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"


@history()
class PlaceBand(models.Model):
    """The band of a place on some days; on the others it has none, and its activity's plain rate is paid."""

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="bands")
    period = DateRangeField()
    band = models.SmallIntegerField(choices=Band.choices)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id at", staff="by", special="allocation period band reason")

    class Meta:
        constraints = [
            no_overlap("one_band_a_day", "allocation"),
            models.CheckConstraint(condition=Q(band__gte=1, band__lte=3), name="place_band_is_known"),
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False), name="place_band_starts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_band_display())


@history()
class GradedPieces(models.Model):
    """Of the pieces that a row has on a day, those of a lower grade; grade 0 is rejected and earns nothing."""

    row = models.ForeignKey(SheetRow, models.PROTECT, related_name="graded")
    day = models.PositiveSmallIntegerField()
    grade = models.SmallIntegerField()
    pieces = models.PositiveIntegerField()
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id day", staff="by", special="row grade pieces")

    class Meta:
        verbose_name_plural = "graded pieces"
        constraints = [
            models.UniqueConstraint(fields=["row", "day", "grade"], name="one_count_a_grade"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=31), name="graded_day_in_range"),
            models.CheckConstraint(condition=Q(grade__gte=0, grade__lte=5) & ~Q(grade=1), name="graded_is_not_first"),
            models.CheckConstraint(condition=Q(pieces__gt=0, pieces__lte=10_000), name="graded_pieces_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.pieces}"


@history()
class GroupSale(models.Model):
    """What a group sold in a month and what it cost: the rest is shared among those who worked, by their hours."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sales")
    month = models.DateField()
    sold = models.BigIntegerField()
    costs = models.BigIntegerField(default=0)
    document = models.CharField(max_length=120)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id activity month sold costs document at", staff="by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "month"], name="one_sale_a_month"),
            models.CheckConstraint(
                condition=Q(costs__gte=0, sold__gte=models.F("costs"), sold__lte=MAX_AMOUNT), name="sale_in_range"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="sale_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.sold - self.costs}"


@history()
class Bonus(models.Model):
    """An amount above the rate for one person's month in an activity, with its reason, given by two people."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="bonuses")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bonuses")
    month = models.DateField()
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    approved_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(none="id month", staff="by approved_by", special="activity person amount reason")

    class Meta:
        verbose_name_plural = "bonuses"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="bonus_in_range"),
            models.CheckConstraint(condition=Q(month__day=1), name="bonus_month_is_its_first_day"),
            models.CheckConstraint(condition=~Q(by=models.F("approved_by")), name="bonus_approved_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.amount}"


@history()
class ReparationDebt(models.Model):
    """Civil reparation still due in a period: until its amount is covered, 20 % goes to it, shared with other cases."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="reparations")
    period = DateRangeField()
    case_number = models.CharField(max_length=60)
    amount = models.BigIntegerField(null=True, blank=True)  # what was left when it was entered; none: not known
    resolution = models.CharField(max_length=120, blank=True, db_default="")
    injured = models.CharField(max_length=160, blank=True, db_default="")
    ended_why = models.CharField(max_length=200, blank=True, db_default="")

    sensitivity = classes(none="id", special="person period case_number amount resolution injured ended_why")

    class Meta:
        constraints = [
            no_overlap("one_reparation_a_case_and_day", "person", TextKey("case_number")),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0, amount__lte=MAX_AMOUNT * 100),
                name="reparation_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.case_number


@history()
class AlimonyOrder(models.Model):
    """A court's order of alimony, first within the person's share: céntimos a month, or a percentage of the gross."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="alimony_orders")
    period = DateRangeField()
    amount = models.IntegerField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    case_number = models.CharField(max_length=60)
    document = models.CharField(max_length=120, blank=True, db_default="")
    creditor = models.CharField(max_length=160, blank=True, db_default="")
    ended_why = models.CharField(max_length=200, blank=True, db_default="")

    sensitivity = classes(none="id", special="person period amount percent case_number document creditor ended_why")

    class Meta:
        constraints = [
            no_overlap("one_alimony_a_case_and_day", "person", TextKey("case_number")),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT, percent=None)
                | Q(amount=None, percent__gte=1, percent__lte=100),
                name="alimony_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.case_number


class Earning(models.Model):
    """What one person earned in one activity and month, as computed by one close; a reversal is negative."""

    id = models.BigAutoField(primary_key=True)
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="earnings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="earnings")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="earnings")
    month = models.DateField()
    basis = models.CharField(max_length=8)
    units = models.IntegerField()
    rate = models.IntegerField()
    gross = models.BigIntegerField()
    reverses = models.BooleanField(default=False)

    sensitivity = classes(none="id close month reverses", special="person activity basis units rate gross")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gross__gte=-MAX_AMOUNT, gross__lte=MAX_AMOUNT), name="gross_in_range")
        ]
        indexes = [models.Index(fields=["person", "month"], name="earning_by_person")]
        triggers = [append_only("earning_append_only")]

    def __str__(self) -> str:
        return f"{self.gross}"


class Split(models.Model):
    """The statutory split of a person's month; the parts always sum to the gross, the database says so."""

    id = models.BigAutoField(primary_key=True)
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="splits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="splits")
    month = models.DateField()
    gross = models.BigIntegerField()
    base = models.BigIntegerField()
    institution = models.BigIntegerField()
    reparation = models.BigIntegerField()
    alimony = models.BigIntegerField()
    personal = models.BigIntegerField()
    undecided = models.BigIntegerField(default=0, db_default=0)  # kept apart: the law gives it no destination
    status = models.CharField(max_length=14)
    rules = models.JSONField()
    reverses = models.BooleanField(default=False)

    sensitivity = classes(
        none="id close month status rules reverses",
        special="person gross base institution reparation alimony personal undecided",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    gross=models.F("institution")
                    + models.F("reparation")
                    + models.F("alimony")
                    + models.F("personal")
                    + models.F("undecided")
                ),
                name="split_sums_to_gross",
            )
        ]
        indexes = [models.Index(fields=["person", "month"], name="split_by_person")]
        triggers = [append_only("split_append_only")]

    def __str__(self) -> str:
        return f"{self.gross}"
