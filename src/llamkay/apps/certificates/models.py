"""Who issues certificates and with which keys, the certificates themselves, and what strangers may know of each."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from llamkay.apps.certificates.kinds import PUBLISHED, IssuerKind, Kind, Level, State, Why
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import history, sealed, settled_once
from llamkay.platform.security.sensitivity import classes

_PUBLIC_STATES = [state for state in State.choices if state[0] in PUBLISHED]


@history()
class Issuer(models.Model):
    """An education institution, or a company or training body of an agreement: what a certificate names instead of
    the prison."""

    kind = models.CharField(max_length=8, choices=IssuerKind.choices)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=11, unique=True)  # modular code of a school, RUC of a company
    slug = models.SlugField(max_length=40, unique=True)
    # Where its keys and lists are published, frozen: every certificate of it names them.
    did = models.CharField(max_length=200, unique=True)
    base = models.CharField(max_length=200)

    sensitivity = classes(none="id kind name number slug did base")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certificates:issuer", args=[self.pk])


@history()
class IssuerKey(models.Model):
    """A public key of an issuer and its days, published for ever; one signs at a time."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="keys")
    number = models.PositiveSmallIntegerField()
    public = models.BinaryField(max_length=32)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Since when it may be in other hands: from then on only what its owner signed is believed.
    lost_on = models.DateField(null=True, blank=True)

    sensitivity = classes(none="id issuer number public starts_on ends_on lost_on")

    class Meta:
        ordering = ["issuer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="one_key_a_number"),
            models.UniqueConstraint(fields=["issuer"], condition=Q(ends_on=None), name="one_key_signs"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="key_has_days"),
            models.CheckConstraint(condition=Q(lost_on=None) | Q(ends_on__isnull=False), name="lost_key_has_ended"),
        ]
        triggers = [
            *sealed("issuer_key", but=("ends_on", "lost_on")),
            settled_once("key_ends_once", "ends_on", when=pgtrigger.Q(old__ends_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"llave-{self.number}"

    @property
    def kid(self) -> str:
        return f"{self.issuer.did}#{self}"


class IssuerSecret(models.Model):
    """The private half of the key that signs now, encrypted; when the key ends nothing of it is left."""

    issuer = models.OneToOneField(Issuer, models.PROTECT, related_name="secret")
    key = models.OneToOneField(IssuerKey, models.PROTECT, related_name="secret")
    private = models.TextField()

    sensitivity = classes(none="id issuer key", special="private")

    def __str__(self) -> str:
        return f"{self.key}"


@history()
class IssuerOffice(models.Model):
    """A prison in whose classes or workshops an issuer certifies; strangers never learn of it."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="offices")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="issuers")

    sensitivity = classes(none="id issuer establishment")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "establishment"], name="one_office_a_prison")]

    def __str__(self) -> str:
        return f"{self.issuer} en {self.establishment}"


@history()
class Signer(models.Model):
    """Whose account signs for an issuer, and as what."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="signers")
    username = models.CharField(max_length=150)
    post = models.CharField(max_length=80)  # as it stands under the signature: «Directora»
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    sensitivity = classes(none="id issuer post since ended_on", staff="username")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "username"], condition=Q(ended_on=None), name="signs_once"),
        ]

    def __str__(self) -> str:
        return f"{self.username}, {self.post}"


class StatusList(models.Model):
    """The signed list by which an issuer withdraws certificates, as anybody downloads it."""

    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="lists")
    purpose = models.CharField(max_length=10, choices=[("revocation", "anulados"), ("suspension", "suspendidos")])
    token = models.TextField()
    signed_at = models.DateTimeField()

    sensitivity = classes(none="id issuer purpose token signed_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "purpose"], name="one_list_a_purpose")]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.get_purpose_display()}"


@history()
class PublicCredential(models.Model):
    """What anybody who has the number of a certificate may know of it; it names nobody and no place.

    ``name_seal`` lets who holds the paper try the name that stands on it, and nobody read one.
    """

    code = models.CharField(max_length=24, unique=True)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="published")
    key = models.ForeignKey(IssuerKey, models.PROTECT, related_name="signed")
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    slot = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    title = models.CharField(max_length=160)
    hours = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=_PUBLIC_STATES, default=State.ISSUED)
    state_at = models.DateTimeField()
    why = models.CharField(max_length=8, choices=Why.choices, blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    name_seal = models.CharField(max_length=64)
    token_seal = models.CharField(max_length=64, unique=True)
    pdf_seal = models.CharField(max_length=64, unique=True)

    sensitivity = classes(
        none="id code issuer key number year slot kind title hours issued_at state state_at why replaced_by name_seal "
        "token_seal pdf_seal"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year", "number"], name="one_credential_a_number"),
            models.UniqueConstraint(fields=["issuer", "slot"], name="one_credential_a_slot"),
            models.CheckConstraint(condition=Q(slot__lt=131_072), name="slot_is_in_the_list"),
            models.CheckConstraint(condition=Q(state__in=PUBLISHED), name="only_what_was_signed_is_public"),
            models.CheckConstraint(condition=Q(state="issued") | ~Q(why=""), name="withdrawn_with_a_reason"),
            models.CheckConstraint(
                condition=Q(state="superseded", replaced_by__isnull=False)
                | ~Q(state="superseded") & Q(replaced_by__isnull=True),
                name="superseded_by_another",
            ),
        ]
        triggers = [
            *sealed("public_credential", but=("state", "state_at", "why", "replaced_by")),
            settled_once(
                "withdrawn_for_good", "state", "replaced_by", when=pgtrigger.Q(old__state__in=["revoked", "superseded"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:04}-{self.year}"


@history()
class Credential(models.Model):
    """A certificate of somebody, from its proposal on: proposed by one, signed for the issuer by another.

    What it says is frozen when it is signed. ``basis`` names what it rests on, for whoever checks it inside.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="credentials")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="credentials")
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    title = models.CharField(max_length=160)
    description = models.CharField(max_length=300)
    lines = models.JSONField(default=list)  # of each unit or task: name, mark, hours
    level = models.CharField(max_length=8, choices=Level.choices, blank=True)
    hours = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    basis = models.JSONField()
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    correction = models.CharField(max_length=8, choices=Why.choices, blank=True)
    public = models.OneToOneField(PublicCredential, models.PROTECT, null=True, blank=True, related_name="credential")
    holder = models.CharField(max_length=210, blank=True)
    holder_number = models.CharField(max_length=20, blank=True)
    issued_by = models.CharField(max_length=150, blank=True)
    signer = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=80, blank=True)
    token = models.TextField(blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    # The last word on it: why it was not signed, suspended, restored or revoked, and who said so.
    reason = models.CharField(max_length=300, blank=True)
    state_by = models.CharField(max_length=150, blank=True)
    handed_on = models.DateField(null=True, blank=True)
    handed_to = models.CharField(max_length=120, blank=True)
    handed_by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(
        none="id establishment issuer kind state level proposed_at replaces public correction",
        staff="proposed_by issued_by signer post state_by handed_by",
        personal="person title description lines hours starts_on ends_on basis holder holder_number token pdf reason "
        "handed_on handed_to",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(lines=[]), name="credential_says_something"),
            models.CheckConstraint(condition=Q(hours__gt=0, starts_on__lte=F("ends_on")), name="credential_has_hours"),
            models.CheckConstraint(
                condition=Q(kind="skill") & ~Q(level="") | Q(kind="study", level=""), name="level_is_of_a_skill"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined"], public=None)
                | ~Q(state__in=["proposed", "declined"])
                & Q(public__isnull=False, pdf__isnull=False)
                & ~Q(token="")
                & ~Q(holder=""),
                name="signed_credential_is_whole",
            ),
            models.CheckConstraint(condition=~Q(issued_by=F("proposed_by")), name="signed_by_another"),
            models.CheckConstraint(condition=Q(handed_on=None) | ~Q(handed_to=""), name="handed_to_somebody"),
        ]
        indexes = [models.Index(fields=["person", "state"], name="credential_by_person")]
        triggers = [
            *sealed(
                "credential",
                when=pgtrigger.Q(old__public__isnull=False),
                but=("state", "reason", "state_by", "handed_on", "handed_to", "handed_by"),
            ),
            settled_once(
                "handed_over_once",
                "handed_on",
                "handed_to",
                "handed_by",
                when=pgtrigger.Q(old__handed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public) if self.public else self.title

    def get_absolute_url(self) -> str:
        return reverse("certificates:detail", args=[self.pk])
