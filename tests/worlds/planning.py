"""Life plans of a prison for the worlds that need them: agreed and drafted, words, reviews, treatment, a half year."""

from datetime import date

from llamkay.apps.plans.drafting import services as drafting
from llamkay.apps.plans.interviews.services import record_interview, write_words
from llamkay.apps.plans.models import CouncilEvaluation, Interview, Plan, Review, Step, StepProof, Treatment
from llamkay.apps.plans.treatment.services import refer
from llamkay.platform import clock
from llamkay.platform.security.access import Command

STEPS = (
    {"text": "Trabajar", "closes": "days", "needed": 3, "since": date(2026, 1, 1)},
    {"text": "Estudiar", "closes": "marks", "needed": 1, "since": date(2026, 1, 1)},
    {"text": "Probar", "closes": "schooling", "code": "eba_intermediate"},
    {"text": "Tener DNI", "closes": "document", "code": "dni"},
    {"text": "Certificarse", "closes": "certificate", "code": "skill"},
    {"text": "Completar", "closes": "treatment", "code": "creo"},
    {"text": "Escribir", "closes": "hand"},
)


def planned(made):
    """Give a prison with one of everything the plan of its person, agreed; and of its second, a draft."""
    actor, today = Command(), clock.today()
    made.interview = record_interview(
        actor=actor, person=made.person, on=today, lines={"trade": [f"Oficio {made.word}"], "children": ["Un hijo"]}
    )
    made.words = write_words(actor=actor, person=made.person, on=today, text=f"Palabras {made.word}", share=True)
    plan = drafting.draft(actor=actor, person=made.person)
    goal = drafting.add_goal(actor=actor, plan=plan, area="work", title=f"Meta {made.word}")
    for step in STEPS:
        drafting.add_step(actor=actor, goal=goal, **step)
    made.agreed = drafting.agree(actor=actor, plan=plan, on=today, consent="signed")
    made.step = Step.objects.get(goal__plan=made.agreed, closes="hand")
    made.review = Review.objects.get(person=made.person, held_on=None)
    made.plan_draft = drafting.draft(actor=actor, person=made.second)
    made.draft_goal = drafting.add_goal(actor=actor, plan=made.plan_draft, area="work", title=f"Meta {made.word}")
    made.draft_step = drafting.add_step(actor=actor, goal=made.draft_goal, text=f"Paso {made.word}", closes="hand")
    made.treatment = refer(actor=actor, person=made.person, programme="creo", on=today, why=f"Por {made.word}")
    CouncilEvaluation.objects.create(person=made.person, establishment=made.place, **half_year())


def half_year():
    """What the council says of the second half of 2025."""
    return {
        "year": 2025,
        "half": 2,
        "conduct": "good",
        "verdict": "favourable",
        "act": "Acta 1",
        "on": date(2026, 1, 9),
        "by": "alguien",
        "at": clock.now(),
    }


def plans_more(made, who, n):
    """One more person with a plan, a review, a treatment, an interview and an evaluation; more steps of the plan."""
    at, by = clock.now(), "alguien"
    at_place = {"person": who, "establishment": made.place}
    Interview.objects.create(**at_place, on=at.date(), by=by, at=at)
    plan = Plan.objects.create(
        **at_place,
        version=1,
        state="agreed",
        drafted_by=by,
        drafted_at=at,
        agreed_on=at.date(),
        agreed_by=by,
        consent="signed",
        paper=b"%PDF-",
        seal="x",
    )
    goal = plan.goals.create(order=1, area="work", title="Otra meta")
    for order, step in enumerate(STEPS, start=1):
        made_step = goal.steps.create(order=order, **{"since": at.date()} | step)
    StepProof.objects.create(step=made_step, on=at.date(), what="Carta", by=by, at=at)
    Review.objects.create(person=who, plan=plan, opens_on=at.date(), due_on=at.date(), rule="PLAN-01")
    Treatment.objects.create(
        **at_place, programme="creo", programme_name="CREO", referred_on=at.date(), referred_by=by, by=by, at=at
    )
    CouncilEvaluation.objects.create(**at_place, **half_year())
    goal = made.plan_draft.goals.create(order=2 + n, area="study", title=f"Meta {n}")
    goal.steps.create(order=1, text=f"Paso {n}", closes="hand", since=at.date())
    Treatment.objects.create(
        person=made.person,
        establishment=made.place,
        programme=f"otro-{n}",
        programme_name="Otro",
        referred_on=at.date(),
        referred_by=by,
        by=by,
        at=at,
    )
    write_words(actor=Command(), person=made.person, on=at.date(), text=f"Otras palabras {n}", share=True)
