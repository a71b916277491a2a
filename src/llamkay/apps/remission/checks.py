"""What was signed or decided is still what the log of acts says: certificates, earlier days, the numbers of papers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, F, Func, Value

from llamkay.apps.people.queries import people_by_ids
from llamkay.apps.remission import acts
from llamkay.apps.remission.counts.statements import stands
from llamkay.apps.remission.inputs import Chain, suspects
from llamkay.apps.remission.models import Certificate, DayCount, PriorDays, Request, Statement
from llamkay.apps.remission.prior.services import digest
from llamkay.core.remission.month import CountLine
from llamkay.core.values import Month
from llamkay.platform.database.tables import missing_numbers
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit


def how_many() -> dict[str, int]:
    """How many rows each check of this room goes through."""
    return {
        "statements": Statement.objects.count(),
        "certificates": Certificate.objects.count(),
        "prior_days": PriorDays.objects.count(),
    }


def recorded(close: Any, place: int, month: Month, people: Iterable[int]) -> list[CountLine]:
    """What a close wrote of the days of some people in a month of a prison."""
    rows = DayCount.objects.filter(close=close, establishment=place, month=month.first, person__in=list(people))
    names = "person_id", "kind", "days", "credits", "excluded", "carry_in", "carry_out"
    return sorted(map(CountLine._make, rows.values_list(*names)))


def carried() -> tuple[int, list[tuple[str, Month]]]:
    """How many counts there are, and who has one that did not begin with what the one before it left, and when."""
    broken = Chain(suspects()).broken
    codes = dict(people_by_ids(broken).values_list("pk", "code"))
    return DayCount.objects.count(), sorted((codes[person], Month.of(key[0])) for person, key in broken.items())


def statements() -> Iterator[str]:
    """Make each kept count again under the law it names: the same words, and the seal that the log of acts says."""
    sealed = {line.details["statement"]: line.details["hash"] for line in audit.acts(acts.COMPUTE)}
    rows = Statement.objects.select_related("person", "law_version").order_by("law_version", "id")
    for statement in rows.iterator(chunk_size=100):
        if not stands(statement):
            yield f"el cómputo {statement.pk} de {statement.person.code} no da lo mismo al repetirlo"
        if sealed.get(statement.pk) != statement.hash:
            yield f"el cómputo {statement.pk} de {statement.person.code} no es el que dice el registro de actos"


def certificates() -> Iterator[str]:
    """Each signed file against its registered hash, both against the acts, and the series without gaps."""
    # The database works the hashes out: thousands of files need not travel.
    file_hash = Func(Func(F("pdf"), function="sha256"), Value("hex"), function="encode", output_field=CharField())
    rows = {
        row.pk: row
        for row in Certificate.objects.annotate(file_hash=file_hash)
        .defer("pdf")
        .select_related("paper", "establishment", "statement__person")
        .order_by("id")
    }
    issued = {line.details["certificate"]: line for line in audit.acts(acts.CERTIFY)}
    yield from (
        f"falta el certificado que el registro de actos nombra: «{line.sentence}»"
        for pk, line in issued.items()
        if pk not in rows
    )
    for row in rows.values():
        name = f"el certificado {row} de {row.establishment}"
        if row.file_hash != row.paper.sha256:
            yield f"{name} no es el archivo que se firmó"
        yield from (f"{name}: {what}" for what in _unlike_its_act(row, issued.get(row.pk)))
    yield from _unlike_their_fate(rows, issued)
    for model, one in ((Certificate, "el certificado"), (Request, "la solicitud")):
        for place, year, number in missing_numbers(model, "establishment__code", "year"):
            yield f"falta {one} {number:04}-{year} de {place}: la serie salta ese número"


def _unlike_its_act(row: Certificate, act: LoggedAction | None) -> Iterator[str]:
    if act is None:
        yield "el registro de actos no dice que se emitió"
        return
    if act.details["sha256"] != row.paper.sha256:
        yield "la huella registrada no es la que dice el registro de actos"
    if (act.target, act.stream) != (f"person:{row.statement.person_id}", row.establishment.code) or (
        f" {row} (" not in act.sentence
    ):
        yield f"su número, persona o establecimiento no son los del registro de actos: «{act.sentence}»"
    if row.issued_by != act.actor or row.issued_at != row.paper.issued_at:
        yield f"su fecha o quien lo emitió no son los registrados; consta que lo emitió {act.actor}"


def _unlike_their_fate(rows: dict[int, Certificate], issued: dict[int, LoggedAction]) -> Iterator[str]:
    """Whether each one was replaced or voided."""
    after = {line.details["replaces"]: rows[pk].paper_id for pk, line in issued.items() if pk in rows}
    voided = {line.target: line for line in audit.acts(acts.VOID)}
    for pk, row in rows.items():
        name, paper, act = f"el certificado {row} de {row.establishment}", row.paper, voided.get(f"certificate:{pk}")
        if paper.replaced_by_id != after.get(pk):
            yield f"{name}: el documento que lo reemplaza no es el que dice el registro de actos"
        if act is None and paper.voided_at:
            yield f"{name}: figura anulado y el registro de actos no lo dice"
        if act and (not paper.voided_at or paper.void_reason != act.reason[:200]):
            yield f"{name}: se anuló por «{act.reason}» y no figura así"


def prior_days() -> Iterator[str]:
    """Each entry of earlier days against what the log of acts says was entered or decided of it."""
    logged: dict[int, LoggedAction] = {}
    for line in audit.acts(acts.PRIOR, acts.DECIDE_PRIOR):
        logged[line.details["prior"]] = line
    for row in PriorDays.objects.select_related("person").order_by("id").iterator(100):
        line = logged.pop(row.pk, None)
        name = f"los días anteriores {row.pk} de {row.person.code}"
        if line is None or line.details.get("digest") != digest(row):
            yield f"{name} no son los que el registro de actos dice"
        elif line.actor != (row.decided_by or row.entered_by) or line.reason != row.reason:
            yield f"{name}: quien respondió por ellos o su motivo no son los del registro de actos: «{line.sentence}»"
    for line in logged.values():
        yield f"faltan los días anteriores que el registro de actos nombra: «{line.sentence}»"
