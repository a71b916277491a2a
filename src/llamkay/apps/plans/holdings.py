"""What plans hold of a person: interviews, her own words, the plan, its reviews, the council, treatment."""

from llamkay.platform.record.holdings import Goes, chapter, holding

PLANS = chapter(
    "plans",
    "Su plan de vida y su tratamiento",
    order=70,
    purpose="Acordar con usted metas para su salida y revisarlas.",
    gathered="Usted lo contó en entrevistas y lo acordó con el equipo; el consejo técnico evaluó cada semestre.",
    passed_on="El consejo técnico penitenciario del establecimiento.",
)
KIND = "plans"
EVALUATION = (
    "Las evaluaciones de tratamiento quedan fuera del conocimiento del expediente (Código de Ejecución Penal, art. 10; "
    "Reglamento, art. 51)."
)

holding(
    "plans.Background",
    PLANS,
    "Lo que contó en entrevistas",
    {"Día": "interview.on", "Tema": "topic", "Lo anotado": "text"},
    kind=KIND,
    person="interview__person",
    goes=Goes.ROWS,
    order=("interview__on", "order"),
    joined=("interview",),
)
holding(
    "plans.Circumstance",
    PLANS,
    "Sus circunstancias, como las contó",
    {"Día": "interview.on", "Asunto": "matter", "Lo anotado": "text"},
    kind=KIND,
    person="interview__person",
    goes=Goes.ROWS,
    order=("interview__on", "order"),
    joined=("interview",),
)
holding(
    "plans.Interview",
    PLANS,
    "Entrevistas",
    {"Día": "on", "Establecimiento": "establishment"},
    kind=KIND,
    goes=Goes.STAYS,
    why="Solo dice que hubo una entrevista: lo contado se borra.",
    order=("on",),
    joined=("establishment",),
)
holding(
    "plans.OwnWords",
    PLANS,
    "Lo que escribió con sus palabras",
    {"Día": "on", "Sus palabras": "text", "La compartió": "shared_on", "La retiró": "taken_back_on"},
    kind=KIND,
    goes=Goes.ROWS,
    order=("on",),
)
holding(
    "plans.Plan",
    PLANS,
    "Planes de vida",
    {"Versión": "version", "Estado": "state", "Acordado": "agreed_on", "Consentimiento": "consent"},
    kind=KIND,
    goes=Goes.STAYS,
    why="El plan acordado está firmado y su papel se comprueba con su huella.",
    order=("version",),
)
holding(
    "plans.Goal",
    PLANS,
    "Metas",
    {"Versión": "plan.version", "Área": "area", "Meta": "title", "Para": "target_on"},
    kind=KIND,
    person="plan__person",
    goes=Goes.WORDS,
    texts=("title",),
    order=("plan__version", "order"),
    joined=("plan",),
)
holding(
    "plans.Step",
    PLANS,
    "Pasos",
    {"Versión": "goal.plan.version", "Paso": "text", "Desde": "since"},
    kind=KIND,
    person="goal__plan__person",
    goes=Goes.WORDS,
    texts=("text",),
    order=("goal__plan__version", "goal__order", "order"),
    joined=("goal__plan",),
)
holding(
    "plans.StepProof",
    PLANS,
    "Cómo cumplió cada paso",
    {"Día": "on", "Qué": "what", "Se deshizo": "undone_on"},
    kind=KIND,
    person="step__goal__plan__person",
    goes=Goes.WORDS,
    texts=("what", "why_undone"),
    order=("on",),
)
holding(
    "plans.Review",
    PLANS,
    "Revisiones del plan",
    {"Clase": "kind", "Vence": "due_on", "Se hizo": "held_on", "Resultado": "outcome", "Nota": "note"},
    kind=KIND,
    goes=Goes.WORDS,
    texts=("note",),
    order=("due_on",),
)
holding(
    "plans.CouncilEvaluation",
    PLANS,
    "Evaluaciones semestrales del consejo técnico",
    {},
    kind=KIND,
    goes=Goes.WORDS,
    texts=("reason",),
    withheld=EVALUATION,
)
holding(
    "plans.Treatment",
    PLANS,
    "Programas de tratamiento",
    {},
    kind=KIND,
    goes=Goes.WORDS,
    texts=("why", "note"),
    withheld=EVALUATION,
)
