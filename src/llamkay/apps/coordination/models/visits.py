"""A visit: who comes, who receives, stop by stop; what happened at each; the papers that were made of it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llamkay.platform.database.tables import append_only, history, sealed
from llamkay.platform.models import IssuedPaper
from llamkay.platform.security.sensitivity import classes


@history()
class Visit(models.Model):
    """An official visit to one prison or several on one day."""

    class State(models.TextChoices):
        PLANNED = "planned", _("En preparación")
        BRIEFED = "briefed", _("Con ayuda memoria")
        HELD = "held", _("Realizada")
        MINUTED = "minuted", _("Con acta")
        CLOSED = "closed", _("Cerrada")

    title = models.CharField(max_length=160)
    on = models.DateField()
    starts_at = models.TimeField()
    purpose = models.TextField()
    outcome = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    # Why nobody promised anything, where nobody did.
    none_why = models.CharField(max_length=300, blank=True)
    note = models.ForeignKey("press.Note", models.SET_NULL, null=True, blank=True, related_name="+")
    no_note_why = models.CharField(max_length=300, blank=True)
    lessons = models.TextField(blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(
        none="id title on starts_at purpose outcome state none_why note no_note_why lessons entered_at",
        staff="entered_by",
    )

    class Meta:
        ordering = ["-on", "-id"]
        triggers = [
            *sealed("visit", when=pgtrigger.Q(old__state="closed")),
            pgtrigger.Protect(
                name="visit_forwards_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "array_position(ARRAY['planned','briefed','held','minuted','closed'], NEW.state::text) < "
                    "array_position(ARRAY['planned','briefed','held','minuted','closed'], OLD.state::text)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("coordination:visit", args=[self.pk])


@history()
class VisitHost(models.Model):
    """A prison that is visited and the post that receives there; who held it is written down with the minutes."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="hosts")
    establishment = models.ForeignKey("institutions.Establishment", models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    post = models.ForeignKey("institutions.Post", models.PROTECT, related_name="+")
    holder = models.CharField(max_length=120, blank=True)

    sensitivity = classes(none="id visit establishment order post", staff="holder")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "establishment"], name="one_host_a_prison"),
            models.CheckConstraint(condition=Q(order__gte=1), name="host_has_its_turn"),
        ]
        triggers = sealed("host", when=~pgtrigger.Q(old__holder=""))

    def __str__(self) -> str:
        return str(self.establishment)


@history()
class Visitor(models.Model):
    """Somebody who comes, with the post of that day and whether the prison lets them in."""

    class Clearance(models.TextChoices):
        PENDING = "pending", _("Pendiente")
        GRANTED = "granted", _("Autorizado")
        REFUSED = "refused", _("No autorizado")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="visitors")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    post_title = models.CharField(max_length=120)
    institution = models.ForeignKey("institutions.Institution", models.PROTECT, null=True, blank=True, related_name="+")
    leads = models.BooleanField(default=False)
    clearance = models.CharField(max_length=10, choices=Clearance.choices, default=Clearance.PENDING)
    reference = models.CharField(max_length=80, blank=True)

    sensitivity = classes(none="id visit order post_title institution leads clearance reference", staff="name")

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(leads=True), name="one_leads_a_visit"),
            models.CheckConstraint(
                condition=Q(clearance="pending") | ~Q(reference=""), name="clearance_has_its_document"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@history()
class Stop(models.Model):
    """A place where the visit stops: what is shown and by whom, and later what happened there or why it was skipped."""

    class Images(models.TextChoices):
        NONE = "none", _("Sin fotos ni video")
        PRODUCTS = "products", _("Solo productos y ambientes, sin personas")
        NO_FACES = "no_faces", _("Personas sin rostro que se reconozca; nunca niñas ni niños")
        CONSENT = "consent", _("Solo internas con consentimiento firmado; nunca niñas ni niños")

    host = models.ForeignKey(VisitHost, models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120)
    way = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField()
    speaker = models.CharField(max_length=120, blank=True)
    shown = models.TextField()
    images = models.CharField(max_length=10, choices=Images.choices, default=Images.NONE)
    # How many signed consents are on file; whose, stays in the folder of the prison.
    consents = models.PositiveSmallIntegerField(default=0)
    risks = models.TextField(blank=True)
    questions = models.TextField(blank=True)
    avoid = models.TextField(blank=True)
    happened = models.TextField(blank=True)
    skipped_why = models.CharField(max_length=300, blank=True)
    # Who showed something there, by kind; never the payroll.
    inmates = models.PositiveSmallIntegerField(null=True, blank=True)
    former_inmates = models.PositiveSmallIntegerField(null=True, blank=True)
    business = models.PositiveSmallIntegerField(null=True, blank=True)

    sensitivity = classes(
        none="id host order place way minutes shown images consents questions avoid skipped_why inmates business",
        staff="speaker",
        personal="risks happened former_inmates",
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=240, way__lte=240), name="stop_takes_time"),
            models.CheckConstraint(condition=Q(happened="") | Q(skipped_why=""), name="stop_happened_or_was_skipped"),
            models.CheckConstraint(
                condition=~Q(images="consent") | Q(consents__gte=1), name="consent_is_signed_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def exhibitors(self) -> int | None:
        """How many showed something there, of all kinds; none where nobody counted."""
        kinds = [self.inmates, self.former_inmates, self.business]
        return None if kinds == [None] * 3 else sum(kind or 0 for kind in kinds)


@history()
class StopFigure(models.Model):
    """A figure told at a stop: read live as the public reads it, or repeated from a published note with two names.

    The exception of decision 9: a count of children or pregnant women that the house itself published in a note.
    """

    stop = models.ForeignKey(Stop, models.CASCADE, related_name="figures")
    metric = models.SlugField(max_length=50)
    key = models.CharField(max_length=40, blank=True)
    establishment = models.ForeignKey(
        "institutions.Establishment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.ForeignKey("press.Note", models.PROTECT, null=True, blank=True, related_name="+")
    value = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    requested_by = models.CharField(max_length=150, blank=True)
    approved_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(none="id stop metric key establishment note value reason", staff="requested_by approved_by")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(note=None, value=None, reason="", requested_by="", approved_by="")
                | (Q(note__isnull=False, value__isnull=False) & ~Q(reason="") & ~Q(requested_by="")),
                name="repeated_figure_says_from_where_and_why",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=models.F("requested_by")), name="repeated_figure_by_two"
            ),
        ]

    def __str__(self) -> str:
        return self.metric


@history()
class TalkingPoint(models.Model):
    """Something that the visitor may say, by theme."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=80)
    text = models.TextField()

    sensitivity = classes(none="id visit order theme text")

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.theme


@history()
class Gift(models.Model):
    """Something that is given, with its price and the receipt of the workshop that was paid for it."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="gifts")
    what = models.CharField(max_length=120)
    maker = models.CharField(max_length=120)
    price = models.PositiveIntegerField()
    receipt = models.CharField(max_length=60)
    recipient = models.ForeignKey(Visitor, models.PROTECT, related_name="gifts")

    sensitivity = classes(none="id visit what maker price receipt recipient")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(receipt=""), name="gift_has_its_receipt"),
            models.UniqueConstraint(fields=["visit", "receipt", "what"], name="one_gift_a_receipt"),
        ]

    def __str__(self) -> str:
        return self.what


@history()
class Quotation(models.Model):
    """What somebody said, word for word, with the post of that day; the speaker is a visitor or a host."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="quotations")
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, blank=True, related_name="quotations")
    host = models.ForeignKey(VisitHost, models.PROTECT, null=True, blank=True, related_name="quotations")
    text = models.TextField()
    # Whether whoever said it lets it be published.
    allowed = models.BooleanField(default=False)

    sensitivity = classes(none="id visit visitor host text allowed")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visitor__isnull=False, host=None) | Q(visitor=None, host__isnull=False),
                name="quotation_has_one_speaker",
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]


class VisitPaper(models.Model):
    """A brief, minutes or a correction of minutes as made: the words with their figures, and the file; written once."""

    class Kind(models.TextChoices):
        BRIEF = "brief", _("Ayuda memoria")
        MINUTES = "minutes", _("Acta")
        CORRECTION = "correction", _("Rectificación del acta")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    document = models.JSONField()
    # The figures as they were read, by the number of their row.
    figures = models.JSONField(default=dict)
    file = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    sensitivity = classes(none="id visit kind number figures sha256 made_at", staff="made_by", personal="document file")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["visit", "kind", "number"], name="one_paper_a_number")]
        triggers = [append_only("visit_paper_append_only")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind} {self.number}"

    @property
    def is_signed(self) -> bool:
        """Whether all who sign it have; it is sealed then."""
        return hasattr(self, "signed")


class PaperSignature(models.Model):
    """What one of those who sign minutes did: signed with their account, signed by hand, or did not sign."""

    class How(models.TextChoices):
        ACCOUNT = "account", _("Firmó con su cuenta")
        HAND = "hand", _("Firmó a mano")
        REFUSED = "refused", _("No firmó")

    paper = models.ForeignKey(VisitPaper, models.PROTECT, related_name="signatures")
    host = models.ForeignKey(VisitHost, models.PROTECT, null=True, blank=True, related_name="+")
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    # With an account: whose. By hand: where the original is. Not signed: why.
    words = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(none="id paper host visitor how entered_at", staff="words entered_by")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visitor__isnull=False, host=None) | Q(visitor=None, host__isnull=False),
                name="signature_is_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(words="") & (~Q(how="account") | Q(host__isnull=False)),
                name="signature_says_whose_where_or_why",
            ),
            models.UniqueConstraint(fields=["paper", "host"], name="one_signature_a_host"),
            models.UniqueConstraint(fields=["paper", "visitor"], name="one_signature_a_visitor"),
        ]
        triggers = [append_only("paper_signature_append_only")]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.how}"


class SignedMinutes(models.Model):
    """Minutes, or a correction of them, once all who sign have: the file with the institution's signature, for ever."""

    minutes = models.OneToOneField(VisitPaper, models.PROTECT, related_name="signed")
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="visit_minutes")
    pdf = models.BinaryField()

    sensitivity = classes(none="id minutes paper", personal="pdf")

    class Meta:
        ordering = ["id"]
        triggers = [append_only("signed_minutes_append_only")]

    def __str__(self) -> str:
        return f"{self.minutes_id}"
