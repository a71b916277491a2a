"""Brands under which the work is shown and sold: whose, since when, where, and the pictures that were released."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.production.models.keys import Activity, Agreement, Company, Establishment, Person
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class Brand(models.Model):
    """A brand, whose it is, its registration, and until when it lives: it is public no longer than that."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    owner = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="brands")
    activities = models.ManyToManyField(Activity, related_name="brands", blank=True)
    description = models.TextField(blank=True)  # one sentence
    story = models.TextField(max_length=3000, blank=True, default="")
    mark_class = models.CharField(max_length=40, blank=True, default="")  # of the international classification
    registration = models.CharField(max_length=60, blank=True, default="")  # none: not registered
    registered_until = models.DateField(null=True, blank=True)
    gs1_prefix = models.CharField(max_length=12, blank=True, default="")  # of its owner; without one no trade numbers
    period = DateRangeField(null=True, blank=True)  # none: as long as one of its places
    says_prison = models.BooleanField(default=False)  # whether its public pages name where it is made

    sensitivity = classes(
        none="id name slug owner description story mark_class registration registered_until gs1_prefix period "
        "says_prison"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(registration="") | Q(registered_until=None), name="what_is_not_registered_does_not_run_out"
            )
        ]

    def __str__(self) -> str:
        return self.name


@history()
class BrandPlace(models.Model):
    """Where a brand is made and since when, under the agreement that lets it: without one in force it does not live."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="places")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="brand_places")
    period = DateRangeField()
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="brand_places")

    sensitivity = classes(none="id brand establishment period agreement")

    class Meta:
        constraints = [no_overlap("one_brand_a_place_and_day", "brand", "establishment")]

    def __str__(self) -> str:
        return f"{self.brand} · {self.establishment}"


@history()
class Picture(models.Model):
    """A photograph, cleaned when it came in; public once a second person released it."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("Por publicar")
        RELEASED = "released", _("Publicada")
        WITHDRAWN = "withdrawn", _("Retirada")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="pictures")
    good = models.ForeignKey("Good", models.PROTECT, null=True, blank=True, related_name="pictures")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="pictures")
    code = models.CharField(max_length=40, unique=True)  # of its public address, which nobody guesses
    alt = models.CharField(max_length=200)
    large = models.BinaryField()
    small = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    shows_people = models.BooleanField(default=False)
    consent = models.CharField(max_length=160, blank=True)  # the document of every adult whose face is seen
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.WAITING)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    released_by = models.CharField(max_length=150, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)

    sensitivity = classes(
        none="id establishment good brand code width height shows_people stage at released_at",
        staff="by released_by",
        personal="alt large small consent why",
    )

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="a_picture_is_described"),
            models.CheckConstraint(condition=~Q(released_by=F("by")), name="a_picture_is_released_by_another"),
            models.CheckConstraint(condition=Q(shows_people=False) | ~Q(consent=""), name="a_face_has_a_consent"),
            models.CheckConstraint(
                condition=Q(good__isnull=False, brand=None) | Q(good=None, brand__isnull=False),
                name="a_picture_is_of_a_good_or_a_brand",
            ),
        ]

    def __str__(self) -> str:
        return self.alt


@history()
class FormerMaker(models.Model):
    """Somebody who left and wants to stay in the public of a brand: her consent, its scope, text and dates.

    It can be revoked at any time; from that moment nothing public shows her.
    """

    class Shown(models.TextChoices):
        NAME = "name", _("Su nombre, entre quienes hicieron la marca")
        CRAFT = "craft", _("Su nombre y su oficio")
        ORDERS = "orders", _("Su nombre, su oficio y cómo hacerle pedidos")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="former_makers")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="former_makers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="former_makings")
    public_name = models.CharField(max_length=80)
    craft = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    artisan_number = models.CharField(max_length=40, blank=True)  # of the national registry of artisans
    shown = models.CharField(max_length=6, choices=Shown.choices)
    text_version = models.CharField(max_length=20)
    document = models.CharField(max_length=120)
    period = DateRangeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=150, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment brand shown text_version at revoked_at",
        staff="by revoked_by",
        special="person public_name craft contact artisan_number document period",
    )

    class Meta:
        constraints = [
            no_overlap("one_consent_a_day", "brand", "person", condition=Q(revoked_at=None)),
            models.CheckConstraint(condition=~Q(document=""), name="a_consent_has_its_document"),
            models.CheckConstraint(condition=Q(shown="orders") | Q(contact=""), name="a_contact_is_for_orders"),
        ]

    def __str__(self) -> str:
        return self.public_name
