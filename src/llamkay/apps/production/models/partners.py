"""Companies that want to give work and those that do, and exhibitions with their stands."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.production.models.brands import Brand
from llamkay.apps.production.models.keys import Activity, Agreement, Company, Establishment, Person, Trade, User
from llamkay.apps.production.models.stock import Site
from llamkay.platform.database.tables import DateRangeField, append_only, history, no_overlap
from llamkay.platform.security.sensitivity import classes


@history()
class CompanyRequest(models.Model):
    """A company that wants to give work: what it needs, where it may be, and how far it has come."""

    class Stage(models.TextChoices):
        RECEIVED = "received", _("Recibida")
        MATCHED = "matched", _("Con establecimiento")
        DRAFTED = "drafted", _("Con borrador de convenio")
        SIGNED = "signed", _("Firmada")
        REFUSED = "refused", _("No prosperó")

    company = models.ForeignKey(Company, models.PROTECT, related_name="work_requests")
    received_on = models.DateField()
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="work_requests")
    people = models.PositiveIntegerField()
    room = models.PositiveIntegerField(default=0)  # square metres that it needs
    population = models.CharField(max_length=10, blank=True)  # women, men; none: any
    contact = models.CharField(max_length=160)
    plan = models.TextField(max_length=3000, blank=True)  # the work plan of the draft
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, null=True, blank=True, related_name="work_requests"
    )
    agreement = models.OneToOneField(Agreement, models.PROTECT, null=True, blank=True, related_name="work_request")
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.RECEIVED)
    why = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id company received_on trade people room population plan establishment agreement stage why at",
        staff="by",
        personal="contact",
    )

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0), name="a_request_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(stage__in=["received", "refused"]) | Q(establishment__isnull=False),
                name="a_matched_request_has_its_place",
            ),
            models.CheckConstraint(
                condition=~Q(stage="signed") | Q(agreement__isnull=False), name="a_signed_request_has_its_agreement"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["drafted", "signed"]) | ~Q(plan=""), name="a_draft_has_its_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company}, {self.received_on}"


@history()
class AgreementTerms(models.Model):
    """What a company promised with its agreement, as it can be measured."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="terms")
    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="agreement_terms")
    people = models.PositiveIntegerField()
    training_hours = models.PositiveIntegerField(default=0)  # a month, of all together
    floor = models.BigIntegerField(default=0)  # céntimos an hour under which nobody is paid
    certificates = models.PositiveIntegerField(default=0)  # a year

    sensitivity = classes(none="id agreement establishment people training_hours floor certificates")

    class Meta:
        verbose_name_plural = "agreement terms"
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0, floor__gte=0), name="terms_in_range"),
        ]

    def __str__(self) -> str:
        return str(self.agreement)


@history()
class WorkContract(models.Model):
    """The contract of a person with a company under its agreement (D.Leg. 1343 art. 25): civil, or of training with a
    subsidy. When it ends sooner than was written, its period ends that day, with why."""

    class Kind(models.TextChoices):
        CIVIL = "civil", _("Civil")
        TRAINING = "training", _("De capacitación")

    class Ending(models.TextChoices):
        AGREEMENT = "agreement", _("Acuerdo de las partes")
        TERM = "term", _("Venció su plazo")
        RELEASE = "release", _("Salió del establecimiento")
        RESIGNATION = "resignation", _("Renuncia")
        DISCIPLINE = "discipline", _("Disciplina o seguridad")

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="work_contracts")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="work_contracts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="work_contracts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="work_contracts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    document = models.CharField(max_length=120)
    period = DateRangeField()
    subsidy = models.BigIntegerField(null=True, blank=True)  # céntimos a month, of training
    ending = models.CharField(max_length=11, choices=Ending.choices, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(
        none="id establishment agreement activity kind at",
        staff="by",
        personal="person document period ending",
        special="subsidy",
    )

    class Meta:
        constraints = [
            no_overlap("one_contract_a_person_and_day", "agreement", "person"),
            models.CheckConstraint(condition=~Q(document=""), name="a_contract_has_its_document"),
            models.CheckConstraint(
                condition=Q(kind="civil", subsidy=None)
                | Q(kind="training", subsidy__gt=0, subsidy__lte=10_000_000, period__endswith__isnull=False),
                name="training_has_its_subsidy_and_its_end",
            ),
            models.CheckConstraint(
                condition=Q(ending="") | Q(period__endswith__isnull=False), name="what_ended_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return self.document


class AgreementPublication(models.Model):
    """What was published of the agreements and the number of workshops on a day, as the law asks every three months."""

    day = models.DateField(unique=True)
    document = models.JSONField()
    hash = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    sensitivity = classes(none="id day document hash at", staff="by")

    class Meta:
        ordering = ["-day"]
        triggers = [append_only("agreement_publication_append_only")]

    def __str__(self) -> str:
        return f"{self.day}"


@history()
class CompanyAccount(models.Model):
    """An account of a company's own: it sees what is its company's, while this lasts."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="logins")
    user = models.ForeignKey(User, models.PROTECT, related_name="company_logins")
    period = DateRangeField()

    sensitivity = classes(none="id company period", staff="user")

    class Meta:
        constraints = [no_overlap("one_company_a_login_and_day", "user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.company_id}"


@history()
class Exhibition(models.Model):
    """A day on which products are shown, with its stands; a visit may be its reason."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="exhibitions")
    name = models.CharField(max_length=120)
    on = models.DateField()
    place = models.CharField(max_length=120)
    visit = models.CharField(max_length=160, blank=True)  # whose visit it was shown at
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="exhibitions")

    sensitivity = classes(none="id establishment name on place visit site")

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return self.name


@history()
class Stand(models.Model):
    """A stand of an exhibition: whose, how many show there of each kind, what it sold of its own."""

    exhibition = models.ForeignKey(Exhibition, models.PROTECT, related_name="stands")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="stands")
    name = models.CharField(max_length=80)
    inmates = models.PositiveSmallIntegerField(default=0)
    former = models.PositiveSmallIntegerField(default=0)
    businesswomen = models.PositiveSmallIntegerField(default=0)
    sold = models.BigIntegerField(default=0)  # céntimos that it declares, when its money is not ours
    note = models.CharField(max_length=200, blank=True)

    sensitivity = classes(none="id exhibition brand name inmates former businesswomen sold note")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibition", "name"], name="one_stand_a_name"),
            models.CheckConstraint(
                condition=Q(inmates__gt=0) | Q(former__gt=0) | Q(businesswomen__gt=0), name="somebody_shows_at_a_stand"
            ),
        ]

    def __str__(self) -> str:
        return self.name
