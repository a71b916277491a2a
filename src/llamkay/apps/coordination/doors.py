"""The doors to agreements and commitments."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.coordination.permissions import COMMITMENTS, LIAISON, VIEW, VISITS
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "coordination:agreements",
        _("Convenios"),
        VIEW,
        order=150,
        aside=True,
        words=_("Lo que las instituciones acuerdan, hasta cuándo y a qué se obligan."),
    ),
    Door(
        "coordination:visits",
        _("Visitas"),
        VISITS,
        order=148,
        aside=True,
        words=_("Las visitas oficiales, parada por parada: sus papeles, lo que pasó y lo que dejaron."),
    ),
    Door(
        "coordination:liaison",
        _("Enlace"),
        LIAISON,
        order=146,
        words=_("Las derivaciones que le dirigen, las cifras publicadas de las cunas y sus compromisos."),
    ),
    Door(
        "coordination:commitments",
        _("Compromisos"),
        COMMITMENTS,
        order=152,
        aside=True,
        words=_("Lo que cada cargo prometió, hasta cuándo y cuánto se avanzó."),
    ),
)
