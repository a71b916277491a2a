"""The doors to data incidents, establishments, accounts, the log and the state of the system."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.permissions import INCIDENTS, MANAGE, READ_LOG, REVIEW_ACCESS, SEE_SYSTEM, VIEW
from llamkay.platform.screens.doors import Door, register

register(
    Door(
        "institutions:data_incidents",
        _("Incidentes de datos"),
        INCIDENTS,
        order=110,
        words=_("Los incidentes de seguridad de datos personales y las horas que quedan."),
    ),
    Door(
        "institutions:list",
        _("Establecimientos"),
        VIEW,
        order=150,
        aside=True,
        words=_("Los penales del país, sus nombres y sus autoridades en cualquier fecha."),
    ),
    Door(
        "institutions:users",
        _("Usuarios"),
        MANAGE,
        order=160,
        words=_("Las cuentas del personal: abrirlas, darles y quitarles funciones."),
    ),
    Door(
        "institutions:reviews",
        _("Revisión de accesos"),
        REVIEW_ACCESS,
        order=165,
        aside=True,
        words=_("Quién tiene qué función, y si la necesita todavía: cada seis meses."),
    ),
    Door(
        "institutions:log",
        _("Registro"),
        READ_LOG,
        order=170,
        aside=True,
        words=_("Quién hizo qué, cuándo y por qué, línea por línea."),
    ),
    Door(
        "institutions:system",
        _("Sistema"),
        SEE_SYSTEM,
        order=180,
        words=_("Las copias, el disco, las comprobaciones y lo que hay que arreglar."),
    ),
)
