"""What activities hold of a person: places, enrolments, the days of each sheet, requests, limits, orders."""

from calendar import monthrange
from functools import cache
from typing import Any

from llamkay.core.values import Month
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.months import month_name
from llamkay.platform.record.holdings import Goes, chapter, holding

ACTIVITIES = chapter(
    "activities",
    "Sus plazas, sus planillas y sus pedidos",
    order=20,
    purpose="Dar plazas de trabajo y estudio, y anotar cada día quién asistió: de eso salen la redención y la paga.",
    gathered="Lo anotan cada día el taller o el aula; las jefaturas aprueban la planilla y el consejo las plazas.",
    passed_on="Tesorería para la paga; el juzgado, en los certificados que usted pide.",
)
ATTENDANCE = "attendance"
SEALED = "La planilla está firmada y el cierre del mes se repite con ella: queda bajo una identidad sin nombre."


@cache
def _reasons() -> dict[int, str]:
    """What each mark means, as it ships."""
    (found,) = [document["reasons"] for document in yaml_documents("llamkay.apps.activities") if "reasons" in document]
    return {reason["number"]: reason["name"] for reason in found}


def _days(row: Any) -> str:
    """The marks of a month as ``día: horas``, or what a mark without hours means; days without a mark are left out."""
    last = monthrange(row.sheet.month.year, row.sheet.month.month)[1]
    marked = [(day + 1, row.minutes[day], row.reasons[day]) for day in range(last) if row.reasons[day]]
    words = [f"{day}: {minutes / 60:g} h" if minutes else f"{day}: {_reasons()[why]}" for day, minutes, why in marked]
    return ", ".join(words) or "sin marcas"


holding(
    "activities.Enrolment",
    ACTIVITIES,
    "Inscripciones en los registros",
    {"Registro": "kind", "Días": "period", "Folio": "folio"},
    kind=ATTENDANCE,
    goes=Goes.STAYS,
    why=SEALED,
    order=("period",),
)
holding(
    "activities.Allocation",
    ACTIVITIES,
    "Plazas",
    {
        "Actividad": "activity.name",
        "Días": "period",
        "Terminó por": "ending",
        "Detalle": "end_reason",
        "A prueba hasta": "trial_until",
    },
    kind=ATTENDANCE,
    goes=Goes.WORDS,
    texts=("end_reason",),
    order=("period",),
    joined=("activity", "ending"),
)
holding(
    "activities.SheetRow",
    ACTIVITIES,
    "Planillas, día por día",
    {
        "Mes": lambda row: month_name(Month.of(row.sheet.month)),
        "Actividad": "sheet.activity.name",
        "Marcas (día: horas)": _days,
        "Piezas": lambda row: str(sum(row.pieces) or ""),
        "Observaciones": lambda row: "; ".join(f"día {day}: {text}" for day, text in sorted(row.notes.items())),
    },
    kind=ATTENDANCE,
    goes=Goes.WORDS,
    texts=("notes",),
    order=("sheet__month", "sheet__activity__name"),
    joined=("sheet__activity",),
)
holding(
    "activities.Adjustment",
    ACTIVITIES,
    "Correcciones de días ya cerrados",
    {
        "Mes": lambda row: month_name(Month.of(row.row.sheet.month)),
        "Día": "day",
        "Minutos antes": "was_minutes",
        "Minutos ahora": "minutes",
        "Por qué": "why",
        "Se confirmó": "confirmed_at",
        "Se rechazó": "rejected_at",
    },
    kind=ATTENDANCE,
    person="row__person",
    goes=Goes.WORDS,
    texts=("why",),
    order=("row__sheet__month", "day"),
    joined=("row__sheet",),
)
holding(
    "activities.PlaceRequest",
    ACTIVITIES,
    "Pedidos de plaza",
    {
        "Actividad": "activity.name",
        "Pedida": "requested_on",
        "Estado": "state",
        "Nota": "note",
        "Decidida": "decided_on",
        "Motivo": "reason",
    },
    kind=ATTENDANCE,
    goes=Goes.WORDS,
    texts=(
        "note",
        "reason",
    ),
    order=("requested_on",),
    joined=("activity",),
)
holding(
    "activities.Completion",
    ACTIVITIES,
    "Actividades completadas",
    {"Actividad": "activity_name", "Programa": "programme_name", "Dónde": "establishment_name", "Días": "period"},
    kind=ATTENDANCE,
    goes=Goes.STAYS,
    why=SEALED,
    order=("period",),
)
holding(
    "activities.RoundWish",
    ACTIVITIES,
    "Lo que pidió en los repartos de plazas",
    {"Reparto": "round", "Primera elección": "activity.name", "Número del sorteo": "lot"},
    kind=ATTENDANCE,
    goes=Goes.STAYS,
    why="El sorteo se repite con todos los que participaron: queda bajo una identidad sin nombre.",
    joined=("round", "activity"),
)
holding(
    "activities.HourExclusion",
    ACTIVITIES,
    "Horas en que no puede asistir",
    {"Motivo": "kind", "De": "starts_at", "A": "ends_at", "Días": "period", "Nota": "note"},
    kind=ATTENDANCE,
    goes=Goes.ROWS,
    order=("period",),
)
holding(
    "activities.ChangedCircumstance",
    ACTIVITIES,
    "Avisos a las jefaturas sobre sus plazas",
    {"Actividad": "activity.name", "Día": "on", "Qué cambió": "what", "Qué se hizo": "done_note"},
    kind=ATTENDANCE,
    goes=Goes.ROWS,
    order=("on",),
    joined=("activity",),
)
holding(
    "activities.FitnessLimit",
    ACTIVITIES,
    "Límites de esfuerzo que indicó salud",
    {"Límites": "words", "Días": "period"},
    kind="health",
    goes=Goes.ROWS,
    order=("period",),
)
holding(
    "activities.SuitabilityOverride",
    ACTIVITIES,
    "Plazas dadas pese a una condición",
    {"Actividad": "activity.name", "Por qué": "reason", "Acta": "act", "Hasta": "until"},
    kind=ATTENDANCE,
    goes=Goes.ROWS,
    joined=("activity",),
)
for way in ("person", "other"):
    holding(
        "activities.SeparationOrder",
        ACTIVITIES,
        "Órdenes de no coincidir con otra persona",
        {"Días": "period"},
        kind=ATTENDANCE,
        person=way,
        goes=Goes.ROWS,
        withheld="Nombra a otra persona y protege su seguridad (D.S. 016-2024-JUS, art. 78).",
    )
holding(
    "activities.Suspension",
    ACTIVITIES,
    "Suspensiones de una plaza",
    {"Actividad": "allocation.activity.name", "Días": "period", "Motivo": "kind", "Acta": "act", "Detalle": "reason"},
    kind=ATTENDANCE,
    person="allocation__person",
    goes=Goes.WORDS,
    texts=("reason",),
    order=("period",),
    joined=("allocation__activity",),
)
holding(
    "activities.PlaceRemoval",
    ACTIVITIES,
    "Retiros de una plaza",
    {
        "Actividad": "allocation.activity.name",
        "Día": "on",
        "Motivo": "reason",
        "Su respuesta": "answer",
        "Decisión": "decision",
    },
    kind=ATTENDANCE,
    person="allocation__person",
    goes=Goes.WORDS,
    texts=("reason", "answer", "decision"),
    order=("on",),
    joined=("allocation__activity",),
)
holding(
    "activities.MarkEdit",
    ACTIVITIES,
    "Marcas que se cambiaron antes de firmar la planilla",
    {
        "Mes": lambda row: month_name(Month.of(row.row.sheet.month)),
        "Día": "day",
        "Minutos antes": "minutes",
        "Se cambió": "at",
        "Por qué": "why",
    },
    kind=ATTENDANCE,
    person="row__person",
    goes=Goes.WORDS,
    texts=("why",),
    order=("at",),
    joined=("row__sheet",),
)
