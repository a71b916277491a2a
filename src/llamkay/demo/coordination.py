"""What INPE and the women's ministry agreed and promised one another; all of it invented."""

from datetime import date

from django.core.files.base import ContentFile

from llamkay.apps.coordination.agreements import services as agreements
from llamkay.apps.coordination.commitments import services as commitments
from llamkay.apps.coordination.models import Agreement, Commitment
from llamkay.apps.institutions.models import Establishment, Institution, Post, User
from llamkay.apps.institutions.services import record_authority
from llamkay.apps.nursery.health import referrals
from llamkay.apps.people.models import Person
from llamkay.platform.security.access import Command

AUTHORITIES = [
    ("inpe", "Presidencia del Consejo Nacional Penitenciario", "Rafael Quiñones (inventado)"),
    ("inpe", "Dirección de Tratamiento Penitenciario", "Amelia Soto (inventada)"),
    ("mimp", "Secretaría General", "Gloria Meza (inventada)"),
    ("mimp", "Enlace con el sistema penitenciario", "Noemí Valdivia (inventada)"),
]
# The account that answers for each post.
DESKS = {"Enlace con el sistema penitenciario": "mimp", "Dirección de Tratamiento Penitenciario": "estadistica"}
# Of the specific agreement: whose, what, until when, what shows it, the figure that measures it.
OWED = [
    (
        "mimp",
        "Capacitar en cuidado infantil a las cuidadoras de las dos cunas",
        date(2026, 1, 31),
        "actas de asistencia",
        {},
    ),
    (
        "mimp",
        "Entregar material de juego para las salas de bebés y gateadores",
        date(2026, 2, 20),
        "acta de entrega",
        {},
    ),
    (
        "inpe",
        "Lograr que la mayoría de las internas de Chorrillos trabaje o estudie",
        date(2026, 6, 30),
        "cifra mensual",
        {"metric": "work_or_study", "establishment": "EP16", "target": 406},
    ),
    (
        "inpe",
        "Publicar cada trimestre las cifras de niñas y niños de las cunas",
        date(2026, 3, 31),
        "publicación firmada",
        {},
    ),
]


def write_coordination() -> tuple[str, ...]:
    """Write authorities, agreements and commitments as their people would; again changes nothing."""
    if Agreement.objects.exists():
        return ()
    bodies = {body.code: body for body in Institution.objects.all()}
    for code, title, name in AUTHORITIES:
        record_authority(
            actor=Command(), institution=bodies[code], title=title, name=name, on=date(2024, 1, 2), act="Demostración"
        )
    posts = {post.title: post for post in Post.objects.filter(establishment=None)}
    protocol = User.objects.get(username="protocolo")
    for title, username in DESKS.items():
        user = User.objects.get(username=username)
        commitments.seat(actor=protocol, post=posts[title], user=user, since=date(2026, 1, 1))
    frame = _agreement(
        protocol,
        posts,
        kind="framework",
        number="001-2024-INPE-MIMP (demostración)",
        title="Cooperación por las mujeres privadas de libertad y sus hijas e hijos",
        purpose="Cooperar para que el trabajo, el estudio y el cuidado en los penales de mujeres tengan los servicios "
        "de las dos instituciones.",
        starts_on=date(2024, 2, 28),
        ends_on=date(2026, 2, 27),
    )
    agreements.sign(actor=protocol, agreement=frame, on=date(2024, 2, 28))
    specific = _agreement(
        protocol,
        posts,
        kind="specific",
        parent=frame,
        number="004-2025-INPE-MIMP (demostración)",
        title="Cuidado de niñas y niños que viven con sus madres en Chorrillos y Anexo Mujeres",
        purpose="Capacitar a quienes cuidan, mejorar las salas y publicar cada trimestre lo que se puede decir.",
        starts_on=date(2025, 7, 1),
        ends_on=date(2027, 6, 30),
    )
    _owed(protocol, specific)
    agreements.sign(actor=protocol, agreement=specific, on=date(2025, 7, 1))
    _agreement(
        protocol,
        posts,
        kind="addendum",
        parent=frame,
        number="Adenda 1 al 001-2024-INPE-MIMP (demostración)",
        title="Dos años más de cooperación",
        purpose="Ampliar el convenio marco.",
        starts_on=date(2026, 2, 16),
        extends_to=date(2028, 2, 27),
    )
    _reports()
    _referred(bodies["mimp"])
    return (f"{Agreement.objects.count()} convenios y {Commitment.objects.count()} compromisos entre INPE y MIMP.",)


def _agreement(protocol: User, posts: dict[str, Post], **values: object) -> Agreement:
    made = agreements.save_agreement(actor=protocol, **values)  # type: ignore[arg-type]
    for signs, coordinates in (
        ("Presidencia del Consejo Nacional Penitenciario", "Dirección de Tratamiento Penitenciario"),
        ("Secretaría General", "Enlace con el sistema penitenciario"),
    ):
        agreements.set_party(
            actor=protocol,
            agreement=made,
            institution=posts[signs].institution,
            post=posts[signs],
            coordinator=posts[coordinates],
        )
    return made


def _owed(protocol: User, agreement: Agreement) -> None:
    parties = {party.institution.code: party for party in agreement.parties.select_related("institution")}
    for code, text, due_on, evidence, measure in OWED:
        place = Establishment.objects.filter(code=measure.get("establishment", "")).first()
        agreements.add_obligation(
            actor=protocol,
            agreement=agreement,
            party=parties[code],
            text=text,
            due_on=due_on,
            evidence=evidence,
            **{**measure, "establishment": place},
        )


def _referred(ministry: Institution) -> None:
    """A mother of the first prison is referred to the ministry, whose liaison answers in the system."""
    mother = Person.objects.filter(children__stays__establishment__code="EP16").order_by("code").first()
    referrals.refer(
        actor=User.objects.get(username="salud"),
        person=mother,
        what="Acogida y acompañamiento para cuando recupere su libertad",
        service="Servicio de acogida de la demostración",
        on=date(2026, 1, 26),
        due_on=date(2026, 2, 13),
        by="Trabajo social (demostración)",
        institution=ministry,
    )


def _reports() -> None:
    """The liaison says that one half was given; statistics finds less than that in another."""
    rows = {row.what.split()[0]: row for row in Commitment.objects.all()}
    paper = ContentFile(b"%PDF-1.7\n% Acta de demostracion, sin valor\n", name="acta-de-entrega.pdf")
    commitments.report(
        actor=User.objects.get(username="mimp"),
        commitment=rows["Entregar"],
        status="substantial",
        words="Se entregó el material de la sala de bebés; falta el de gateadores.",
        files=[paper],
    )
    analyst = User.objects.get(username="estadistica")
    commitments.report(
        actor=analyst,
        commitment=rows["Publicar"],
        status="complete",
        words="La publicación del cuarto trimestre de 2025 está firmada.",
        metric="children_attending",
    )
    commitments.review(
        actor=User.objects.get(username="protocolo"),
        commitment=rows["Publicar"],
        status="substantial",
        words="Está publicado el cuarto trimestre; falta el primero de 2026.",
    )
