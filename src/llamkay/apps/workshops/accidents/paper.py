"""The report of an accident at work on paper, to be signed."""

from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.workshops.models import Accident
from llamkay.platform import clock
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent.parent / "papers" / "page.typ"


@override("es")  # the paper is in Spanish, whoever prints it
def accident_paper(accident: Accident) -> bytes:
    """The PDF of an accident: what happened, what was done, the rest, and who signs."""
    now, rest = clock.now(), accident.days_off
    facts = [
        ("Persona", f"{accident.person.full_name} ({accident.person.code})"),
        ("Taller", accident.activity.name),
        ("Día y hora", f"{accident.on:%d/%m/%Y}, {accident.at:%H:%M}"),
        ("Gravedad", accident.get_severity_display()),
        ("Equipo que llevaba", accident.kit_worn or "No se anotó"),
    ]
    if accident.machine:
        facts.append(("Máquina", str(accident.machine)))
    facts.append(("Descanso", _rest(rest)))
    data = {
        "title": f"Accidente de trabajo {accident.number}",
        "institution": heading_on(accident.on).name,
        "establishment": accident.establishment.name,
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": "Demostración: las personas son inventadas." if settings.DEMO else "",
        "facts": facts,
        "texts": [("Qué pasó", accident.what), ("Qué se hizo en el momento", accident.done)],
        "tables": [],
        "foot": "Este informe no lleva diagnóstico: la atención consta en la historia clínica.",
        "signs": ["La persona", "Responsable del taller", "Jefatura de trabajo"],
    }

    return render(TEMPLATE, data, at=now)


def _rest(period: object) -> str:
    lower, upper = getattr(period, "lower", None), getattr(period, "upper", None)
    if lower is None:
        return "Sin descanso"
    if upper is None:
        return f"Desde el {date_format(lower, 'd/m/Y')}, hasta nuevo aviso"
    return f"Desde el {date_format(lower, 'd/m/Y')}; vuelve el {date_format(upper, 'd/m/Y')}"
