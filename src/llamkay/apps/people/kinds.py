"""The words of the register of people that every app may use: sexes, documents, ways in and out of custody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ADULT = 18  # years of whoever may enter a prison


class Sex(models.TextChoices):
    """As the identity document says it."""

    FEMALE = "F", _("Mujer")
    MALE = "M", _("Varón")


class Tongue(models.TextChoices):
    """The language that somebody spoke first, as she says it."""

    SPANISH = "spanish", _("Castellano")
    QUECHUA = "quechua", _("Quechua")
    AYMARA = "aymara", _("Aimara")
    NATIVE = "native", _("Otra lengua originaria")
    SIGNS = "signs", _("Lengua de señas peruana")
    FOREIGN = "foreign", _("Lengua extranjera")


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


class ExitGround(models.TextChoices):
    """Why somebody was set free, as the paper says it: what decides whether the exit is a release that is followed."""

    SENTENCE_SERVED = "sentence_served", _("Cumplimiento de la condena")
    REMISSION_COMPLETED = "remission_completed", _("Cumplimiento con redención")
    CONDITIONAL_RELEASE = "conditional_release", _("Liberación condicional")
    SEMI_LIBERTY = "semi_liberty", _("Semilibertad")
    SURVEILLANCE = "electronic_surveillance", _("Vigilancia electrónica")
    CONVERSION = "conversion", _("Conversión de la pena")
    COMMUTATION = "commutation", _("Conmutación de la pena")
    PARDON = "pardon", _("Indulto o derecho de gracia")
    HABEAS_CORPUS = "habeas_corpus", _("Hábeas corpus")
    MEASURE_ENDED = "precautionary_measure_ended", _("Fin o cambio de la prisión preventiva")
    ACQUITTED = "acquitted", _("Absolución o sobreseimiento")
    EXPULSION = "expulsion", _("Expulsión del país")
    EXTRADITION = "extradition", _("Extradición o traslado a otro país")
    ERROR = "error", _("Egreso por error")
    UNKNOWN = "unknown", _("El papel no lo dice")


class EntryGround(models.TextChoices):
    """Why somebody came in, where it is more than a new detention."""

    DETENTION = "detention", _("Detención o prisión preventiva")
    SENTENCE = "sentence", _("Condena efectiva")
    REVOCATION = "revocation", _("Revocación de un beneficio o de una pena suspendida")
    ADMINISTRATIVE = "administrative", _("Regreso por trámite o por error en el egreso")
    UNKNOWN = "unknown", _("El papel no lo dice")
