"""The words of the workshops."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Risk(models.TextChoices):
    """How dangerous a tool is in the wrong hands."""

    LOW = "low", _("Bajo")
    MEDIUM = "medium", _("Medio")
    HIGH = "high", _("Alto: corta, pincha o golpea")


class Severity(models.TextChoices):
    """How bad an accident was, as the norm of safety at work names it."""

    MINOR = "minor", _("Leve")
    DISABLING = "disabling", _("Incapacitante")
    FATAL = "fatal", _("Mortal")


class Kit(models.TextChoices):
    """What protects somebody at work."""

    GLOVES = "gloves", _("Guantes")
    GLASSES = "glasses", _("Lentes")
    MASK = "mask", _("Mascarilla o respirador")
    EARS = "ears", _("Protector de oídos")
    SHOES = "shoes", _("Calzado de seguridad")
    APRON = "apron", _("Mandil o ropa de trabajo")
    HELMET = "helmet", _("Casco")
    OTHER = "other", _("Otro")
