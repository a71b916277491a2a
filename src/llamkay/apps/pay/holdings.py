"""What pay holds of a person: earnings, splits, the ledger, court orders, savings, who receives money for her."""

from llamkay.core.values import Month
from llamkay.platform.months import month_name
from llamkay.platform.record.holdings import Goes, chapter, holding

PAY = chapter(
    "pay",
    "Su paga y su cuenta",
    order=50,
    purpose="Liquidar lo que gana, repartirlo como manda la ley y llevar su cuenta.",
    gathered="Sale de sus planillas cerradas, de las tarifas y de las resoluciones judiciales que llegaron.",
    passed_on="El banco y las personas que usted autorizó a cobrar; el juzgado que ordenó una reparación o alimentos.",
)
MONEY = "money"
BOOKS = "El libro y los cierres sellados deben seguir cuadrando: las sumas quedan bajo una identidad sin nombre."

holding(
    "pay.Earning",
    PAY,
    "Ingresos de cada mes",
    {
        "Mes": lambda row: month_name(Month.of(row.month)),
        "Actividad": "activity.name",
        "Bruto": "gross:money",
        "Anula otra línea": "reverses",
    },
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
    order=("month", "pk"),
    joined=("activity",),
)
holding(
    "pay.Split",
    PAY,
    "Cómo se repartió",
    {
        "Mes": lambda row: month_name(Month.of(row.month)),
        "Bruto": "gross:money",
        "Institución": "institution:money",
        "Reparación civil": "reparation:money",
        "Alimentos": "alimony:money",
        "Para usted": "personal:money",
        "Sin decidir": "undecided:money",
    },
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
    order=("month", "pk"),
)
holding(
    "pay.Account",
    PAY,
    "Cuentas del libro a su nombre",
    {"Cuenta": "kind", "Detalle": "label", "Establecimiento": "establishment"},
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
    joined=("establishment",),
)
holding(
    "pay.Posting",
    PAY,
    "Movimientos de su cuenta",
    {
        "Día": "entry.posted_on",
        "Cuenta": "account.kind",
        "Concepto": "entry.text",
        "Importe (negativo: a su favor)": "amount:money",
    },
    kind=MONEY,
    person="account__person",
    goes=Goes.STAYS,
    why=BOOKS,
    order=("entry__posted_on", "pk"),
    joined=("entry", "account"),
)
holding(
    "pay.Entry",
    PAY,
    "Asientos que la nombran",
    {"Día": "posted_on", "Concepto": "text", "Sustento": "evidence"},
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
    order=("posted_on", "pk"),
)
holding(
    "pay.Hold",
    PAY,
    "Retenciones judiciales de su dinero",
    {"Días": "period", "Importe": "amount:money", "Juzgado": "court", "Expediente": "case_number"},
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
    case="case_number",
)
holding(
    "pay.Bonus",
    PAY,
    "Bonificaciones",
    {
        "Mes": lambda row: month_name(Month.of(row.month)),
        "Actividad": "activity.name",
        "Importe": "amount:money",
        "Por qué": "reason",
    },
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("reason",),
    joined=("activity",),
)
holding(
    "pay.PlaceBand",
    PAY,
    "Bandas de su paga",
    {
        "Actividad": "allocation.activity.name",
        "Banda": "band",
        "Días": "period",
        "Por qué": "reason",
    },
    kind=MONEY,
    person="allocation__person",
    goes=Goes.WORDS,
    texts=("reason",),
    order=("period",),
    joined=("allocation__activity",),
)
holding(
    "pay.ReparationDebt",
    PAY,
    "Reparación civil",
    {"Expediente": "case_number", "Importe": "amount:money", "Resolución": "resolution", "Días": "period"},
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("injured", "resolution"),
    case="case_number",
)
holding(
    "pay.AlimonyOrder",
    PAY,
    "Alimentos",
    {
        "Expediente": "case_number",
        "Importe": "amount:money",
        "Por ciento": "percent",
        "Documento": "document",
        "Días": "period",
    },
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("creditor", "document"),
    case="case_number",
)
holding(
    "pay.Fine",
    PAY,
    "Multas",
    {"Expediente": "case_number", "Importe": "amount:money", "Resolución": "resolution", "Días": "period"},
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("resolution",),
    case="case_number",
)
holding(
    "pay.CourtPlan",
    PAY,
    "Convenios de pago de lo que debe",
    {
        "Clase": "kind",
        "Expediente": "case_number",
        "Documento": "document",
        "Firmado": "signed_on",
        "Importe": "amount:money",
    },
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("document",),
    case="case_number",
)
holding(
    "pay.CourtOrderChange",
    PAY,
    "Cambios propuestos a esas órdenes",
    {
        "Qué": "kind",
        "Acto": "act",
        "Desde": "since",
        "Expediente": "case_number",
        "Estado": "state",
        "Motivo": "reason",
    },
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("counterpart", "document", "reason"),
    case="case_number",
)
holding(
    "pay.IncomeDeclaration",
    PAY,
    "Ingresos declarados",
    {
        "Mes": lambda row: month_name(Month.of(row.month)),
        "Importe": "amount:money",
        "Origen": "origin",
        "Documento": "document",
    },
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("document",),
)
holding(
    "pay.Levy",
    PAY,
    "Aporte por cuenta propia",
    {
        "Mes": lambda row: month_name(Month.of(row.month)),
        "Declarado": "declared:money",
        "Aporte": "amount:money",
        "Anula otra línea": "reverses",
    },
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
    order=("month", "pk"),
)
holding(
    "pay.LevyPlan",
    PAY,
    "Convenios por el aporte",
    {"Firmado": "signed_on", "Documento": "document", "Importe": "amount:money"},
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("document",),
)
holding(
    "pay.LevyPayment",
    PAY,
    "Pagos del aporte",
    {"Día": "paid_on", "Importe": "amount:money", "De dónde": "source", "Recibo": "receipt"},
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
)
holding(
    "pay.Settlement",
    PAY,
    "Liquidaciones al salir",
    {"Por qué": "why", "Salió": "left_on", "Estado": "state", "Documento": "document"},
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
)
holding(
    "pay.MoneyNotice",
    PAY,
    "Avisos sobre su dinero",
    {"Día": "on", "Cómo": "how"},
    kind=MONEY,
    goes=Goes.ROWS,
    order=("on",),
)
holding(
    "pay.Beneficiary",
    PAY,
    "Personas que usted autorizó a cobrar",
    {"Parentesco": "relation", "Autorización": "authorisation", "Días": "period"},
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("full_name", "document_number", "bank", "bank_account", "phone", "authorised_by", "authorisation"),
)
holding(
    "pay.Payout",
    PAY,
    "Pagos y entregas",
    {
        "Para qué": "purpose",
        "De qué cuenta": "source",
        "Importe": "amount:money",
        "Estado": "state",
        "Se pagó": "ended_at",
        "Referencia": "reference",
    },
    kind=MONEY,
    goes=Goes.STAYS,
    why=BOOKS,
    order=("prepared_at",),
)
holding(
    "pay.PayslipBatch",
    PAY,
    "Boletas impresas",
    {"Boletas": "payslips", "Se imprimió": "paper.issued_at"},
    kind=MONEY,
    goes=Goes.STAYS,
    why="El registro público de documentos nombra su código y no a usted.",
    joined=("paper",),
)
holding(
    "pay.SavingsRule",
    PAY,
    "Ahorro que acordó",
    {"Días": "period", "Por ciento": "percent", "Meta": "goal:money", "Para qué": "purpose"},
    kind=MONEY,
    goes=Goes.WORDS,
    texts=("purpose", "document"),
)
