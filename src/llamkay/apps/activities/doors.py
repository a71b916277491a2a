"""The doors to sheets and activities."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.permissions import DECIDE_PLACE, MANAGE, VIEW, VIEW_SHEET
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "activities:sheets",
        _("Planillas"),
        VIEW_SHEET,
        order=20,
        words=_("Las planillas de control de cada mes: llenarlas, entregarlas, aprobarlas."),
    ),
    Door(
        "activities:list",
        _("Actividades"),
        VIEW,
        order=30,
        words=_("Los talleres y aulas, con las personas que tienen plaza."),
    ),
    Door(
        "activities:requests",
        _("Solicitudes de plaza"),
        MANAGE,
        order=32,
        words=_("Quién pide plaza, en qué orden espera y en qué quedó."),
    ),
    Door(
        "activities:council",
        _("Plazas para el consejo"),
        DECIDE_PLACE,
        order=33,
        words=_("Las plazas propuestas, y lo que decide el consejo de ellas."),
    ),
)
