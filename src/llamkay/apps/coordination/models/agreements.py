"""Agreements: who binds whom, to what, until when. Once signed, what was signed does not change."""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from llamkay.core.coordination import Term
from llamkay.platform.database.tables import history, sealed
from llamkay.platform.security.sensitivity import classes

_OF_A_DRAFT = """
    IF EXISTS (SELECT 1 FROM public.coordination_agreement a
               WHERE a.id IN (NEW.agreement_id, OLD.agreement_id) AND a.signed_on IS NOT NULL) THEN
        RAISE EXCEPTION 'what was signed does not change';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


@history()
class Agreement(models.Model):
    """An agreement between institutions (convenio): a frame, a specific one under it, an addendum or an act."""

    class Kind(models.TextChoices):
        FRAMEWORK = "framework", _("Convenio marco")
        SPECIFIC = "specific", _("Convenio específico")
        ADDENDUM = "addendum", _("Adenda")
        ACT = "act", _("Acta")

    class Renewal(models.TextChoices):
        NONE = "none", _("No se renueva")
        ADDENDUM = "addendum", _("Por adenda firmada antes de vencer")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    # The frame of a specific agreement; the agreement that an addendum changes.
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Of an addendum: the new last day of the agreement that it changes.
    extends_to = models.DateField(null=True, blank=True)
    renewal = models.CharField(max_length=10, choices=Renewal.choices, default=Renewal.ADDENDUM)
    exit_days = models.PositiveSmallIntegerField(default=30)
    left_on = models.DateField(null=True, blank=True)
    left_by = models.ForeignKey("institutions.Institution", models.PROTECT, null=True, blank=True, related_name="+")
    left_why = models.CharField(max_length=300, blank=True)
    file = models.BinaryField(null=True, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    sensitivity = classes(
        none="id kind number title purpose parent signed_on starts_on ends_on extends_to renewal exit_days left_on "
        "left_by left_why file_name file_hash entered_at",
        staff="file entered_by",
    )

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(kind="addendum") | Q(parent__isnull=False), name="addendum_of_an_agreement"
            ),
            models.CheckConstraint(
                condition=~Q(kind="framework") | Q(parent=None), name="framework_stands_under_nothing"
            ),
            models.CheckConstraint(condition=Q(extends_to=None) | Q(kind="addendum"), name="only_an_addendum_extends"),
            models.CheckConstraint(
                condition=Q(left_on=None, left_by=None, left_why="")
                | (Q(left_on__isnull=False, left_by__isnull=False, signed_on__isnull=False) & ~Q(left_why="")),
                name="agreement_left_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(file=None, file_name="", file_hash="") | (Q(file__isnull=False) & ~Q(file_hash="")),
                name="agreement_file_has_its_seal",
            ),
        ]
        triggers = sealed(
            "agreement",
            when=pgtrigger.Q(old__signed_on__isnull=False),
            but=("left_on", "left_by", "left_why", "file", "file_name", "file_hash"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("coordination:agreement", args=[self.pk])

    @property
    def last_day(self) -> date | None:
        """Its last day, as its signed addenda leave it; none where it has no end."""
        if self.ends_on is None:
            return None
        longer = [child.extends_to for child in self.children.all() if child.extends_to and child.signed_on]
        return max([self.ends_on, *longer])

    @property
    def term(self) -> Term:
        """Its dates, from which follows where it stands."""
        return Term(self.signed_on, self.starts_on, self.last_day, self.left_on)


@history()
class AgreementParty(models.Model):
    """An institution bound by an agreement: who signs for it by post, who coordinates.

    On signing the names of that day are written beside the keys: the institution's, the post's, its holder's.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    institution = models.ForeignKey("institutions.Institution", models.PROTECT, related_name="+")
    post = models.ForeignKey("institutions.Post", models.PROTECT, related_name="+")
    coordinator = models.ForeignKey("institutions.Post", models.PROTECT, null=True, blank=True, related_name="+")
    institution_name = models.CharField(max_length=200, blank=True)
    acronym = models.CharField(max_length=20, blank=True)
    post_title = models.CharField(max_length=120, blank=True)
    holder = models.CharField(max_length=120, blank=True)

    sensitivity = classes(
        none="id agreement institution post coordinator institution_name acronym post_title", staff="holder"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["agreement", "institution"], name="one_party_an_institution")]
        triggers = sealed("party", when=~pgtrigger.Q(old__holder=""), but=("coordinator",))

    def __str__(self) -> str:
        return self.acronym or str(self.institution)


@history()
class Obligation(models.Model):
    """What a party owes under an agreement: the act, the figure that measures it, how much of it and until when."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations")
    party = models.ForeignKey(AgreementParty, models.CASCADE, related_name="obligations")
    text = models.CharField(max_length=300)
    # The code of a figure of the dictionary; empty where no figure measures it and its evidence is looked at instead.
    metric = models.SlugField(max_length=50, blank=True)
    key = models.CharField(max_length=40, blank=True)
    establishment = models.ForeignKey(
        "institutions.Establishment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    target = models.PositiveIntegerField(null=True, blank=True)
    due_on = models.DateField()
    evidence = models.CharField(max_length=200)

    sensitivity = classes(none="id agreement party text metric key establishment target due_on evidence")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(metric="", target=None, key="", establishment=None)
                | (~Q(metric="") & Q(target__isnull=False)),
                name="obligation_measured_has_its_target",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="obligation_of_a_draft_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_OF_A_DRAFT,
            )
        ]

    def __str__(self) -> str:
        return self.text
