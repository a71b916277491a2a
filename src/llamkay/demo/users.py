"""One login for each function; they exist in the demonstration only."""

from datetime import date
from typing import Any

from llamkay.apps.institutions.models import Establishment, Grant, Role, User
from llamkay.apps.institutions.services import create_user, grant_role

PASSWORD = "cuna-taller-aula-2026"
# Username, function, invented name, establishment (none: national).
USERS = [
    ("instructora", "instructor", "Nélida Poma (instructora)", "EP16"),
    ("instructora17", "instructor", "Sonia Tapia (instructora)", "EP17"),
    ("docente", "teacher", "Julia Ñaupari (docente)", "EP16"),
    ("jefatrabajo", "head_work", "Bertha Luján (jefa de trabajo)", "EP16"),
    ("jefatrabajo17", "head_work", "Olinda Vega (jefa de trabajo)", "EP17"),
    ("jefaeducacion", "head_education", "Pilar Tello (jefa de educación)", "EP16"),
    ("cuna", "head_nursery", "Irma Ayala (responsable de la cuna)", "EP16"),
    ("cuna17", "head_nursery", "Gladys Rojas (responsable de la cuna)", "EP17"),
    ("cuidadora", "carer", "Flor Mamani (cuidadora)", "EP16"),
    ("cuidadorainterna", "inmate_carer", "Cuidadora interna (inventada)", "EP16"),
    ("salud", "health", "Rocío Valverde (enfermera)", "EP16"),
    ("salud17", "health", "Maritza León (enfermera)", "EP17"),
    ("social", "social_worker", "Elva Huamán (trabajadora social)", "EP16"),
    ("social17", "social_worker", "Nancy Soto (trabajadora social)", "EP17"),
    ("psicologia", "psychologist", "Miriam Cárdenas (psicóloga)", "EP16"),
    ("tesoreria", "treasurer", "Delia Ponce (tesorera)", "EP16"),
    ("directora", "director", "Carmen Ugarte (directora)", "EP16"),
    ("directora17", "director", "Teresa Acuña (directora)", "EP17"),
    ("consejo", "council", "Lourdes Dávila (consejo técnico)", "EP16"),
    ("registro", "registry", "Vilma Saavedra (registro)", None),
    ("estadistica", "analyst", "Hilda Zegarra (estadística)", None),
    ("prensa", "press_officer", "Paola Briceño (prensa)", None),
    ("jefaprensa", "press_officer", "Norma Tello (jefa de prensa)", None),
    ("protocolo", "protocol", "Liz Olivares (protocolo)", None),
    ("mimp", "mimp_liaison", "Noemí Valdivia (enlace del MIMP)", None),
    ("auditoria", "auditor", "Edith Carrasco (auditora)", None),
    ("datos", "data_officer", "Úrsula Medina (oficial de datos)", None),
    ("juzgado", "judge", "Giovanna Salazar (juzgado)", None),
    ("administracion", "administrator", "Karina Alarcón (administración)", None),
]


def make_users(*, actor: Any) -> None:
    """Create the logins that are missing, with their function from 1 January 2026."""
    places = {place.code: place for place in Establishment.objects.filter(code__in=["EP16", "EP17"])}
    known = set(User.objects.values_list("username", flat=True))
    for username, role, name, place in USERS:
        if username in known:
            continue
        user = create_user(actor=actor, username=username, full_name=name, password=PASSWORD)
        grant_role(
            actor=actor,
            user=user,
            role=Role.objects.get(code=role),
            establishment=places.get(place),
            start=date(2026, 1, 1),
        )


def demo_logins() -> list[dict[str, str]]:
    """The logins for the login page of the demonstration."""
    found = {
        grant.user.username: grant
        for grant in Grant.objects.filter(user__username__in=[u[0] for u in USERS]).select_related(
            "user", "role", "establishment"
        )
    }
    return [
        {
            "username": username,
            "password": PASSWORD,
            "role": str(found[username].role),
            "establishment": str(found[username].establishment or "Sede central"),
        }
        for username, *_ in USERS
        if username in found
    ]
