"""Writes of health: visits, problems step by step, pregnancies with what was done and how they ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.health import queries
from llamkay.apps.nursery.health.altitude import altitude_of
from llamkay.apps.nursery.models import Child, Pregnancy, PregnancyFact, Problem, Visit
from llamkay.apps.nursery.record.services import act, in_the_life_of, not_in_the_future, record
from llamkay.apps.people.queries import custody_on
from llamkay.apps.people.writing import lock_person
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


EARLIEST, LATEST = 22 * 7, 44 * 7  # days of gestation at which a child is born


def record_visit(
    *, actor: Any, child: Child, replaces: Visit | None = None, altitude_why: str = "", **values: Any
) -> Visit:
    """A control of growth: kept as measured; what is not plausible only once it was measured a second time.

    An altitude other than the one known of the prison needs its reason, which the book of the prison keeps.
    """
    on = values["on"]
    not_in_the_future(on)
    if on < child.born_on:
        raise Refused(_("La fecha es anterior al nacimiento: revísela."))
    if values.get("length_mm") and not values.get("way"):
        raise Refused(_("Diga si midió la talla con el niño echado o de pie."))
    if values.get("haemoglobin") and values.get("altitude_m") is None:
        raise Refused(_("Con la hemoglobina escriba la altitud del penal en metros: la norma la descuenta."))
    measures = ("weight_g", "length_mm", "head_mm", "haemoglobin", "development")
    if not any(values.get(name) for name in measures):
        raise Refused(_("Escriba al menos una medida o el resultado del desarrollo."))
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        visit = Visit(child=child, replaces=replaces, entered_by=actor.username, entered_at=clock.now(), **values)
        if (doubts := queries.doubted(child, visit)) and not visit.measured_again:
            raise Refused(
                _(
                    "{what}: el resultado no es posible en un niño sano de esa edad. Mida otra vez; si sale igual, "
                    "marque «Medí dos veces» y guarde."
                ).format(what=", ".join(doubts))
            )
        if replaces is None and Visit.objects.standing().filter(child=child, on=on).exists():
            raise Refused(_("Ese día ya tiene un control: corríjalo desde su página."))
        if replaces is not None and Visit.objects.filter(replaces=replaces).exists():
            raise Refused(_("Ese control ya fue corregido: corrija el último."))
        moved = _other_altitude(visit, why=altitude_why)
        visit.save(force_insert=True)
        if moved:
            _altitude_changed(actor, *moved, visit, altitude_why.strip())
        verb = acts.CORRECT_VISIT if replaces else acts.VISIT
        record(actor, verb, child, stay.establishment, f"Control de crecimiento de {child.code}.")
    return visit


def take_back_visit(*, actor: Any, child: Child, visit: Visit, reason: str) -> Visit:
    """A control written of the wrong child counts no more: a line without measures takes its place and says why."""
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula."), field="reason")
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        found = Visit.objects.standing().filter(child=child, pk=visit.pk).first()
        if found is None:
            raise Refused(_("Ese control ya no está: recargue la página."))
        line = Visit.objects.create(
            child=child,
            on=found.on,
            professional=found.professional,
            replaces=found,
            withdrawn_why=reason.strip(),
            entered_by=actor.username,
            entered_at=clock.now(),
        )
        text = f"Se anuló un control de crecimiento de {child.code}."
        record(actor, acts.TAKE_BACK_VISIT, child, stay.establishment, text, reason.strip())
    return line


def _other_altitude(visit: Visit, *, why: str) -> "tuple[Establishment, int] | None":
    """The prison of a visit and its altitude, where the visit says another; refused without a reason."""
    if visit.altitude_m is None or (visit.replaces and visit.replaces.altitude_m == visit.altitude_m):
        return None
    stay = visit.child.stays.filter(period__contains=visit.on).select_related("establishment").first()
    known = altitude_of(stay.establishment) if stay else None
    if stay is None or known is None or known.metres == visit.altitude_m:
        return None
    if not why.strip():
        raise Refused(
            _("{place} está a {metres} m ({source}). Si no es así, escriba la altitud correcta y por qué.").format(
                place=stay.establishment, metres=known.metres, source=known
            )
        )
    return stay.establishment, known.metres


def _altitude_changed(actor: Any, place: "Establishment", before: int, visit: Visit, why: str) -> None:
    audit.record(
        actor=actor.username,
        verb=acts.ALTITUDE,
        target=f"establishment:{place.code}",
        stream=place.code,
        sentence=f"La altitud de {place.name} pasó de {before} a {visit.altitude_m} m.",
        reason=why,
    )


def find_problem(*, actor: Any, child: Child, what: str, on: date, by: str) -> Problem:
    """A health problem was found: from now on it has a next step until it is treated."""
    in_the_life_of(child, on)
    with act(actor, permissions.ENTER_HEALTH, child) as (child, stay):
        if Problem.objects.filter(child=child, what=what.strip(), treated_on=None, ended_on=None).exists():
            raise Refused(_("Ese problema ya está abierto."))
        problem = Problem.objects.create(child=child, what=what.strip(), found_on=on, found_by=by.strip())
        record(actor, acts.PROBLEM, child, stay.establishment, f"Se anotó un problema de salud de {child.code}.")
    return problem


def step_problem(*, actor: Any, problem: Problem, step: str, on: date, text: str) -> Problem:
    """The next step: ``refer`` to whom, ``see`` by whom, ``treat`` with what, or ``end`` without, and why."""
    not_in_the_future(on)
    fields = {
        "refer": ("referred_on", "referred_to"),
        "see": ("seen_on", "seen_by"),
        "treat": ("treated_on", "treatment"),
        "end": ("ended_on", "ended_why"),
    }
    with act(actor, permissions.ENTER_HEALTH, problem.child) as (child, stay):
        problem = Problem.objects.select_for_update().get(pk=problem.pk)
        if not queries.step_of(problem):
            raise Refused(_("Ese problema ya se cerró."))
        if step not in fields or (step != "end" and _before(problem, step)):
            raise Refused(_("Ese paso va después de otro: regístrelos en orden."))
        latest = max(d for d in (problem.found_on, problem.referred_on, problem.seen_on) if d)
        if on < latest:
            raise Refused(_("La fecha es anterior al paso de antes ({on:%d/%m/%Y}).").format(on=latest))
        if not text.strip():
            raise Refused(_("Escriba a dónde, quién, con qué o por qué."))
        day, words = fields[step]
        setattr(problem, day, on)
        setattr(problem, words, text.strip())
        problem.save()
        record(
            actor, acts.PROBLEM_STEP, child, stay.establishment, f"Un paso más en un problema de salud de {child.code}."
        )
    return problem


def _before(problem: Problem, step: str) -> bool:
    """Whether a step before this one is lacking; who is treated was seen, where is not asked twice."""
    order = {"refer": "refer", "see": ("refer", "see"), "treat": ("see", "treat")}
    return queries.step_of(problem) not in order[step]


# Pregnancies


def open_pregnancy(
    *,
    actor: Any,
    person: "Person",
    origin: str,
    on: date,
    last_period: date | None = None,
    due_on: date | None = None,
    babies: int = 1,
    diet: str = "",
    birth_place: str = "",
    birth_plan: str = "",
) -> Pregnancy:
    """A pregnancy is known from a day; its due day from the last period (280 days) or as an examination gave it."""
    not_in_the_future(on)
    if last_period:
        due_on = last_period + timedelta(days=queries.TERM_DAYS)
    if due_on is None:
        raise Refused(_("Escriba la fecha de la última regla o la fecha probable de parto."))
    if not timedelta(days=-28) <= due_on - on <= timedelta(days=queries.TERM_DAYS):
        raise Refused(_("Con esas fechas el parto sería el {on:%d/%m/%Y}: revíselas.").format(on=due_on))
    with transaction.atomic(), scope.elevated():
        person = lock_person(person)
        place = _held(person, on)
        require(actor, permissions.ENTER_HEALTH, establishment_id=place.pk)
        if person.sex != "F":
            raise Refused(_("{person} no es mujer.").format(person=person))
        if Pregnancy.objects.filter(person=person, period__overlap=(on, None)).exists():
            raise Refused(_("Ya tiene una gestación abierta."))
        pregnancy = Pregnancy.objects.create(
            person=person,
            period=DateRange(on, None),
            due_on=due_on,
            origin=origin,
            babies=babies,
            diet=diet.strip(),
            birth_place=birth_place.strip(),
            birth_plan=birth_plan.strip(),
        )
        _log(actor, acts.PREGNANCY, place, pregnancy, "Se registró una gestación.")
    return pregnancy


def plan_birth(*, actor: Any, pregnancy: Pregnancy, **values: Any) -> Pregnancy:
    """Diet, where she gives birth and the plan for it; who cares for her other children meanwhile."""
    with _locked(actor, pregnancy) as (pregnancy, place):
        for name, value in values.items():
            setattr(pregnancy, name, value.strip() if isinstance(value, str) else value)
        pregnancy.save()
        _log(actor, acts.PLAN_BIRTH, place, pregnancy, "Se cambió el plan de un parto.")
    return pregnancy


def record_prenatal(
    *, actor: Any, pregnancy: Pregnancy, code: str, on: date, outcome: str, professional: str, note: str = ""
) -> PregnancyFact:
    """A line of the prenatal list was done, is contraindicated or was not accepted."""
    not_in_the_future(on)
    with _locked(actor, pregnancy) as (pregnancy, place):
        if PregnancyFact.objects.filter(pregnancy=pregnancy, code=code, outcome="given").exists():
            raise Refused(_("Eso ya está anotado como hecho."))
        if on < pregnancy.due_on - timedelta(days=queries.TERM_DAYS):
            raise Refused(_("La fecha es anterior a la gestación: revísela."))
        fact = PregnancyFact.objects.create(
            pregnancy=pregnancy,
            code=code,
            on=on,
            outcome=outcome,
            professional=professional.strip(),
            note=note.strip(),
            entered_by=actor.username,
        )
        _log(actor, acts.PRENATAL, place, pregnancy, "Se registró una atención prenatal.")
    return fact


def end_pregnancy(*, actor: Any, pregnancy: Pregnancy, end: str, on: date) -> Pregnancy:
    """She gave birth, lost the pregnancy, or left; after a birth each child is registered."""
    not_in_the_future(on)
    with _locked(actor, pregnancy) as (pregnancy, place):
        start = pregnancy.due_on - timedelta(days=queries.TERM_DAYS)
        if on < pregnancy.period.lower:
            raise Refused(_("La fecha es anterior a la gestación: revísela."))
        if end == Pregnancy.End.BIRTH and not EARLIEST <= (on - start).days <= LATEST:
            raise Refused(
                _("A las {n} semanas no hay parto: revise la fecha o la fecha probable.").format(
                    n=(on - start).days // 7
                )
            )
        pregnancy.period, pregnancy.end = DateRange(pregnancy.period.lower, on + timedelta(days=1)), end
        pregnancy.save()
        _log(actor, acts.END_PREGNANCY, place, pregnancy, "Terminó una gestación.")
    return pregnancy


def take_back_pregnancy(
    *, actor: Any, pregnancy: Pregnancy, fact: PregnancyFact | None = None, reason: str
) -> Pregnancy | None:
    """What was written of the wrong woman never was: a ``fact`` of a pregnancy, or all of it, over or not.

    The history keeps what stood there. Returns the pregnancy, or nothing where it went whole.
    """
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula."), field="reason")
    with _locked(actor, pregnancy, ended=True) as (pregnancy, place):
        facts = pregnancy.facts.filter(pk=fact.pk) if fact else pregnancy.facts.all()
        if fact and not facts.exists():
            raise Refused(_("Esa atención ya no está: recargue la página."))
        facts.delete()
        verb, what = (
            (acts.TAKE_BACK_PRENATAL, "una atención prenatal") if fact else (acts.TAKE_BACK_PREGNANCY, "una gestación")
        )
        _log(actor, verb, place, pregnancy, f"Se anuló {what}.", reason.strip())
        if fact:
            return pregnancy
        pregnancy.delete()
    return None


@contextmanager
def _locked(actor: Any, pregnancy: Pregnancy, *, ended: bool = False) -> "Iterator[tuple[Pregnancy, Establishment]]":
    """A pregnancy, running or also ``ended``, locked, with the prison that has the woman, once the actor may write
    health there."""
    with transaction.atomic(), scope.elevated():
        rows = Pregnancy.objects.select_for_update(of=("self",)).select_related("person")
        found = rows.filter(pk=pregnancy.pk).first()
        if found is None:
            raise Refused(_("Esa gestación se anuló."))
        place = _held(found.person, clock.today())
        require(actor, permissions.ENTER_HEALTH, establishment_id=place.pk)
        if found.end and not ended:
            raise Refused(_("Esa gestación ya terminó."))
        yield found, place


def _held(person: "Person", on: date) -> "Establishment":
    spell = custody_on(person, on)
    if spell is None:
        raise Refused(_("{person} no está bajo custodia ese día.").format(person=person))
    return spell.establishment


def _log(actor: Any, verb: Verb, place: "Establishment", pregnancy: Pregnancy, sentence: str, reason: str = "") -> None:
    """The book says that something was written of a pregnancy, never of whom."""
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"pregnancy:{pregnancy.pk}",
        sentence=sentence,
        stream=place.code,
        reason=reason,
    )
