"""What certificates hold of a person: what was certified of her work and study."""

from llamkay.platform.record.holdings import Goes, chapter, holding

CERTIFICATES = chapter(
    "certificates",
    "Sus certificados de oficio y estudio",
    order=60,
    purpose="Dejarle un certificado que pueda mostrar al salir, que no diga dónde lo obtuvo.",
    gathered="Sale de sus plazas, planillas y actas de estudio; lo firmó quien tiene esa función.",
    passed_on="Quien usted quiera: el registro público confirma el código, sin su nombre ni el penal.",
)
holding(
    "certificates.Credential",
    CERTIFICATES,
    "Certificados",
    {
        "Certificado": "title",
        "Clase": "kind",
        "Estado": "state",
        "Emisor": "issuer",
        "A nombre de": "holder",
        "Horas": "hours",
        "Desde": "starts_on",
        "Hasta": "ends_on",
        "Entregado": "handed_on",
    },
    kind="certificates",
    goes=Goes.STAYS,
    why="Es un documento firmado que usted puede mostrar toda la vida; su firma se comprueba con el archivo entero.",
    joined=("issuer",),
)
