"""What people of the demonstration ask about their data, how long records stay, and an erasure to be confirmed."""

from datetime import date, timedelta

from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.nursery.models import Child
from llamkay.apps.people.custody.services import admit_person, release_person
from llamkay.apps.people.models import Person
from llamkay.apps.rights.models import DataRequest
from llamkay.apps.rights.requests import services as requests
from llamkay.apps.rights.retention import services as retention
from llamkay.apps.rights.retention.plan import dry_run
from llamkay.platform import clock

INVENTED = {
    "norm": "R.P. 000-2019 (invento de demostración)",
    "article": "Serie inventada",
    "source": "Programa de control de documentos inventado para la demostración",
}
# Kinds of record that the invented resolution fixes, with their years; of the others nobody fixed any.
TERMS = {"identity": 10, "legal": 10, "attendance": 10, "plans": 5}


def write_rights() -> tuple[str, ...]:
    """A mother asked for everything and has it in her hand; a correction runs; an opposition was refused; an erasure
    waits for a second person."""
    if DataRequest.objects.exists():
        return ()
    officer, second, social, clerk = (
        User.objects.get(username=name) for name in ("datos", "jefadatos", "social", "registro")
    )
    today = clock.today()
    child = Child.objects.filter(stays__establishment__code="EP16", stays__period__endswith=None).order_by("id")[0]
    access = requests.receive(
        actor=social,
        person=child.mother,
        right="access",
        what="Quiero saber todo lo que tienen escrito de mí y de mi hija o hijo.",
        filed_on=today - timedelta(days=10),
        identified_by="Su documento, a la vista",
        child=child,
        child_proof="Certificado de nacido vivo, a la vista (inventado)",
    )
    requests.make_report(actor=officer, request=access)
    requests.answer(
        actor=officer,
        request=access,
        outcome="partly",
        ground="evaluation",
        answer="Le entregamos todo lo que se tiene de usted, menos las evaluaciones que la ley reserva.",
    )
    requests.deliver(actor=social, request=access, on=today, how="hand")
    held = Person.objects.filter(custody__establishment__code="EP16", custody__period__endswith=None)
    first, other = held.exclude(pk=child.mother_id).order_by("id")[:2]
    asked_on = today - timedelta(days=6)
    requests.receive(
        actor=clerk,
        person=first,
        right="rectify",
        what="Mi segundo nombre está incompleto: así figura en mi documento.",
        filed_on=asked_on,
        identified_by="Su documento, a la vista",
    )
    against = requests.receive(
        actor=clerk,
        person=other,
        right="oppose",
        what="No quiero figurar en las planillas del taller.",
        filed_on=asked_on,
        identified_by="Su documento, a la vista",
    )
    requests.answer(
        actor=officer,
        request=against,
        outcome="refused",
        ground="public_duty",
        answer="La ley manda llevar la planilla: de ella salen su redención y su paga. Nadie de fuera la lee.",
    )
    for kind, years in TERMS.items():
        term = retention.enter_term(
            actor=officer, kind=kind, since="exit", years=years, start=date(2019, 1, 1), **INVENTED
        )
        retention.confirm_term(actor=second, term=term)
    place = Establishment.objects.get(code="EP16")
    retention.hold(
        actor=officer,
        establishment=place,
        person=first,
        reason="Proceso por un accidente de trabajo (inventado).",
        document="Oficio 000-2026 (inventado)",
    )
    _to_erase(clerk, officer, place)
    return ("Tres pedidos sobre datos propios, uno entregado en su mano; un borrado por confirmar.",)


def _to_erase(clerk: User, officer: User, place: Establishment) -> None:
    """Somebody who left in 2014, and whose terms are over."""
    gone = admit_person(
        actor=clerk,
        establishment=place,
        on=date(2013, 3, 4),
        first_surname="Antigua",
        second_surname="Inventada",
        given_names="Eusebia",
        sex="F",
    )
    release_person(
        actor=clerk, person=gone, on=date(2014, 6, 30), reason="Resolución 000-2014 (inventada), 30 de junio de 2014"
    )
    retention.propose(
        actor=officer,
        person=gone,
        authorisation="Autorización 000-2026 del archivo (inventada)",
        seen=dry_run(gone, on=clock.today()).seal(),
    )
