"""One login for each function; they exist in the demonstration only."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from llamkay.apps.institutions.accounts.services import create_user, grant_role
from llamkay.apps.institutions.models import Establishment, Grant, Role, User
from llamkay.platform.security.secrets import encrypt

PASSWORD = "cuna-taller-aula-2026"
# Username, function, invented name, establishment (none: national).
USERS = [
    ("instructora", "instructor", "Nélida Poma", "EP16"),
    ("instructora17", "instructor", "Sonia Tapia", "EP17"),
    ("docente", "teacher", "Julia Ñaupari", "EP16"),
    ("jefatrabajo", "head_work", "Bertha Luján", "EP16"),
    ("jefatrabajo17", "head_work", "Olinda Vega", "EP17"),
    ("jefaeducacion", "head_education", "Pilar Tello", "EP16"),
    ("cuna", "head_nursery", "Irma Ayala", "EP16"),
    ("cuna17", "head_nursery", "Gladys Rojas", "EP17"),
    ("cuidadora", "carer", "Flor Mamani", "EP16"),
    ("cuidadorainterna", "inmate_carer", "Cuidadora interna (inventada)", "EP16"),
    ("salud", "health", "Rocío Valverde", "EP16"),
    ("salud17", "health", "Maritza León", "EP17"),
    ("social", "social_worker", "Elva Huamán", "EP16"),
    ("social17", "social_worker", "Nancy Soto", "EP17"),
    ("psicologia", "psychologist", "Miriam Cárdenas", "EP16"),
    ("tesoreria", "treasurer", "Delia Ponce", "EP16"),
    ("directora", "director", "Carmen Ugarte", "EP16"),
    ("directora17", "director", "Teresa Acuña", "EP17"),
    ("consejo", "council", "Lourdes Dávila", "EP16"),
    ("registro", "registry", "Vilma Saavedra", None),
    ("jefaregistro", "registry", "Rosario Tapia", None),
    ("estadistica", "analyst", "Hilda Zegarra", None),
    ("prensa", "press_officer", "Paola Briceño", None),
    ("jefaprensa", "press_officer", "Norma Tello", None),
    ("protocolo", "protocol", "Liz Olivares", None),
    ("mimp", "mimp_liaison", "Noemí Valdivia", None),
    ("auditoria", "auditor", "Edith Carrasco", None),
    ("dospasos", "auditor", "Ruth Salvatierra", None),
    ("datos", "data_officer", "Úrsula Medina", None),
    ("jefadatos", "data_officer", "Irene Collantes", None),
    ("firma", "certificate_signer", "Amelia Rojas", "EP16"),
    ("firmacetpro", "certificate_signer", "Rosa Llerena", "EP16"),
    ("juzgado", "judge", "Giovanna Salazar", None),
    ("administracion", "administrator", "Karina Alarcón", None),
    ("empresa", "company", "Aleka (demostración)", None),
]

# Whose functions are of the year before, so that their review of half a year is due, or late.
EARLIER = {"psicologia": date(2025, 8, 12), "docente": date(2025, 7, 20), "prensa": date(2025, 7, 1)}
# The one that shows the second step: its secret is public, and the page of the code says what a telephone would show.
SECOND_STEP, SECRET = "dospasos", "LLAMKAYWAYRATAKIUYWAYKUSISUNQU23"


def make_users(*, actor: Any) -> None:
    """Create the logins that are missing, with their function from 1 January 2026, or earlier."""
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
            start=EARLIER.get(username, date(2026, 1, 1)),
        )
        if username == SECOND_STEP:
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})


def demo_code() -> dict[str, str]:
    """What the telephone of the one with a second step shows now."""
    step = next(iter(yield_hotp_counters_from_time()))
    return {"username": SECOND_STEP, "code": format_hotp_value(hotp_value(SECRET, step))}


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
