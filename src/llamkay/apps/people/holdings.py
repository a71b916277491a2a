"""What the registry holds of a person: who they are, where they were, under which status, stage and sentence."""

from llamkay.platform.database.search import fold
from llamkay.platform.record.holdings import Goes, chapter, holding

PEOPLE = chapter(
    "people",
    "Quién es usted y su situación en el penal",
    order=10,
    purpose="Saber quién está en custodia, dónde, desde cuándo y bajo qué situación jurídica y régimen.",
    gathered="Lo anotó el registro penitenciario con sus documentos, la sentencia y las resoluciones que llegaron.",
    passed_on="Juzgados y Ministerio Público, por mandato de la ley; el penal que le reciba en un traslado.",
)
IDENTITY, LEGAL = "identity", "legal"
COUNTED = (
    "Los días computados y los cierres sellados se repiten con estos hechos: quedan bajo una identidad sin nombre."
)

holding(
    "people.Person",
    PEOPLE,
    "Identidad",
    {
        "Código": "code",
        "Apellidos": lambda row: f"{row.first_surname} {row.second_surname}".strip(),
        "Nombres": "given_names",
        "Sexo": "sex",
        "Nacimiento": "born_on",
        "Nacionalidad": "country",
        "Lengua materna": lambda row: row.get_mother_tongue_display(),
        "Identidad provisional": "provisional",
    },
    kind=IDENTITY,
    person="pk",
    goes=Goes.WORDS,
    becomes={
        "code": lambda row: f"S{row.pk:07d}",
        "first_surname": "Identidad",
        "second_surname": "",
        "given_names": lambda row: f"suprimida {row.pk}",
        "born_on": None,
        "mother_tongue": "",
        "search_text": lambda row: fold(f"S{row.pk:07d} Identidad suprimida {row.pk}"),
    },
)
holding(
    "people.IdentityDocument",
    PEOPLE,
    "Documentos de identidad",
    {"Documento": "kind", "Número": "number", "Se anotó": "entered_at"},
    kind=IDENTITY,
    goes=Goes.ROWS,
)
holding(
    "people.CustodySpell",
    PEOPLE,
    "Establecimientos en que estuvo",
    {
        "Establecimiento": "establishment",
        "Días": "period",
        "Cómo entró": "entry",
        "Motivo": "entry_ground",
        "Cómo salió": "exit",
        "Motivo de la salida": "exit_ground",
    },
    kind=LEGAL,
    goes=Goes.STAYS,
    why=COUNTED,
    order=("period",),
    joined=("establishment",),
)
holding(
    "people.PavilionSpell",
    PEOPLE,
    "Pabellones",
    {"Establecimiento": "establishment", "Pabellón": "pavilion", "Días": "period"},
    kind=LEGAL,
    goes=Goes.ROWS,
    order=("period",),
    joined=("establishment",),
)
holding(
    "people.TemporaryAbsence",
    PEOPLE,
    "Salidas temporales",
    {"Días": "period", "Motivo": "reason"},
    kind=LEGAL,
    goes=Goes.ROWS,
    order=("period",),
)
holding(
    "people.LegalStatusSpell",
    PEOPLE,
    "Situación jurídica",
    {"Situación": str, "Días": "period"},
    kind=LEGAL,
    goes=Goes.STAYS,
    why=COUNTED,
    order=("period",),
    joined=("person",),
)
holding(
    "people.StageSpell",
    PEOPLE,
    "Régimen y etapa",
    {"Régimen y etapa": str, "Días": "period", "Acta": "act"},
    kind=LEGAL,
    goes=Goes.STAYS,
    why=COUNTED,
    order=("period",),
)
holding(
    "people.StageEvaluation",
    PEOPLE,
    "Evaluaciones de la progresión",
    {"Día": "on", "Favorable": "favourable"},
    kind=LEGAL,
    goes=Goes.STAYS,
    why=COUNTED,
    order=("on",),
)
holding(
    "people.IsolationSpell",
    PEOPLE,
    "Aislamiento como sanción",
    {"Días": "period", "Resolución": "act"},
    kind=LEGAL,
    goes=Goes.STAYS,
    why=COUNTED,
    order=("period",),
)
holding(
    "people.Conviction",
    PEOPLE,
    "Condenas y procesos",
    {
        "Delito": str,
        "Cometido": "committed_on",
        "Firme desde": "final_on",
        "Empieza": "starts_on",
        "Pena": "term",
        "Reincidencia": "recidivist",
        "Habitualidad": "habitual",
    },
    kind=LEGAL,
    goes=Goes.STAYS,
    why=COUNTED,
    order=("starts_on",),
)
holding(
    "people.TransferPaper",
    PEOPLE,
    "Papeles de sus traslados",
    {
        "Papel": "kind",
        "Para": "establishment",
        "Lo debía": "owed_by",
        "Llegó usted": "arrived_on",
        "Estado": "state",
        "Observación": "note",
    },
    kind=LEGAL,
    goes=Goes.ROWS,
    order=("arrived_on",),
    joined=("establishment", "owed_by"),
)
for way in ("former", "standing"):
    holding(
        "people.IdentityJoin",
        PEOPLE,
        "Identidades que se unieron a esta" if way == "standing" else "Identidad a que se unió esta",
        {"Estado": "state", "Con qué se probó": "reason", "Propuesta": "proposed_at", "Decidida": "decided_at"},
        kind=IDENTITY,
        person=way,
        goes=Goes.WORDS,
        texts=(
            "reason",
            "ended_why",
        ),
    )
