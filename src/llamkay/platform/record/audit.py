"""Write and verify the action log."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from llamkay.platform import clock
from llamkay.platform.database.locks import Space, in_transaction, lock, lock_each
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record.acts import ACTS, READS, Verb


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
    if verb not in ACTS:
        raise LookupError(f"the act {verb} is not registered")
    if not in_transaction():
        raise RuntimeError("an act is recorded in the transaction that does it")
    lock(Space.ACTS, stream)
    last = LoggedAction.objects.filter(stream=stream).order_by("-id").values_list("hash", flat=True).first() or ""
    line = LoggedAction(
        stream=stream,
        at=clock.now(),
        actor=actor,
        verb=verb,
        target=target,
        sentence=sentence,
        reason=reason,
        details=details or {},
        previous_hash=last,
    )
    line.hash = digest(line)
    line.save(force_insert=True)
    return line


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


def broken_links() -> Iterator[str]:
    """Each line whose hash or link does not hold, as a sentence; nothing when the log is whole."""
    last: dict[str, str] = {}
    for line in LoggedAction.objects.order_by("id").iterator():
        if line.previous_hash != last.get(line.stream, "") or line.hash != digest(line):
            yield f"la línea {line.id} del registro de actos ({line.stream}) no concuerda con la anterior"
        last[line.stream] = line.hash


def log_access(*, actor: str, kind: str, target: str) -> None:
    """Log a read of a sensitive record or an export. Raises ``LookupError`` for a kind that nobody registered."""
    if kind not in READS:
        raise LookupError(f"the kind of read {kind} is not registered")
    InteractionLog.objects.create(at=clock.now(), actor=actor, kind=kind, target=target[:120])
