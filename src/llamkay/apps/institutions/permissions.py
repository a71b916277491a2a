"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("institutions.view", _("ver establecimientos y autoridades"))
MANAGE = action("institutions.manage", _("cambiar establecimientos, autoridades y funciones"))
# Whoever reviews knows whether somebody still does that work; it gives nothing, it only takes away.
REVIEW_ACCESS = action(
    "institutions.review_access", _("revisar cada seis meses las funciones de las cuentas"), reach=False
)
SET_LEVEL = action("institutions.set_level", _("anotar el nivel de seguridad de un penal y de sus pabellones"))
READ_LOG = action("institutions.read_log", _("leer el registro de actos"))
SEE_SYSTEM = action("institutions.see_system", _("ver el estado del sistema y de sus copias"), reach=False)
# Who holds a post of a ministry or of the head office is public and shows nobody's rows.
AUTHORITIES = action("institutions.authorities", _("registrar instituciones y sus autoridades"), reach=False)
# What acts say of people, and who read about whom, is personal data: whoever runs the system does not need it.
READ_CONTENT = action(
    "institutions.read_log_content",
    _("leer lo que los actos dicen de las personas y el registro de consultas"),
    sensitive=True,
)
REPORT_INCIDENT = action(
    "institutions.report_incident", _("reportar un incidente de seguridad de datos personales"), reach=False
)
INCIDENTS = action(
    "institutions.data_incidents", _("responder por los incidentes de seguridad de datos personales"), sensitive=True
)
