"""The double-entry ledger: accounts, entries that balance, holds of a court, months that are locked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.models import Company
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, append_only, history
from llamkay.platform.security.sensitivity import classes

MAX_AMOUNT = 100_000_000  # one million soles in céntimos: what a single amount may reach


PERSONAL = ("available", "savings", "reparation", "alimony", "debt", "undecided", "transit")
# What the institution keeps for a person: a payment never overdraws it.
DEPOSITS = tuple(kind for kind in PERSONAL if kind != "debt")


@history()
class Account(models.Model):
    """An account of the ledger: of a person, of an establishment, or what a company owes there."""

    class Kind(models.TextChoices):
        AVAILABLE = "available", _("Disponible de la persona")
        SAVINGS = "savings", _("Ahorro de la persona")
        REPARATION = "reparation", _("Reparación civil")
        ALIMONY = "alimony", _("Alimentos por orden judicial")
        DEBT = "debt", _("Deuda de la persona por el 10 %")
        UNDECIDED = "undecided", _("Por distribuir: la norma no dice cómo")
        TRANSIT = "transit", _("Pagos confirmados por salir")
        INSTITUTION = "institution", _("10 % de la institución")
        SPENT = "spent", _("Gasto del 10 %")
        RECEIVABLE = "receivable", _("Por cobrar a quien da el trabajo")
        BANK = "bank", _("Banco")
        CASH = "cash", _("Caja")
        BRIDGE = "bridge", _("Entre establecimientos")
        OPENING = "opening", _("Saldos de apertura")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="accounts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="accounts")
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="accounts")
    # The court's case of a reparation or an alimony order, the purpose of a spending; empty where there is one only.
    label = models.CharField(max_length=60, blank=True, db_default="")

    sensitivity = classes(none="id kind establishment company", special="person label")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "establishment", "person", "company", "label"],
                nulls_distinct=False,
                name="one_account_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PERSONAL, person__isnull=False) | ~Q(kind__in=PERSONAL) & Q(person__isnull=True),
                name="personal_accounts_have_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Entry(models.Model):
    """A journal entry; its postings sum to zero at commit or the database refuses it."""

    class Origin(models.TextChoices):
        CLOSE = "close", _("Cierre de mes")
        PAYOUT = "payout", _("Pago que sale")
        COMPANY = "company", _("Pago de una empresa")
        LEVY = "levies", _("Deuda del 10 %")
        SETTLEMENT = "settlement", _("Liquidación")
        SAVINGS = "savings", _("Ahorro")
        OPENING = "opening", _("Saldo de apertura")
        SALE = "sale", _("Venta de lo que se hace")
        MANUAL = "manual", _("Asiento manual")
        REVERSAL = "reversal", _("Reversión")

    id = models.BigAutoField(primary_key=True)
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="entries")
    close = models.ForeignKey(MonthClose, models.PROTECT, null=True, related_name="entries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="entries")
    posted_on = models.DateField()
    month = models.DateField()
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True)
    reverses = models.BooleanField(default=False)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.CLOSE, db_default="close")
    by = models.CharField(max_length=150, blank=True, db_default="")
    evidence = models.CharField(max_length=200, blank=True, db_default="")
    entered_at = models.DateTimeField(null=True, blank=True)  # none: in the moment of its close
    # The entry that this one undoes; an entry is undone once.
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    sensitivity = classes(
        none="id establishment close posted_on month key reverses origin undoes entered_at",
        staff="by",
        special="person text evidence",
    )

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["establishment", "posted_on"], name="entry_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="close") & Q(close__isnull=False) | ~Q(origin="close") & Q(close__isnull=True),
                name="entry_of_a_close_names_it",
            ),
            models.CheckConstraint(condition=Q(origin="close") | ~Q(by=""), name="entry_names_its_author"),
        ]
        triggers = [append_only("entry_append_only")]

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """One leg of an entry in céntimos: positive is debit, negative is credit.

    The legs of an entry are numbered from one and written in one statement, so that none can be added later.
    """

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings", db_index=False)
    number = models.SmallIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    amount = models.BigIntegerField()

    sensitivity = classes(none="id entry number", special="account amount")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="one_leg_a_number"),
            models.CheckConstraint(
                condition=Q(amount__gte=-MAX_AMOUNT * 10_000, amount__lte=MAX_AMOUNT * 10_000) & ~Q(amount=0),
                name="posting_in_range",
            ),
        ]
        triggers = [append_only("posting_append_only")]

    def __str__(self) -> str:
        return f"{self.amount}"


@history()
class Hold(models.Model):
    """A court's order to keep an amount of a person's money untouched while it runs (CEP art. 76)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="holds")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="holds")
    period = DateRangeField()
    amount = models.BigIntegerField(null=True, blank=True)  # none: the whole balance
    court = models.CharField(max_length=120)
    case_number = models.CharField(max_length=60)
    by = models.CharField(max_length=150)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id establishment", staff="by ended_by", special="person period amount court case_number ended_why"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0, amount__lte=MAX_AMOUNT), name="hold_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.court}, {self.case_number}"


@history()
class LedgerLock(models.Model):
    """The month up to which an establishment's books no longer take entries; moved only forward."""

    establishment = models.OneToOneField(Establishment, models.PROTECT, related_name="ledger_lock")
    month = models.DateField()  # its first day: entries dated in it or before are refused
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200, blank=True, db_default="")

    sensitivity = classes(none="id establishment month at reason", staff="by")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="lock_month_is_its_first_day")]

    def __str__(self) -> str:
        return f"{self.establishment}: {self.month:%Y-%m}"
