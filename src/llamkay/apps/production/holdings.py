"""What production holds of a person: contracts, what she makes on her own account, the consent of a former maker."""

from llamkay.platform.record.holdings import Goes, chapter, holding

PRODUCTION = chapter(
    "production",
    "Lo que produce",
    order=80,
    purpose="Llevar el material y las piezas de quien trabaja por su cuenta, y mostrar la obra de quien lo consintió.",
    gathered="Lo anota el taller; lo que se muestra al público, usted lo autorizó por escrito.",
    passed_on="El público, solo lo que usted autorizó y mientras no lo revoque.",
)
holding(
    "production.Lot",
    PRODUCTION,
    "Material y piezas suyas",
    {"Lote": "code", "Qué": "good", "Hecho": "made_on", "Proveedor": "supplier", "Documento": "document"},
    kind="production",
    goes=Goes.WORDS,
    texts=("supplier", "document"),
    joined=("good",),
)
holding(
    "production.Batch",
    PRODUCTION,
    "Trabajos por su cuenta",
    {"Trabajo": "code", "Taller": "activity.name", "Días": "period", "Estado": "stage"},
    kind="production",
    goes=Goes.STAYS,
    why="El almacén es la suma de sus movimientos: las cantidades quedan bajo una identidad sin nombre.",
    joined=("activity",),
)
holding(
    "production.FormerMaker",
    PRODUCTION,
    "Autorización para mostrar su obra",
    {
        "Marca": "brand",
        "Cómo se muestra": "shown",
        "Nombre público": "public_name",
        "Oficio": "craft",
        "Documento": "document",
        "Días": "period",
        "Revocada": "revoked_at",
    },
    kind="consent",
    goes=Goes.WORDS,
    texts=("public_name", "contact", "artisan_number", "document"),
    joined=("brand",),
)
holding(
    "production.WorkContract",
    PRODUCTION,
    "Contratos con una empresa",
    {
        "Empresa": "agreement.company",
        "Taller": "activity.name",
        "Clase": "kind",
        "Documento": "document",
        "Días": "period",
        "Subvención": "subsidy:money",
        "Terminó por": "ending",
    },
    kind="production",
    goes=Goes.WORDS,
    becomes={"document": "—"},
    joined=("agreement__company", "activity"),
)
