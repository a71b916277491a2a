"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

ADD_HOLDER = act("institutions.add_holder", _("registrar autoridad"), of_people=False)
ADD_INSTITUTION = act("institutions.add_institution", _("registrar institución"), of_people=False)
ADD_POST = act("institutions.add_post", _("crear cargo"), of_people=False)
ASK_RECOVERY = act("institutions.ask_recovery", _("pedir quitar la verificación en dos pasos"), of_people=False)
CHANGE_PASSWORD = act("institutions.change_password", _("cambiar contraseña propia"), of_people=False)
CORRECT_USER = act("institutions.correct_user", _("corregir datos de una cuenta"), of_people=False)
CREATE_USER = act("institutions.create_user", _("abrir cuenta"), of_people=False)
DEACTIVATE_USER = act("institutions.deactivate_user", _("desactivar cuenta"), of_people=False)
DROP_OWN_STEP = act("institutions.drop_own_step", _("desactivar la verificación propia"), of_people=False)
END_GRANT = act("institutions.end_grant", _("quitar función"), of_people=False)
END_SESSION = act("institutions.end_session", _("terminar una sesión"), of_people=False)
CLOSE_INCIDENT = act("institutions.close_incident", _("cerrar incidente de datos"), of_people=False)
GRANT_ROLE = act("institutions.grant_role", _("dar función"), of_people=False)
INCIDENT_AUTHORITY = act(
    "institutions.incident_authority", _("avisar incidente de datos a la autoridad"), of_people=False
)
INCIDENT_FACTS = act("institutions.incident_facts", _("escribir hechos de un incidente de datos"), of_people=False)
INCIDENT_PEOPLE = act("institutions.incident_people", _("avisar incidente de datos a los afectados"), of_people=False)
LINK_IDENTITY = act("institutions.link_identity", _("unir una cuenta a su identidad"), of_people=False)
LOAD_REFERENCE = act("institutions.load_reference", _("poner al día los datos de referencia"), of_people=False)
NEW_CODES = act("institutions.new_codes", _("generar códigos de reserva propios"), of_people=False)
PRINT_INCIDENT = act("institutions.print_incident", _("imprimir aviso de incidente de datos"), of_people=False)
REACTIVATE_USER = act("institutions.reactivate_user", _("reactivar cuenta"), of_people=False)
REFUSE_RECOVERY = act(
    "institutions.refuse_recovery", _("no aceptar quitar la verificación en dos pasos"), of_people=False
)
REMOVE_SECOND_STEP = act("institutions.remove_second_step", _("quitar la verificación en dos pasos"), of_people=False)
REVIEW_GRANT = act("institutions.review_grant", _("revisar la función de una cuenta"), of_people=False)
RENAME = act("institutions.rename", _("cambiar nombre de institución"), of_people=False)
REPORT_INCIDENT = act("institutions.report_incident", _("reportar incidente de datos"), of_people=False)
SET_LEVEL = act("institutions.set_level", _("nivel de seguridad"), of_people=False)
SET_PASSWORD = act("institutions.set_password", _("dar contraseña temporal"), of_people=False)
SET_USES_SYSTEM = act("institutions.set_uses_system", _("establecimiento usa el sistema"), of_people=False)
TAKE_OWN_STEP = act("institutions.take_own_step", _("activar la verificación propia"), of_people=False)
UNLINK_IDENTITY = act("institutions.unlink_identity", _("separar una cuenta de su identidad"), of_people=False)

read("incident", _("leyó incidentes de datos"))
read("log", _("leyó el registro"))

target("acts", _("Registro de actos"))
target("establishments", _("Establecimientos"))
target("reads", _("Registro de consultas"))
target("reviews", _("Revisión de accesos"))
target("users", _("Usuarios"))
target(
    "data_incident", _("Incidente de datos"), page="institutions:data_incident", action="institutions.data_incidents"
)
target("data_incidents", _("Incidentes de datos"))
target("establishment", _("Establecimiento"))
target("institution", _("Institución"))
target("reference", _("Datos de referencia"))
target("post", _("Cargo"))
target("user", _("Cuenta"), page="institutions:user", action="institutions.manage")
