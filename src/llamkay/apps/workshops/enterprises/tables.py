"""Own enterprises: what somebody who works on their own account got to work with, made, and to whom it went."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.platform.database.tables import DateRangeField, history
from llamkay.platform.security.sensitivity import classes

MOST = 10_000_000  # céntimos


@history()
class OwnEntry(models.Model):
    """One line of the light register: material that came in and from whom, or pieces that went out and who took them.

    The price is what the person declares; the institution sets none. A line is never changed: it is voided.
    """

    class Kind(models.TextChoices):
        MATERIAL = "material", _("Material que entró")
        PIECES = "pieces", _("Piezas que salieron")

    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    activity = models.ForeignKey("activities.Activity", models.PROTECT, related_name="own_entries")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="own_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    what = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=15)
    party = models.CharField(max_length=120)
    # Of pieces: all of them together, in céntimos, as declared; and the permit of who takes them, if a customer.
    price = models.BigIntegerField(null=True, blank=True)
    permit = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    voided_why = models.CharField(max_length=200, blank=True)
    voided_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(
        none="id establishment activity kind at",
        staff="by voided_by",
        special="person on what quantity unit party price permit voided_why",
    )

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=100_000), name="own_entry_of_something"),
            models.CheckConstraint(
                condition=Q(kind="material", price=None, permit="") | Q(kind="pieces", price__isnull=False),
                name="pieces_have_a_declared_price",
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0, price__lte=MOST), name="own_price_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit}, {self.what}"


@history()
class CustomerPermit(models.Model):
    """A customer who buys of its maker, accredited to come in on some days and escorted; it can be revoked."""

    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="customer_permits")
    number = models.CharField(max_length=60)
    customer = models.CharField(max_length=120)
    document = models.CharField(max_length=40)
    act = models.CharField(max_length=120)  # of the regional office that accredits
    escort = models.CharField(max_length=120)
    period = DateRangeField()
    revoked_on = models.DateField(null=True, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment number at",
        staff="by escort",
        personal="customer document act period revoked_on revoked_why",
        special="person",
    )

    class Meta:
        ordering = ["-period", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "number"], name="one_customer_permit_a_number"),
            models.CheckConstraint(
                condition=~Q(act="") & ~Q(escort="") & ~Q(document=""), name="customer_permit_is_whole"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_why="") | Q(revoked_on__isnull=False) & ~Q(revoked_why=""),
                name="customer_permit_revoked_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number
