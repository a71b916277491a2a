"""What waits for whom: each app registers what an action makes wait, and the first page asks all of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody: what it is in a sentence, where it is done, how many of it."""

    text: str
    url: str
    count: int = 1


class Urgency(IntEnum):
    """What is shown first; within one urgency, tasks stand in the order in which they registered."""

    ALARM = 1  # a child or personal data in danger
    MONTH = 2  # the month that everybody waits for
    REST = 3


# Who asks, where that action reaches, what day it is → what waits.
Source = Callable[[Any, Scope, date], Iterable[Task]]


@dataclass(frozen=True)
class _Registered:
    actions: tuple[str, ...]
    source: Source
    urgency: Urgency
    awaited: Mapping[str, Any] = field(default_factory=dict)


_REGISTERED: list[_Registered] = []


def register(
    action: str | tuple[str, ...],
    source: Source,
    *,
    urgency: Urgency = Urgency.REST,
    awaited: Mapping[str, Any] | None = None,
) -> None:
    """Ask ``source`` for what waits for whoever may do the action; of several, the first that they may do.

    ``awaited`` are the words of what may come, by the action that it waits for, said to whoever has nothing waiting.
    """
    actions = (action,) if isinstance(action, str) else action
    _REGISTERED.append(_Registered(actions, source, urgency, awaited or {}))
    _REGISTERED.sort(key=lambda each: each.urgency)


def waiting(user: Any, *, today: date, sources: Iterable[Source] | None = None) -> list[Task]:
    """Everything that asks something of this member of staff, the most urgent first; of some sources only, if named."""
    only = None if sources is None else set(sources)
    tasks: list[Task] = []
    for each in _REGISTERED:
        held = next((action for action in each.actions if decide(user, action)), None)
        if held is not None and (only is None or each.source in only):
            tasks += each.source(user, user.actions[held], today)
    return tasks


def awaited(user: Any) -> list[str]:
    """What may come to wait for this member of staff, in words."""
    return [str(words) for each in _REGISTERED for action, words in each.awaited.items() if decide(user, action)]
