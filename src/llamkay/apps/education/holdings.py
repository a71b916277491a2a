"""What education holds of a person: schooling, classes, marks, certificates of study, music and what was lent."""

from llamkay.apps.education.law import stage_words
from llamkay.core.values import Month
from llamkay.platform.months import month_name
from llamkay.platform.record.holdings import Goes, chapter, holding

EDUCATION = chapter(
    "education",
    "Sus estudios",
    order=30,
    purpose="Dar a usted el grado que le toca, calificar lo que estudia y dejar constancia de lo que aprobó.",
    gathered="Lo anotaron sus docentes y la jefatura de educación, con los certificados que usted presentó.",
    passed_on="La UGEL y la institución educativa, en las actas y nóminas que la ley manda remitir.",
)
STUDY = "study"
ACTS = "El acta está firmada y fue remitida a la institución educativa: no se reescribe."

holding(
    "education.Schooling",
    EDUCATION,
    "Lo que estudió antes",
    {
        "Etapa": lambda row: stage_words(row.stage, on=row.entered_at.date()),
        "Completa": "complete",
        "Grado": "grade",
        "Institución": "institution",
        "Carrera": "career",
        "Terminó en": "ended_year",
        "Estado": "state",
        "Nota": "note",
    },
    kind=STUDY,
    goes=Goes.WORDS,
    texts=(
        "note",
        "proof_number",
    ),
)
holding(
    "education.Student",
    EDUCATION,
    "Matrículas",
    {"Grupo": "group", "Días": "period", "Estado": "state", "Motivo": "reason"},
    kind=STUDY,
    goes=Goes.WORDS,
    texts=("reason",),
    order=("period",),
    joined=("group__plan",),
)
holding(
    "education.CourseMark",
    EDUCATION,
    "Notas de sus cursos",
    {"Curso": "course", "Día": "on", "Nota": str, "Aprobó": "passed"},
    kind=STUDY,
    person="student__person",
    goes=Goes.STAYS,
    why=ACTS,
    order=("on",),
    joined=("course__unit",),
)
holding(
    "education.Appraisal",
    EDUCATION,
    "Apreciaciones de la tutoría",
    {"Trimestre": "quarter", "Apreciación": "text"},
    kind=STUDY,
    person="student__person",
    goes=Goes.ROWS,
)
holding(
    "education.Removal",
    EDUCATION,
    "Retiros por inasistencia",
    {"Día": "on", "Faltas": "absent", "Motivo": "reason", "Su respuesta": "answer", "Decisión": "decision"},
    kind=STUDY,
    person="student__person",
    goes=Goes.ROWS,
)
holding(
    "education.StudyNeed",
    EDUCATION,
    "Apoyos que necesita para estudiar",
    {"Necesidad": "kind", "En clase": "in_class", "En el examen": "in_examination", "Días": "period"},
    kind=STUDY,
    goes=Goes.ROWS,
)
holding(
    "education.FinalLine",
    EDUCATION,
    "Actas de fin de año",
    {
        "Acta": "act",
        "Institución": "institution",
        "Etapa": "stage_name",
        "Plan": "plan_name",
        "Año": "year",
        "Resultado": "result",
    },
    kind=STUDY,
    goes=Goes.STAYS,
    why=ACTS,
    joined=("act",),
)
holding(
    "education.MonthlyMark",
    EDUCATION,
    "Notas de cada mes",
    {"Mes": lambda row: month_name(Month.of(row.month)), "Aula": "activity.name", "Nota": str, "Aprobó": "passed"},
    kind=STUDY,
    goes=Goes.STAYS,
    why="El cierre del mes se repite con ellas: quedan bajo una identidad sin nombre.",
    order=("month",),
    joined=("activity",),
)
holding(
    "education.Member",
    EDUCATION,
    "Grupos de música",
    {"Grupo": "ensemble", "Voz": "voice", "Días": "period"},
    kind=STUDY,
    goes=Goes.ROWS,
    joined=("ensemble",),
)
holding(
    "education.Performer",
    EDUCATION,
    "Presentaciones en que actuó",
    {"Presentación": "performance", "Voz": "voice"},
    kind=STUDY,
    goes=Goes.ROWS,
    joined=("performance",),
)
holding(
    "education.Loan",
    EDUCATION,
    "Lo que se le prestó",
    {"Qué": "item", "Días": "period", "Debía devolverlo": "due_on", "Nota": "note"},
    kind=STUDY,
    goes=Goes.ROWS,
    order=("period",),
    joined=("item",),
)
