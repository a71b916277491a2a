"""Money that leaves: who may receive it, each payment with its two people, the batches that go to the bank."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models.court_orders import Fine
from llamkay.apps.pay.models.ledger import MAX_AMOUNT, Entry
from llamkay.apps.pay.models.settlements import Settlement
from llamkay.apps.pay.models.work import AlimonyOrder, ReparationDebt
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, history, sealed
from llamkay.platform.security.sensitivity import classes


@history()
class Beneficiary(models.Model):
    """Somebody outside to whom a person sends money, or in whose favour a court ordered a payment."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("Madre")
        FATHER = "father", _("Padre")
        CHILD = "child", _("Hija o hijo")
        PARTNER = "partner", _("Cónyuge o conviviente")
        SIBLING = "sibling", _("Hermana o hermano")
        OTHER_FAMILY = "other_family", _("Otro familiar")
        GUARDIAN = "guardian", _("Quien cuida a sus hijos")
        INJURED = "injured", _("Agraviado o su representante")
        CREDITOR = "creditor", _("Alimentista o su representante")
        STATE = "state", _("Entidad del Estado que cobra la multa")
        SELF = "self", _("La propia persona")
        OTHER = "other", _("Otra relación")

    person = models.ForeignKey(Person, models.PROTECT, related_name="beneficiaries")
    full_name = models.CharField(max_length=160)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    document_kind = models.CharField(max_length=12)
    document_number = models.CharField(max_length=20)
    bank = models.CharField(max_length=60, blank=True)
    bank_account = models.CharField(max_length=30, blank=True)  # the interbank code (CCI) or the bank's own
    phone = models.CharField(max_length=20, blank=True)
    # The person's own written word, or the court's order.
    authorised_by = models.CharField(max_length=160)
    authorisation = models.CharField(max_length=120)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()
    checked_by = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    period = DateRangeField()

    sensitivity = classes(
        none="id relation entered_at checked_at",
        staff="entered_by checked_by",
        special="person full_name document_kind document_number bank bank_account phone authorised_by authorisation "
        "period",
    )

    class Meta:
        ordering = ["full_name"]
        verbose_name_plural = "beneficiaries"
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by="") | ~Q(checked_by=F("entered_by")), name="beneficiary_checked_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


@history()
class PayoutBatch(models.Model):
    """The payments that go together: one file for the bank, or one table of the cashier."""

    class Way(models.TextChoices):
        BANK = "bank", _("Archivo para el banco")
        CASH = "cash", _("Caja, con recibo")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="payout_batches")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    way = models.CharField(max_length=4, choices=Way.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    file_name = models.CharField(max_length=120, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file = models.BinaryField(null=True, blank=True)  # as it was sent, byte for byte; none: sent before it was kept

    sensitivity = classes(none="id establishment year number way at file_name file_sha256", staff="by", special="file")

    class Meta:
        verbose_name_plural = "payout batches"
        constraints = [models.UniqueConstraint(fields=["establishment", "year", "number"], name="one_batch_a_number")]
        triggers = sealed("payout_batch")

    def __str__(self) -> str:
        return f"{self.number:04d}-{self.year}"


@history()
class Payout(models.Model):
    """One payment to somebody outside: prepared by one, confirmed by another, sent, then settled or returned."""

    class Purpose(models.TextChoices):
        REMITTANCE = "remittance", _("Remesa a la familia")
        REPARATION = "reparation", _("Reparación civil")
        ALIMONY = "alimony", _("Alimentos por orden judicial")
        FINE = "fine", _("Multa")
        RELEASE = "release", _("Liquidación por libertad")
        PERSONAL = "personal", _("Entrega a la persona")

    class State(models.TextChoices):
        PREPARED = "prepared", _("Preparado")
        CONFIRMED = "confirmed", _("Confirmado")
        SENT = "sent", _("Enviado")
        SETTLED = "settled", _("Recibido")
        RETURNED = "returned", _("Devuelto")
        CANCELLED = "cancelled", _("Anulado")

    SOURCES = (
        ("available", _("Disponible")),
        ("savings", _("Ahorro")),
        ("reparation", _("Reparación civil")),
        ("alimony", _("Alimentos")),
    )

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="payouts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="payouts")
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="payouts")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    source = models.CharField(max_length=12, choices=SOURCES)
    amount = models.BigIntegerField()
    reparation = models.ForeignKey(ReparationDebt, models.PROTECT, null=True, blank=True, related_name="payouts")
    alimony = models.ForeignKey(AlimonyOrder, models.PROTECT, null=True, blank=True, related_name="payouts")
    fine = models.ForeignKey(Fine, models.PROTECT, null=True, blank=True, related_name="payouts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    batch = models.ForeignKey(PayoutBatch, models.PROTECT, null=True, blank=True, related_name="payouts")
    key = models.CharField(max_length=60, unique=True)  # what makes a repeated request harmless
    prepared_by = models.CharField(max_length=150)
    prepared_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    reference = models.CharField(max_length=80, blank=True)  # the bank's operation or the number of the receipt
    reason = models.CharField(max_length=200, blank=True)  # why it came back or was cancelled
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="payouts")
    # The settlement of somebody who left, where this payment is part of one.
    settlement = models.ForeignKey(Settlement, models.PROTECT, null=True, blank=True, related_name="payouts")

    sensitivity = classes(
        none="id establishment state batch key prepared_at confirmed_at sent_at ended_at entry settlement",
        staff="prepared_by confirmed_by ended_by",
        special="person beneficiary purpose source amount reparation alimony fine reference reason",
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["establishment", "state"], name="payout_by_state"),
            models.Index(fields=["person"], name="payout_by_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="payout_in_range"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=F("prepared_by")), name="payout_confirmed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("prepared", "cancelled")) | ~Q(confirmed_by=""), name="payout_sent_was_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"

    @property
    def case_number(self) -> str:
        """The court's case whose account it leaves from; nothing where the account is no court's."""
        order = {"reparation": self.reparation, "alimony": self.alimony}.get(self.source)
        return order.case_number if order else ""

    @property
    def confirmed_alone(self) -> bool:
        """Whether it waits to be confirmed by itself: those of a settlement are confirmed together."""
        return self.state == self.State.PREPARED and not self.settlement_id

    @property
    def not_sent_yet(self) -> bool:
        """Whether it may still be cancelled."""
        return self.state in (self.State.PREPARED, self.State.CONFIRMED)

    @property
    def has_receipt(self) -> bool:
        """Whether a receipt may be given for it: somebody confirmed it and the money did not come back."""
        return self.state in (self.State.CONFIRMED, self.State.SENT, self.State.SETTLED)
