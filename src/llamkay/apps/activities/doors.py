"""The doors to sheets and activities."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.permissions import (
    CLOSE_DAY,
    DECIDE_PLACE,
    EXCLUDE,
    FITNESS,
    INBOX,
    MANAGE,
    MOVEMENTS,
    SEPARATE,
    VIEW,
    VIEW_SHEET,
)
from llamkay.platform.screens.doors import Door, register

ROOM = "activities:list"  # whose tabs are the lists that stand behind it

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
        room=ROOM,
        tab=_("Solicitudes de plaza"),
    ),
    Door(
        "activities:movements",
        _("Movimientos del día"),
        MOVEMENTS,
        order=31,
        words=_("Quién va a dónde y a qué hora, con los cruces; en pantalla y en papel."),
    ),
    Door(
        "activities:days",
        _("Cierre del día"),
        CLOSE_DAY,
        order=38,
        words=_("Lo que venció, lo que falta marcar, lo que hay que mirar."),
        room=ROOM,
        tab=_("Cierre del día"),
    ),
    Door(
        "activities:rounds",
        _("Rondas de elección"),
        MANAGE,
        order=34,
        words=_("Cursos y música por elección: lo que cada una prefiere, y el sorteo."),
        room=ROOM,
        tab=_("Rondas de elección"),
    ),
    Door(
        "activities:planner",
        _("Planificador de plazas"),
        MANAGE,
        order=35,
        words=_("Qué falta para que más personas trabajen: por penal, turno y especialidad."),
        room=ROOM,
        tab=_("Planificador de plazas"),
    ),
    Door(
        "activities:access",
        _("Igualdad de acceso"),
        MANAGE,
        order=39,
        words=_("Quién tiene plaza y cuánto espera, por grupos."),
        room=ROOM,
        tab=_("Igualdad de acceso"),
    ),
    Door(
        "activities:fitness",
        _("Límites para el trabajo"),
        FITNESS,
        order=36,
        words=_("Lo que salud limita, sin la causa."),
    ),
    Door(
        "activities:inbox",
        _("Cambios por atender"),
        INBOX,
        order=33,
        words=_("Lo que cambió para quien tiene plaza: un traslado, otra etapa, un límite, un horario."),
        room=ROOM,
        tab=_("Cambios"),
    ),
    Door(
        "activities:exclusions",
        _("Horas excluidas"),
        EXCLUDE,
        order=36,
        words=_("Las horas en que alguien no va a su actividad: lactancia, salud, clase."),
        room=ROOM,
        tab=_("Horas excluidas"),
    ),
    Door(
        "activities:separations",
        _("Órdenes de separación"),
        SEPARATE,
        order=37,
        words=_("A quiénes se mantiene separadas."),
    ),
    Door(
        "activities:council",
        _("Plazas para el consejo"),
        DECIDE_PLACE,
        order=33,
        words=_("Las plazas propuestas, y lo que decide el consejo de ellas."),
    ),
)
