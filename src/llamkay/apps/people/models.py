"""People in custody: who they are, where they are, under which legal status, stage and sentence, day by day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.kinds import DocumentKind, Entry, EntryGround, Exit, ExitGround, Sex, Tongue
from llamkay.apps.people.names import surnames_first
from llamkay.platform.database.search import InOrder, fold
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history(exclude=("sort_name",))
class Person(models.Model):
    """A person deprived of liberty (persona privada de libertad). Children are never here."""

    code = models.CharField(max_length=20, unique=True)
    first_surname = models.CharField(max_length=60)
    second_surname = models.CharField(max_length=60, blank=True)
    given_names = models.CharField(max_length=80)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    born_on = models.DateField(null=True, blank=True)
    nationality = models.CharField(max_length=3, default="PE")
    mother_tongue = models.CharField(max_length=8, blank=True, choices=Tongue.choices, default="", db_default="")
    provisional = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    search_text = models.CharField(max_length=300, editable=False)
    sort_name = models.GeneratedField(
        expression=InOrder("first_surname", "second_surname", "given_names"),
        output_field=models.CharField(max_length=300, db_collation="C"),
        db_persist=True,
    )

    sensitivity = classes(
        none="id",
        personal="code first_surname second_surname given_names sex born_on nationality mother_tongue "
        "provisional merged_into search_text sort_name",
    )

    class Meta:
        ordering = ["sort_name"]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_not_merged_into_itself"),
            models.CheckConstraint(condition=Q(mother_tongue__in=["", *Tongue.values]), name="mother_tongue_is_known"),
        ]
        indexes = [models.Index(fields=["sort_name", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("people:detail", args=[self.pk])

    @property
    def full_name(self) -> str:
        return surnames_first(self.first_surname, self.second_surname, self.given_names)

    @property
    def country(self) -> str:
        """The country of nationality by its name; a code that is not of a country stays as written."""
        return countries.name(self.nationality) or self.nationality

    def folded(self) -> str:
        """What search looks in: code and every name, folded."""
        return fold(f"{self.code} {self.first_surname} {self.second_surname} {self.given_names}")


@history()
class IdentityDocument(models.Model):
    """A document that proves identity; a person without one is provisional until it appears."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind.choices)
    number = models.CharField(max_length=20)
    # When the registry wrote it down; nothing for those of before this was kept.
    entered_at = models.DateTimeField(null=True, editable=False)

    sensitivity = classes(none="id kind entered_at", personal="person number")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="one_person_a_document")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def impossible(self) -> bool:
        """A number no register ever gave: of a demonstration or a test."""
        return self.kind == DocumentKind.DNI and self.number.startswith("0000")


@history()
class CustodySpell(models.Model):
    """The days a person is held in one establishment: from entry or transfer in, to release or transfer out."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="custody")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="custody")
    period = DateRangeField()
    entry = models.CharField(max_length=10, choices=Entry.choices)
    exit = models.CharField(max_length=10, choices=Exit.choices, blank=True)
    # Why, as the paper says it: empty where nobody wrote it.
    entry_ground = models.CharField(max_length=30, choices=EntryGround.choices, blank=True, db_default="")
    exit_ground = models.CharField(max_length=30, choices=ExitGround.choices, blank=True, db_default="")
    # Since when another prison has the person; the database keeps it. From that day on this one is told nothing more.
    followed_on = models.DateField(null=True, blank=True, editable=False)

    sensitivity = classes(
        none="id", personal="person establishment period entry exit followed_on", special="entry_ground exit_ground"
    )

    class Meta:
        constraints = [
            no_overlap("one_custody_a_day", "person"),
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False),
                name="custody_starts",
            ),
            models.CheckConstraint(
                condition=Q(exit="", period__endswith__isnull=True) | ~Q(exit="") & Q(period__endswith__isnull=False),
                name="custody_exit_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(exit_ground="") | Q(exit=Exit.RELEASE), name="custody_ground_of_a_release"
            ),
        ]
        indexes = [models.Index(fields=["establishment", "person"], name="custody_by_establishment")]

    def __str__(self) -> str:
        return f"{self.person_id} en {self.establishment_id}"


@history()
class TemporaryAbsence(models.Model):
    """Days out of the establishment without leaving its custody: hospital, court."""

    class Reason(models.TextChoices):
        HOSPITAL = "hospital", _("Hospital")
        COURT = "court", _("Diligencia judicial")
        LEAVE = "leave", _("Permiso de salida")

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    period = DateRangeField()
    reason = models.CharField(max_length=10, choices=Reason.choices)

    sensitivity = classes(none="id", personal="person period", special="reason")

    class Meta:
        constraints = [no_overlap("one_absence_a_day", "person")]

    def __str__(self) -> str:
        return self.get_reason_display()


@history()
class LegalStatusSpell(models.Model):
    """Remand or sentenced (procesado, sentenciado)."""

    class Status(models.TextChoices):
        REMAND = "remand", _("Procesado/a")
        SENTENCED = "sentenced", _("Sentenciado/a")

    person = models.ForeignKey(Person, models.PROTECT, related_name="legal_status")
    status = models.CharField(max_length=10, choices=Status.choices)
    period = DateRangeField()

    sensitivity = classes(none="id", personal="person status period")

    class Meta:
        constraints = [no_overlap("one_status_a_day", "person")]

    def __str__(self) -> str:
        return status_words(self.status, self.person.sex)


# Spanish says them of a woman or of a man.
_STATUS_OF = {
    ("remand", "F"): _("Procesada"),
    ("remand", "M"): _("Procesado"),
    ("sentenced", "F"): _("Sentenciada"),
    ("sentenced", "M"): _("Sentenciado"),
}


def status_words(status: str, sex: str) -> str:
    """A legal status as it is said of a woman or of a man."""
    return str(_STATUS_OF[status, sex])


STAGES = {
    "closed_ordinary": ("minimum", "medium", "maximum"),
    "closed_special": ("A", "B", "C", "extreme"),
    "semi_open": ("",),
    "open": ("",),
}
STAGE_NAMES = {
    ("closed_ordinary", "minimum"): "Cerrado ordinario, mínima seguridad",
    ("closed_ordinary", "medium"): "Cerrado ordinario, mediana seguridad",
    ("closed_ordinary", "maximum"): "Cerrado ordinario, máxima seguridad",
    ("closed_special", "A"): "Cerrado especial, etapa A",
    ("closed_special", "B"): "Cerrado especial, etapa B",
    ("closed_special", "C"): "Cerrado especial, etapa C",
    ("closed_special", "extreme"): "Cerrado especial, extrema seguridad",
    ("semi_open", ""): "Semiabierto",
    ("open", ""): "Abierto",
}


@history()
class StageSpell(models.Model):
    """The regime and stage of a person (régimen y etapa), with the act that placed them there."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="stages")
    regime = models.CharField(max_length=20)
    stage = models.CharField(max_length=10, blank=True)
    period = DateRangeField()
    act = models.CharField(max_length=120, blank=True)

    sensitivity = classes(none="id", personal="person regime stage period act")

    class Meta:
        constraints = [
            no_overlap("one_stage_a_day", "person"),
            models.CheckConstraint(
                condition=Q(regime="closed_ordinary", stage__in=STAGES["closed_ordinary"])
                | Q(regime="closed_special", stage__in=STAGES["closed_special"])
                | Q(regime__in=["semi_open", "open"], stage=""),
                name="stage_of_its_regime",
            ),
        ]

    def __str__(self) -> str:
        return STAGE_NAMES[self.regime, self.stage]


@history()
class Conviction(models.Model):
    """A sentence (condena) or, while not final, the charge; what decides which law of remission applies."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="convictions")
    offence = models.CharField(max_length=20)
    paragraph = models.CharField(max_length=20, blank=True)
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    committed_on = models.DateField(null=True, blank=True)
    final_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    years = models.PositiveSmallIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    recidivist = models.BooleanField(default=False)
    habitual = models.BooleanField(default=False)

    sensitivity = classes(
        none="id",
        special="person offence paragraph tags committed_on final_on starts_on years months days recidivist habitual",
    )

    def __str__(self) -> str:
        return gettext("Art. {offence} del Código Penal").format(offence=self.offence)

    @property
    def term(self) -> str:
        """The length of the sentence in words: «8 años, 1 mes»; «sin condena» for a charge."""
        parts = [
            f"{count} {one if count == 1 else many}"
            for count, one, many in (
                (self.years, _("año"), _("años")),
                (self.months, _("mes"), _("meses")),
                (self.days, _("día"), _("días")),
            )
            if count
        ]
        return ", ".join(parts) or _("sin condena")


@history()
class PavilionSpell(models.Model):
    """The days a person lives in one pavilion of the establishment that holds them."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="pavilions")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="+")
    pavilion = models.CharField(max_length=40)
    period = DateRangeField()

    sensitivity = classes(none="id", personal="person establishment pavilion period")

    class Meta:
        constraints = [
            no_overlap("one_pavilion_a_day", "person"),
            models.CheckConstraint(condition=~Q(pavilion=""), name="pavilion_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.pavilion


@history()
class StageEvaluation(models.Model):
    """A periodic evaluation of the progression, favourable or not."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="evaluations")
    on = models.DateField()
    favourable = models.BooleanField()

    sensitivity = classes(none="id", personal="person on favourable")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="one_evaluation_a_day")]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}: {'favorable' if self.favourable else 'desfavorable'}"


@history()
class IsolationSpell(models.Model):
    """Days of isolation as a sanction: no remission while it lasts (Reglamento art. 180)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="isolations")
    period = DateRangeField()
    act = models.CharField(max_length=120)

    sensitivity = classes(none="id", personal="person period act")

    class Meta:
        constraints = [no_overlap("one_isolation_a_day", "person")]

    def __str__(self) -> str:
        return self.act


@history()
class TransferPaper(models.Model):
    """A paper that should travel with somebody moved to another prison: who owes it, by when, whether it arrived."""

    class Kind(models.TextChoices):
        ORDER = "order", _("Resolución de traslado")
        FILE = "file", _("Expediente personal")
        SENTENCE = "sentence", _("Copia de la sentencia y situación jurídica")
        IDENTITY = "identity", _("Documento de identidad")
        HEALTH = "health", _("Historia clínica y medicación")
        WORK = "work", _("Planillas y constancias de trabajo")
        STUDY = "study", _("Planillas y certificados de estudio")
        TREATMENT = "treatment", _("Informes del órgano técnico de tratamiento")
        MONEY = "money", _("Liquidación de su dinero")

    class Owes(models.TextChoices):
        REGISTRY = "registry", _("Registro penitenciario")
        HEALTH = "health", _("Salud")
        WORK = "work", _("Trabajo")
        EDUCATION = "education", _("Educación")
        COUNCIL = "council", _("Órgano técnico de tratamiento")
        TREASURY = "treasury", _("Tesorería")

    class State(models.TextChoices):
        MISSING = "missing", _("Falta")
        RECEIVED = "received", _("Llegó")
        NOT_NEEDED = "not_needed", _("No corresponde")

    person = models.ForeignKey(Person, models.PROTECT, related_name="transfer_papers")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="papers_awaited")
    owed_by = models.ForeignKey(Establishment, models.PROTECT, related_name="papers_owed")
    arrived_on = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    owes = models.CharField(max_length=12, choices=Owes.choices)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.MISSING)
    on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text=_("Sin datos de salud ni del delito."))
    by = models.CharField(max_length=150, blank=True)

    sensitivity = classes(
        none="id kind owes establishment owed_by", staff="by", personal="person arrived_on due_on state on note"
    )

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "arrived_on", "kind"], name="one_paper_of_a_kind_a_transfer"),
            models.CheckConstraint(condition=Q(state="missing") ^ Q(on__isnull=False), name="paper_settled_on_a_day"),
            models.CheckConstraint(condition=~Q(establishment=F("owed_by")), name="paper_owed_by_another_prison"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@history()
class IdentityJoin(models.Model):
    """Two known people who are one: who proposed it, who confirmed it, what moved, and whether it was undone."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Por confirmar")
        CONFIRMED = "confirmed", _("Unidas")
        REFUSED = "refused", _("No se unieron")
        UNDONE = "undone", _("Se separaron")

    former = models.ForeignKey(Person, models.PROTECT, related_name="joins_as_former")
    standing = models.ForeignKey(Person, models.PROTECT, related_name="joins_as_standing")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="identity_joins")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=500)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)
    # Table and column → the rows that followed: what goes back if it is undone.
    moved = models.JSONField(default=dict)

    sensitivity = classes(
        none="id establishment state proposed_at decided_at ended_at",
        staff="proposed_by decided_by ended_by",
        personal="former standing reason ended_why moved",
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(former=F("standing")), name="join_is_of_two"),
            models.CheckConstraint(
                condition=Q(state="proposed") ^ Q(decided_at__isnull=False), name="join_decided_at_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "undone"]) | ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=""),
                name="two_people_join_identities",
            ),
            models.CheckConstraint(
                condition=Q(state="undone") & Q(ended_at__isnull=False) & ~Q(ended_why="")
                | ~Q(state="undone") & Q(ended_at__isnull=True),
                name="join_undone_says_when_and_why",
            ),
            models.UniqueConstraint(
                fields=["former"], condition=Q(state="confirmed"), name="one_identity_stands_for_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former_id} → {self.standing_id}"
