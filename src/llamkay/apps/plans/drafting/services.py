"""What may happen to a plan: drafted, written, agreed with her page, replaced; and to a step that a hand closes."""

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from llamkay.apps.people.queries import identities
from llamkay.apps.plans import acts, permissions
from llamkay.apps.plans.drafting.paper import page_of
from llamkay.apps.plans.drafting.queries import pages
from llamkay.apps.plans.held import answering, not_ahead, record
from llamkay.apps.plans.kinds import Area, Closes, Consent, PlanState
from llamkay.apps.plans.models import Goal, Plan, Step, StepProof
from llamkay.apps.plans.reviews.services import schedule
from llamkay.core.errors import Refused
from llamkay.platform import clock

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

MOST_GOALS, MOST_STEPS = 5, 20  # of a plan: it stands on one page that she can read


@transaction.atomic
def draft(*, actor: Any, person: "Person") -> Plan:
    """A draft of the next version, with the goals and steps of the one that was agreed; one at a time."""
    place = answering(actor, permissions.WRITE, person)
    known = Plan.objects.filter(person__in=identities(person))
    if known.filter(state=PlanState.DRAFT).exists():
        raise Refused(_("Ya hay un borrador del plan de {person}: siga con ese.").format(person=person))
    before = known.filter(state=PlanState.AGREED).order_by("-version").first()
    made = Plan.objects.create(
        person=person,
        establishment=place,
        version=(known.aggregate(last=Max("version"))["last"] or 0) + 1,
        drafted_by=actor.username,
        drafted_at=clock.now(),
    )
    if before is not None:
        _copy(before, made)
    record(actor, acts.DRAFT, person, place, f"Empezó la versión {made.version} del plan de vida de {person}.")
    return made


def _copy(before: Plan, made: Plan) -> None:
    copies: dict[int, Goal] = {}
    for goal in before.goals.all():
        copies[goal.pk] = Goal(plan=made, order=goal.order, area=goal.area, title=goal.title, target_on=goal.target_on)
    Goal.objects.bulk_create(copies.values())
    Step.objects.bulk_create(
        Step(
            goal=copies[step.goal_id],
            origin_id=step.first,
            **{name: getattr(step, name) for name in ("order", "text", "closes", "needed", "since", "part", "code")},
            trade_id=step.trade_id,
            study_plan_id=step.study_plan_id,
        )
        for step in Step.objects.filter(goal__plan=before)
    )


@transaction.atomic
def add_goal(*, actor: Any, plan: Plan, area: str, title: str, target_on: date | None = None) -> Goal:
    """One more goal at the end of a draft."""
    place, locked = _draft_of(actor, plan)
    if area not in Area.values or not title.strip():
        raise Refused(_("Escriba la meta y de qué es."), field="title")
    if target_on and target_on <= clock.today():
        raise Refused(_("La fecha de la meta ya pasó: ponga una por venir, o ninguna."), field="target_on")
    count = locked.goals.count()
    if count >= MOST_GOALS:
        raise Refused(_("Un plan tiene hasta {most} metas: quite una antes.").format(most=MOST_GOALS))
    last = locked.goals.aggregate(last=Max("order"))["last"] or 0
    goal = Goal.objects.create(
        plan=locked, order=last + 1, area=area, title=" ".join(title.split()), target_on=target_on
    )
    record(actor, acts.EDIT, locked.person, place, f"Meta nueva en el plan de {locked.person}.")
    return goal


@transaction.atomic
def add_step(
    *,
    actor: Any,
    goal: Goal,
    text: str,
    closes: str,
    needed: int = 1,
    since: date | None = None,
    trade: Any = None,
    study_plan: Any = None,
    part: int | None = None,
    code: str = "",
) -> Step:
    """One more step at the end of a goal of a draft, with the fact that will close it."""
    place, locked = _draft_of(actor, goal.plan)
    if not text.strip():
        raise Refused(_("Escriba el paso."), field="text")
    if closes not in Closes.values:
        raise Refused(_("Elija qué cierra el paso."), field="closes")
    counted = closes in (Closes.DAYS, Closes.MARKS)
    if closes == Closes.MODULE and (study_plan is None or not part or not 1 <= part <= study_plan.parts):
        raise Refused(_("Elija el plan de estudios y cuál de sus partes."), field="part")
    names_code = closes in (Closes.SCHOOLING, Closes.DOCUMENT, Closes.CERTIFICATE, Closes.TREATMENT)
    if names_code and not code:
        raise Refused(_("Elija qué es lo que cierra el paso."), field="code")
    if Step.objects.filter(goal__plan=locked).count() >= MOST_STEPS:
        raise Refused(_("Un plan tiene hasta {most} pasos, para que quepa en su hoja.").format(most=MOST_STEPS))
    step = Step(
        goal=goal,
        order=(goal.steps.aggregate(last=Max("order"))["last"] or 0) + 1,
        text=" ".join(text.split()),
        closes=closes,
        needed=needed if counted else 1,
        since=since or clock.today(),
        trade=trade if closes == Closes.DAYS else None,
        study_plan=study_plan if closes == Closes.MODULE else None,
        part=part if closes == Closes.MODULE else None,
        code=code if names_code else "",
    )
    try:
        step.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field=next(iter(error.message_dict))) from error
    step.save()
    record(actor, acts.EDIT, locked.person, place, f"Paso nuevo en el plan de {locked.person}.")
    return step


@transaction.atomic
def remove_goal(*, actor: Any, goal: Goal) -> None:
    """Take a goal out of a draft, with its steps."""
    place, locked = _draft_of(actor, goal.plan)
    goal.delete()
    record(actor, acts.EDIT, locked.person, place, f"Quitó una meta del plan de {locked.person}.")


@transaction.atomic
def remove_step(*, actor: Any, step: Step) -> None:
    """Take a step out of a draft."""
    place, locked = _draft_of(actor, step.goal.plan)
    step.delete()
    record(actor, acts.EDIT, locked.person, place, f"Quitó un paso del plan de {locked.person}.")


@transaction.atomic
def move_step(*, actor: Any, step: Step) -> None:
    """Put a step of a draft before the one that stands before it."""
    place, locked = _draft_of(actor, step.goal.plan)
    steps = list(step.goal.steps.all())
    at = next(place for place, each in enumerate(steps) if each.pk == step.pk)
    if at == 0:
        raise Refused(_("Ya es el primer paso."))
    steps[at - 1], steps[at] = steps[at], steps[at - 1]
    for order, each in enumerate(steps, start=1):
        each.order = order
    Step.objects.bulk_update(steps, ["order"])
    record(actor, acts.EDIT, locked.person, place, f"Cambió el orden de los pasos del plan de {locked.person}.")


@transaction.atomic
def discard(*, actor: Any, plan: Plan) -> None:
    """Throw a draft away; the plan that was agreed stands."""
    place, locked = _draft_of(actor, plan)
    person, version = locked.person, locked.version
    locked.delete()
    record(actor, acts.DISCARD, person, place, f"Descartó el borrador de la versión {version} del plan de {person}.")


@transaction.atomic
def agree(*, actor: Any, plan: Plan, on: date, consent: str) -> Plan:
    """She agreed and signed: the page as she signed it is kept, the version before is replaced, a review is due."""
    place, locked = _draft_of(actor, plan)
    not_ahead(on)
    if consent not in Consent.values:
        raise Refused(_("Diga cómo lo aceptó: con su firma o con su huella."), field="consent")
    if on < locked.drafted_at.astimezone(clock.LIMA).date():
        raise Refused(_("No pudo firmarlo antes de que se escribiera."), field="on")
    page = pages([locked])[locked.pk]
    if not page.goals or any(not goal.steps for goal in page.goals):
        raise Refused(_("Cada plan tiene al menos una meta, y cada meta al menos un paso."))
    paper = page_of(page, at=clock.now(), on=on)
    Plan.objects.filter(person__in=identities(locked.person), state=PlanState.AGREED).update(state=PlanState.SUPERSEDED)
    locked.paper, locked.seal = paper, hashlib.sha256(paper).hexdigest()
    locked.state, locked.agreed_on, locked.agreed_by, locked.consent = PlanState.AGREED, on, actor.username, consent
    locked.save()
    schedule(locked, after=on)
    record(
        actor,
        acts.AGREE,
        locked.person,
        place,
        f"{locked.person} acordó la versión {locked.version} de su plan de vida el {on:%d/%m/%Y}.",
    )
    return locked


@transaction.atomic
def prove(*, actor: Any, step: Step, on: date, what: str) -> StepProof:
    """Close a step by hand, with what proves it."""
    place, locked = _agreed_step(actor, step)
    not_ahead(on)
    if locked.closes != Closes.HAND:
        raise Refused(_("Ese paso se cierra solo, cuando llegue el hecho: no se cierra a mano."))
    if not what.strip():
        raise Refused(_("Escriba qué lo prueba: un documento, su fecha, quién lo vio."), field="what")
    if StepProof.objects.filter(step=locked.first, undone_on=None).exists():
        raise Refused(_("Ese paso ya está cerrado."))
    proof = StepProof.objects.create(
        step_id=locked.first, on=on, what=" ".join(what.split()), by=actor.username, at=clock.now()
    )
    person = locked.goal.plan.person
    record(actor, acts.PROVE, person, place, f"Cerró un paso del plan de {person}: {proof.what}")
    return proof


@transaction.atomic
def undo_proof(*, actor: Any, step: Step, why: str) -> StepProof:
    """What closed a step by hand was wrong: the step opens again, and says why."""
    place, locked = _agreed_step(actor, step)
    if not why.strip():
        raise Refused(_("Escriba por qué se anula."), field="why")
    proof = StepProof.objects.select_for_update().filter(step=locked.first, undone_on=None).first()
    if proof is None:
        raise Refused(_("Ese paso no está cerrado a mano."))
    proof.undone_on, proof.undone_by, proof.why_undone = clock.today(), actor.username, " ".join(why.split())
    proof.save()
    person = locked.goal.plan.person
    record(actor, acts.UNDO_PROOF, person, place, f"Volvió a abrir un paso del plan de {person}.", reason=why)
    return proof


def _draft_of(actor: Any, plan: Plan) -> tuple[Any, Plan]:
    place = answering(actor, permissions.WRITE, plan.person)
    locked = Plan.objects.select_for_update(of=("self",)).select_related("person").filter(pk=plan.pk).first()
    if locked is None or locked.state != PlanState.DRAFT:
        raise Refused(_("Lo acordado ya no se cambia: empiece una versión nueva."))
    return place, locked


def _agreed_step(actor: Any, step: Step) -> tuple[Any, Step]:
    place = answering(actor, permissions.WRITE, step.goal.plan.person)
    locked = Step.objects.select_related("goal__plan__person").get(pk=step.pk)
    if locked.goal.plan.state != PlanState.AGREED:
        raise Refused(_("Solo se cierran pasos del plan acordado."))
    return place, locked
