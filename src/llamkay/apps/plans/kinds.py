"""The words of the life plan: topics of an interview, areas of a goal, what closes a step, how things end."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a first interview asks about that a plan of work and study is made from."""

    SCHOOLING = "schooling", _("Estudios que dice tener")
    TRADE = "trade", _("Oficios que conoce")
    EXPERIENCE = "experience", _("En qué ha trabajado")
    INTEREST = "interest", _("Qué le interesa")


class Matter(models.TextChoices):
    """What a first interview asks about that few may read."""

    FAMILY = "family", _("Su familia")
    CHILDREN = "children", _("Sus hijos")
    NEED = "need", _("Lo que necesita")


class Area(models.TextChoices):
    """What a goal is about."""

    WORK = "work", _("Trabajo")
    STUDY = "study", _("Estudio")
    TREATMENT = "treatment", _("Tratamiento")
    FAMILY = "family", _("Familia")
    PAPERS = "papers", _("Documentos")
    HEALTH = "health", _("Salud")
    RELEASE = "release", _("Salida")


class Closes(models.TextChoices):
    """What closes a step: a fact of some room, or somebody's hand with its evidence."""

    DAYS = "days", _("Días trabajados")
    MARKS = "marks", _("Meses de estudio aprobados")
    MODULE = "module", _("Módulo, grado o ciclo aprobado")
    SCHOOLING = "schooling", _("Nivel de estudios probado")
    DOCUMENT = "document", _("Documento de identidad registrado")
    CERTIFICATE = "certificate", _("Certificado firmado")
    TREATMENT = "treatment", _("Programa de tratamiento completado")
    HAND = "hand", _("A mano, con lo que lo prueba")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Borrador")
    AGREED = "agreed", _("Acordado")
    SUPERSEDED = "superseded", _("Reemplazado")


class Consent(models.TextChoices):
    """How she agreed to her plan."""

    SIGNED = "signed", _("Firmó")
    FINGERPRINT = "fingerprint", _("Puso su huella")
    READ_TO = "read_to", _("Se le leyó y puso su huella")


class ReviewKind(models.TextChoices):
    """What a review is due by."""

    TIME = "time", _("Por el tiempo que le queda")
    TRANSFER = "transfer", _("Por traslado")


class Outcome(models.TextChoices):
    """What a review decided."""

    STAYS = "stays", _("El plan sigue igual")
    CHANGES = "changes", _("El plan cambia")


class Conduct(models.TextChoices):
    """How the council sees the conduct of half a year."""

    GOOD = "good", _("Buena")
    REGULAR = "regular", _("Regular")
    BAD = "bad", _("Mala")


class Verdict(models.TextChoices):
    """What the council decides of half a year."""

    FAVOURABLE = "favourable", _("Favorable")
    UNFAVOURABLE = "unfavourable", _("Desfavorable")
    NOT_EVALUATED = "not_evaluated", _("No se evaluó")


class TreatmentState(models.TextChoices):
    """Where somebody is with a treatment programme; computed from its days and from why it ended."""

    REFERRED = "referred", _("Con derivación")
    STARTED = "started", _("En curso")
    COMPLETED = "completed", _("Completado")
    WITHDRAWN = "withdrawn", _("No lo terminó")
    INTERRUPTED = "interrupted", _("Interrumpido por causa ajena")
    NOT_STARTED = "not_started", _("No llegó a empezar")
