"""The doors to life plans, reviews, half-yearly evaluations and treatment."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.plans.permissions import COUNCIL, VIEW, VIEW_TREATMENT
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "plans:list",
        _("Planes de vida"),
        VIEW,
        order=45,
        words=_("Entrevista, metas y pasos que se cierran con hechos, revisiones."),
    ),
    Door(
        "plans:reviews",
        _("Revisiones de planes"),
        VIEW,
        order=46,
        words=_("Qué planes toca revisar, y cuáles están vencidos."),
    ),
    Door(
        "plans:treatments",
        _("Tratamiento"),
        VIEW_TREATMENT,
        order=47,
        words=_("Derivaciones a programas, quiénes los cursan y los completan."),
    ),
    Door(
        "plans:evaluations",
        _("Evaluación semestral"),
        COUNCIL,
        order=48,
        words=_("Asistencia, conducta y resultado de cada persona, por acta del consejo."),
    ),
)
