"""What remission holds of a person: days counted and credited, earlier days, counts, requests and certificates."""

from typing import Any

from llamkay.core.values import Month
from llamkay.platform.months import month_name
from llamkay.platform.record.holdings import Goes, chapter, holding

REMISSION = chapter(
    "remission",
    "Su redención de pena",
    order=40,
    purpose="Contar los días que redime por trabajo o estudio y certificarlos ante quien decide.",
    gathered="Sale de sus planillas cerradas, de su condena y de los certificados anteriores que usted presentó.",
    passed_on="El juzgado y la defensa, en los certificados e informes que usted o ellos piden.",
)
KIND = "remission"
SEALED = "Los cierres y certificados sellados se comprueban con estas filas: quedan bajo una identidad sin nombre."


def _register(row: Any) -> str:
    return {"work": "Trabajo", "study": "Estudio"}[row.kind]


holding(
    "remission.DayCount",
    REMISSION,
    "Días computados cada mes",
    {
        "Mes": lambda row: month_name(Month.of(row.month)),
        "Establecimiento": "establishment",
        "Registro": _register,
        "Días": "days",
    },
    kind=KIND,
    goes=Goes.STAYS,
    why=SEALED,
    order=("month", "pk"),
    joined=("establishment",),
)
holding(
    "remission.Credit",
    REMISSION,
    "Días reconocidos y su razón",
    {
        "Mes": lambda row: month_name(Month.of(row.month)),
        "Registro": _register,
        "Días": "days",
        "Días que hacen falta por uno": "ratio",
        "Norma": "norm",
        "Artículo": "article",
        "Anula otra línea": "reverses",
    },
    kind=KIND,
    goes=Goes.STAYS,
    why=SEALED,
    order=("month", "pk"),
)
holding(
    "remission.PriorDays",
    REMISSION,
    "Días de antes de este sistema",
    {
        "Registro": "kind",
        "Período": "period",
        "Días": "days",
        "Libro": "book",
        "Folio": "folio",
        "Certificado": "certificate",
        "Estado": "state",
        "Motivo": "reason",
    },
    kind=KIND,
    goes=Goes.STAYS,
    why=SEALED,
)
holding(
    "remission.Statement",
    REMISSION,
    "Cómputos",
    {"Al día": "as_of", "Se hizo": "at"},
    kind=KIND,
    goes=Goes.STAYS,
    why=SEALED,
    order=("at",),
)
holding(
    "remission.Certificate",
    REMISSION,
    "Certificados de cómputo",
    {"Número": str, "Clase": "kind", "Se emitió": "issued_at"},
    kind=KIND,
    person="statement__person",
    goes=Goes.STAYS,
    why="Es un documento público firmado cuyo archivo se comprueba con su huella.",
    order=("issued_at",),
)
holding(
    "remission.Request",
    REMISSION,
    "Solicitudes",
    {"Número": str, "Para qué": "purpose", "Se presentó": "filed_on", "Estado": "state", "Sustento": "ground"},
    kind=KIND,
    goes=Goes.WORDS,
    texts=("ground",),
    order=("filed_on",),
)
