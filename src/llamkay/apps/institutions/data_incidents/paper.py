"""The notice of a security incident to the authority, filled with the facts as they are written."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from llamkay.apps.institutions.models import DataIncident, Institution
from llamkay.apps.institutions.queries import name_on
from llamkay.platform import clock
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent.parent / "papers" / "incident.typ"


@override("es")  # the paper is in Spanish, whoever prints it
def notice(incident: DataIncident) -> bytes:
    """The PDF for the authority; what is not written yet is said to be lacking."""
    return render(TEMPLATE, _data(incident), at=clock.now())


def _data(incident: DataIncident) -> dict[str, Any]:
    owner = name_on(Institution.objects.get(code="inpe"), clock.today())
    late = incident.authority_at is None and clock.now() > incident.due_at
    return {
        "title": "Aviso de incidente de seguridad de datos personales",
        "subject": f"Incidente {incident.pk}",
        "institution": owner.name,
        "place": str(incident.establishment or "Sede central"),
        "reference": incident.authority_reference,
        "facts": [
            ["Incidente", str(incident.pk)],
            ["Se conoció", _moment(incident.known_at)],
            ["Plazo de este aviso", f"{_moment(incident.due_at)} ({incident.hours} horas naturales)"],
            ["Clases de datos", ", ".join(str(word).lower() for word in incident.data_words)],
            ["De quiénes son y qué datos", incident.categories],
            ["Personas, aproximadamente", "" if incident.people is None else f"{incident.people:,}"],
        ],
        "texts": [
            ["Naturaleza del incidente", incident.nature],
            ["Consecuencias probables", incident.consequences],
            ["Medidas tomadas y por tomar", incident.measures],
            ["Aviso a las personas afectadas", _notified(incident)],
        ],
        "late": f"El plazo venció el {_moment(incident.due_at)}: explique por qué se avisa después." if late else "",
        "lacking": [str(word) for word in incident.lacking],
        "demo": settings.DEMO,
    }


def _notified(incident: DataIncident) -> str:
    if incident.people_notified_at is None:
        return "Todavía no se les avisó."
    moment = _moment(incident.people_notified_at)
    return f"Se les avisó el {moment}, {incident.people_notified_how}. {incident.people_notified}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.LIMA):%d/%m/%Y, %H:%M}"
