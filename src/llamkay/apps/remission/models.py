"""Remission: counted and credited days of closed months; counts as made, certificates, requests and their decision."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import Person
from llamkay.apps.remission.words import sentence
from llamkay.core.remission.reasons import Reason, reason
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap, sealed, settled_once
from llamkay.platform.models import IssuedPaper
from llamkay.platform.security.sensitivity import classes


class DayCount(models.Model):
    """The counted days of a person and kind in one month of one prison, as counted by one close.

    An adjustment writes a second count of the same month in a later close, and so does a close, of whatever prison,
    that changes the minutes the person brought along; the one of the latest close stands.
    """

    id = models.BigAutoField(primary_key=True)
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="counts")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="day_counts")
    kind = models.CharField(max_length=5)
    month = models.DateField()
    days = models.SmallIntegerField()
    credits = ArrayField(models.PositiveSmallIntegerField(), size=31)
    # Pairs (day, exclusion number) in order; why a day with a mark was not counted.
    excluded = models.JSONField()
    carry_in = models.IntegerField()
    carry_out = models.IntegerField()

    sensitivity = classes(
        none="id close establishment month", personal="person kind days credits excluded carry_in carry_out"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["close", "person", "kind", "month", "establishment"], name="one_count_a_close_and_prison"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["work", "study"]), name="count_of_work_or_study"),
        ]
        indexes = [models.Index(fields=["person", "month"], name="day_count_by_person")]
        triggers = [append_only("day_count_append_only")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m} {self.kind}: {self.days}"


class Credit(models.Model):
    """Days credited under one decision: so many days at that ratio, by that article; negative days reverse."""

    id = models.BigAutoField(primary_key=True)
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="credits")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="credits")
    kind = models.CharField(max_length=5)
    month = models.DateField()
    regime = models.CharField(max_length=20)
    stage = models.CharField(max_length=10, blank=True)
    days = models.SmallIntegerField()
    ratio = models.PositiveSmallIntegerField(null=True)
    status = models.CharField(max_length=14)
    rule = models.CharField(max_length=40)
    norm = models.CharField(max_length=200)
    article = models.CharField(max_length=100)
    confidence = models.CharField(max_length=20)
    why = models.JSONField()  # reasons as codes and values
    alternatives = models.JSONField(default=list)
    law_version = models.CharField(max_length=64)
    reverses = models.BooleanField(default=False)

    sensitivity = classes(
        none="id close establishment month rule norm article confidence law_version reverses",
        personal="person kind regime stage days ratio status why alternatives",
    )

    class Meta:
        indexes = [models.Index(fields=["person", "month"], name="credit_by_person")]
        triggers = [append_only("credit_append_only")]

    def __str__(self) -> str:
        return f"{self.days} : {self.ratio}"


class LawVersion(models.Model):
    """The law as the programs read it at one time, whole, so that an old count can be made again word for word."""

    version = models.CharField(max_length=64, primary_key=True)
    documents = models.JSONField()
    first_used_at = models.DateTimeField()

    sensitivity = classes(none="version documents first_used_at")

    class Meta:
        triggers = [append_only("law_version_append_only")]

    def __str__(self) -> str:
        return self.version


class KindChoice(models.TextChoices):
    WORK = "work", _("Trabajo")
    STUDY = "study", _("Estudio")


@history()
class PriorDays(models.Model):
    """Days certified before this system, with the book or paper that proves them; two people answer for the entry."""

    class State(models.TextChoices):
        ENTERED = "entered", _("Por aprobar")
        APPROVED = "approved", _("Aprobado")
        REFUSED = "refused", _("Rechazado")

    person = models.ForeignKey(Person, models.PROTECT, related_name="prior_days")
    kind = models.CharField(max_length=5, choices=KindChoice.choices)
    period = DateRangeField()
    days = models.PositiveSmallIntegerField()
    book = models.CharField(max_length=80)
    folio = models.CharField(max_length=40)
    certificate = models.CharField(max_length=80, blank=True)
    scan = models.BinaryField(null=True, blank=True)
    scan_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENTERED)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    sensitivity = classes(
        none="id state entered_at decided_at",
        staff="entered_by decided_by",
        personal="person kind period days book folio certificate scan scan_name reason",
    )

    class Meta:
        ordering = ["period", "id"]
        constraints = [
            no_overlap("prior_work_once", "person", condition=Q(kind="work") & ~Q(state="refused")),
            no_overlap("prior_study_once", "person", condition=Q(kind="study") & ~Q(state="refused")),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False, period__endswith__isnull=False), name="prior_days_bounded"
            ),
            models.CheckConstraint(condition=Q(days__gt=0), name="prior_days_positive"),
            models.CheckConstraint(
                condition=Q(state="entered") | ~Q(decided_by="") & ~Q(decided_by=F("entered_by")),
                name="prior_days_by_two_people",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="prior_days_refused_why"),
        ]
        triggers = [
            *sealed("prior_days", but=("state", "decided_by", "decided_at", "reason")),
            pgtrigger.Protect(
                name="prior_days_begin_undecided",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="entered"),
            ),
            settled_once(
                "prior_days_decided_once",
                "state",
                "decided_by",
                "decided_at",
                "reason",
                when=~pgtrigger.Q(old__state="entered"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days} días, {self.book}, folio {self.folio}"


class Statement(models.Model):
    """A count of one person as it was made: the case, the result with its reasons, the law's version. Written once.

    A later count stands beside it and names it in ``replaces``.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="statements")
    as_of = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    case = models.JSONField()
    result = models.JSONField()
    law_version = models.ForeignKey(LawVersion, models.PROTECT, related_name="statements")
    hash = models.CharField(max_length=64)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    sensitivity = classes(
        none="id as_of at law_version hash replaces", staff="by", personal="person", special="case result"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="statement_by_person")]
        triggers = [append_only("statement_append_only")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.as_of}"


@history()
class Certificate(models.Model):
    """The certificate of computation (certificado de cómputo) as it was issued: the signed file, its code, its hash."""

    class Kind(models.TextChoices):
        WORK = "work", _("Cómputo laboral")
        STUDY = "study", _("Cómputo de estudio")
        BOTH = "both", _("Cómputo laboral y de estudio")

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="certificates")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="certificate")
    pdf = models.BinaryField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)

    sensitivity = classes(
        none="id establishment kind number year paper issued_at", staff="issued_by", special="statement pdf"
    )

    class Meta:
        ordering = ["-id"]
        triggers = [append_only("certificate_append_only")]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "year", "number"], name="one_certificate_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number:04}-{self.year}"


@history()
class Request(models.Model):
    """A request that rests on redeemed time, from the day it was handed in to its decision."""

    class Purpose(models.TextChoices):
        SERVED = "served", _("Libertad por cumplimiento de condena con redención")
        SEMI_LIBERTY = "semi_liberty", _("Semilibertad")
        CONDITIONAL = "conditional", _("Liberación condicional")

    class State(models.TextChoices):
        FILED = "filed", _("Presentada")
        COMPUTED = "computed", _("Computada")
        COUNCIL = "council", _("En el consejo técnico")
        SENT = "sent", _("Enviada a quien decide")
        GRANTED = "granted", _("Concedida")
        REFUSED = "refused", _("Denegada")
        WITHDRAWN = "withdrawn", _("Desistida")

    class Decider(models.TextChoices):
        DIRECTOR = "director", _("Dirección del establecimiento")
        JUDGE = "judge", _("Juzgado")
        DISPUTED = "disputed", _("En duda: la norma admite dos lecturas")

    person = models.ForeignKey(Person, models.PROTECT, related_name="requests")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="requests")
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=14, choices=Purpose.choices)
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=120)
    decider = models.CharField(max_length=10, choices=Decider.choices)
    # Who decides, which papers, which deadlines: as the rules of the filing date gave them, with their articles.
    procedure = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.FILED)
    due_at = models.DateTimeField(null=True, blank=True)
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, blank=True, related_name="requests")
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="requests")
    ground = models.TextField(blank=True)

    sensitivity = classes(
        none="id establishment number year state due_at filed_on decider",
        personal="person filed_by purpose",
        special="procedure statement certificate ground",
    )

    class Meta:
        ordering = ["-filed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["establishment", "year", "number"], name="one_request_a_number"),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"]) | ~Q(ground=""), name="request_decided_with_its_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:04}-{self.year}"


class RequestStep(models.Model):
    """One thing that happened to a request, in order; written once."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=Request.State.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    sentence = models.TextField()
    details = models.JSONField(default=dict)

    sensitivity = classes(none="id request state at", staff="by", special="sentence details")

    class Meta:
        ordering = ["id"]
        triggers = [append_only("request_step_append_only")]

    def __str__(self) -> str:
        return self.sentence


@history()
class RequestReader(models.Model):
    """Whose account outside of the prison, such as a court's, reads one request, and why; it sees nothing else."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="readers")
    username = models.CharField(max_length=150)
    reason = models.CharField(max_length=200)
    given_by = models.CharField(max_length=150)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(none="id request given_at ended_at", staff="username given_by", special="reason")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "username"], condition=Q(ended_at=None), name="one_reading_of_a_request"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reader_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.username


@history()
class RequestPaper(models.Model):
    """A paper that the request needs, and whether it has come."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="papers")
    code = models.SlugField(max_length=40)
    rule = models.CharField(max_length=40)  # of the law, that asks for it
    norm = models.CharField(max_length=200)
    article = models.CharField(max_length=100)
    received_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=120, blank=True)

    sensitivity = classes(none="id request code rule norm article", personal="received_on reference")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["request", "code"], name="one_paper_a_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def named(self) -> Reason:
        """What the paper is called, in no language."""
        return reason(f"paper.{self.rule}", self.rule)

    @property
    def name(self) -> str:
        """What the paper is called, in the reader's language."""
        return sentence(self.named)
