"""What the nursery holds of a mother and of her child; the child's is told only where her standing was proved."""

from collections.abc import Mapping
from typing import Any

from llamkay.apps.nursery.law import book
from llamkay.core.nursery.calendars import words_of
from llamkay.platform.record.holdings import ITSELF, Goes, Read, chapter, holding

MOTHER = chapter(
    "nursery",
    "Su maternidad y la cuna",
    order=75,
    purpose="Cuidar su embarazo, y a su hija o hijo mientras vive con usted.",
    gathered="Lo anotaron salud, trabajo social y la cuna, con lo que usted contó y los papeles que presentó.",
    passed_on="El establecimiento de salud; la Unidad de Protección Especial, solo lo que la ley manda comunicar.",
)
CHILD = chapter(
    "child",
    "Su hija o hijo",
    order=76,
    purpose="Cuidar a la niña o al niño, prevenir enfermedades y preparar su salida a los tres años.",
    gathered="Lo anotaron la cuna, salud y trabajo social en presencia de usted.",
    passed_on="El establecimiento de salud; la Unidad de Protección Especial, solo lo que la ley manda comunicar.",
)
HEALTH, NURSERY, PROTECTION = "health", "nursery", "protection"
OTHERS = "Contiene datos de otras personas (D.S. 016-2024-JUS, art. 78)."
RESERVED = "El procedimiento de protección es reservado (Decreto Legislativo 1297, art. 5.i)."


def _centimetres(row: Any) -> str:
    return f"{row.length_mm / 10:.1f}" if row.length_mm else ""


def _care(row: Any) -> str:
    return words_of(book()).get(row.code) or "Atención de salud"


def _of_child(
    table: str, title: str, columns: Mapping[str, Read], *, kind: str = NURSERY, child: str = "child", **more: Any
) -> None:
    holding(table, CHILD, title, columns, kind=kind, child=child, **more)


holding(
    "nursery.Pregnancy",
    MOTHER,
    "Embarazos",
    {"Semanas en seguimiento": "period", "Parto previsto": "due_on", "Dieta": "diet", "Terminó": "end"},
    kind=HEALTH,
    goes=Goes.WORDS,
    texts=("diet", "birth_place", "birth_plan"),
    order=("period",),
)
holding(
    "nursery.PregnancyFact",
    MOTHER,
    "Controles del embarazo",
    {"Día": "on", "Control": _care, "Resultado": "outcome", "Nota": "note"},
    kind=HEALTH,
    person="pregnancy__person",
    goes=Goes.ROWS,
    order=("on",),
)
holding(
    "nursery.Referral",
    MOTHER,
    "Referencias a un servicio",
    {
        "Por qué": "what",
        "Servicio": "service",
        "Día": "referred_on",
        "Respuesta": "answer",
        "Seguimiento": "follow_up",
    },
    kind=HEALTH,
    goes=Goes.ROWS,
    order=("referred_on",),
)
holding(
    "nursery.OtherChild",
    MOTHER,
    "Sus otras hijas e hijos, como usted los contó",
    {"Nacimiento": "born_on", "Se anotó": "noted_on"},
    kind=NURSERY,
    person="mother",
    goes=Goes.ROWS,
)
holding(
    "nursery.Carer",
    MOTHER,
    "Trabajo de cuidado en la cuna",
    {"Clase": "kind", "Días": "period"},
    kind=NURSERY,
    goes=Goes.WORDS,
    texts=("name", "username"),
)
_of_child(
    "nursery.Child",
    "Quién es",
    {
        "Código": "code",
        "Nombres": "given_names",
        "Apellidos": "surnames",
        "Nacimiento": "born_on",
        "Alergias": "every_allergy",
        "Dieta": "diet",
        "Peso al nacer (g)": "birth_weight_g",
    },
    child=ITSELF,
    person="mother",
    goes=Goes.WORDS,
    texts=("allergies", "other_allergies", "diet"),
    becomes={
        "code": lambda row: f"NS{row.pk:06d}",
        "given_names": lambda row: f"suprimida {row.pk}",
        "surnames": "Identidad",
    },
)
_of_child(
    "nursery.ChildStay",
    "Días en el establecimiento",
    {"Establecimiento": "establishment", "Días": "period", "Cómo llegó": "entry"},
    goes=Goes.STAYS,
    why="Las cifras publicadas cuentan estancias: quedan bajo una identidad sin nombre.",
    order=("period",),
    joined=("establishment",),
)
_of_child(
    "nursery.NurseryPlace",
    "Plazas en la cuna",
    {"Cuna": "nursery", "Días": "period"},
    goes=Goes.STAYS,
    why="Las cifras publicadas cuentan plazas: quedan bajo una identidad sin nombre.",
    order=("period",),
    joined=("nursery",),
)
_of_child(
    "nursery.Arrival",
    "Llegada",
    {"Informe social": "report", "Evaluación de salud": "findings", "Decisión": "decision", "Razones": "reasons"},
    child="stay__child",
    goes=Goes.WORDS,
    texts=("report_by", "report", "check_by", "findings", "reasons"),
)
_of_child(
    "nursery.ChildDocument",
    "Documentos",
    {"Documento": "kind", "Estado": "state", "Día": "on", "Número": "number", "Nota": "note"},
    goes=Goes.ROWS,
)
_of_child(
    "nursery.AuthorisedAdult",
    "Adultos autorizados a recogerla",
    {"Parentesco": "relation", "Días": "period"},
    goes=Goes.ROWS,
)
_of_child(
    "nursery.FeedTime",
    "Horas de lactancia",
    {"Hora": "at", "Minutos": "minutes", "Días": "period"},
    goes=Goes.ROWS,
)
_of_child(
    "nursery.DayEvent",
    "El día en la cuna",
    {"Momento": "at", "Qué": "kind", "Cómo se la vio": "glance", "Cuánto comió": "amount", "Nota": "note"},
    goes=Goes.WORDS,
    texts=("who", "note"),
    order=("at", "pk"),
)
_of_child(
    "nursery.MedicineOrder",
    "Medicinas indicadas",
    {"Medicina": "medicine", "Dosis": "dose", "Días": "period", "Consentimiento": "consent"},
    kind=HEALTH,
    goes=Goes.WORDS,
    texts=("medicine", "dose", "consent", "professional"),
    order=("period",),
)
_of_child(
    "nursery.MedicineDose",
    "Medicinas dadas",
    {"Debía darse": "due_at", "Se dio": "administered", "Por qué no": "reason"},
    kind=HEALTH,
    child="order__child",
    goes=Goes.ROWS,
    order=("due_at",),
)
_of_child(
    "nursery.Incident",
    "Incidentes",
    {"Momento": "at", "Qué": "kind", "Dónde": "place", "Qué pasó": "what", "Qué se hizo": "done"},
    goes=Goes.WORDS,
    texts=("place", "what", "injury", "done"),
    order=("at",),
)
_of_child(
    "nursery.IncidentAddition",
    "Lo que se añadió a un incidente",
    {"Momento": "at", "Qué": "kind", "Texto": "what"},
    child="incident__child",
    goes=Goes.ROWS,
    order=("at",),
)
_of_child(
    "nursery.Outing",
    "Salidas de la cuna",
    {"Adónde": "where", "Salió": "left_at", "Volvió": "back_at"},
    child="children",
    goes=Goes.STAYS,
    why="La salida fue de varias niñas y niños: no dice quién es quién.",
    order=("left_at",),
)
_of_child(
    "nursery.HealthFact",
    "Vacunas y suplementos",
    {"Día": "on", "Qué": _care, "Resultado": "outcome", "Nota": "note"},
    kind=HEALTH,
    goes=Goes.ROWS,
    order=("on",),
)
_of_child(
    "nursery.Visit",
    "Controles de crecimiento",
    {
        "Día": "on",
        "Peso (g)": "weight_g",
        "Talla (cm)": _centimetres,
        "Hemoglobina (g/l)": "haemoglobin",
        "Desarrollo": "development",
        "Alimentación": "feeding",
        "Anulado por": "withdrawn_why",
    },
    kind=HEALTH,
    goes=Goes.WORDS,
    texts=("development", "feeding", "professional", "withdrawn_why"),
    order=("on",),
)
_of_child(
    "nursery.Problem",
    "Problemas de salud",
    {"Qué": "what", "Se halló": "found_on", "Tratamiento": "treatment", "Terminó": "ended_on"},
    kind=HEALTH,
    goes=Goes.ROWS,
    order=("found_on",),
)
_of_child(
    "nursery.ReceivingAdult",
    "Adultos que pueden recibirla",
    {},
    goes=Goes.WORDS,
    texts=("names", "document", "address", "phone", "recommendation", "social_by", "psychological_by"),
    withheld=OTHERS,
)
_of_child(
    "nursery.PlanStep",
    "Preparación de su salida",
    {"Hecho": "done_on", "Nota": "note"},
    goes=Goes.ROWS,
)
_of_child(
    "nursery.UnitNotice",
    "Avisos a la Unidad de Protección Especial",
    {},
    kind=PROTECTION,
    goes=Goes.ROWS,
    withheld=RESERVED,
    secret=True,
)
_of_child(
    "nursery.OverstayGround",
    "Por qué sigue después de los tres años",
    {"Motivo": "kind", "Acto": "act", "Por qué": "why", "Día": "on", "Se revisa": "review_on"},
    goes=Goes.ROWS,
)
_of_child(
    "nursery.Departure",
    "Salida",
    {"Clase": "kind", "Acto": "act"},
    child="stay__child",
    goes=Goes.WORDS,
    texts=("assessment",),
)
_of_child(
    "nursery.Concern",
    "Preocupaciones por la niña o el niño",
    {},
    kind=PROTECTION,
    goes=Goes.WORDS,
    texts=("about", "what", "outcome"),
    withheld=RESERVED,
    secret=True,
)
_of_child(
    "nursery.BreakGlass",
    "Lecturas abiertas en una emergencia",
    {"Parte": "part", "Momento": "at", "Motivo": "reason", "Revisión": "review"},
    goes=Goes.ROWS,
    order=("at",),
)
