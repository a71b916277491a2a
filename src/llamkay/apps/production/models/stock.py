"""What there is: goods, their lots, where they lie, and every movement; what there is now is a sum of movements."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from llamkay.apps.production.kinds import GoodKind, Move, Owner, SiteKind, State, UnitOf
from llamkay.apps.production.models.brands import Brand
from llamkay.apps.production.models.keys import Activity, Agreement, Company, Establishment, Person, Trade
from llamkay.platform.database.tables import append_only, history
from llamkay.platform.security.sensitivity import classes

MAX_PRICE = 100_000_000  # one million soles in céntimos


@history()
class Site(models.Model):
    """Where goods lie: a workshop or store inside, a shop or fair outside that has them without owning them."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="sites")
    kind = models.CharField(max_length=8, choices=SiteKind.choices)
    name = models.CharField(max_length=80)
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="sites")
    address = models.CharField(max_length=160, blank=True)
    open = models.BooleanField(default=True)

    sensitivity = classes(none="id establishment kind name activity address open")

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["establishment", "name"], name="one_site_a_name")]

    def __str__(self) -> str:
        return self.name


@history()
class Good(models.Model):
    """A material or a product of a prison, as its lots share it."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="goods")
    sku = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    variant = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8, choices=GoodKind.choices)
    unit = models.CharField(max_length=2, choices=UnitOf.choices)
    trade = models.ForeignKey(Trade, models.PROTECT, null=True, blank=True, related_name="goods")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="goods")
    food = models.BooleanField(default=False)
    allergens = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    shelf_days = models.PositiveSmallIntegerField(null=True, blank=True)  # how long it is good once made
    grams = models.PositiveIntegerField(null=True, blank=True)  # what a unit weighs: a label lists by weight
    composition = models.CharField(max_length=160, blank=True)
    care = models.CharField(max_length=160, blank=True)
    description = models.TextField(max_length=600, blank=True)
    season = models.CharField(max_length=40, blank=True)
    price = models.BigIntegerField(null=True, blank=True)  # céntimos a unit, in public
    gtin = models.CharField(max_length=14, blank=True)  # only where the brand's owner has a prefix
    least = models.BigIntegerField(default=0)  # thousandths under which somebody is warned
    public = models.BooleanField(default=False)

    sensitivity = classes(
        none="id establishment sku name variant kind unit trade brand food allergens shelf_days grams composition care "
        "description season price gtin least public"
    )

    class Meta:
        ordering = ["name", "variant", "sku"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gt=0, price__lte=MAX_PRICE), name="good_price_in_range"
            ),
            models.CheckConstraint(condition=Q(least__gte=0), name="good_least_is_not_negative"),
            models.CheckConstraint(condition=Q(public=False) | Q(kind="product"), name="only_products_are_public"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.variant}" if self.variant else self.name


@history()
class Lot(models.Model):
    """What came in or was made together: whose it is, until when it is good, what a unit of it cost."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="lots")
    good = models.ForeignKey(Good, models.PROTECT, related_name="lots")
    code = models.CharField(max_length=30)
    owner = models.CharField(max_length=11, choices=Owner.choices)
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="lots")
    group = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="lots")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="lots")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="lots")
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, blank=True, related_name="lots")
    grade = models.PositiveSmallIntegerField(default=1)
    made_on = models.DateField()  # when it was made, or came in
    expires_on = models.DateField(null=True, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    document = models.CharField(max_length=120, blank=True)
    cost = models.BigIntegerField(default=0)  # céntimos a unit

    sensitivity = classes(
        none="id establishment good code owner company group agreement batch grade made_on expires_on supplier "
        "document cost",
        personal="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["good", "code"], name="one_lot_a_code"),
            models.CheckConstraint(
                condition=Q(owner="institution", company=None, group=None, person=None)
                | Q(owner="company", company__isnull=False, group=None, person=None)
                | Q(owner="group", company=None, group__isnull=False, person=None)
                | Q(owner="person", company=None, group=None, person__isnull=False),
                name="lot_has_the_owner_it_names",
            ),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=2), name="lot_grade_is_first_or_second"),
            models.CheckConstraint(condition=Q(cost__gte=0, cost__lte=MAX_PRICE), name="lot_cost_in_range"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("made_on")), name="lot_expires_after_it_is_made"
            ),
        ]
        indexes = [models.Index(fields=["establishment", "made_on"], name="lot_by_day")]

    def __str__(self) -> str:
        return self.code


class Movement(models.Model):
    """A quantity that goes from a place and state to another; written once, its mistake is reversed.

    Without a place before, it enters; nothing leaves: what was consumed, sold or lost is where and what it became.
    """

    id = models.BigAutoField(primary_key=True)
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="movements", db_index=False)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=11, choices=Move.choices)
    quantity = models.BigIntegerField()
    from_site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="departures", db_index=False
    )
    from_state = models.CharField(max_length=9, choices=State.choices, blank=True)
    to_site = models.ForeignKey(Site, models.PROTECT, related_name="arrivals", db_index=False, null=True, blank=True)
    to_state = models.CharField(max_length=9, choices=State.choices, blank=True)
    batch = models.ForeignKey("Batch", models.PROTECT, null=True, blank=True, related_name="movements")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=120, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")

    sensitivity = classes(
        none="id establishment lot kind quantity from_site from_state to_site to_state batch on at document reverses",
        staff="by",
        personal="reason",
    )

    class Meta:
        indexes = [models.Index(fields=["establishment", "on"], name="movement_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_moves_something"),
            models.CheckConstraint(
                condition=(Q(from_site=None, from_state="") | Q(from_site__isnull=False) & ~Q(from_state=""))
                & (Q(to_site=None, to_state="") | Q(to_site__isnull=False) & ~Q(to_state=""))
                & (Q(from_site__isnull=False) | Q(to_site__isnull=False)),
                name="movement_goes_from_somewhere_to_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(to_site__isnull=False) | Q(kind="reverse"), name="only_a_reversal_takes_out"
            ),
            models.CheckConstraint(
                condition=Q(kind="reverse", reverses__isnull=False) | ~Q(kind="reverse") & Q(reverses=None),
                name="a_reversal_names_its_movement",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["consume", "produce"]) | Q(batch__isnull=False), name="work_names_its_batch"
            ),
        ]
        triggers = [append_only("movement_append_only")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.quantity}"


class Balance(models.Model):
    """How much of a lot lies in a place and state: the sum of its movements, written by them alone, never negative."""

    id = models.BigAutoField(primary_key=True)
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="balances", db_index=False)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances", db_index=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="balances", db_index=False)
    state = models.CharField(max_length=9, choices=State.choices)
    quantity = models.BigIntegerField(default=0)

    sensitivity = classes(none="id establishment lot site state quantity")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "site", "state"], name="one_balance_a_state"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="nothing_below_zero"),
        ]
        indexes = [
            models.Index(fields=["establishment", "state"], condition=Q(quantity__gt=0), name="balance_there_is")
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}/{self.state}: {self.quantity}"


@history()
class StockCount(models.Model):
    """A count of what lies in a place on a day: what the books said, what somebody counted, and why they differ."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="stock_counts")
    site = models.ForeignKey(Site, models.PROTECT, related_name="counts")
    on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id establishment site on at", staff="by")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.site}, {self.on}"


class CountLine(models.Model):
    """One lot of a count; a difference has its explanation and the movement that settled it."""

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="count_lines")
    expected = models.BigIntegerField()
    counted = models.BigIntegerField()
    why = models.CharField(max_length=200, blank=True)
    movement = models.OneToOneField(Movement, models.PROTECT, null=True, blank=True, related_name="count_line")

    sensitivity = classes(none="id count lot expected counted why movement")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "lot"], name="one_line_a_lot"),
            models.CheckConstraint(condition=Q(expected__gte=0, counted__gte=0), name="counted_is_not_negative"),
            models.CheckConstraint(
                condition=Q(expected=F("counted"), movement=None)
                | ~Q(expected=F("counted")) & ~Q(why="") & Q(movement__isnull=False),
                name="a_difference_is_explained",
            ),
        ]
        triggers = [append_only("count_line_append_only")]

    def __str__(self) -> str:
        return f"{self.lot}: {self.counted}"
