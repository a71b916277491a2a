"""The erasure itself, on the server by the owner of the tables: the office's login takes away nothing sealed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, QuerySet, Value, When
from psycopg import sql

from llamkay.apps.nursery.record.queries import children_of
from llamkay.apps.people.queries import documents_of, identities, people_by_ids
from llamkay.apps.rights import acts
from llamkay.apps.rights.kinds import ErasureState
from llamkay.apps.rights.models import Erasure
from llamkay.apps.rights.retention.plan import dry_run, ordered
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit
from llamkay.platform.record.history import watched
from llamkay.platform.record.holdings import Goes, Holding
from llamkay.platform.security import scope as scopes

EMPTIED = "Suprimido"


def waiting() -> QuerySet[Erasure]:
    """The erasures that two people decided and that are not done."""
    return Erasure.objects.filter(state=ErasureState.CONFIRMED).order_by("decided_at")


@transaction.atomic
def execute(*, actor: Any, erasure: Erasure) -> Erasure:
    """Do what was confirmed, all of it or nothing, former rows too; sums, seals and the chain of acts stand as before.

    Raises ``Refused`` when what would be erased is no longer what was confirmed, or when a hold runs by now.
    """
    with scopes.elevated():
        row = Erasure.objects.select_for_update().get(pk=erasure.pk)
        person = people_by_ids([row.person_id]).get()
        plan = dry_run(person, on=clock.today())
        if row.state != ErasureState.CONFIRMED:
            raise Refused(f"el borrado {row} no está confirmado por dos personas")
        if plan.holds:
            raise Refused(f"el borrado {row} se detiene: hay una retención por un proceso")
        if plan.seal() != row.seal:
            raise Refused(f"el borrado {row} se detiene: lo que se borraría ya no es lo que se confirmó")
        people = identities(person)
        due = {(line.table, line.title) for line in plan.due}
        names = _names(people)
        touched = [each for each in ordered() if (each.table, each.title) in due]
        former, done = dict(watched()), {}
        with _past_the_guards([*(each.model for each in touched), LoggedAction]):
            for each in _leaves_first(touched):
                done[f"{each.table} {each.way}"] = _carry_out(each, people, former.get(each.model))
            if any(each.table == "people.Person" for each in touched):
                about = {"stream": row.establishment.code, "target": f"erasure:{row.pk}"}
                done["log"] = audit.redact(actor=actor.username, verb=acts.REDACT, names=names, **about)
        row.state, row.done_at, row.result = ErasureState.DONE, clock.now(), done
        row.save()
        audit.record(
            actor=actor.username,
            verb=acts.ERASE,
            target=f"erasure:{row.pk}",
            sentence=f"Se ejecutó el borrado {row}: {sum(done.values())} filas de {len(done)} tablas.",
            stream=row.establishment.code,
            details={"seal": row.seal, "result": done},
        )
    return row


def _carry_out(each: Holding, people: Iterable[int], history: Any) -> int:
    """Do to the rows of a table what its room declared; how many there were."""
    rows = each.rows(list(people)).select_related(None).order_by()
    keys = list(rows.values_list("pk", flat=True).distinct())
    rows = each.model._base_manager.filter(pk__in=keys)
    if each.goes == Goes.ROWS:
        rows.delete()
    else:
        if each.texts:
            rows.update(**{name: _emptied(each.model._meta.get_field(name)) for name in each.texts})
        becomes = each.becomes or {}
        if fixed := {name: value for name, value in becomes.items() if not callable(value)}:
            rows.update(**fixed)
        if made := {name: value for name, value in becomes.items() if callable(value)}:
            changed = list(rows)
            for row in changed:
                for name, value in made.items():
                    setattr(row, name, value(row))
            each.model._base_manager.bulk_update(changed, list(made), batch_size=1000)
    if history is not None:
        history._base_manager.filter(pgh_obj_id__in=keys).delete()
    return len(keys)


def _emptied(field: "models.Field[Any, Any]") -> Any:
    """What a text becomes: nothing is written where nothing stood, so that what a row requires still holds."""
    if isinstance(field, models.CharField | models.TextField):
        return Case(When(**{field.name: ""}, then=Value("")), default=Value(EMPTIED[: field.max_length or 20]))
    if isinstance(field, models.JSONField):
        return Value(type(field.get_default() or {})(), field)
    raise ValueError(f"{field} is no text that can be emptied")


def _leaves_first(holdings: Iterable[Holding]) -> list[Holding]:
    """The tables in an order in which none is deleted before one that points at it."""
    left, found = list(holdings), []
    while left:
        tables = {each.model for each in left}
        free = [each for each in left if not _pointing(each.model) & (tables - {each.model})] or left[:1]
        found += free
        left = [each for each in left if each not in free]
    return found


def _pointing(model: Any) -> set[Any]:
    return {relation.related_model for relation in model._meta.related_objects}


def _names(people: list[int]) -> list[str]:
    """How a person, and her children, may stand named in a sentence."""
    found: list[str] = []
    for person in people_by_ids(people):
        found += [person.full_name, person.code, f"{person.given_names} {person.first_surname}"]
        found += [f"{person.given_names} {person.first_surname} {person.second_surname}".strip()]
        found += [f"{person.first_surname} {person.second_surname}".strip()]
    found += [document.number for document in documents_of(people)]
    for child in children_of(people[0]):
        found += [child.full_name, f"{child.given_names} {child.surnames}", child.code]
    return found


@contextmanager
def _past_the_guards(models: Iterable[Any]) -> Iterator[None]:
    """Let the owner of the tables pass the guards and the histories of some tables; they stand again at the end."""
    tables = sorted({model._meta.db_table for model in models})
    for table in tables:
        _alter(table, "DISABLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # a rollback of a block around this one would not do it
    for table in tables:
        _alter(table, "ENABLE")


def _alter(table: str, word: str) -> None:
    command = sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(table), sql.SQL(word))
    with connection.cursor() as cursor:
        cursor.execute(command)
