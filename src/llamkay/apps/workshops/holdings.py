"""What workshops hold of a person: accidents, safety kit, tools, work outside and on her own account."""

from llamkay.platform.record.holdings import Goes, chapter, holding

WORKSHOPS = chapter(
    "workshops",
    "Seguridad en el taller y trabajo externo",
    order=85,
    purpose="Atender accidentes, dar equipo de seguridad, contar herramientas y autorizar el trabajo fuera del penal.",
    gathered="Lo anotan el taller, el personal de salud y la puerta el día en que ocurre.",
    passed_on="La autoridad de trabajo o el juzgado, cuando la ley lo manda.",
)
WORK = "workshops"

holding(
    "workshops.Accident",
    WORKSHOPS,
    "Accidentes de trabajo",
    {
        "Número": "number",
        "Taller": "activity.name",
        "Día": "on",
        "Gravedad": "severity",
        "Qué pasó": "what",
        "Qué se hizo": "done",
        "Descanso": "days_off",
    },
    kind=WORK,
    goes=Goes.WORDS,
    texts=("what", "done", "kit_worn"),
    order=("on",),
    joined=("activity",),
)
holding(
    "workshops.KitIssue",
    WORKSHOPS,
    "Equipo de seguridad que recibió",
    {"Taller": "activity.name", "Qué": str, "Día": "given_on", "Se renueva": "renew_on"},
    kind=WORK,
    goes=Goes.STAYS,
    why="El almacén del taller cuenta lo entregado: queda bajo una identidad sin nombre.",
    order=("given_on",),
    joined=("activity",),
)
holding(
    "workshops.OwnEntry",
    WORKSHOPS,
    "Material y piezas por cuenta propia",
    {
        "Día": "on",
        "Qué": "what",
        "Cantidad": "quantity",
        "Unidad": "unit",
        "Precio": "price:money",
        "Anulado por": "voided_why",
    },
    kind=WORK,
    goes=Goes.WORDS,
    texts=("party", "permit"),
    order=("on",),
)
holding(
    "workshops.ToolLoan",
    WORKSHOPS,
    "Herramientas que tuvo",
    {"Herramienta": "tool", "Día": "count.on", "La devolvió": "back"},
    kind=WORK,
    goes=Goes.STAYS,
    why="El conteo de herramientas debe seguir cuadrando: queda bajo una identidad sin nombre.",
    order=("count__on", "pk"),
    joined=("tool", "count"),
)
holding(
    "workshops.OutsidePermit",
    WORKSHOPS,
    "Trabajo externo",
    {
        "Actividad": "activity.name",
        "Empleador": "employer",
        "Acta": "act",
        "Días": "period",
        "Revocado": "revoked_on",
        "Por qué": "revoked_why",
    },
    kind=WORK,
    goes=Goes.WORDS,
    texts=("employer", "address", "verified", "revoked_why"),
    joined=("activity",),
)
holding(
    "workshops.DayOut",
    WORKSHOPS,
    "Salidas a trabajar y regresos",
    {"Día": "on", "Salió": "left_at", "Volvió": "back_at", "Por qué tarde": "late_why"},
    kind=WORK,
    person="permit__person",
    goes=Goes.ROWS,
    order=("on",),
)
holding(
    "workshops.CustomerPermit",
    WORKSHOPS,
    "Clientes con permiso de verle",
    {"Permiso": "number", "Acta": "act", "Días": "period", "Revocado": "revoked_on", "Por qué": "revoked_why"},
    kind=WORK,
    goes=Goes.ROWS,
    order=("period", "pk"),
)
