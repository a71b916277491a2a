"""Institutions, regional offices, establishments, posts with their holders, and the accounts of the staff."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.accounts.entry import Entry, entry_of
from llamkay.apps.institutions.accounts.tables import Brake as Brake
from llamkay.apps.institutions.accounts.tables import SecondStepRecovery as SecondStepRecovery
from llamkay.apps.institutions.data_incidents.tables import DataIncident as DataIncident
from llamkay.apps.institutions.reviews.tables import GrantReview as GrantReview
from llamkay.apps.institutions.security_levels.tables import SecurityLevel as SecurityLevel
from llamkay.apps.institutions.sessions.tables import OpenSession as OpenSession
from llamkay.platform import clock
from llamkay.platform.database.tables import DateRangeField, history, no_overlap
from llamkay.platform.screens.bilingual import in_language
from llamkay.platform.security.scope import Scope
from llamkay.platform.security.sensitivity import classes


@history()
class Institution(models.Model):
    """A public body; its names and acronyms are dated, so that an old paper keeps its header."""

    code = models.SlugField(unique=True)

    sensitivity = classes(none="id code")

    def __str__(self) -> str:
        return self.code


@history()
class InstitutionName(models.Model):
    """What an institution was called in a period, by which norm (INPE until its succession, then SUNIR)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=20)
    period = DateRangeField()
    norm = models.CharField(max_length=200)

    sensitivity = classes(none="id institution name acronym period norm")

    class Meta:
        constraints = [no_overlap("institution_one_name_a_day", "institution")]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})"


@history()
class RegionalOffice(models.Model):
    """One of the regional offices (oficinas regionales)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    sensitivity = classes(none="id code name")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@history()
class Establishment(models.Model):
    """A prison (establecimiento penitenciario)."""

    class Population(models.TextChoices):
        WOMEN = "women", _("Mujeres")
        MEN = "men", _("Varones")
        MIXED = "mixed", _("Varones y mujeres")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    office = models.ForeignKey(RegionalOffice, models.PROTECT, related_name="establishments")
    department = models.CharField(max_length=40)
    population_kind = models.CharField(max_length=10, choices=Population.choices)
    capacity = models.PositiveIntegerField()
    uses_system = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300, blank=True)

    sensitivity = classes(none="id code name office department population_kind capacity uses_system order source")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("institutions:detail", args=[self.code])


@history()
class FormerName(models.Model):
    """What an establishment was called before."""

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    period = DateRangeField()

    sensitivity = classes(none="id establishment name period")

    class Meta:
        constraints = [no_overlap("establishment_one_former_name", "establishment")]

    def __str__(self) -> str:
        return self.name


@history()
class Post(models.Model):
    """A post of an institution or of one of its establishments (director, minister, head of work)."""

    institution = models.ForeignKey(Institution, models.PROTECT)
    establishment = models.ForeignKey(Establishment, models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=120)

    sensitivity = classes(none="id institution establishment title")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "establishment", "title"],
                nulls_distinct=False,
                name="one_post_of_a_title",
            )
        ]

    def __str__(self) -> str:
        return self.title


@history()
class OfficeHolder(models.Model):
    """Who holds a post, from when to when; one person at a time."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holders")
    name = models.CharField(max_length=120)
    period = DateRangeField()
    act = models.CharField(max_length=120, blank=True)

    sensitivity = classes(none="id post period act", staff="name")

    class Meta:
        constraints = [no_overlap("one_holder_a_post", "post")]

    def __str__(self) -> str:
        return self.name


@history()
class Role(models.Model):
    """A function of the staff and the actions it allows: permission is data."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    actions = ArrayField(models.CharField(max_length=60))

    sensitivity = classes(none="id code name name_en actions")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self)


@history(exclude=("last_login",), secret=("password",), with_login=True)
class User(AbstractUser):
    """A member of staff with an account."""

    full_name = models.CharField(max_length=120)
    # Somebody else knows the password: its owner changes it before working, and by then; of one's own, nothing.
    temporary_until = models.DateTimeField(null=True, blank=True)

    sensitivity = classes(
        none="id is_superuser is_staff is_active last_login date_joined temporary_until",
        staff="username first_name last_name email full_name password",
    )

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_absolute_url(self) -> str:
        return reverse("institutions:user", args=[self.pk])

    @property
    def password_lapsed(self) -> bool:
        """Whether the password is a temporary one that nobody changed in time: it opens nothing."""
        return self.temporary_until is not None and self.temporary_until <= clock.now()

    @cached_property
    def current_grants(self) -> "list[Grant]":
        """The functions this account holds today, without those that rest until somebody reviews them.

        Every page reads them; where they are held is read by the page that says it.
        """
        from llamkay.apps.institutions.reviews.terms import rests  # it knows actions by Django's views, which know this

        today = clock.today()
        held = Grant.objects.filter(user=self, period__contains=today).select_related("role")
        return [grant for grant in held if not rests(grant, on=today)]

    @cached_property
    def entry(self) -> Entry:
        """How this account enters and how long it stays inside, by its functions of today."""
        return entry_of(grant.role.code for grant in self.current_grants)

    @cached_property
    def actions(self) -> dict[str, Scope]:
        """Each action this account may do, and where."""
        found: dict[str, Scope] = {}
        for grant in self.current_grants:
            for code in grant.role.actions:
                found[code] = _join(found.get(code), grant.scope)
        return found

    @cached_property
    def scope(self) -> Scope:
        """Every establishment this account reaches by any function."""
        from llamkay.platform.security.access import reaches  # it knows accounts by Django's views, which know this

        joined = Scope()
        for grant in self.current_grants:
            if reaches(grant.role.actions):
                joined = _join(joined, grant.scope)
        return joined


def _join(one: Scope | None, other: Scope) -> Scope:
    if one is None:
        return other
    return Scope(everything=one.everything or other.everything, ids=one.ids | other.ids)


@history()
class Grant(models.Model):
    """A function given to an account: in one establishment, or nationally, from when to when."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    establishment = models.ForeignKey(Establishment, models.PROTECT, null=True, blank=True)
    period = DateRangeField()
    review_by = models.DateField(null=True, blank=True)  # half a year after it began, where nobody reviewed it

    sensitivity = classes(none="id role establishment period review_by", staff="user")

    class Meta:
        constraints = [
            no_overlap("one_grant_an_establishment", "user", "role", "establishment"),
            no_overlap("one_national_grant", "user", "role", condition=Q(establishment__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"

    @property
    def scope(self) -> Scope:
        if self.establishment_id is None:
            return Scope(everything=True)
        return Scope(ids=frozenset({self.establishment_id}))
