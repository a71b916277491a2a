"""What this room itself holds of a person: her requests, holds, erasures; and who looked at her data."""

from llamkay.apps.rights.report.readers import readers
from llamkay.platform.record.holdings import Goes, chapter, holding, tell

RIGHTS = chapter(
    "rights",
    "Sus pedidos sobre sus datos",
    order=95,
    purpose="Responderle dentro del plazo y probar que se le respondió.",
    gathered="Los presentó usted, o quien le representa.",
    passed_on="La Autoridad Nacional de Protección de Datos Personales o el juzgado, si usted reclama.",
)
ACCESS = chapter(
    "access",
    "Quiénes vieron sus datos",
    order=100,
    purpose="Que se sepa quién vio, cambió, imprimió o se llevó datos de una persona.",
    gathered="Lo escribe el sistema en cada lectura y en cada acto.",
    passed_on="La auditoría; la autoridad de protección de datos, si lo pide.",
)
PROOF = "La institución debe poder probar que respondió (D.S. 016-2024-JUS, art. 68.4): no dice nada más de usted."

holding(
    "rights.DataRequest",
    RIGHTS,
    "Pedidos",
    {
        "Número": str,
        "Derecho": "right",
        "Qué pidió": "what",
        "Se presentó": "filed_on",
        "Se responde hasta": "due_on",
        "Estado": "state",
        "Respuesta": "answer",
        "Entregada": "delivered_on",
        "Cómo": "delivered_how",
    },
    kind="rights",
    goes=Goes.WORDS,
    texts=("what", "identified_by", "representative", "answer", "handed_to"),
    order=("filed_on", "pk"),
)
holding(
    "rights.LegalHold",
    RIGHTS,
    "Retenciones por un proceso",
    {"Motivo": "reason", "Documento": "document", "Desde": "placed_at", "Se levantó": "lifted_at"},
    kind="rights",
    goes=Goes.WORDS,
    texts=("reason", "document", "lifted_why"),
)
holding(
    "rights.Erasure",
    RIGHTS,
    "Borrados",
    {"Estado": "state", "Se propuso": "proposed_at", "Se hizo": "done_at"},
    kind="rights",
    goes=Goes.STAYS,
    why=PROOF,
)
tell(ACCESS, readers)
