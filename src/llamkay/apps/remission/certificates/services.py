"""Certificates of computation: numbered, signed, found by their code, replaced when a later count corrects them."""

import hashlib
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.people.queries import custody_on
from llamkay.apps.remission import acts, permissions
from llamkay.apps.remission.counts.statements import make_statement
from llamkay.apps.remission.debts import check_not_held_back
from llamkay.apps.remission.models import Certificate, Statement
from llamkay.apps.remission.queries import (
    KIND_NAMES,
    fraction_text,
    other_gives,
)
from llamkay.apps.remission.words import in_words, ratio_text, reading_words, stage_words, status_words
from llamkay.core.errors import Refused
from llamkay.core.remission.rates import Status
from llamkay.core.values import Month
from llamkay.platform import clock, papers
from llamkay.platform.database import connection as database
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.models import IssuedPaper
from llamkay.platform.months import month_name
from llamkay.platform.papers import new_code, qr_svg, render
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


TEMPLATE = Path(__file__).parent.parent / "papers" / "certificate.typ"
_SHEETS = """
    SELECT DISTINCT s.month, a.name, e.name, c.hash
    FROM activities_sheetrow r JOIN activities_sheet s ON s.id = r.sheet_id
    JOIN activities_activity a ON a.id = s.activity_id JOIN institutions_establishment e ON e.id = a.establishment_id
    JOIN months_monthclose c ON c.establishment_id = a.establishment_id AND c.month = s.month
    WHERE r.person_id = %s AND s.state = 'closed' AND a.kind = ANY(%s) AND s.month <= %s ORDER BY 1, 3, 2
"""


def authority() -> "papers.Authority":
    """The institution's key; in a demonstration, one that is made for it. Raises ``Refused`` without a key."""
    if settings.SIGNING_KEY:
        key, root = Path(settings.SIGNING_KEY), Path(settings.SIGNING_ROOT)
        return papers.Authority.from_pkcs12(key, passphrase=settings.SIGNING_PASSPHRASE, root=root)
    if settings.DEMO:
        return papers.Authority.for_demonstration(database.data_folder() / "signing", name="INPE", at=clock.now())
    raise Refused(
        _("No hay llave para firmar: configure LLAMKAY_SIGNING_KEY, LLAMKAY_SIGNING_PASSPHRASE y LLAMKAY_SIGNING_ROOT.")
    )


def issue_certificate(*, actor: Any, person: "Person", kind: str = Certificate.Kind.BOTH) -> Certificate:
    """Count up to today and issue the certificate; if the last one still says the same, that one is given.

    A debt of the 10 % that the books know holds back the certificate of work (art. 67).
    A later certificate of the same kind replaces the earlier one, which stays verifiable as replaced.
    Raises ``PermissionDenied`` or ``Refused``; nothing is left half done.
    """
    key = authority()
    check_not_held_back(person, kinds=("work", "study") if kind == Certificate.Kind.BOTH else (kind,))
    with transaction.atomic():
        statement = make_statement(actor=actor, person=person)
        spell = custody_on(person, statement.as_of)
        assert spell is not None  # make_statement refuses a person who is not held
        place = spell.establishment
        require(actor, permissions.COMPUTE, establishment_id=place.pk)
        before = _standing(person, kind)
        if before and before.statement_id == statement.pk:
            return before
        now = clock.now()
        number = _next(place.pk, now.year)
        code, heading = new_code(), heading_on(now.date())
        data = paper_of(statement, kind=kind, number=f"{number:04}-{now.year}", code=code, at=now) | {
            "institution": heading.name,
            "establishment": place.name,
        }
        pdf = papers.sign(render(TEMPLATE, data, at=now), key, reason=data["title"], location=place.name)
        paper = IssuedPaper.objects.create(
            code=code,
            title=data["title"],
            institution=heading.name,
            issued_at=now,
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
        made = Certificate.objects.create(
            statement=statement,
            establishment=place,
            kind=kind,
            number=number,
            year=now.year,
            paper=paper,
            pdf=pdf,
            issued_at=now,
            issued_by=actor.username,
        )
        if before:
            IssuedPaper.objects.filter(pk=before.paper_id).update(replaced_by=paper)
        called = audit.spanish(made.get_kind_display).lower()
        audit.record(
            actor=actor.username,
            verb=acts.CERTIFY,
            target=f"person:{person.pk}",
            sentence=f"{actor} emitió el certificado {made} ({called}) de {person.code}.",
            stream=place.code,
            details={"certificate": made.pk, "sha256": paper.sha256, "replaces": before.pk if before else None},
        )
    return made


def void_certificate(*, actor: Any, certificate: Certificate, reason: str) -> Certificate:
    """Void a certificate with a reason; its page says so for ever. There is no way back: a new one is issued."""
    require(actor, permissions.COMPUTE, establishment_id=certificate.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula el certificado."))
    with transaction.atomic():
        paper = IssuedPaper.objects.select_for_update(of=("self",)).get(pk=certificate.paper_id)
        if paper.voided_at:
            raise Refused(_("El certificado ya estaba anulado."))
        paper.voided_at, paper.void_reason = clock.now(), reason.strip()[:200]
        paper.save()
        audit.record(
            actor=actor.username,
            verb=acts.VOID,
            target=f"certificate:{certificate.pk}",
            sentence=f"{actor} anuló el certificado {certificate}.",
            stream=certificate.establishment.code,
            reason=reason.strip(),
        )
    return certificate


def _standing(person: "Person", kind: str) -> Certificate | None:
    return (
        Certificate.objects.filter(statement__person=person, kind=kind, paper__replaced_by=None, paper__voided_at=None)
        .order_by("-id")
        .first()
    )


def _next(establishment_id: int, year: int) -> int:
    lock(Space.CERTIFICATES, establishment_id)
    last = Certificate.objects.filter(establishment_id=establishment_id, year=year).aggregate(Max("number"))
    return (last["number__max"] or 0) + 1


@override("es")  # the paper is in Spanish, whoever issues it
def paper_of(statement: Statement, *, kind: str, number: str, code: str, at: datetime) -> dict[str, Any]:
    """What the certificate of a count says, as plain data for its template."""
    result, person = in_words(statement.result), statement.person
    kinds = ["work", "study"] if kind == Certificate.Kind.BOTH else [kind]
    segments = [s for s in result["segments"] if s["kind"] in kinds]
    title = {"work": "Certificado de cómputo laboral", "study": "Certificado de cómputo de estudio"}.get(
        kind, "Certificado de cómputo laboral y de estudio"
    )
    address = f"{settings.PUBLIC_URL}/verificar/{code}/"
    return {
        "title": title,
        "subject": f"{person.code}, al {_day(statement.as_of)}",
        "number": number,
        "issued": f"{at:%d/%m/%Y}",
        "code": code,
        "address": address,
        "qr": qr_svg(address),
        "footer": f"{title} {number} · {person.code}",
        "demo": settings.DEMO,
        "person": _person(person, statement),
        "totals": _totals(result, segments),
        "status": status_words(result["status"]),
        "segments": [_segment(s) for s in segments],
        "readings": [_reading(r) for r in result["alternatives"]],
        "others": [
            {"words": f"{item['question']} {item['words']}.", "days": other_gives(item), "source": item["source"]}
            for item in result.get("other_readings", ())
        ],
        "months": _months(result, kinds),
        "excluded": _excluded(result, kinds),
        "sheets": _sheets(person, kinds, statement.as_of),
        "warnings": result["warnings"],
        "seal": statement.hash[:16],
        "law": statement.law_version_id,
    }


def _person(person: "Person", statement: Statement) -> list[list[str]]:
    documents = ", ".join(str(d) for d in person.documents.all()) or "Sin documento: identidad provisional"
    rows = [["Persona", person.full_name], ["Código", person.code], ["Documento", documents]]
    for item in statement.case["convictions"]:
        final = f"firme el {_day(item['final_on'])}" if item["final_on"] else "sin sentencia firme"
        rows.append(
            ["Delito", f"Art. {item['offence']} del Código Penal, {final}, cómputo desde {_day(item['starts_on'])}"]
        )
    return [*rows, ["Cómputo al", _day(statement.as_of)]]


def _totals(result: dict[str, Any], segments: list[dict[str, Any]]) -> list[list[str]]:
    rows = [["Días de actividad computados", f"{sum(s['days'] for s in segments):,}"]]
    if result["fraction"] is not None:
        exact = sum((Fraction(s["remitted"] or 0) for s in segments), Fraction(0))
        rows.append(["Días de pena redimidos, exactos", fraction_text(exact)])
        rows.append(["Días de pena redimidos, enteros", f"{exact.numerator // exact.denominator:,}"])
    else:
        rows.append(["Días de pena fuera de discusión, exactos", fraction_text(Fraction(result["settled"]))])
    release = result["release"] or {}  # nothing where no sentence has a term
    for key, words in (("sentence_ends", "La pena termina"), ("with_remission", "Con la redención, el")):
        if release.get(key):
            rows.append([words, _day(release[key])])
    return rows


def _segment(item: dict[str, Any]) -> dict[str, Any]:
    regime, _slash, stage = item["stage"].partition("/")
    # The reason begins with the norm where one was applied; it is not said twice.
    norm = "" if _cited(item["reasons"], item["norm"]) else f"{item['norm']}, art. {item['article']}."
    return {
        "from": _day(item["from"]),
        "to": _day(
            date.fromisoformat(item["to"]) - timedelta(days=1)
        ),  # papers say the last day, not the first outside
        "kind": str(KIND_NAMES[item["kind"]]),
        "stage": stage_words(regime, stage),
        "days": f"{item['days']:,}",
        "ratio": ratio_text(item["ratio"]),
        "remitted": fraction_text(Fraction(item["remitted"])) if item["remitted"] else "—",
        "norm": norm,
        "confirm": item["confidence"] != "high",
        "why": item["why"],
    }


def _cited(reasons: list[dict[str, Any]], norm: str) -> bool:
    """Whether the first reason names the norm."""
    return bool(reasons) and reasons[0]["values"].get("norm") == norm


def _reading(item: dict[str, Any]) -> dict[str, str]:
    words = "; ".join(reading_words(item["reading"]))
    until = (item["release"] or {}).get("with_remission")
    if item.get("status") == Status.NO_RATIO:
        words += " (queda una parte sin razón: solo se suman los días que la tienen)"
    return {"words": words, "days": f"{item['remitted_days']:,}", "until": _day(until) if until else "—"}


def _months(result: dict[str, Any], kinds: list[str]) -> list[list[str]]:
    found: dict[str, dict[str, int]] = {}
    for item in result["months"]:
        found.setdefault(item["month"], {})[item["kind"]] = item["days"]
    return [
        [month_name(Month.parse(month)), *(str(days.get(k, 0)) if k in kinds else "—" for k in ("work", "study"))]
        for month, days in found.items()
    ]


def _excluded(result: dict[str, Any], kinds: list[str]) -> list[list[str]]:
    found: dict[str, int] = {}
    for item in result["excluded"]:
        if item["kind"] in kinds:
            text = f"{item['why']} {item['norm']}, art. {item['article']}"
            found[text] = found.get(text, 0) + 1
    return [[str(count), text] for text, count in sorted(found.items(), key=lambda pair: -pair[1])]


def _sheets(person: "Person", kinds: list[str], as_of: date) -> list[list[str]]:
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(_SHEETS, [person.pk, kinds, as_of])
        return [
            [month_name(Month.of(month)), f"{activity}, {place}", seal[:16]]
            for month, activity, place, seal in cursor.fetchall()
        ]


def _day(value: date | str) -> str:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day:%d/%m/%Y}"
