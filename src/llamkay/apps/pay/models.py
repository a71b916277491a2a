"""Rates, orders that bind the split, earnings of closed months, and the double-entry ledger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.models import Activity, Company, MonthClose
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person
from llamkay.platform.sensitivity import classes
from llamkay.platform.tables import DateRangeField, append_only, history, no_overlap

MAX_AMOUNT = 100_000_000  # one million soles in céntimos: what a single amount may reach


@history()
class Rate(models.Model):
    """What an activity pays for an hour, a day or a piece, in céntimos, in a period."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="rates")
    period = DateRangeField()
    amount = models.IntegerField()

    sensitivity = classes(none="id activity period amount")

    class Meta:
        constraints = [
            no_overlap("one_rate_a_day", "activity"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=1_000_000), name="rate_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"


@history()
class ReparationDebt(models.Model):
    """Civil reparation still due in a period: while it runs, 20 % goes to it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="reparations")
    period = DateRangeField()
    case_number = models.CharField(max_length=60)

    sensitivity = classes(none="id", special="person period case_number")

    class Meta:
        constraints = [no_overlap("one_reparation_a_day", "person")]

    def __str__(self) -> str:
        return self.case_number


@history()
class AlimonyOrder(models.Model):
    """A court's order of alimony: a monthly amount in céntimos, first within the person's share."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="alimony_orders")
    period = DateRangeField()
    amount = models.IntegerField()
    case_number = models.CharField(max_length=60)

    sensitivity = classes(none="id", special="person period amount case_number")

    class Meta:
        constraints = [
            no_overlap("one_alimony_a_day", "person"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="alimony_in_range"),
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
    status = models.CharField(max_length=14)
    rules = models.JSONField()
    reverses = models.BooleanField(default=False)

    sensitivity = classes(
        none="id close month status rules reverses",
        special="person gross base institution reparation alimony personal",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    gross=models.F("institution") + models.F("reparation") + models.F("alimony") + models.F("personal")
                ),
                name="split_sums_to_gross",
            )
        ]
        indexes = [models.Index(fields=["person", "month"], name="split_by_person")]
        triggers = [append_only("split_append_only")]

    def __str__(self) -> str:
        return f"{self.gross}"


@history()
class Account(models.Model):
    """An account of the ledger: of a person, of an establishment, or what a company owes there."""

    class Kind(models.TextChoices):
        AVAILABLE = "available", _("Disponible de la persona")
        REPARATION = "reparation", _("Reparación civil")
        ALIMONY = "alimony", _("Alimentos por orden judicial")
        INSTITUTION = "institution", _("10 % de la institución")
        RECEIVABLE = "receivable", _("Por cobrar a quien da el trabajo")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="accounts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="accounts")
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="accounts")

    sensitivity = classes(none="id kind establishment company", special="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "establishment", "person", "company"],
                nulls_distinct=False,
                name="one_account_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Entry(models.Model):
    """A journal entry; its postings sum to zero at commit or the database refuses it."""

    id = models.BigAutoField(primary_key=True)
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="entries")
    close = models.ForeignKey(MonthClose, models.PROTECT, null=True, related_name="entries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="entries")
    posted_on = models.DateField()
    month = models.DateField()
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True)
    reverses = models.BooleanField(default=False)

    sensitivity = classes(none="id establishment close posted_on month key reverses", special="person text")

    class Meta:
        verbose_name_plural = "entries"
        triggers = [append_only("entry_append_only")]

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """One leg of an entry in céntimos: positive is debit, negative is credit."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    amount = models.BigIntegerField()

    sensitivity = classes(none="id entry", special="account amount")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=-MAX_AMOUNT * 10_000, amount__lte=MAX_AMOUNT * 10_000) & ~Q(amount=0),
                name="posting_in_range",
            )
        ]
        triggers = [append_only("posting_append_only")]

    def __str__(self) -> str:
        return f"{self.amount}"
