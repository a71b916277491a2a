"""The words of certificates: who issues, of what, at which level, where one stands and why it was withdrawn."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IssuerKind(models.TextChoices):
    """Who issues: never the prison nor its institution (CEP art. 84, Reglamento art. 121)."""

    SCHOOL = "school", _("Institución educativa")
    COMPANY = "company", _("Empresa o entidad que capacita")


class Kind(models.TextChoices):
    STUDY = "study", _("Estudio")
    SKILL = "skill", _("Habilidad de trabajo")


class Level(models.TextChoices):
    """How far a skill goes, in words that an employer understands."""

    GUIDED = "guided", _("Inicial: con guía")
    ALONE = "alone", _("Intermedio: sin guía")
    TEACHES = "teaches", _("Avanzado: enseña a otros")


class State(models.TextChoices):
    PROPOSED = "proposed", _("Por firmar")
    DECLINED = "declined", _("No se firmó")
    ISSUED = "issued", _("Vigente")
    SUSPENDED = "suspended", _("Suspendido")
    REVOKED = "revoked", _("Anulado")
    SUPERSEDED = "superseded", _("Reemplazado")


# Those that the public sees: what was never signed is nobody's affair.
PUBLISHED = (State.ISSUED, State.SUSPENDED, State.REVOKED, State.SUPERSEDED)


class Why(models.TextChoices):
    """Why one is withdrawn, in words that strangers may read."""

    NAME = "name", _("Cambio de nombre")
    DATA = "data", _("Un dato estaba equivocado")
    BASIS = "basis", _("Se corrigió lo que certificaba")
    PERSON = "person", _("No correspondía a la persona")
    CHECKING = "checking", _("Se está revisando")


CORRECTIONS = (Why.NAME, Why.DATA, Why.BASIS)
