"""The door to life plans, and those behind it: reviews, treatment, half-yearly evaluations."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.plans.permissions import COUNCIL, VIEW, VIEW_TREATMENT
from llamkay.platform.screens.doors import Door, register

ROOM = "plans:list"

register(
    Door(
        ROOM,
        _("Planes de vida"),
        VIEW,
        order=45,
        aside=True,
        words=_("Entrevista, metas y pasos que se cierran con hechos, revisiones, tratamiento."),
    ),
    Door(
        "plans:reviews",
        _("Revisiones de planes"),
        VIEW,
        order=1,
        room=ROOM,
        tab=_("Revisiones"),
        words=_("Qué planes toca revisar, y cuáles están vencidos."),
    ),
    Door(
        "plans:treatments",
        _("Programas de tratamiento"),
        VIEW_TREATMENT,
        order=2,
        room=ROOM,
        tab=_("Tratamiento"),
        words=_("Derivaciones a programas, quiénes los cursan y los completan."),
    ),
    Door(
        "plans:evaluations",
        _("Evaluación semestral"),
        COUNCIL,
        order=3,
        room=ROOM,
        tab=_("Semestres"),
        words=_("Asistencia, conducta y resultado de cada persona, por acta del consejo."),
    ),
)
