"""The words of activities that every app may use: kinds, modalities, levels, places, bases of pay, sheet states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an activity is, as its register and its sheet call it."""

    WORK = "work", _("Trabajo")
    STUDY = "study", _("Estudio")
    CULTURE = "culture", _("Música y cultura")
    TREATMENT = "treatment", _("Tratamiento")


class Modality(models.TextChoices):
    """How work is organised; only work has one."""

    OWN_INDIVIDUAL = "own_individual", _("Trabajo individual por cuenta propia")
    OWN_GROUP = "own_group", _("Trabajo grupal por cuenta propia")
    COMPANY = "company", _("Taller de empresa")
    INSTITUTION = "institution", _("Taller de la institución")
    SERVICE = "service", _("Servicio auxiliar (ad honórem)")
    CARER = "carer", _("Cuidado en la cuna")


class Level(models.TextChoices):
    """How far a class leads; only study has one."""

    LITERACY = "literacy", _("Alfabetización")
    PRIMARY = "primary", _("Primaria (EBA inicial e intermedio)")
    SECONDARY = "secondary", _("Secundaria (EBA avanzado)")
    TECHNICAL = "technical", _("Técnico-productiva (CETPRO)")
    HIGHER_TECHNICAL = "higher_technical", _("Superior técnica")
    UNIVERSITY = "university", _("Universitaria")


class Place(models.TextChoices):
    """Where an activity is held."""

    WORKSHOP = "workshop", _("Taller")
    CLASSROOM = "classroom", _("Aula")
    SERVICE = "service", _("Servicio")
    NURSERY = "nursery", _("Cuna")
    OUTSIDE = "outside", _("Exterior")
    CELL = "cell", _("Celda o pasadizo")


class PayBasis(models.TextChoices):
    """What the pay of an activity is reckoned by."""

    NONE = "none", _("Sin pago (ad honórem)")
    HOUR = "hour", _("Por hora")
    DAY = "day", _("Por día")
    PIECE = "piece", _("Por pieza")
    SHARE = "share", _("Parte de lo que vende el grupo")
    TRAINING = "training", _("Subvención de capacitación")
    DECLARED = "declared", _("Ingreso propio declarado")


class SheetState(models.TextChoices):
    """How far the sheet of a month has come."""

    OPEN = "open", _("Abierta")
    SUBMITTED = "submitted", _("Entregada")
    APPROVED = "approved", _("Aprobada")
    CLOSED = "closed", _("Cerrada")
