"""The words of evaluation that other apps and pages may use."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.verdict import Code, Grade


class ProtocolState(models.TextChoices):
    """How far a protocol has come; the outcomes open with the second signature."""

    DRAFT = "draft", _("Sin firmar")
    SIGNED = "signed", _("Firmado")
    WITHDRAWN = "withdrawn", _("Retirado")


class Source(models.TextChoices):
    """Where the people of a study come from."""

    REGISTER = "register", _("Registros de este sistema")
    FILE = "file", _("Un archivo, que no se guarda")


class EndingKind(models.TextChoices):
    """What ends a watch without a return."""

    DIED = "died", _("Falleció")
    EXPELLED = "expelled", _("Salió expulsada o extraditada del país")


RETURNS = {
    Return.NEW_CONVICTED: _("Delito nuevo, con condena"),
    Return.NEW_BEFORE_TRIAL: _("Delito nuevo, aún sin condena"),
    Return.REVOKED: _("Revocación de un beneficio"),
    Return.OLD_CASE: _("Causa anterior a la libertad"),
    Return.ADMINISTRATIVE: _("Trámite"),
    Return.UNKNOWN: _("Sin datos para saberlo"),
}
GRADES = {
    Grade.LOT: _("Sorteo entre iguales"),
    Grade.WAITING: _("Lista de espera"),
    Grade.MATCHED: _("Personas parecidas, por lo que consta"),
    Grade.NONE: _("Sin comparación: solo descripción"),
}
CODES = {
    Code.LOWER: (_("Vuelven menos"), "green"),
    Code.HIGHER: (_("Vuelven más"), "red"),
    Code.INCONCLUSIVE: (_("No se encontró diferencia"), "yellow"),
    Code.REFUSED: (_("No se compara"), "grey"),
}
COVARIATES = {
    "age": _("Edad al salir"),
    "female": _("Mujer"),
    "foreign": _("Extranjera o extranjero"),
    "prior": _("Ingresos anteriores"),
    "term": _("Condena en meses"),
    "remand": _("Ingresó sin condena"),
    "served": _("Meses que estuvo"),
}
SUBGROUPS = {
    "long_term": _("Condena de más de seis meses"),
    "short_term": _("Condena de hasta seis meses"),
    "worked_before": _("Trabajaba antes de ingresar"),
    "not_working_before": _("No trabajaba antes de ingresar"),
    "women": _("Mujeres"),
    "first_time": _("Primer ingreso"),
}
ACCESS = {
    "sex": _("Sexo"),
    "age": _("Edad"),
    "nationality": _("Nacionalidad"),
    "prior": _("Ingresos anteriores"),
}
CLASSES = {
    "women": _("Mujeres"),
    "men": _("Varones"),
    "under30": _("Menos de 30 años"),
    "30to49": _("De 30 a 49 años"),
    "over50": _("50 años o más"),
    "unknown": _("No consta"),
    "peru": _("Del Perú"),
    "foreign": _("De otro país"),
    "first": _("Primer ingreso"),
    "again": _("Ya había ingresado"),
}
LOSSES = {
    "identity": _("Sin identidad comprobada"),
    "unknown_ground": _("El papel no dice por qué salió"),
    "exposure": _("No consta todo lo que hizo adentro: faltan planillas cerradas"),
    "landmark_back": _("Volvió antes del mes de partida"),
    "landmark_ended": _("Falleció o dejó el país antes del mes de partida"),
    "landmark_unseen": _("Todavía no llega al mes de partida"),
    "partial": _("Participó menos de lo que pide el protocolo"),
    "group": _("Fuera de la comparación por diseño"),
    "follow_up": _("Todavía no se cumple el plazo"),
}
