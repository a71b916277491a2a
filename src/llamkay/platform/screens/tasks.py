"""What waits for whom: each app registers what an action makes wait, and the first page asks all of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope


class Urgency(IntEnum):
    """What is shown first; within one urgency, what is due first, then in the order in which they registered."""

    ALARM = 1  # a child or personal data in danger
    MONTH = 2  # the month that everybody waits for
    REST = 3


# The word and the colour of what waits, for whoever does not see the order and for whoever does not see the colour.
ALARM, LATE, TODAY = (_("Urgente"), "red"), (_("Atrasado"), "red"), (_("Hoy"), "yellow")
WORDS = {Urgency.ALARM: ALARM, Urgency.MONTH: (_("Este mes"), "blue"), Urgency.REST: (_("Pendiente"), "grey")}


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody: what it is in a sentence, where it is done, how many of it.

    ``due`` is its last day, where it has one; ``owner`` who answers for it, else the function of the reader that does;
    ``urgency`` that of its source, unless it says its own.
    """

    text: str
    url: str
    count: int = 1
    due: date | None = None
    owner: str = ""
    urgency: Urgency | None = None


class Waiting(NamedTuple):
    """A task as the first page shows it: its word and colour by how urgent it is today."""

    task: Task
    word: Any
    colour: str
    owner: str


def on_page(task: Task, *, today: date, owner: str) -> Waiting:
    """How a task is shown that day."""
    word, colour = WORDS[task.urgency or Urgency.REST]
    if task.urgency != Urgency.ALARM and task.due is not None and task.due <= today:
        word, colour = LATE if task.due < today else TODAY
    return Waiting(task, word, colour, task.owner or owner)


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
    return [found.task for found in shown(user, today=today, sources=sources)]


def shown(user: Any, *, today: date, sources: Iterable[Source] | None = None) -> list[Waiting]:
    """The same, each with its word, its colour and who answers for it."""
    only = None if sources is None else set(sources)
    found: list[Waiting] = []
    for each in _REGISTERED:
        held = next((action for action in each.actions if decide(user, action)), None)
        if held is not None and (only is None or each.source in only):
            owner = _function(user, held)
            for task in each.source(user, user.actions[held], today):
                task = task if task.urgency else replace(task, urgency=each.urgency)
                found.append(on_page(task, today=today, owner=owner))
    return sorted(found, key=lambda one: order(one, today))


def order(one: Waiting, today: date) -> tuple[int, int, date]:
    """Alarms; what is late, then what ends today; then the month, the rest, and in each what is due first."""
    urgency, due = one.task.urgency or Urgency.REST, one.task.due
    pressing = urgency != Urgency.ALARM and due is not None and due <= today
    return (1 if urgency == Urgency.ALARM else 2, 0 if pressing else int(urgency), due or date.max)


def _function(user: Any, action: str) -> str:
    """The function of the reader that an action belongs to, where the reader has several: one is said once, above."""
    grants = getattr(user, "current_grants", ())
    if len(grants) < 2:
        return ""
    return next((str(grant.role) for grant in grants if action in grant.role.actions), "")


def awaited(user: Any) -> list[str]:
    """What may come to wait for this member of staff, in words."""
    return [str(words) for each in _REGISTERED for action, words in each.awaited.items() if decide(user, action)]
