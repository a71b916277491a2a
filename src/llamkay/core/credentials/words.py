"""Why a certificate stands or not, in one sentence of the reader's language."""

from collections.abc import Mapping

SPANISH = {
    "valid": "La firma es del emisor y no está en su lista de retirados del {as_of}.",
    "valid_old_key": "La firmó una llave que el emisor ya reemplazó, en los días en que valía, y no está en su lista "
    "de retirados del {as_of}.",
    "revoked": "El emisor lo anuló: está en su lista del {as_of}.",
    "superseded": "El emisor lo reemplazó por uno corregido, el {successor}: el anterior ya no vale.",
    "suspended": "El emisor lo tiene suspendido: está en su lista del {as_of} y puede volver a valer.",
    "ended": "Venció el {day}.",
    "unknown_key": "La llave {key} no está entre las que el emisor publica: no se puede saber quién lo firmó.",
    "no_token": "No está escrito como un certificado: le faltan partes o están cambiadas.",
    "too_long": "Es demasiado largo para ser un certificado.",
    "algorithm": "Dice estar firmado con «{algorithm}» y los certificados se firman solo con Ed25519.",
    "no_key_named": "No dice con qué llave está firmado.",
    "claims": "Sus datos no concuerdan entre sí: lo que dice afuera no es lo que dice adentro.",
    "two_credentials": "Lleva dos certificados distintos en uno.",
    "dates": "Sus fechas no se pueden leer.",
    "other_issuer": "Nombra la llave de otro emisor.",
    "other_credential": "Está firmado por el emisor, pero no es un certificado.",
    "signature": "La firma no es de la llave que nombra: cambiaron el contenido o lo firmó otra persona.",
    "future": "Dice haberse emitido en una fecha que todavía no llega.",
    "key_days": "Su fecha está fuera de los días en que valía la llave {key}.",
    "key_lost": "La llave {key} cayó en otras manos y este no está entre los certificados que su dueño firmó con ella.",
    "status": "No dice bien en qué lista de retirados se busca.",
    "list": "Su lista de retirados no se puede leer.",
    "paper_changed": "El archivo cambió después de firmado, o no está firmado.",
    "paper_key": "El documento no lo firmó la misma llave que firmó el certificado que lleva dentro.",
    "no_paper": "El PDF no lleva dentro ningún certificado.",
    "broken_paper": "El PDF está dañado: no se puede leer lo que lleva dentro.",
}
ENGLISH = {
    "valid": "The issuer signed it, and it is not in the issuer's list of {as_of}.",
    "valid_old_key": "A key that the issuer has replaced since signed it within its days, and it is not in the "
    "issuer's list of {as_of}.",
    "revoked": "The issuer revoked it: it is in its list of {as_of}.",
    "superseded": "The issuer replaced it by a corrected one, {successor}: the earlier one no longer stands.",
    "suspended": "The issuer has suspended it: it is in its list of {as_of} and may stand again.",
    "ended": "It ended on {day}.",
    "unknown_key": "The key {key} is not among those that the issuer publishes: nobody can tell who signed it.",
    "no_token": "It is not written as a certificate: parts are missing or changed.",
    "too_long": "It is too long to be a certificate.",
    "algorithm": "It claims a signature by «{algorithm}», and certificates are signed by Ed25519 alone.",
    "no_key_named": "It does not name the key that signed it.",
    "claims": "Its parts do not agree: what it says outside is not what it says inside.",
    "two_credentials": "It carries two different certificates in one.",
    "dates": "Its dates cannot be read.",
    "other_issuer": "It names the key of another issuer.",
    "other_credential": "The issuer signed it, but it is no certificate.",
    "signature": "The signature is not of the key that it names: its content was changed, or somebody else signed it.",
    "future": "It claims to be issued on a day that is still to come.",
    "key_days": "Its date lies outside the days of the key {key}.",
    "key_lost": "The key {key} fell into other hands, and this is none of the certificates that its owner signed.",
    "status": "It does not name the lists in which it is looked up.",
    "list": "Its status list cannot be read.",
    "paper_changed": "The file was changed after it was signed, or is not signed.",
    "paper_key": "Another key signed the document than the certificate that it carries.",
    "no_paper": "The PDF carries no certificate.",
    "broken_paper": "The PDF is damaged: what it carries cannot be read.",
}


def why(code: str, values: Mapping[str, str] | None = None, language: str = "es") -> str:
    """The sentence of a verdict.

    >>> why("algorithm", {"algorithm": "none"}, "en")
    'It claims a signature by «none», and certificates are signed by Ed25519 alone.'
    """
    words = ENGLISH if language.startswith("en") else SPANISH
    return words[code].format(**(values or {}))
