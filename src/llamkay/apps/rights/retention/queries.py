"""Reads of terms, holds and erasures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from llamkay.apps.rights.kinds import ErasureState
from llamkay.apps.rights.models import Erasure, LegalHold, RetentionTerm
from llamkay.apps.rights.retention.plan import Rule, rules
from llamkay.platform.record.holdings import CHAPTERS, HOLDINGS
from llamkay.platform.security.scope import Scope

# The kinds of record in the words of whoever fixes their terms.
KINDS = {
    "identity": "Identidad y documentos",
    "legal": "Situación jurídica y custodia",
    "attendance": "Plazas, planillas y asistencia",
    "study": "Estudios",
    "remission": "Redención",
    "money": "Paga y libros",
    "certificates": "Certificados",
    "plans": "Planes de vida y tratamiento",
    "health": "Salud",
    "nursery": "Cuna",
    "protection": "Protección de niñas y niños",
    "production": "Producción",
    "consent": "Autorizaciones de imagen y obra",
    "workshops": "Seguridad en el taller y trabajo externo",
    "study_of_programmes": "Estudios sobre programas",
    "rights": "Pedidos sobre datos",
    "access_log": "Registro de lecturas",
}


@dataclass(frozen=True)
class KindLine:
    """A kind of record with its rule, and what is declared of it."""

    code: str
    title: str
    rule: Rule | None
    tables: Sequence[str]


def kind_lines(*, on: date) -> list[KindLine]:
    """Every kind of record with the rule in force on a day; those without one say so."""
    found = rules(on=on)
    ordered = sorted(HOLDINGS.values(), key=lambda each: CHAPTERS[each.chapter].order)
    return [
        KindLine(code, KINDS[code], rule, [each.title for each in ordered if each.kind == code])
        for code, rule in found.items()
    ]


def to_confirm() -> QuerySet[RetentionTerm]:
    """The terms that somebody entered and nobody confirmed yet."""
    return RetentionTerm.objects.filter(confirmed_by="").order_by("entered_at")


def holds(*, scope: Scope) -> QuerySet[LegalHold]:
    """The holds of the scope, those that run first."""
    rows = scope.filter(LegalHold.objects.select_related("person", "establishment"))
    return rows.order_by("lifted_at", "-placed_at")


def erasures(*, scope: Scope) -> QuerySet[Erasure]:
    """The erasures of the scope, the last first."""
    return scope.filter(Erasure.objects.select_related("person", "establishment")).order_by("-proposed_at")


def find_erasure(*, scope: Scope, pk: int) -> Erasure | None:
    """An erasure of the scope."""
    return erasures(scope=scope).filter(pk=pk).first()


def erasures_to_confirm(user: Any, scope: Scope) -> QuerySet[Erasure]:
    """What somebody else proposed, and this user may confirm."""
    return erasures(scope=scope).filter(state=ErasureState.PROPOSED).exclude(proposed_by=user.username)
