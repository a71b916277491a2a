"""Life plans of the demonstration: one whose steps a sheet and a certificate closed, an overdue review, interviews,
programmes completed, left, interrupted, and the council's half year but for those that still wait."""

from datetime import date
from typing import Any

import numpy as np

from llamkay.apps.activities.models import Trade
from llamkay.apps.certificates.models import Credential
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.people.models import Person
from llamkay.apps.plans.drafting import services as drafting
from llamkay.apps.plans.interviews.services import record_interview, write_words
from llamkay.apps.plans.models import CouncilEvaluation, Plan
from llamkay.apps.plans.reviews.queries import evaluated, last_semester
from llamkay.apps.plans.reviews.services import release_days
from llamkay.apps.plans.treatment import services as treatment
from llamkay.demo.certificates import on_day
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope

BEGAN, LONG_AGO = "2026-01-05", "2025-07-01"
UNEVALUATED = 12  # whom the council has still to evaluate, in each prison
ANSWERS = {
    "schooling": ["Secundaria hasta tercero, en Comas"],
    "trade": ["Costura a máquina", "Venta en mercado"],
    "experience": ["Taller de confección en Gamarra, 2012 a 2017", "Puesto de ropa propio, 2018 a 2020"],
    "interest": ["Diseño de prendas", "El coro"],
    "family": ["La visita su hermana cada quince días"],
    "children": ["Una hija de 9 años y un hijo de 5, con su abuela en Comas"],
    "need": ["Terminar la secundaria", "Que su hija la pueda llamar los domingos"],
}


def write_plans() -> tuple[str, ...]:
    """Through the services that the office uses; a line for the console, nothing where it was done before."""
    if Plan.objects.exists():
        return ()
    users = {user.username: user for user in User.objects.all()}
    place = Establishment.objects.get(code="EP16")
    sewer = Credential.objects.filter(kind="skill", handed_on__isnull=False).select_related("person")[0].person
    others = list(
        Person.objects.filter(
            custody__establishment=place, custody__period__contains=date(2025, 7, 1), merged_into=None
        )
        .filter(custody__period__contains=clock.today(), sex="F")
        .exclude(pk=sewer.pk)
        .order_by("id")[:60]
    )
    _closed_by_a_sheet(users, sewer)
    _overdue(users, others)
    with on_day(BEGAN):
        for person in others[10:14]:
            record_interview(
                actor=users["social"], person=person, on=date(2026, 1, 5), lines=ANSWERS | {"trade": ["Panadería"]}
            )
    _treatments(users, [sewer, *others[20:26]])
    rng = np.random.default_rng(45)
    count = sum(_half_year(rng, each) for each in Establishment.objects.filter(code__in=["EP16", "EP17"]))
    return (f"2 planes de vida, uno con su revisión vencida; {count:,} evaluaciones semestrales.",)


def _closed_by_a_sheet(users: dict[str, User], person: Person) -> None:
    """Interviewed and agreed on 5 January; the sheet of January closed a step, a certificate another."""
    social = users["social"]
    with on_day(BEGAN):
        first = date(2026, 1, 5)
        record_interview(actor=social, person=person, on=first, lines=ANSWERS)
        write_words(
            actor=users["psicologia"],
            person=person,
            on=first,
            text="Me da miedo salir y que nadie me dé trabajo. Pero cuando coso se me pasa la hora.",
        )
        write_words(
            actor=social,
            person=person,
            on=first,
            share=True,
            text="Quiero que mis hijos me vean trabajar en lo mío, en mi propio taller.",
        )
        plan = drafting.draft(actor=social, person=person)
        sewing = Trade.objects.filter(activity__allocations__person=person, activity__company__isnull=False).first()
        work: tuple[dict[str, Any], ...] = (
            {"text": "Trabajar 10 días en el taller", "closes": "days", "needed": 10, "trade": sewing},
            {"text": "Sacar mi certificado de costura", "closes": "certificate", "code": "skill"},
            {"text": "Juntar 90 días de taller", "closes": "days", "needed": 90, "trade": sewing},
        )
        study: tuple[dict[str, Any], ...] = (
            {"text": "Aprobar tres meses de clases", "closes": "marks", "needed": 3},
            {"text": "Terminar la secundaria", "closes": "schooling", "code": "eba_advanced"},
        )
        family: tuple[dict[str, Any], ...] = ({"text": "Dejar arreglada la llamada de los domingos", "closes": "hand"},)
        _goal(plan, social, "work", "Vivir de la costura cuando salga", date(2027, 12, 31), work)
        _goal(plan, social, "study", "Terminar mi secundaria", date(2027, 7, 31), study)
        _goal(plan, social, "family", "Hablar con mi hija cada semana", None, family)
        agreed = drafting.agree(actor=social, plan=plan, on=first, consent="signed")
    step = agreed.goals.get(area="family").steps.get()
    drafting.prove(actor=social, step=step, on=date(2026, 1, 18), what="Autorización de llamada 14-2026")


def _goal(plan: Plan, actor: Any, area: str, title: str, until: date | None, steps: tuple[dict[str, Any], ...]) -> None:
    goal = drafting.add_goal(actor=actor, plan=plan, area=area, title=title, target_on=until)
    for step in steps:
        drafting.add_step(actor=actor, goal=goal, **step)


def _overdue(users: dict[str, User], people: list[Person]) -> None:
    """Agreed in July by whoever accompanied her then, with up to five years left: to be reviewed by January."""
    on = date(2025, 7, 1)
    releases = release_days([person.pk for person in people], on=on)
    soon = [each for each in people if (day := releases.get(each.pk)) is None or day < date(2030, 7, 1)]
    person = next(each for each in soon if (day := releases.get(each.pk)) is None or day > date(2026, 7, 1))
    with on_day(LONG_AGO):
        record_interview(actor=Command(), person=person, on=on, lines={"trade": ["Tejido a palitos"]})
        plan = drafting.draft(actor=Command(), person=person)
        _goal(
            plan,
            Command(),
            "papers",
            "Tener mis papeles al día",
            None,
            (
                {"text": "Registrar mi DNI", "closes": "document", "code": "dni"},
                {"text": "Terminar el programa de crianza", "closes": "treatment", "code": "family"},
            ),
        )
        drafting.agree(actor=Command(), plan=plan, on=on, consent="fingerprint")


def _treatments(users: dict[str, User], people: list[Person]) -> None:
    """One completed, one left by her own wish, one that isolation interrupted, two that go on, one that never began."""
    psychologist = users["psicologia"]
    rows = (
        ("creo", "2025-08-04", "2025-11-28", "completed"),
        ("anger", "2025-08-04", "2025-10-10", "own-request"),
        ("addiction", "2025-09-01", "2025-11-03", "isolation"),
        ("family", "2026-01-05", "", ""),
        ("creo", "2026-01-05", "", ""),
        ("devida", "", "", ""),
        ("anger", "2025-09-01", "2025-12-19", "completed"),
    )
    for person, (programme, start, end, ending) in zip(people, rows, strict=True):
        began = start or "2025-12-01"
        actor: Any = psychologist if began >= "2026" else Command()
        with on_day(began):
            found = treatment.refer(actor=actor, person=person, programme=programme, on=date.fromisoformat(began))
            if start:
                treatment.start(actor=actor, treatment=found, on=date.fromisoformat(start))
        if end:
            with on_day(end):
                treatment.end(actor=Command(), treatment=found, on=date.fromisoformat(end), ending=ending)


def _half_year(rng: np.random.Generator, place: Establishment) -> int:
    """What the council said of everybody's second half of 2025, but for a few."""
    today = clock.today()
    semester = last_semester(today)
    people = evaluated(scope=Scope(ids=frozenset([place.pk])), semester=semester, on=today).order_by("-id")
    rows = []
    for person in people[UNEVALUATED:]:
        well = rng.random() < 0.86
        rows.append(
            CouncilEvaluation(
                person=person,
                establishment=place,
                year=semester.year,
                half=semester.half,
                attendance=int(rng.integers(70, 100) if well else rng.integers(30, 75)),
                conduct="good" if well else "regular",
                verdict="favourable" if well else "unfavourable",
                act=f"Acta {1 + int(rng.integers(0, 3)):03}-2026-CTP",
                on=date(2026, 1, 14),
                reason="" if well else "Asistencia por debajo de lo acordado",
                by="consejo",
                at=clock.now(),
            )
        )
    return len(CouncilEvaluation.objects.bulk_create(rows))
