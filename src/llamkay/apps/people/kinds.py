"""The words of the register of people that every app may use: sexes, documents, ways in and out of custody."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """As the identity document says it."""

    FEMALE = "F", _("Mujer")
    MALE = "M", _("Varón")


class DocumentKind(models.TextChoices):
    """What proves who a person is."""

    DNI = "dni", _("DNI")
    FOREIGNER_CARD = "ce", _("Carné de extranjería")
    PASSPORT = "passport", _("Pasaporte")
    TEMPORARY_PERMIT = "ptp", _("Permiso temporal de permanencia")


class Entry(models.TextChoices):
    """How a spell of custody begins."""

    ENTRY = "entry", _("Ingreso")
    TRANSFER = "transfer", _("Ingreso por traslado")


class Exit(models.TextChoices):
    """How a spell of custody ends."""

    RELEASE = "release", _("Libertad")
    TRANSFER = "transfer", _("Salida por traslado")
    DEATH = "death", _("Fallecimiento")
    ESCAPE = "escape", _("Fuga")
