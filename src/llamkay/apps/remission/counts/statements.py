"""Counts as they are made: kept with their case, their reasons as codes and the law's version, and made again alike."""

import hashlib
import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.people.queries import custody_on
from llamkay.apps.people.writing import lock_person
from llamkay.apps.remission import acts, permissions
from llamkay.apps.remission.counts.cases import Document, case_of
from llamkay.apps.remission.models import LawVersion, Statement
from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.remission.statement import compute_case
from llamkay.platform import clock
from llamkay.platform.law import law_of_counts
from llamkay.platform.record import audit
from llamkay.platform.screens.refusals import words
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def law_today() -> LawBook:
    """The law as it ships with this version."""
    return _book(None)


@lru_cache(maxsize=16)
def _book(text: str | None) -> LawBook:
    return LawBook.of(yaml.load_all(text, Loader=yaml.CSafeLoader) if text else law_of_counts())


def remember_law() -> LawVersion:
    """Keep the law of today, whole, the first time it is used; call it inside a transaction."""
    version = law_today().version
    if stored := LawVersion.objects.defer("documents").filter(version=version).first():
        return stored
    documents = law_of_counts()
    text = yaml.dump_all(documents, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    found, _made = LawVersion.objects.get_or_create(
        version=version, defaults={"documents": {"yaml": text}, "first_used_at": clock.now()}
    )
    return found


def law_of(version: str) -> LawBook:
    """The law as it was under a version that was used; raises ``Refused`` for one that was never kept."""
    if version == law_today().version:
        return law_today()
    stored = LawVersion.objects.filter(version=version).first()
    if stored is None:
        raise Refused(f"the law's version {version} was never kept; restore it from a backup that has it")
    return _book(stored.documents["yaml"])


def digest(case: Document, result: Document) -> str:
    """The hash of a count, over codes and values: the same case under the same law gives the same one, in any words."""
    content = json.dumps([case, result], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def make_statement(*, actor: Any, person: "Person", as_of: date | None = None) -> Statement:
    """Count a person's remission up to a day and keep the count; if nothing changed, the one that stands is given.

    Days of every prison count, so it reads beyond the caller's establishment; the act is logged. Raises
    ``PermissionDenied``, or ``Refused`` with one sentence when the case cannot be read.
    """
    as_of = as_of or clock.today()
    place = _where(person, as_of)
    require(actor, permissions.COMPUTE, establishment_id=place.pk)
    with transaction.atomic(), scope.elevated():
        lock_person(person)
        law = remember_law()
        case = case_of(person, as_of=as_of)
        try:
            result = compute_case(case, law_of(law.version))
        except Refused as error:
            raise Refused(_("El cómputo no se puede hacer: {error}.").format(error=words(error))) from error
        last = Statement.objects.filter(person=person).order_by("-id").first()
        seal = digest(case, result)
        if last and last.hash == seal:
            return last
        found = Statement.objects.create(
            person=person,
            as_of=as_of,
            at=clock.now(),
            by=actor.username,
            case=case,
            result=result,
            law_version=law,
            hash=seal,
            replaces=last,
        )
        audit.record(
            actor=actor.username,
            verb=acts.COMPUTE,
            target=f"person:{person.pk}",
            sentence=f"{actor} computó la redención de {person.code} al {as_of:%d/%m/%Y}.",
            stream=place.code,
            details={"statement": found.pk, "hash": seal},
        )
    return found


def _where(person: "Person", day: date) -> Any:
    held = custody_on(person, day)
    if held is None:
        raise Refused(
            _("{person.code} no está bajo custodia el {day:%d/%m/%Y}: no hay quién la compute.").format(
                person=person, day=day
            )
        )
    return held.establishment


def again(statement: Statement) -> Document:
    """The result of the same case under the law it was counted with; equal to what is kept, or something is wrong."""
    return compute_case(statement.case, law_of(statement.law_version_id))


def stands(statement: Statement) -> bool:
    """Whether the count can be made again to the same codes and values and its hash holds."""
    return again(statement) == statement.result and digest(statement.case, statement.result) == statement.hash
