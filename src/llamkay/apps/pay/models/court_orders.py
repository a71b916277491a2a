"""Changes of what courts ordered about a person's pay: proposed by one member of staff, approved by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models.ledger import MAX_AMOUNT
from llamkay.apps.pay.models.work import AlimonyOrder, ReparationDebt
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class CourtOrderChange(models.Model):
    """A reparation or an alimony order to be entered, changed from a day, or ended; money goes elsewhere by it."""

    class Kind(models.TextChoices):
        REPARATION = "reparation", _("Reparación civil")
        ALIMONY = "alimony", _("Alimentos por orden judicial")

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
        special="person reparation alimony since case_number amount percent document counterpart reason decided_why",
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
