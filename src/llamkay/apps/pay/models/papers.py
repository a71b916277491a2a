"""Papers of pay that were handed out: the payslips of a closed month, as one sealed file; receipts of payments."""

from django.db import models

from llamkay.apps.months.models import MonthClose
from llamkay.apps.pay.models.outgoing import Payout
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import append_only
from llamkay.platform.models import IssuedPaper
from llamkay.platform.security.sensitivity import classes


class PayslipBatch(models.Model):
    """The payslips printed of a month, of everybody or of one person; a later one of the same replaces it."""

    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="payslip_batches")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="payslip_batches")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="payslip_batch")
    payslips = models.PositiveIntegerField()
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id close paper payslips", staff="by", special="person")

    class Meta:
        verbose_name_plural = "payslip batches"
        ordering = ["-id"]
        triggers = [append_only("payslip_batch_append_only")]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.payslips}"


class PayoutReceipt(models.Model):
    """The receipt of a payment, printed to be signed; a later one of the same payment replaces it."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="receipts")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="payout_receipt")
    by = models.CharField(max_length=150)

    sensitivity = classes(none="id payout paper", staff="by")

    class Meta:
        ordering = ["-id"]
        triggers = [append_only("payout_receipt_append_only")]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.payout_id}"
