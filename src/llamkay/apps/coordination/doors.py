"""The doors to agreements and commitments."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.coordination.permissions import COMMITMENTS, VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "coordination:agreements",
        _("Convenios"),
        VIEW,
        order=150,
        words=_("Lo que las instituciones acuerdan, hasta cuándo y a qué se obligan."),
    ),
    Door(
        "coordination:commitments",
        _("Compromisos"),
        COMMITMENTS,
        order=152,
        words=_("Lo que cada cargo prometió, hasta cuándo y cuánto se avanzó."),
    ),
)
