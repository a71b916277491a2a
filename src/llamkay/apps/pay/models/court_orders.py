"""What courts ordered about a person's money: changes by two people, fines, and the instalments of what is owed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models.ledger import MAX_AMOUNT
from llamkay.apps.pay.models.work import AlimonyOrder, ReparationDebt
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import DateRangeField, TextKey, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Fine(models.Model):
    """A fine of a sentence: nothing is withheld for it; the person pays it from her own part, or her family outside."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="fines")
    period = DateRangeField()
    case_number = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    resolution = models.CharField(max_length=120)
    ended_why = models.CharField(max_length=200, blank=True, db_default="")

    sensitivity = classes(none="id", special="person period case_number amount resolution ended_why")

    class Meta:
        constraints = [
            no_overlap("one_fine_a_case_and_day", "person", TextKey("case_number")),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT * 100), name="fine_in_range"),
        ]

    def __str__(self) -> str:
        return self.case_number


@history()
class CourtPlan(models.Model):
    """The monthly instalments in which a reparation or a fine is to be paid, as a court or an agreement set them."""

    class Kind(models.TextChoices):
        REPARATION = "reparation", _("Reparación civil")
        FINE = "fine", _("Multa")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="court_plans")
    person = models.ForeignKey(Person, models.PROTECT, related_name="court_plans")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    case_number = models.CharField(max_length=60)
    document = models.CharField(max_length=120)
    signed_on = models.DateField()
    amount = models.BigIntegerField()
    paid_before = models.BigIntegerField(default=0, db_default=0)  # what the case had when it was signed
    by = models.CharField(max_length=150)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id establishment kind",
        staff="by",
        special="person case_number document signed_on amount paid_before ended_on ended_why",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "case_number"], condition=Q(ended_on=None), name="one_court_plan_a_case"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT * 100), name="court_plan_in_range"),
            models.CheckConstraint(condition=Q(ended_on=None) | ~Q(ended_why=""), name="court_plan_ended_says_why"),
        ]

    def __str__(self) -> str:
        return self.document


@history()
class CourtInstalment(models.Model):
    """One instalment of a reparation or a fine, with the day it falls due."""

    plan = models.ForeignKey(CourtPlan, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount = models.BigIntegerField()

    sensitivity = classes(none="id plan number", special="due_on amount")

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_court_instalment_a_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=120), name="ten_years_of_instalments_at_most"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MAX_AMOUNT * 100), name="court_instalment_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount}"


@history()
class CourtOrderChange(models.Model):
    """A reparation or an alimony order to be entered, changed from a day, or ended; money goes elsewhere by it."""

    class Kind(models.TextChoices):
        REPARATION = "reparation", _("Reparación civil")
        ALIMONY = "alimony", _("Alimentos por orden judicial")
        FINE = "fine", _("Multa")

    class Act(models.TextChoices):
        CREATE = "create", _("Registrar")
        CHANGE = "change", _("Cambiar")
        END = "end", _("Terminar")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Por aprobar")
        APPROVED = "approved", _("Aprobado")
        REFUSED = "refused", _("Rechazado")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="court_order_changes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="court_order_changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    act = models.CharField(max_length=6, choices=Act.choices)
    reparation = models.ForeignKey(ReparationDebt, models.PROTECT, null=True, blank=True, related_name="changes")
    alimony = models.ForeignKey(AlimonyOrder, models.PROTECT, null=True, blank=True, related_name="changes")
    fine = models.ForeignKey(Fine, models.PROTECT, null=True, blank=True, related_name="changes")
    since = models.DateField()  # the first day on which it applies, or no longer applies
    case_number = models.CharField(max_length=60)
    amount = models.BigIntegerField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    document = models.CharField(max_length=120)
    counterpart = models.CharField(max_length=160, blank=True)  # the injured party, or the creditor
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id establishment kind act state at decided_at",
        staff="by decided_by",
        special="person reparation alimony fine since case_number amount percent document counterpart reason "
        "decided_why",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "case_number"], condition=Q(state="proposed"), name="one_change_waits"
            ),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("by")) | Q(state="refused"),
                name="court_order_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | ~Q(decided_by=""), name="court_order_decided_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0, amount__lte=MAX_AMOUNT * 100),
                name="court_order_in_range",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=1, percent__lte=100), name="court_order_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.case_number
