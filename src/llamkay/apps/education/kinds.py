"""The words of education that every app may use: institutions, ways of attending, proofs, results, states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstitutionKind(models.TextChoices):
    """What an education institution is for the ministry; never a prison (CEP art. 75, TUO 84)."""

    CEBA = "ceba", _("Centro de educación básica alternativa (CEBA)")
    CETPRO = "cetpro", _("Centro de educación técnico-productiva (CETPRO)")
    HIGHER = "higher", _("Instituto o escuela de educación superior")
    UNIVERSITY = "university", _("Universidad")
    OTHER = "other", _("Otra entidad que capacita")


class Mode(models.TextChoices):
    """How a group attends (Reglamento de la Ley 28044, art. 71)."""

    IN_PERSON = "in_person", _("Presencial")
    BLENDED = "blended", _("Semipresencial")
    DISTANCE = "distance", _("A distancia")


class ProofState(models.TextChoices):
    """What is known of the schooling that somebody says to have."""

    DECLARED = "declared", _("Declarado, sin probar")
    PROVEN = "proven", _("Probado")
    REFUTED = "refuted", _("No se pudo probar")


class StudentState(models.TextChoices):
    """Where an enrolment stands; a transfer or isolation is nobody's failure."""

    ACTIVE = "active", _("Estudia")
    COMPLETED = "completed", _("Aprobó")
    FAILED = "failed", _("No aprobó")
    RECOVERY = "recovery", _("En recuperación")
    WITHDRAWN = "withdrawn", _("Se retiró")
    REMOVED = "removed", _("Separación por inasistencia")
    TRANSFERRED = "transferred", _("Traslado")
    RELEASED = "released", _("Libertad")
    DIED = "died", _("Fallecimiento")
    ESCAPED = "escaped", _("Fuga")
    ISOLATED = "isolated", _("Aislamiento")


# Those that ended what they had begun, well or not, by their own studying: what a rate of completion counts.
OWN_ENDINGS = (StudentState.COMPLETED, StudentState.FAILED, StudentState.WITHDRAWN, StudentState.REMOVED)
# What whoever withdraws a student may say; the rest comes of an act or of a decision.
ENDINGS = (StudentState.WITHDRAWN, StudentState.TRANSFERRED, StudentState.RELEASED, StudentState.ISOLATED)


class MarkKind(models.TextChoices):
    """What a mark of a course is of."""

    EVALUATION = "evaluation", _("Evaluación")
    FINAL = "final", _("Nota final del curso")
    RECOVERY = "recovery", _("Recuperación")


class ActKind(models.TextChoices):
    """Which final act: that of the year or that of those who had something to recover."""

    FINAL = "final", _("Acta final")
    RECOVERY = "recovery", _("Acta de recuperación")


class Result(models.TextChoices):
    """What a final act says of somebody."""

    PASSED = "passed", _("Aprobado")
    RECOVERY = "recovery", _("Requiere recuperación")
    FAILED = "failed", _("Desaprobado")
    WITHDRAWN = "withdrawn", _("Retirado")
    REMOVED = "removed", _("Separación por inasistencia")
    INTERRUPTED = "interrupted", _("Interrumpido por causa ajena")


class NeedKind(models.TextChoices):
    """What a student needs the class and the examination to take into account."""

    HEARING = "hearing", _("Audición")
    SIGHT = "sight", _("Vista")
    READING = "reading", _("Lectura y escritura")
    LANGUAGE = "language", _("Otra lengua materna")
    MOVEMENT = "movement", _("Movimiento")
    ATTENTION = "attention", _("Atención y memoria")
    OTHER = "other", _("Otra")


class EnsembleKind(models.TextChoices):
    """What an ensemble is."""

    CHOIR = "choir", _("Coro")
    ORCHESTRA = "orchestra", _("Orquesta")
    BAND = "band", _("Banda")
    GROUP = "group", _("Conjunto")


class Voice(models.TextChoices):
    """What somebody sings or plays."""

    SOPRANO = "soprano", _("Soprano")
    MEZZO = "mezzo", _("Mezzosoprano")
    CONTRALTO = "contralto", _("Contralto")
    TENOR = "tenor", _("Tenor")
    BASS = "bass", _("Bajo")
    STRINGS = "strings", _("Cuerdas")
    WIND = "wind", _("Viento")
    PERCUSSION = "percussion", _("Percusión")
    PLUCKED = "plucked", _("Guitarra, charango o arpa")
    KEYS = "keys", _("Teclado")


class PieceState(models.TextChoices):
    """How far a work of the repertoire is."""

    LEARNING = "learning", _("Se aprende")
    READY = "ready", _("Lista")
    RETIRED = "retired", _("Fuera de repertorio")


class PerformanceState(models.TextChoices):
    """What became of a performance."""

    PLANNED = "planned", _("Prevista")
    HELD = "held", _("Realizada")
    CANCELLED = "cancelled", _("Cancelada")


class ItemKind(models.TextChoices):
    """What is lent."""

    INSTRUMENT = "instrument", _("Instrumento")
    BOOK = "book", _("Libro")
    LESSON = "lesson", _("Lección en papel")
    FILE = "file", _("Lección en archivo")
    TOOL = "tool", _("Material de clase")


class Owner(models.TextChoices):
    """Whose it is."""

    PRISON = "prison", _("De la institución")
    MINISTRY = "ministry", _("Del Ministerio de Educación")
    DONOR = "donor", _("De una donación")
    BORROWED = "borrowed", _("Prestado por otra entidad")


class Condition(models.TextChoices):
    """In which state something is."""

    GOOD = "good", _("Buen estado")
    WORN = "worn", _("Con uso")
    DAMAGED = "damaged", _("Dañado")
    MISSING = "missing", _("Falta")
