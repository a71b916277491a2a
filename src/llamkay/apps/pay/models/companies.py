"""What companies owe for the work of each month, and what they paid."""

from django.db import models
from django.db.models import Q

from llamkay.apps.activities.models import Company
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models.ledger import MAX_AMOUNT, Entry
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Agreement(models.Model):
    """The agreement (convenio) under which a company gives work in a prison (D.S. 025-2017-JUS arts. 26, 30)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="agreements")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="agreements")
    number = models.CharField(max_length=60)
    period = DateRangeField()
    days_to_pay = models.PositiveSmallIntegerField()  # after the end of the month
    contact = models.CharField(max_length=120, blank=True)
    document = models.CharField(max_length=120, blank=True, db_default="")  # the resolution that approves it
    scan = models.BinaryField(null=True, blank=True)
    scan_name = models.CharField(max_length=120, blank=True, db_default="")

    sensitivity = classes(
        none="id company establishment number period days_to_pay document scan_name", personal="contact scan"
    )

    class Meta:
        constraints = [
            no_overlap("one_agreement_a_day", "company", "establishment"),
            models.CheckConstraint(condition=Q(days_to_pay__lte=120), name="days_to_pay_in_range"),
        ]

    def __str__(self) -> str:
        return self.number


@history()
class CompanyPayment(models.Model):
    """A payment of a company as the bank shows it; what it does not explain is a difference, never forced to agree."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="payments")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="company_payments")
    received_on = models.DateField()
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=80)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="company_payment")
    undone_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id company establishment received_on amount reference entered_at entry undone_why", staff="entered_by"
    )

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT * 10), name="company_payment_in_range"
            ),
            models.UniqueConstraint(
                fields=["company", "establishment", "reference"],
                condition=Q(undone_why=""),
                name="one_company_payment_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


@history()
class PaymentMatch(models.Model):
    """The part of a payment that answers for the work of one month."""

    payment = models.ForeignKey(CompanyPayment, models.PROTECT, related_name="matches")
    month = models.DateField()
    amount = models.BigIntegerField()

    sensitivity = classes(none="id payment month amount")

    class Meta:
        verbose_name_plural = "payment matches"
        constraints = [
            models.UniqueConstraint(fields=["payment", "month"], name="one_match_a_month"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT * 10), name="match_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.amount}"
