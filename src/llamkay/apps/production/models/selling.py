"""Selling: who buys, orders, consignments, each sale by two people, prices with their file, complaints."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.production.models.keys import Activity, Entry, Establishment
from llamkay.apps.production.models.stock import MAX_PRICE, Good, Lot, Movement, Site
from llamkay.platform.database.tables import DateRangeField, append_only, history
from llamkay.platform.security.sensitivity import classes

MILLION = 1_000_000


@history()
class Customer(models.Model):
    """Who buys or takes goods on consignment."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Persona")
        COMPANY = "company", _("Empresa")
        SHOP = "shop", _("Tienda o feria")
        STATE = "state", _("Entidad pública")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="customers")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    name = models.CharField(max_length=120)
    ruc = models.CharField(max_length=11, blank=True)
    contact = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=160, blank=True)

    sensitivity = classes(none="id establishment kind ruc", personal="name contact address")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "ruc"], condition=~Q(ruc=""), name="one_customer_a_ruc")
        ]

    def __str__(self) -> str:
        return self.name


@history()
class Order(models.Model):
    """What somebody asks for: requested, quoted, accepted, delivered and paid, or not."""

    class Stage(models.TextChoices):
        REQUESTED = "requested", _("Solicitado")
        QUOTED = "quoted", _("Cotizado")
        ACCEPTED = "accepted", _("Aceptado")
        DELIVERED = "delivered", _("Entregado")
        PAID = "paid", _("Pagado")
        DROPPED = "dropped", _("No se hizo")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="orders")
    number = models.PositiveIntegerField()
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.REQUESTED)
    requested_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment number customer stage requested_on due_on why at", staff="by", personal="note"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "number"], name="one_order_a_number"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("requested_on")), name="order_is_due_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"N.º {self.number}"


@history()
class OrderLine(models.Model):
    """How much of a good, at what price."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    good = models.ForeignKey(Good, models.PROTECT, related_name="order_lines")
    quantity = models.BigIntegerField()
    price = models.BigIntegerField(null=True, blank=True)  # none until it is quoted

    sensitivity = classes(none="id order good quantity price")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "good"], name="one_order_line_a_good"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="an_order_line_is_something"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gt=0, price__lte=MAX_PRICE), name="order_price_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.good}: {self.quantity}"


@history()
class OrderShare(models.Model):
    """The part of an order that a workshop of some prison makes, and on which days."""

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="shares")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="order_shares")
    quantity = models.BigIntegerField()
    period = DateRangeField()

    sensitivity = classes(none="id line activity quantity period")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "activity"], name="one_share_a_workshop"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="an_order_share_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.quantity}"


@history()
class Consignment(models.Model):
    """Goods sent to a shop or fair that never owns them: it closes when every one is accounted for."""

    class Stage(models.TextChoices):
        OPEN = "open", _("Por rendir")
        CLOSED = "closed", _("Rendida")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="consignments")
    number = models.PositiveIntegerField()
    from_site = models.ForeignKey(Site, models.PROTECT, related_name="consignments_sent")
    site = models.ForeignKey(Site, models.PROTECT, related_name="consignments")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="consignments")
    sent_on = models.DateField()
    due_on = models.DateField()
    commission = models.IntegerField(default=0)  # parts in a million of each sale
    stage = models.CharField(max_length=6, choices=Stage.choices, default=Stage.OPEN)
    sent_by = models.CharField(max_length=150)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(
        none="id establishment number from_site site customer sent_on due_on commission stage closed_at",
        staff="sent_by closed_by",
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "number"], name="one_consignment_a_number"),
            models.CheckConstraint(
                condition=Q(commission__gte=0, commission__lt=MILLION), name="a_commission_is_a_part"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("sent_on")), name="a_consignment_is_due_after_it_is_sent"),
        ]

    def __str__(self) -> str:
        return f"N.º {self.number}"


@history()
class ConsignmentLine(models.Model):
    """A lot of a consignment: what was sent, its floor, what came back, was lost or given as a sample."""

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="consignment_lines")
    sent = models.BigIntegerField()
    floor = models.BigIntegerField()  # céntimos a unit under which it is not sold
    returned = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)
    sample = models.BigIntegerField(default=0)
    why = models.CharField(max_length=200, blank=True)  # of what was lost

    sensitivity = classes(none="id consignment lot sent floor returned lost sample why")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consignment", "lot"], name="one_consignment_line_a_lot"),
            models.CheckConstraint(
                condition=Q(sent__gt=0, returned__gte=0, lost__gte=0, sample__gte=0)
                & Q(sent__gte=F("returned") + F("lost") + F("sample")),
                name="no_more_comes_back_than_was_sent",
            ),
            models.CheckConstraint(condition=Q(lost=0) | ~Q(why=""), name="what_was_lost_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.sent}"


@history()
class Sale(models.Model):
    """Some of a lot sold: entered by one person, its money confirmed by another, and then in the books."""

    class Stage(models.TextChoices):
        ENTERED = "entered", _("Por confirmar")
        CONFIRMED = "confirmed", _("Confirmada")
        RETURNED = "returned", _("Devuelta")
        UNDONE = "undone", _("Anulada")

    class Way(models.TextChoices):
        CASH = "cash", _("Efectivo")
        BANK = "bank", _("Depósito o transferencia")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="sales")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="sales")
    site = models.ForeignKey(Site, models.PROTECT, related_name="sales")
    line = models.ForeignKey(ConsignmentLine, models.PROTECT, null=True, blank=True, related_name="sales")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, blank=True, related_name="sales")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="sales")
    quantity = models.BigIntegerField()
    price = models.BigIntegerField()
    amount = models.BigIntegerField()
    commission = models.BigIntegerField(default=0)
    way = models.CharField(max_length=4, choices=Way.choices)
    receipt = models.CharField(max_length=40)
    sold_on = models.DateField()
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.ENTERED)
    movement = models.OneToOneField(Movement, models.PROTECT, related_name="sale")
    back = models.OneToOneField(Movement, models.PROTECT, null=True, blank=True, related_name="sale_back")
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, blank=True, related_name="sale")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id establishment lot site line order_line customer quantity price amount commission way receipt sold_on "
        "stage movement back entry at confirmed_at why",
        staff="by confirmed_by",
    )

    class Meta:
        ordering = ["-sold_on", "-id"]
        indexes = [models.Index(fields=["establishment", "sold_on"], name="sale_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, price__gt=0, amount__gt=0, commission__gte=0, commission__lt=F("amount")),
                name="a_sale_is_worth_something",
            ),
            models.CheckConstraint(condition=~Q(confirmed_by=F("by")), name="a_sale_is_of_two_people"),
            models.CheckConstraint(
                condition=Q(stage__in=["confirmed", "returned"], entry__isnull=False, confirmed_at__isnull=False)
                | Q(stage__in=["entered", "undone"], entry=None),
                name="money_of_a_sale_is_in_the_books_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["returned", "undone"], back__isnull=False)
                | Q(stage__in=["entered", "confirmed"], back=None),
                name="what_was_sold_and_came_back_moved_back",
            ),
            models.UniqueConstraint(
                fields=["establishment", "receipt", "lot"],
                condition=Q(stage__in=["entered", "confirmed"]),
                name="one_sale_a_receipt_and_lot",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class PriceFile(models.Model):
    """How a price was set: what it costs, what the market asks with its sources, who decided."""

    good = models.ForeignKey(Good, models.PROTECT, related_name="price_files")
    on = models.DateField()
    price = models.BigIntegerField()
    material = models.BigIntegerField()
    work = models.BigIntegerField()
    other = models.BigIntegerField()
    first_source = models.CharField(max_length=120)
    first_price = models.BigIntegerField()
    second_source = models.CharField(max_length=120)
    second_price = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id good on price material work other first_source first_price second_source second_price reason at",
        staff="by",
    )

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gt=0, material__gte=0, work__gte=0, other__gte=0)
                & Q(first_price__gt=0, second_price__gt=0),
                name="price_file_in_range",
            ),
            models.CheckConstraint(
                condition=Q(price__gte=F("material") + F("work") + F("other")) | ~Q(reason=""),
                name="a_price_below_cost_has_a_reason",
            ),
        ]
        triggers = [append_only("price_file_append_only")]

    def __str__(self) -> str:
        return f"{self.good}, {self.on}"

    @property
    def cost(self) -> int:
        return self.material + self.work + self.other


@history()
class Complaint(models.Model):
    """What somebody says of a lot, what was found and what was done so that it does not come again."""

    class Stage(models.TextChoices):
        OPEN = "open", _("Por atender")
        ANSWERED = "answered", _("Atendido")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="complaints")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="complaints")
    received_on = models.DateField()
    who = models.CharField(max_length=160)
    what = models.TextField(max_length=1000)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.OPEN)
    cause = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(
        none="id establishment lot received_on stage cause action at answered_at",
        staff="by answered_by",
        personal="who what",
    )

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="open") | ~Q(cause="") & ~Q(action=""), name="an_answer_has_cause_and_action"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot}, {self.received_on}"
