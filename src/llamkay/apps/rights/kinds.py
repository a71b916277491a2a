"""The words of this app: which right, how far a request is, how an answer leaves, what a term counts from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """What a person may ask of whoever holds her data (Ley 29733, arts. 19 a 22)."""

    ACCESS = "access", _("Acceso: saber qué se tiene")
    RECTIFY = "rectify", _("Rectificación: corregir un dato")
    CANCEL = "cancel", _("Cancelación: borrar lo que sobra")
    OPPOSE = "oppose", _("Oposición: que no se use")


class State(models.TextChoices):
    """How far a request is."""

    OPEN = "open", _("Por responder")
    ANSWERED = "answered", _("Respondida, por entregar")
    DELIVERED = "delivered", _("Entregada")
    WITHDRAWN = "withdrawn", _("Desistida")


class Outcome(models.TextChoices):
    """What was decided."""

    GRANTED = "granted", _("Se concede")
    PARTLY = "partly", _("Se concede en parte")
    REFUSED = "refused", _("Se deniega")


class Ground(models.TextChoices):
    """Why a right is refused, or granted in part, each with its norm in the law data (``privacy.refusal.*``)."""

    NOT_WRONG = "not_wrong", _("Lo registrado es exacto según los documentos")
    THIRD_PARTY = "third_party", _("Revelaría datos de otra persona")
    EVALUATION = "evaluation", _("Es una evaluación de tratamiento")
    PUBLIC_DUTY = "public_duty", _("La ley obliga a la institución a tener ese dato")
    TERM_RUNS = "term_runs", _("El plazo de conservación no ha vencido, o no está fijado")
    HISTORY = "history", _("Debe conservarse por razones históricas, estadísticas o científicas")
    NOT_PROVED = "not_proved", _("No se acreditó la identidad o la representación")


class Way(models.TextChoices):
    """How an answer reaches the person."""

    HAND = "hand", _("En papel, a su mano")
    VIEWED = "viewed", _("La leyó en pantalla, acompañada")
    READ_OUT = "read_out", _("Se le leyó en voz alta, y se le dejó el papel")
    POST = "post", _("En sobre cerrado, a su representante")


class Since(models.TextChoices):
    """From when a term runs."""

    EXIT = "exit", _("desde su última salida")
    NEVER = "never", _("no se borra nunca")


class ErasureState(models.TextChoices):
    """How far an erasure is."""

    PROPOSED = "proposed", _("Propuesto: falta otra persona")
    CONFIRMED = "confirmed", _("Confirmado: falta ejecutarlo")
    DONE = "done", _("Ejecutado")
    REFUSED = "refused", _("No se hizo")
