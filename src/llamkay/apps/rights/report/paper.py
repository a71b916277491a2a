"""The report of access on paper, for her hand: prose first, then each room's tables with their source."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.rights.report.content import Part, Report
from llamkay.core.law import Value
from llamkay.platform.papers import render

if TYPE_CHECKING:
    from llamkay.apps.rights.models import DataRequest

TEMPLATE = Path(__file__).parent.parent / "papers" / "report.typ"
OPENING = (
    "Usted pidió saber qué datos suyos tiene esta institución. Este informe se los muestra todos, ordenados por tema. "
    "De cada tema se dice para qué se tienen, quién los anotó, a quién se pasan y qué norma lo permite. "
    "Donde habría nombres de otras personas dice [otra persona] o [personal]: la ley protege los datos de los demás "
    "(D.S. 016-2024-JUS, art. 78)."
)
CLOSING = (
    "Si algo está mal o falta, puede pedir que se corrija (Ley 29733, art. 20): se le responde en diez días hábiles. "
    "Si no está conforme con esta respuesta, puede reclamar ante la Autoridad Nacional de Protección de Datos "
    "Personales o acudir al juez con un hábeas data (Ley 29733, art. 24; D.S. 016-2024-JUS, art. 73). No cuesta nada y "
    "nadie puede causarle un perjuicio por hacerlo."
)
RESERVED = (
    "Por este medio no se informa si existe un procedimiento de protección de una niña o un niño: es reservado por ley "
    "(Decreto Legislativo 1297, art. 5.i)."
)


def report_paper(request: "DataRequest", report: Report) -> bytes:
    """The tagged PDF of a report; the names of others were taken out of it before."""
    person = request.person
    facts = [
        ("Para", f"{person.full_name} ({person.code})"),
        ("Pedido", f"{request}, presentado el {request.filed_on:%d/%m/%Y}"),
        ("Lo que pidió", request.what),
        ("Se responde hasta", f"{request.due_on:%d/%m/%Y} ({request.days} días hábiles, D.S. 016-2024-JUS, art. 69.2)"),
        ("Hecho el", f"{report.at:%d/%m/%Y %H:%M}, con {report.records} registros"),
    ]
    if request.child_id:
        facts.append(("Por su hija o hijo", f"se informa también, como madre: {request.child_proof}"))
    data = {
        "title": "Informe de acceso a sus datos personales",
        "institution": heading_on(report.at.date()).name,
        "establishment": request.establishment.name,
        "printed": f"{report.at:%d/%m/%Y %H:%M}",
        "demo": "Demostración: las personas son inventadas." if settings.DEMO else "",
        "facts": facts,
        "opening": OPENING,
        "parts": [_part(part) for part in report.parts],
        "closing": [CLOSING, RESERVED],
        "signs": ["Quien recibe", "Quien entrega", "Oficial de datos personales"],
    }
    return render(TEMPLATE, data, at=report.at)


def _part(part: Part) -> dict[str, Any]:
    return {
        "title": part.chapter.title,
        "prose": prose(part),
        "basis": source_of(part.basis),
        "tables": [
            {"title": table.title, "heads": list(table.heads), "rows": list(table.rows), "note": table.note}
            for table in part.tables
        ],
        "withheld": [f"{title}: {count}, que no se muestran. {why}" for title, count, why in part.withheld],
        "empty": f"No hay registros de: {'; '.join(part.empty)}." if part.empty else "",
    }


def prose(part: Part) -> list[tuple[str, str]]:
    """What the law has told of each matter: what for, gathered how, passed on to whom (D.S. 016-2024-JUS, art. 75)."""
    chapter = part.chapter
    return [("Para qué", chapter.purpose), ("De dónde salió", chapter.gathered), ("A quién se pasa", chapter.passed_on)]


def source_of(basis: Value | None) -> str:
    """The norm of a chapter in words; that none was read is told as well."""
    if basis is None:
        return "No se ha registrado la norma que lo permite: consulte a la oficial de datos personales."
    doubt = "" if basis.confidence == "high" else " (por confirmar)"
    pairs = zip(basis.norm.split("; "), basis.article.split("; "), strict=True)
    return "; ".join(f"{norm}, art. {article}" for norm, article in pairs) + doubt
