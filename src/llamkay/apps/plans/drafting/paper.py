"""The plan on one page, in her hand: what she wants, how she gets there, what is done; for her signature."""

from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.plans.drafting.queries import GoalLine, PlanPage, StepLine
from llamkay.core.notes import date_es
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent.parent / "papers" / "plan.typ"


@override("es")
def page_of(page: PlanPage, *, at: datetime, on: date) -> bytes:
    """The page of a version, with the day on which she signs it; the same content and moment give the same bytes."""
    plan = page.plan
    data = {
        "title": "Mi plan",
        "name": plan.person.full_name,
        "code": plan.person.code,
        "institution": heading_on(on).name,
        "establishment": plan.establishment.name,
        "version": plan.version,
        "day": date_es(on),
        "goals": [_goal(goal) for goal in page.goals],
        "demo": settings.DEMO,
    }
    return render(TEMPLATE, data, at=at)


def _goal(line: GoalLine) -> dict[str, object]:
    until = f"Antes del {date_es(line.goal.target_on)}" if line.goal.target_on else ""
    return {"title": line.goal.title, "until": until, "steps": [_step(step) for step in line.steps]}


def _step(line: StepLine) -> dict[str, object]:
    done = line.now.closed
    return {"text": line.step.text, "done": done, "note": line.sentence if done else closing_words(line)}


def closing_words(line: StepLine) -> str:
    """What will close a step, in plain words."""
    step = line.step
    if step.needed > 1:
        unit = "días de trabajo" if step.closes == "days" else "meses de estudio aprobados"
        where = f" en {step.trade.name.lower()}" if step.trade else ""
        return f"Cuando tenga {step.needed} {unit}{where}. Van {line.now.done}."
    words = {
        "days": "Cuando tenga un día de trabajo.",
        "marks": "Cuando apruebe un mes de estudio.",
        "module": f"Cuando el acta diga que aprobé {step.study_plan}, parte {step.part}.",
        "schooling": "Cuando mis estudios queden probados con su documento.",
        "document": "Cuando mi documento esté en el registro.",
        "certificate": "Cuando esté firmado mi certificado.",
        "treatment": "Cuando complete el programa.",
        "hand": "Cuando muestre con qué se prueba.",
    }
    return words[step.closes]
