"""Two institutions, who holds their posts, who answers and who reviews."""

from datetime import date
from types import SimpleNamespace

import pytest

from llamkay.apps.coordination.agreements import services as agreements
from llamkay.apps.coordination.commitments import services as commitments
from llamkay.apps.coordination.models import Agreement
from llamkay.apps.institutions.models import Establishment, Institution, Post
from llamkay.apps.institutions.services import appoint, record_authority
from llamkay.platform.security.access import Command
from tests.worlds import factories


@pytest.fixture
def two_sides(everything, reference):
    """INPE and the women's ministry: each with its head, an officer of protocol, a liaison, an analyst."""
    inpe, ministry = (Institution.objects.get(code=code) for code in ("inpe", "mimp"))
    since = {"actor": Command(), "on": date(2025, 1, 1)}
    record_authority(institution=inpe, title="Presidencia", name="Ana Ríos", **since)
    record_authority(institution=ministry, title="Ministra", name="Eva Luna", **since)
    record_authority(institution=ministry, title="Dirección de Enlace", name="Noemí Paz", **since)
    place = Establishment.objects.get(code="EP16")
    appoint(establishment=place, title="Directora", name="Rosa Sol", **since)
    posts = {post.title: post for post in Post.objects.all()}
    staff = {
        name: factories.staff(role, at, name)
        for name, role, at in (
            ("protocolo", "protocol", None),
            ("enlace", "mimp_liaison", None),
            ("estadistica", "analyst", None),
            ("directora", "director", place),
        )
    }
    made = SimpleNamespace(inpe=inpe, ministry=ministry, posts=posts, place=place, **staff)
    commitments.seat(actor=made.protocolo, post=posts["Dirección de Enlace"], user=made.enlace, since=date(2026, 1, 1))
    return made


@pytest.fixture
def draft(two_sides):
    """An agreement of two years between them that nobody has signed."""

    def make(**values):
        given = {
            "kind": Agreement.Kind.SPECIFIC,
            "number": "001-2025-INPE-MIMP",
            "title": "Atención de madres con sus hijos",
            "purpose": "Cooperar en la atención.",
            "starts_on": date(2025, 3, 1),
            "ends_on": date(2026, 12, 31),
        }
        found = agreements.save_agreement(actor=two_sides.protocolo, **{**given, **values})
        for institution, post in ((two_sides.inpe, "Presidencia"), (two_sides.ministry, "Ministra")):
            agreements.set_party(
                actor=two_sides.protocolo,
                agreement=found,
                institution=institution,
                post=two_sides.posts[post],
                coordinator=two_sides.posts["Dirección de Enlace"] if institution == two_sides.ministry else None,
            )
        return found

    return make


@pytest.fixture
def promised(two_sides):
    """Something that the ministry's liaison promised until March."""

    def make(**values):
        given = {
            "what": "Capacitar al personal de las dos cunas",
            "post": two_sides.posts["Dirección de Enlace"],
            "due_on": date(2026, 3, 31),
            "indicator": "dos talleres dados",
            "evidence": "actas de asistencia",
            "meeting": "Visita del 2 de febrero de 2026",
            "made_on": date(2026, 1, 15),
        }
        return commitments.commit(actor=two_sides.protocolo, **{**given, **values})

    return make
