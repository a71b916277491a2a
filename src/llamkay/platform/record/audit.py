"""Write and verify the action log."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Required, TypedDict

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import override

from llamkay.platform import clock
from llamkay.platform.database.locks import Space, in_transaction, lock_each
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record.acts import ACTS, READS, Verb

_reads: ContextVar[list[InteractionLog] | None] = ContextVar("reads", default=None)


class Line(TypedDict, total=False):
    """What ``record`` takes: reason and details may be left out."""

    actor: Required[str]
    verb: Required[Verb]
    target: Required[str]
    sentence: Required[str]
    stream: Required[str]
    reason: str
    details: dict[str, Any]


def record(
    *,
    actor: str,
    verb: Verb,
    target: str,
    sentence: str,
    stream: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> LoggedAction:
    """Append one act to its stream, chained to the line before; call it inside the act's transaction.

    ``stream`` is the establishment's code or ``national``; writers of one stream wait for one another. Raises
    ``LookupError`` for a verb that nobody registered, ``RuntimeError`` outside a transaction.
    """
    (line,) = record_each(
        [
            {
                "actor": actor,
                "verb": verb,
                "target": target,
                "sentence": sentence,
                "stream": stream,
                "reason": reason,
                "details": details or {},
            }
        ]
    )
    return line


def record_each(lines: Iterable[Line]) -> list[LoggedAction]:
    """The same for many acts at once, in their order: two statements a stream and one for all of the lines."""
    found = list(lines)
    for each in found:
        if each["verb"] not in ACTS:
            raise LookupError(f"the act {each['verb']} is not registered")
    if not in_transaction():
        raise RuntimeError("an act is recorded in the transaction that does it")
    last: dict[str, str] = {}
    reserve(dict.fromkeys(each["stream"] for each in found))
    now, written = clock.now(), []
    for each in found:
        stream = each["stream"]
        if stream not in last:
            rows = LoggedAction.objects.filter(stream=stream).order_by("-id")
            last[stream] = rows.values_list("hash", flat=True).first() or ""
        line = LoggedAction(at=now, previous_hash=last[stream], **{"reason": "", "details": {}} | each)
        line.hash = last[stream] = digest(line)
        written.append(line)
    return LoggedAction.objects.bulk_create(written)


def spanish(label: Callable[[], Any]) -> str:
    """A label as the log writes it: its sentences are in Spanish, whoever acts. ``label`` gives it in any language."""
    with override("es"):
        return str(label())


def reserve(streams: Iterable[str]) -> None:
    """Wait for several streams before the first line, in one order: two acts that write in each other's only wait."""
    lock_each(Space.ACTS, [(stream,) for stream in streams])


def digest(line: LoggedAction) -> str:
    """The hash of a line over its content and the hash before it."""
    content = [
        line.stream,
        line.at.timestamp(),
        line.actor,
        line.verb,
        line.target,
        line.sentence,
        line.reason,
        line.details,
        line.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def acts(*verbs: Verb, target: str = "") -> Iterator[LoggedAction]:
    """Every act of these kinds, in order; only those on ``target`` where it is given."""
    found = LoggedAction.objects.filter(verb__in=verbs, **({"target": target} if target else {}))
    return found.order_by("id").iterator()


def line(number: int) -> LoggedAction | None:
    """The line of the log that bears a number."""
    return LoggedAction.objects.filter(pk=number).first()


def last_number() -> int:
    """The number of the last line of the log."""
    return LoggedAction.objects.order_by("-id").values_list("id", flat=True).first() or 0


def acts_after(number: int, *, targets: Iterable[str]) -> QuerySet[LoggedAction]:
    """The acts about some things that came after a line of the log, in order."""
    return LoggedAction.objects.filter(id__gt=number, target__in=list(targets)).order_by("id")


# The detail by which an act that takes a thing back says which of its details names that thing.
TAKES_BACK = "takes_back"


def standing(lines: Iterable[LoggedAction]) -> list[LoggedAction]:
    """The acts of some lines that still hold: without those about a thing that a later one of them took back, and
    without that one."""
    found = list(lines)
    gone: dict[tuple[str, str, str], int] = {}
    for line in found:
        if name := line.details.get(TAKES_BACK):
            gone[line.target, name, str(line.details.get(name))] = line.pk

    def fell(line: LoggedAction) -> bool:
        about = ((line.target, name, str(value)) for name, value in line.details.items())
        return any(line.pk <= gone.get(thing, 0) for thing in about)

    return [line for line in found if not fell(line)]


NAMELESS = "[suprimido]"


def redact(*, actor: str, verb: Verb, stream: str, target: str, names: Iterable[str]) -> int:
    """Take some names out of every line, as the owner of the tables, in an act's transaction; how many lines changed.

    A line keeps its hash, on which the next one stands; a line of its own says which were changed and the digest that
    each has now, so that they can be changed no further. What has fewer than four letters is no name by itself.
    """
    sought = sorted({name for name in names if len(name) > 3}, key=len, reverse=True)
    if not sought:
        return 0
    pattern = "|".join(re.escape(name) for name in sought)
    changed: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM platform_loggedaction WHERE sentence || reason || details::text ~ %s", [pattern])
        numbers = [number for (number,) in cursor.fetchall()]
    hidden = re.compile(pattern)
    for line in LoggedAction.objects.filter(pk__in=numbers).order_by("id"):
        line.sentence = hidden.sub(NAMELESS, line.sentence)
        line.reason = hidden.sub(NAMELESS, line.reason)
        line.details = json.loads(hidden.sub(NAMELESS, json.dumps(line.details, ensure_ascii=False)))
        line.save(update_fields=["sentence", "reason", "details"])
        changed[str(line.pk)] = digest(line)
    if changed:
        record(
            actor=actor,
            verb=verb,
            target=target,
            sentence=f"Se quitaron los nombres de una persona de {len(changed)} líneas del registro.",
            stream=stream,
            details={"lines": changed},
        )
    return len(changed)


def broken_links() -> Iterator[str]:
    """Each line whose hash or link does not hold, as a sentence; nothing when the log is whole.

    Of a line from which names were taken, the last line that says so holds the digest that its content must have.
    """
    redacted: dict[int, str] = {}
    for line in acts(*(each.verb for each in ACTS.values() if each.redacts)):
        redacted |= {int(number): now for number, now in line.details["lines"].items()}
    last: dict[str, str] = {}
    for line in LoggedAction.objects.order_by("id").iterator():
        whole = redacted.get(line.pk, line.hash) == digest(line)
        if line.previous_hash != last.get(line.stream, "") or not whole:
            yield f"la línea {line.id} del registro de actos ({line.stream}) no concuerda con la anterior"
        last[line.stream] = line.hash


def log_access(*, actor: str, kind: str, target: str) -> None:
    """Log a read of a sensitive record or an export. Raises ``LookupError`` for a kind that nobody registered."""
    if kind not in READS:
        raise LookupError(f"the kind of read {kind} is not registered")
    line = InteractionLog(at=clock.now(), actor=actor, kind=kind, target=target[:120])
    waiting = _reads.get()
    if waiting is None:
        line.save(force_insert=True)
    else:
        waiting.append(line)


@contextmanager
def reads_together() -> Iterator[None]:
    """Write the reads that are logged inside in one statement before the page leaves; one that fails shows nothing."""
    waiting: list[InteractionLog] = []
    before = _reads.set(waiting)
    try:
        yield
    finally:
        _reads.reset(before)
    InteractionLog.objects.bulk_create(waiting)
