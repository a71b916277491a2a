"""The figures as open data: a folder of plain files that anybody can check and cite.

Data Package v2 (`datapackage.json`), the same tables as CSV and Parquet, a catalogue in DCAT-AP 3
(`catalog.jsonld`), what came when (`cambios.csv`), a checksum of each file. The same moment gives the same bytes.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.statistics.figures.dictionary import lines
from llamkay.apps.statistics.hooks import Corrected, corrected
from llamkay.apps.statistics.opendata.catalog import LICENCE, catalog
from llamkay.apps.statistics.opendata.rows import Change, Row, changes, rows
from llamkay.core.errors import Refused
from llamkay.platform.files.tabular import safe_cell

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
TITLE = "Trabajo, estudio y cuidado en los penales del Perú"
DESCRIPTION = (
    "Cifras mensuales de los establecimientos penitenciarios, con su definición, su día y su origen. "
    "Un valor reservado (obs_status Q, conf_status C) no es cero."
)
TEXT, WHOLE, DAY, MOMENT = "string", "integer", "date", "datetime"
_ARROW = {TEXT: pa.string(), WHOLE: pa.int64(), DAY: pa.date32(), MOMENT: pa.timestamp("s", tz="UTC")}


@dataclass(frozen=True)
class Field:
    """A column: its name, kind and what it holds; ``needed`` where it is never empty."""

    name: str
    kind: str
    title: str
    needed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table of the package with its key and what of it is the key of another."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    lines: Sequence[tuple[Any, ...]]
    of_others: tuple[tuple[str, str, str], ...] = ()  # field, sheet, its field


CELLS = (
    Field("mes", TEXT, "Mes, como 2026-01", True),
    Field("lugar", TEXT, "Código del penal, región, o PE: el país", True),
    Field("nivel", TEXT, "country, region o prison", True),
    Field("cifra", TEXT, "Código de la cifra en el diccionario", True),
    Field("clase", TEXT, "Clase, donde la cifra las tiene; si no, *", True),
    Field("valor", WHOLE, "Cuántos; vacío: reservado"),
    Field("obs_status", TEXT, "SDMX CL_OBS_STATUS: A normal, P provisional, Q reservado", True),
    Field("conf_status", TEXT, "SDMX CL_CONF_STATUS: F libre, C confidencial", True),
    Field("al_dia", DAY, "Día al que se refiere"),
    Field("origen", TEXT, "counted: contado en el sistema; reported: informado"),
    Field("corte", WHOLE, "Número del corte de ese penal y mes"),
)
ESTABLISHMENTS = (
    Field("codigo", TEXT, "Código del penal", True),
    Field("nombre", TEXT, "Nombre", True),
    Field("region", TEXT, "Departamento", True),
)
DICTIONARY = (
    Field("codigo", TEXT, "Código de la cifra", True),
    Field("nombre", TEXT, "Nombre", True),
    Field("definicion", TEXT, "Qué cuenta", True),
    Field("unidad", TEXT, "Unidad", True),
    Field("dimension", TEXT, "Por qué se divide"),
    Field("version", WHOLE, "Versión de la definición", True),
    Field("desde", DAY, "Desde cuándo se cuenta así", True),
    Field("numerador", TEXT, "Qué se cuenta", True),
    Field("denominador", TEXT, "De qué se toma su parte"),
    Field("dueno", TEXT, "De quién es", True),
    Field("limites", TEXT, "Qué no dice", True),
)
CHANGES = (
    Field("momento", MOMENT, "Cuándo llegó", True),
    Field("mes", TEXT, "Mes", True),
    Field("penal", TEXT, "Código del penal", True),
    Field("corte", WHOLE, "Número: 1, y más cuando corrige al anterior", True),
    Field("origen", TEXT, "counted o reported", True),
    Field("clase", TEXT, "first: el primero; revision: anunciada antes; correction: un error", True),
)
CORRECTIONS = (
    Field("documento", TEXT, "El documento que corrige, con su número", True),
    Field("momento", MOMENT, "Cuándo se publicó", True),
    Field("gravedad", TEXT, "substantial: contradice o matiza lo que se concluyó; minor", True),
    Field("corrige", TEXT, "El documento corregido", True),
    Field("decia", TEXT, "Qué decía", True),
    Field("debe_decir", TEXT, "Qué debe decir", True),
    Field("causa", TEXT, "Por qué", True),
    Field("cifra", TEXT, "Código de la cifra, si es de una"),
    Field("penal", TEXT, "Código del penal, si es de uno"),
    Field("mes", TEXT, "Mes de la cifra"),
)


def package(months: Sequence[date], *, at: datetime | None = None) -> dict[str, bytes]:
    """The files of some months as the public reads them, or read them at a moment: name → bytes.

    Raises ``Refused`` where there is nothing of them.
    """
    came = changes(months, at=at)
    if not came:
        raise Refused(
            "there are no figures of that month; «llamkay figures export DIR» takes every month that has them"
        )
    cells = rows(months, at=at)
    wrong = [each for each in corrected(at) if each.month is None or each.month in months]
    sheets = _sheets(cells, came, wrong)
    moment = max([*(change.at for change in came), *(each.at for each in wrong)])
    version = f"{moment.astimezone(UTC):%Y.%m.%d}.{len(came) + len(wrong)}"
    files: dict[str, bytes] = {}
    for sheet in sheets:
        files[f"{sheet.name}.csv"] = _csv(sheet)
        files[f"{sheet.name}.parquet"] = _parquet(sheet)
    span = sorted({row.month for row in cells})
    described = catalog(TITLE, DESCRIPTION, files, version=version, created=moment, first=span[0], last=span[-1])
    files["catalog.jsonld"] = _json(described)
    files["datapackage.json"] = _json(_datapackage(sheets, files, version, moment))
    files["SHA256SUMS"] = "".join(
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)
    ).encode()
    return files


def _sheets(cells: Sequence[Row], came: Sequence[Change], wrong: Sequence[Corrected]) -> list[Sheet]:
    places = every_establishment().order_by("code").values_list("code", "name", "department")
    metrics = [
        (
            line.metric.code,
            line.metric.name,
            line.metric.definition,
            line.metric.unit,
            line.metric.dimension or None,
            line.entry.version,
            line.entry.since,
            line.entry.numerator,
            line.entry.denominator or None,
            line.entry.owner.post_es,
            line.entry.limits,
        )
        for line in lines()
    ]
    return [
        Sheet(
            "cifras",
            "Las cifras, una fila por celda",
            CELLS,
            ("mes", "lugar", "nivel", "cifra", "clase"),
            [
                (
                    row.month,
                    row.place,
                    row.level,
                    row.metric,
                    row.key or "*",
                    row.value,
                    row.observation,
                    row.confidentiality,
                    row.as_of,
                    row.source or None,
                    row.snapshot,
                )
                for row in cells
            ],
            (("cifra", "diccionario", "codigo"),),
        ),
        Sheet("penales", "Los establecimientos penitenciarios", ESTABLISHMENTS, ("codigo",), list(places)),
        Sheet("diccionario", "Qué cuenta cada cifra", DICTIONARY, ("codigo",), metrics),
        Sheet(
            "cambios",
            "Qué llegó y cuándo: una corrección es otro corte, y el anterior queda",
            CHANGES,
            ("mes", "penal", "corte"),
            [(each.at, each.month, each.establishment, each.number, each.source, each.kind) for each in came],
            (("penal", "penales", "codigo"),),
        ),
        Sheet(
            "correcciones",
            "Lo que las notas publicadas dijeron mal: la corrección es otro documento, y la nota queda",
            CORRECTIONS,
            ("documento",),
            [
                (
                    each.line,
                    each.at,
                    "substantial" if each.substantial else "minor",
                    each.document,
                    each.says,
                    each.should_say,
                    each.why,
                    each.metric or None,
                    each.place or None,
                    f"{each.month:%Y-%m}" if each.month else None,
                )
                for each in wrong
            ],
        ),
    ]


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return "" if value is None else str(value)


def _csv(sheet: Sheet) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in sheet.fields])
    writer.writerows(
        [safe_cell(value) if isinstance(value, str) else _text(value) for value in line] for line in sheet.lines
    )
    return out.getvalue().encode()


def _parquet(sheet: Sheet) -> bytes:
    columns: Iterable[tuple[Any, ...]] = zip(*sheet.lines, strict=True) if sheet.lines else [()] * len(sheet.fields)
    arrays = [
        pa.array(
            [value.replace(microsecond=0) if isinstance(value, datetime) else value for value in column],
            type=_ARROW[field.kind],
        )
        for field, column in zip(sheet.fields, columns, strict=True)
    ]
    schema = pa.schema([pa.field(f.name, _ARROW[f.kind], nullable=not f.needed) for f in sheet.fields])
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _datapackage(sheets: Sequence[Sheet], files: dict[str, bytes], version: str, moment: datetime) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "name": "llamkay-cifras",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": version,
        "created": _text(moment),
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": "Instituto Nacional Penitenciario", "roles": ["publisher"]}],
        "resources": [_resource(sheet, f"{sheet.name}.csv", files) for sheet in sheets],
    }


def _resource(sheet: Sheet, name: str, files: dict[str, bytes]) -> dict[str, Any]:
    fields = [
        {
            "name": field.name,
            "type": field.kind,
            "title": field.title,
            **({"constraints": {"required": True}} if field.needed else {}),
        }
        for field in sheet.fields
    ]
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "primaryKey": list(sheet.key),
        "missingValues": [""],
    }
    if sheet.of_others:
        schema["foreignKeys"] = [
            {"fields": [field], "reference": {"resource": other, "fields": [key]}}
            for field, other, key in sheet.of_others
        ]
    return {
        "name": sheet.name,
        "title": sheet.title,
        "path": name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(files[name]),
        "hash": f"sha256:{hashlib.sha256(files[name]).hexdigest()}",
        "schema": schema,
    }


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
