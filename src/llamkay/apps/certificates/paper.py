"""A certificate as a badge and as a signed paper, and the receipt by which it is handed over."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import override

from llamkay.apps.certificates.kinds import IssuerKind, Kind, Level
from llamkay.apps.certificates.models import Credential, Issuer
from llamkay.core.credentials import ATTACHMENT, Achievement, Earned, Result, document, status_entries
from llamkay.core.notes import date_es
from llamkay.platform import clock, papers
from llamkay.platform.papers import qr_svg, render

FOLDER = Path(__file__).parent / "papers"
_LITERAL = {"AD", "A", "B", "C"}


@override("es")
def badge(row: Credential, *, id: str, number: str, slot: int, at: datetime) -> dict[str, Any]:
    """The certificate as an open badge, for its token."""
    lines = "; ".join(_line(line) for line in row.lines)
    results = [Result("Horas", "ext:Hours", str(row.hours))]
    if row.kind == Kind.SKILL:
        results.append(Result("Nivel", "ext:Level", str(Level(row.level).label)))
    for name, mark, _hours in row.lines:
        if mark:
            results.append(Result(name, "LetterGrade" if mark in _LITERAL else "RawScore", mark))
    study = row.kind == Kind.STUDY
    return document(
        id=id,
        issuer=row.issuer.did,
        issuer_name=row.issuer.name,
        license_number=number,
        at=at,
        achievement=Achievement(
            name=row.title,
            kind="CertificateOfCompletion" if study else "Competency",
            description=row.description,
            criteria=f"Aprobó: {lines}." if study else f"Sabe: {lines}.",
            results=results,
        ),
        earned=Earned(row.holder, row.holder_number, row.starts_on, row.ends_on),
        status=status_entries(row.issuer.base, slot),
    )


def _line(line: list[Any]) -> str:
    name, mark, _hours = line
    return f"{name} ({mark})" if mark else str(name)


@override("es")
def draw(row: Credential, *, private: Ed25519PrivateKey, number: str, code: str, at: datetime) -> bytes:
    """The paper with its token inside, signed by the issuer's key; nothing of it names a place."""
    pdf = render(FOLDER / "credential.typ", data_of(row, number=number, code=code, at=at), at=at, archive="a-3a")
    authority = papers.Authority.of_key(private, name=row.issuer.name, at=at)
    return papers.sign(pdf, authority, reason=f"Certificado {number}", location=None)


def data_of(row: Credential, *, number: str, code: str, at: datetime) -> dict[str, Any]:
    """What the paper says, as plain data for its template."""
    issuer, study = row.issuer, row.kind == Kind.STUDY
    address = f"{issuer.base.rpartition('/emisores/')[0]}/c/{code}/"
    return {
        "title": "Certificado de estudios" if study else "Certificado de habilidad",
        "issuer": issuer.name,
        "issuer_number": issuer_number(issuer),
        "number": number,
        "holder": row.holder,
        "holder_number": row.holder_number,
        "verb": "por haber aprobado" if study else "por haber demostrado en el trabajo que domina",
        "achievement": row.title,
        "description": row.description if row.description != row.title else "",
        "head": ["Unidad", "Nota", "Horas"] if study else ["Sabe hacer"],
        "lines": [[name, mark, str(hours) if hours else ""] if study else [name] for name, mark, hours in row.lines],
        "facts": [
            ["Del", date_es(row.starts_on)],
            ["Al", date_es(row.ends_on)],
            ["Duración", f"{row.hours:,} horas" if row.hours != 1 else "1 hora"],
            *([] if study else [["Nivel", str(Level(row.level).label)]]),
        ],
        "signer": row.signer,
        "post": row.post,
        "issued": date_es(at.astimezone(clock.LIMA).date()),
        "code": code,
        "address": address.removeprefix("https://").removeprefix("http://"),
        "qr": qr_svg(address),
        "token": row.token,
        "attachment": ATTACHMENT,
        "demo": settings.DEMO,
    }


def issuer_number(issuer: Issuer) -> str:
    """The number of an issuer with what it is called."""
    return f"{'Código modular' if issuer.kind == IssuerKind.SCHOOL else 'RUC'} {issuer.number}"


@override("es")
def receipt(row: Credential, *, on: date) -> bytes:
    """The receipt that whoever receives a certificate signs; it stays in the house."""
    assert row.public is not None
    data = {
        "title": "Cargo de entrega de certificado",
        "institution": row.establishment.name,
        "facts": [
            ["Certificado", f"N.º {row.public}, «{row.title}»"],
            ["Emisor", row.issuer.name],
            ["Persona", f"{row.person.full_name} ({row.person.code})"],
            ["Fecha", date_es(on)],
        ],
        "seal": row.public.pdf_seal,
        "demo": settings.DEMO,
    }
    return render(FOLDER / "receipt.typ", data, at=clock.now())
