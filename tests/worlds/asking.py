"""Somebody asks about her data; a term waits, a case is held, an erasure is proposed: for pages that show them."""

from datetime import date
from types import SimpleNamespace

from llamkay.apps.rights.models import Erasure, RetentionTerm
from llamkay.apps.rights.requests import services
from llamkay.apps.rights.retention.plan import dry_run
from llamkay.apps.rights.retention.services import hold
from llamkay.platform import clock
from llamkay.platform.security.access import Command


def asking(made, n=0):
    """One of each in a prison; every word of it holds the prison's."""
    actor, word = Command(), made.word
    found = SimpleNamespace()
    found.request = services.receive(
        actor=actor,
        person=made.person,
        right="access",
        what=f"Lo que tienen de {word}",
        filed_on=clock.today(),
        identified_by=f"DNI de {word}",
    )
    found.hold = hold(
        actor=actor,
        establishment=made.place,
        case_number=f"Caso {word} {n}",
        reason=f"Proceso inventado de {word}.",
        document="Oficio",
    )
    plan = dry_run(made.second, on=clock.today())
    found.erasure = Erasure.objects.create(
        person=made.second,
        establishment=made.place,
        state="refused",
        plan=plan.document(),
        seal=plan.seal(),
        authorisation=f"Autorización de {word}",
        proposed_by="alguien",
        proposed_at=clock.now(),
        decided_by="alguien",
        decided_at=clock.now(),
        refused_why=f"No procede, dice {word}",
    )
    found.term, _made = RetentionTerm.objects.get_or_create(
        kind="consent",
        defaults={
            "period": (date(2020, 1, 1), None),
            "since": "never",
            "norm": "RP",
            "article": "1",
            "source": "Prueba",
            "entered_by": "alguien",
            "entered_at": clock.now(),
        },
    )
    made.data = found
