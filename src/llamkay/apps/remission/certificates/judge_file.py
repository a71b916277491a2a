"""The judge's file (expediente): certificate, case, result, sheets and law, to be checked without any system."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

import yaml
from django.db import connection

from llamkay.apps.remission.models import Certificate
from llamkay.core.remission.words import in_words
from llamkay.platform.files.tabular import safe_cell
from llamkay.platform.record import audit
from llamkay.platform.security import scope

_ROWS = """
    SELECT e.code, a.code, a.name, a.kind, s.month, r.minutes, r.reasons
    FROM activities_effectiverow r JOIN activities_sheet s ON s.id = r.sheet_id
    JOIN activities_activity a ON a.id = s.activity_id JOIN institutions_establishment e ON e.id = a.establishment_id
    WHERE r.person_id = %s AND s.state = 'closed' AND a.kind IN ('work', 'study') AND s.month <= %s
    ORDER BY s.month, e.code, a.code
"""
_READ_ME = """EXPEDIENTE DEL CÓMPUTO {number}

certificado.pdf   el certificado firmado; se verifica en {address}
caso.yaml         el caso completo: condenas, etapas, cada día de actividad
resultado.json    el cómputo, tramo por tramo, con su razón, su norma y su motivo
planillas.csv     las marcas de cada planilla cerrada en que se apoya, con los ajustes
normas.yaml       el texto de las reglas usadas, con fecha, norma, artículo, fuente y confianza (versión {law})

Cualquiera puede repetir el cómputo sin base de datos:

    llamkay remission compute caso.yaml --json

Debe dar los mismos días, la misma fracción y los mismos tramos que resultado.json, con la misma versión de las normas.
Sello del cómputo: {seal}
"""


def archive(*, actor: Any, certificate: Certificate) -> bytes:
    """The ZIP of a certificate; the same certificate gives the same bytes. The reading is logged."""
    statement = certificate.statement
    audit.log_access(actor=actor.username, kind="judge_file", target=f"certificate:{certificate.pk}")
    read_me = _READ_ME.format(
        number=certificate, address=certificate.paper.code, law=statement.law_version_id, seal=statement.hash
    )
    parts = {
        "LEAME.txt": read_me.encode(),
        "certificado.pdf": bytes(certificate.pdf),
        "caso.yaml": yaml.safe_dump(statement.case, allow_unicode=True, sort_keys=False).encode(),
        "resultado.json": json.dumps(in_words(statement.result), ensure_ascii=False, indent=2).encode(),
        "planillas.csv": _sheets(statement.person_id, statement.as_of),
        "normas.yaml": statement.law_version.documents["yaml"].encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            moment = certificate.issued_at
            book.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _sheets(person_id: int, as_of: date) -> bytes:
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute("SELECT number, key FROM activities_reason")
        keys = dict(cursor.fetchall())
        cursor.execute(_ROWS, [person_id, as_of])
        rows = cursor.fetchall()
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["establecimiento", "actividad", "nombre", "clase", "dia", "marca", "minutos"])
    for place, code, name, kind, month, minutes, reasons in rows:
        for at, (worked, reason) in enumerate(zip(minutes, reasons, strict=True), start=1):
            if reason:
                table.writerow(
                    [place, safe_cell(code), safe_cell(name), kind, f"{month:%Y-%m}-{at:02}", keys[reason], worked]
                )
    return out.getvalue().encode("utf-8-sig")
