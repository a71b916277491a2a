"""The doors to the nursery: its own, and those inside it for whoever has only one of its works."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.nursery.permissions import ATTEND, REVIEW, SEE_DAY, VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "nursery:home",
        _("Cuna"),
        VIEW,
        order=80,
        words=_("Los niños que viven con su madre: lo que les falta y quién responde."),
    ),
    Door(
        "nursery:day",
        _("Hoy en la cuna"),
        SEE_DAY,
        order=85,
        inside=VIEW,
        words=_("Quiénes llegaron, las tomas, las medicinas, los conteos de cada sala."),
    ),
    Door(
        "nursery:new_concern",
        _("Alertar por un niño"),
        ATTEND,
        order=90,
        inside=VIEW,
        words=_("Avisar, en reserva si quiere, de algo que le preocupa de un niño."),
    ),
    Door(
        "nursery:break_glass",
        _("Aperturas"),
        REVIEW,
        order=100,
        words=_("Lo que se abrió por urgencia del expediente de un niño, para revisarlo."),
    ),
)
