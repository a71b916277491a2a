"""The doors to sheets and activities."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.permissions import VIEW, VIEW_SHEET
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
)
