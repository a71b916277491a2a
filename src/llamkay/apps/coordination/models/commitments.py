"""Commitments: what was promised never changes; what becomes of it is written below, entry by entry."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llamkay.apps.coordination.models.agreements import Agreement, Obligation
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class PostDesk(models.Model):
    """The account that answers in the system for a post, from when to when."""

    post = models.ForeignKey("institutions.Post", models.PROTECT, related_name="+")
    user = models.ForeignKey("institutions.User", models.PROTECT, related_name="+")
    period = DateRangeField()

    sensitivity = classes(none="id post period", staff="user")

    class Meta:
        constraints = [no_overlap("one_desk_an_account", "post", "user")]

    def __str__(self) -> str:
        return f"{self.post_id} · {self.user_id}"


class Scale(models.TextChoices):
    """The five points of what has become of a commitment."""

    NO_EVIDENCE = "no_evidence", _("Sin evidencia")
    NOT_STARTED = "not_started", _("No iniciado")
    LIMITED = "limited", _("Avance limitado")
    SUBSTANTIAL = "substantial", _("Avance sustancial")
    COMPLETE = "complete", _("Completo")


class Commitment(models.Model):
    """Something that a post promised to do until a day; never deleted, superseded or merged."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    post = models.ForeignKey("institutions.Post", models.PROTECT, related_name="+")
    made_on = models.DateField()
    due_on = models.DateField()
    indicator = models.CharField(max_length=200)
    evidence = models.CharField(max_length=200)
    metric = models.SlugField(max_length=50, blank=True)
    key = models.CharField(max_length=40, blank=True)
    establishment = models.ForeignKey(
        "institutions.Establishment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    target = models.PositiveIntegerField(null=True, blank=True)
    # Where it was born: an agreement, an obligation of it, a visit, a meeting in words.
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="commitments")
    obligation = models.OneToOneField(Obligation, models.PROTECT, null=True, blank=True, related_name="commitment")
    visit = models.ForeignKey("coordination.Visit", models.PROTECT, null=True, blank=True, related_name="commitments")
    meeting = models.CharField(max_length=200, blank=True)
    public = models.BooleanField(default=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(
        none="id year number what post made_on due_on indicator evidence metric key establishment target agreement "
        "obligation visit meeting public entered_at",
        staff="entered_by",
    )

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_commitment_a_number"),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("made_on")), name="due_after_it_was_promised"),
            models.CheckConstraint(
                condition=Q(metric="", target=None, key="", establishment=None)
                | (~Q(metric="") & Q(target__isnull=False)),
                name="commitment_measured_has_its_target",
            ),
            models.CheckConstraint(
                condition=Q(agreement__isnull=False) | Q(visit__isnull=False) | ~Q(meeting=""),
                name="commitment_was_born_somewhere",
            ),
        ]
        triggers = [append_only("commitment_append_only")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("coordination:commitment", args=[self.pk])

    @property
    def code(self) -> str:
        """How people name it: «C-007-2026»."""
        return f"C-{self.number:03d}-{self.year}"


class CommitmentEntry(models.Model):
    """One line of what becomes of a commitment: its owner's word, a reviewer's finding, a longer term."""

    class Kind(models.TextChoices):
        OWN = "own", _("Informe de quien responde")
        REVIEW = "review", _("Revisión")
        EXTENSION = "extension", _("Ampliación del plazo")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=12, choices=Scale.choices, blank=True)
    words = models.TextField()
    new_due_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=150)
    # Who held the post that day, of an owner's word.
    holder = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    sensitivity = classes(none="id commitment kind status words new_due_on at", staff="by holder")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="extension", status="", new_due_on__isnull=False))
                | (Q(kind__in=["own", "review"], new_due_on=None) & ~Q(status="")),
                name="entry_says_how_far_or_until_when",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="entry_has_its_words"),
        ]
        triggers = [append_only("commitment_entry_append_only")]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.kind}"


class Evidence(models.Model):
    """What an entry rests on: a file, or a fact of the system: a figure as it was read, a published note."""

    class Kind(models.TextChoices):
        FILE = "file", _("Archivo")
        FIGURE = "figure", _("Cifra del sistema")
        NOTE = "note", _("Nota publicada")

    entry = models.ForeignKey(CommitmentEntry, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # Of a fact: its address in the public window.
    address = models.CharField(max_length=300, blank=True)

    # A file may hold anything: it is guarded as what is most protected among people in custody.
    sensitivity = classes(none="id entry kind content_type sha256 address", special="name content")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="file", content__isnull=False, address="") & ~Q(sha256=""))
                | (Q(kind__in=["figure", "note"], content=None) & ~Q(address="")),
                name="evidence_is_a_file_or_a_fact",
            )
        ]
        triggers = [append_only("evidence_append_only")]

    def __str__(self) -> str:
        return self.name
