"""The catalogue of the open data in DCAT-AP 3, as JSON-LD that stands by itself: no context is fetched."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "https://www.gob.pe/inpe"
_EU = "http://publications.europa.eu/resource/authority"
_KINDS = {"csv": ("text/csv", "CSV"), "parquet": ("application/vnd.apache.parquet", "PARQUET")}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def catalog(
    title: str, description: str, files: Mapping[str, bytes], *, version: str, created: datetime, first: str, last: str
) -> dict[str, Any]:
    """The catalogue of one release with its data set and a distribution for each file."""
    publisher = {"@id": PUBLISHER, "@type": "foaf:Agent", "foaf:name": _es("Instituto Nacional Penitenciario")}
    base = f"urn:llamkay:cifras:{version}"
    issued = {"@value": created.date().isoformat(), "@type": "xsd:date"}
    dataset = {
        "@id": base,
        "@type": "dcat:Dataset",
        "dct:title": _es(title),
        "dct:description": _es(description),
        "dct:identifier": base,
        "dcat:version": version,
        "dct:issued": issued,
        "dct:publisher": publisher,
        "dct:language": _named(f"{_EU}/language/SPA", "dct:LinguisticSystem"),
        "dct:accrualPeriodicity": _named(f"{_EU}/frequency/MONTHLY", "dct:Frequency"),
        "dct:spatial": _named(f"{_EU}/country/PER", "dct:Location"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": f"{first}-01", "@type": "xsd:date"},
            "dcat:endDate": {"@value": f"{last}-01", "@type": "xsd:date"},
        },
        "dcat:keyword": [_es(word) for word in ("penales", "trabajo penitenciario", "educación", "cuna")],
        "dcat:distribution": [_distribution(base, name, body) for name, body in sorted(files.items())],
    }
    return {
        "@context": _CONTEXT,
        "@id": f"{base}:catalogo",
        "@type": "dcat:Catalog",
        "dct:title": _es(f"Datos abiertos: {title}"),
        "dct:description": _es(description),
        "dct:publisher": publisher,
        "dct:issued": issued,
        "dct:license": _named(LICENCE, "dct:LicenseDocument"),
        "dcat:dataset": [dataset],
    }


def _distribution(base: str, name: str, body: bytes) -> dict[str, Any]:
    media, kind = _KINDS[name.rpartition(".")[2]]
    return {
        "@id": f"{base}:{name}",
        "@type": "dcat:Distribution",
        "dct:title": _es(name),
        "dcat:accessURL": _named(f"{base}:{name}", "http://www.w3.org/2000/01/rdf-schema#Resource"),
        "dct:license": _named(LICENCE, "dct:LicenseDocument"),
        "dct:format": _named(f"{_EU}/file-type/{kind}", "dct:MediaTypeOrExtent"),
        "dcat:mediaType": _named(f"https://www.iana.org/assignments/media-types/{media}", "dct:MediaType"),
        "dcat:byteSize": {"@value": str(len(body)), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _named("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": {"@value": hashlib.sha256(body).hexdigest(), "@type": "xsd:hexBinary"},
        },
    }


def _es(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "es"}


def _named(address: str, kind: str) -> dict[str, str]:
    return {"@id": address, "@type": kind}
