"""The arrival of a child: report, health check, reasoned decision; the papers; the mother's other children."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.models.children import Child, ChildStay
from llamkay.apps.people.models import Person
from llamkay.platform.database.tables import history
from llamkay.platform.security.sensitivity import classes


@history()
class Arrival(models.Model):
    """What stands behind a stay: the social report, the health check at entry, and the decision with its reasons."""

    class Decision(models.TextChoices):
        STAYS = "stays", _("Se autoriza que viva con su madre")
        LEAVES = "leaves", _("No se autoriza: se prepara su salida")

    stay = models.OneToOneField(ChildStay, models.PROTECT, related_name="arrival")
    report_on = models.DateField(null=True, blank=True)
    report_by = models.CharField(max_length=120, blank=True)
    report = models.TextField(blank=True)
    check_on = models.DateField(null=True, blank=True)
    check_by = models.CharField(max_length=120, blank=True)
    findings = models.TextField(blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    act = models.CharField(max_length=120, blank=True)
    reasons = models.TextField(blank=True)

    sensitivity = classes(
        none="id",
        staff="report_by check_by decided_by",
        children="stay report_on report check_on findings decision decided_on act reasons",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_on__isnull=False) & ~Q(reasons=""),
                name="stay_decided_with_reasons",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stay_id}"


@history()
class ChildDocument(models.Model):
    """A paper of a child: whether it is held, since when, and who has seen it."""

    class Kind(models.TextChoices):
        LIVE_BIRTH = "cnv", _("Certificado de nacido vivo")
        BIRTH = "partida", _("Partida de nacimiento")
        DNI = "dni", _("DNI")
        INSURANCE = "sis", _("Seguro (SIS)")
        RECOGNITION = "reconocimiento", _("Reconocimiento del padre")
        AUTHORITY = "patria-potestad", _("Patria potestad o tutela")
        CONSENT = "consentimiento", _("Consentimiento de datos")

    class State(models.TextChoices):
        NONE = "none", _("No tiene")
        UNDER_WAY = "under_way", _("En trámite")
        HELD = "held", _("Tiene")
        EXPIRED = "expired", _("Vencido")

    child = models.ForeignKey(Child, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NONE)
    on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    checked_by = models.CharField(max_length=150, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    sensitivity = classes(
        none="id", staff="checked_by", children="child kind state on expires_on number note checked_on"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "kind"], name="one_document_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


@history()
class OtherChild(models.Model):
    """A child of a mother who lives elsewhere (Bangkok Rule 3.2): kept in confidence, for the family's sake only."""

    mother = models.ForeignKey(Person, models.PROTECT, related_name="children_outside")
    names = models.CharField(max_length=160)
    born_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=160)
    carer = models.CharField(max_length=160, blank=True)
    custody = models.CharField(max_length=160, blank=True)
    noted_on = models.DateField()
    noted_by = models.CharField(max_length=150)

    sensitivity = classes(none="id noted_on", staff="noted_by", children="mother names born_on place carer custody")

    class Meta:
        ordering = ["born_on", "id"]
        verbose_name_plural = "other children"

    def __str__(self) -> str:
        return self.names
