"""The words of activities that every app may use: kinds, modalities, levels, places, bases of pay, sheet states."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from llamkay.core.placement.states import State


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


class PlaceState(models.TextChoices):
    """The states of a place in words; ``core.placement.states`` says how one leads to another."""

    REQUESTED = State.REQUESTED.value, _("Pedida")
    LISTED = State.LISTED.value, _("En lista de espera")
    PROPOSED = State.PROPOSED.value, _("Propuesta al consejo")
    APPROVED = State.APPROVED.value, _("Aprobada por el consejo")
    PENDING = State.PENDING.value, _("Por empezar")
    ACTIVE = State.ACTIVE.value, _("Activa")
    SUSPENDED = State.SUSPENDED.value, _("Suspendida")
    ENDED = State.ENDED.value, _("Terminada")
    REFUSED = State.REFUSED.value, _("No aprobada")
    WITHDRAWN = State.WITHDRAWN.value, _("Retirada")
    LAPSED = State.LAPSED.value, _("Vencida")


class AskedBy(models.TextChoices):
    """Who asked for a place."""

    PERSON = "person", _("La propia persona")
    WORK = "work", _("El área de trabajo")
    EDUCATION = "education", _("El área de educación")
    TREATMENT = "treatment", _("El órgano técnico de tratamiento")
    FAMILY = "family", _("Su familia o su defensa")
    TRANSFER = "transfer", _("Viene por traslado")


class EndGroup(models.TextChoices):
    """The first level of why a place ends."""

    COMPLETED = "completed", _("Terminó lo que se propuso")
    PERSON = "person", _("Decisión de la persona")
    HEALTH = "health", _("Salud y cuidado")
    CONDUCT = "conduct", _("Conducta o rendimiento")
    MOVED = "moved", _("Ya no está o no puede salir")
    ACTIVITY = "activity", _("La actividad o el penal")


class SuspensionKind(models.TextChoices):
    """Why a place is kept without coming."""

    HEALTH = "health", _("Salud")
    CARE = "care", _("Maternidad o cuidado de su hijo")
    DISCIPLINE = "discipline", _("Medida disciplinaria")
    SECURITY = "security", _("Seguridad")
    MATERIALS = "materials", _("Falta de material o de pedidos")
    REQUEST = "request", _("A su pedido")
    # Of the sessions of some days, said beforehand by the head: the place itself goes on.
    NOT_REQUIRED = "not_required", _("No requerida")


class ExclusionKind(models.TextChoices):
    """Why somebody does not come at some hours of the week; of health, never the cause."""

    NURSING = "nursing", _("Lactancia o cuidado de su hijo")
    HEALTH = "health", _("Salud")
    CLASS = "class", _("Clase o curso")
    OTHER = "other", _("Otro motivo")


class ChangeKind(models.TextChoices):
    """What changed for somebody with a place, or in an activity."""

    LEFT = "left", _("Dejó el penal")
    STAGE = "stage", _("Cambio de etapa")
    HEALTH = "health", _("Límite de salud")
    HOURS = "hours", _("Horas excluidas")
    ACTIVITY = "activity", _("Cambió la actividad")
    ABSENCE = "absence", _("Faltas de un curso")


class CancelReason(models.TextChoices):
    """Why a session is not held."""

    MATERIALS = "materials", _("Sin material")
    POWER = "power", _("Corte de luz o de agua")
    STAFF = "staff", _("Falta quien la dirige")
    SECURITY = "security", _("Seguridad o requisa")
    EVENT = "event", _("Actividad del penal")
    OTHER = "other", _("Otro motivo")


class Schooling(models.TextChoices):
    """The schooling that somebody has completed, as an activity asks for it."""

    LITERACY = "literacy", _("Lee y escribe")
    PRIMARY = "primary", _("Primaria completa")
    SECONDARY = "secondary", _("Secundaria completa")
    TECHNICAL = "technical", _("Técnico-productiva")
    HIGHER = "higher", _("Superior")


class Tools(models.TextChoices):
    """The most dangerous thing that is handled in an activity."""

    NONE = "none", _("Ninguna")
    HAND = "hand", _("Herramientas de mano")
    SHARP = "sharp", _("Cortantes o punzantes")
    MACHINES = "machines", _("Máquinas")


class Limit(models.TextChoices):
    """What health may limit, without saying why; and what an activity demands."""

    WORK = "work", _("Todo trabajo")
    LOADS = "loads", _("Cargar peso")
    DUST = "dust", _("Polvo o vapores")
    HEIGHTS = "heights", _("Alturas")
    MACHINES = "machines", _("Máquinas")
    NIGHT = "night", _("Turno de noche")
