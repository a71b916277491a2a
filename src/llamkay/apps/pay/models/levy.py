"""The 10 % of own-account work: what was declared, what is due, what was paid, and plans of up to six instalments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.models import Activity
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.pay.models.ledger import MAX_AMOUNT, Entry
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import append_only, history
from llamkay.platform.security.sensitivity import classes


@history()
class IncomeDeclaration(models.Model):
    """A person's income of a month from own-account work, sworn or verified (D.S. 007-2003-JUS art. 2)."""

    class Origin(models.TextChoices):
        SWORN = "sworn", _("Declaración jurada")
        VERIFIED = "verified", _("Verificado por la autoridad")

    person = models.ForeignKey(Person, models.PROTECT, related_name="declarations")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="declarations")
    month = models.DateField()
    amount = models.BigIntegerField()
    origin = models.CharField(max_length=8, choices=Origin.choices)
    document = models.CharField(max_length=120)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id month origin at", staff="by", special="person activity amount document")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "activity", "month"], name="one_declaration_a_month"),
            models.CheckConstraint(condition=Q(amount__gte=0, amount__lte=MAX_AMOUNT), name="declaration_in_range"),
            models.CheckConstraint(condition=Q(month__day=1), name="declaration_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.amount}"


class Levy(models.Model):
    """The 10 % of one person's own-account month as one close computed it; a reversal is negative."""

    id = models.BigAutoField(primary_key=True)
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="levies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="levies")
    month = models.DateField()
    declared = models.BigIntegerField(null=True)  # none: nothing was declared
    base = models.BigIntegerField()
    amount = models.BigIntegerField()
    status = models.CharField(max_length=14)  # computed or two_readings
    rules = models.JSONField()
    reverses = models.BooleanField(default=False)

    sensitivity = classes(none="id close month status rules reverses", special="person declared base amount")

    class Meta:
        indexes = [models.Index(fields=["person", "month"], name="due_by_person")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=-MAX_AMOUNT, amount__lte=MAX_AMOUNT), name="levy_in_range")
        ]
        triggers = [append_only("levy_append_only")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.amount}"


@history()
class LevyPlan(models.Model):
    """An agreement to pay arrears of the 10 % in up to six monthly instalments, without interest (CEP art. 75.2)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="levy_plans")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="levy_plans")
    signed_on = models.DateField()
    document = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    paid_before = models.BigIntegerField(default=0, db_default=0)  # what the person had paid there when it was signed
    by = models.CharField(max_length=150)
    broken_on = models.DateField(null=True, blank=True)
    broken_why = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True, blank=True)  # the day on which its last instalment was covered

    sensitivity = classes(
        none="id establishment",
        staff="by",
        special="person signed_on document amount paid_before broken_on broken_why paid_on",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="plan_in_range"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(broken_on=None, paid_on=None), name="one_running_plan"
            ),
            models.CheckConstraint(condition=Q(broken_on=None) | Q(paid_on=None), name="plan_ends_one_way"),
        ]

    def __str__(self) -> str:
        return self.document


@history()
class Instalment(models.Model):
    """One instalment of a plan, with the day it falls due."""

    plan = models.ForeignKey(LevyPlan, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount = models.BigIntegerField()

    sensitivity = classes(none="id plan number", special="due_on amount")

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_instalment_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=6), name="six_instalments_at_most"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="instalment_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount}"


@history()
class LevyPayment(models.Model):
    """What a person paid of the 10 %: at the window, or out of their own balance."""

    class Source(models.TextChoices):
        CASH = "cash", _("Pago en ventanilla")
        BANK = "bank", _("Depósito en la cuenta de la institución")
        BALANCE = "balance", _("De su saldo disponible")

    person = models.ForeignKey(Person, models.PROTECT, related_name="levy_payments")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="levy_payments")
    paid_on = models.DateField()
    amount = models.BigIntegerField()
    source = models.CharField(max_length=8, choices=Source.choices)
    receipt = models.CharField(max_length=80)
    by = models.CharField(max_length=150)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="levy_payment")

    sensitivity = classes(none="id establishment entry source", staff="by", special="person paid_on amount receipt")

    class Meta:
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="levy_payment_in_range"),
            models.UniqueConstraint(fields=["establishment", "receipt"], name="one_levy_receipt"),
        ]

    def __str__(self) -> str:
        return self.receipt
