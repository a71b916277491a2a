"""A round of ranked choices: each gets the best choice that rules, priority and a lot with a kept seed allow.

Deferred acceptance (Gale and Shapley 1962) with one lot number for each person: nobody does better by hiding a wish,
and nobody is passed over by somebody of lower priority or a later number.
"""

import hashlib
from bisect import insort
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Wish(NamedTuple):
    """Somebody's choices, the first first, and their priority: a greater number goes before."""

    person: int
    choices: tuple[int, ...]
    priority: int = 0


class Choice(NamedTuple):
    """What came of one choice: placed, or the rule that decided against it.

    ``rule`` is the code of a hard rule, ``priority`` or ``lot`` where it filled up with others, ``unneeded`` below the
    choice that was reached. ``lot`` is the last number of the same priority that still had a place.
    """

    activity: int
    placed: bool
    rule: str = ""
    lot: int = 0


class Outcome(NamedTuple):
    """What somebody drew and what became of each of their choices."""

    person: int
    lot: int
    activity: int | None
    choices: tuple[Choice, ...]


def lots(seed: str, people: Sequence[int]) -> dict[int, int]:
    """A number from 1 for each person, by the SHA-256 of the seed and theirs: anybody can draw it again.

    >>> lots("acta 7", [3, 1, 2]) == lots("acta 7", [2, 3, 1])
    True
    """
    drawn = sorted(set(people), key=lambda person: hashlib.sha256(f"{seed}:{person}".encode()).digest())
    return {person: number for number, person in enumerate(drawn, start=1)}


def draw(
    wishes: Sequence[Wish],
    capacity: Mapping[int, int],
    *,
    seed: str,
    barred: Mapping[tuple[int, int], str] | None = None,
) -> list[Outcome]:
    """The outcome of each person, in the order given; ``barred`` says (person, activity) → the hard rule against it.

    Raises ``ValueError`` for somebody who wishes twice, and for a choice of no known activity.
    """
    barred = barred or {}
    number = lots(seed, [wish.person for wish in wishes])
    if len(number) < len(wishes):
        raise ValueError("somebody has two lists of choices")
    if unknown := {activity for wish in wishes for activity in wish.choices} - set(capacity):
        raise ValueError(f"no capacity is known of {sorted(unknown)}")
    of = {wish.person: wish for wish in wishes}

    def turn(person: int) -> tuple[int, int]:
        return -of[person].priority, number[person]

    allowed = {
        wish.person: [activity for activity in dict.fromkeys(wish.choices) if (wish.person, activity) not in barred]
        for wish in wishes
    }
    held: dict[int, list[int]] = {activity: [] for activity in capacity}
    reached = dict.fromkeys(of, 0)
    asking = sorted(of, key=turn)[::-1]
    while asking:
        person = asking.pop()
        if reached[person] >= len(allowed[person]):
            continue
        activity = allowed[person][reached[person]]
        inside = held[activity]
        insort(inside, person, key=turn)
        if len(inside) > capacity[activity]:
            out = inside.pop()
            reached[out] += 1
            asking.append(out)
    place = {person: activity for activity, inside in held.items() for person in inside}
    return [
        Outcome(
            wish.person,
            number[wish.person],
            place.get(wish.person),
            tuple(
                _choice(wish, activity, place.get(wish.person), held, of, number, barred) for activity in wish.choices
            ),
        )
        for wish in wishes
    ]


def _choice(
    wish: Wish,
    activity: int,
    place: int | None,
    held: Mapping[int, Sequence[int]],
    of: Mapping[int, Wish],
    number: Mapping[int, int],
    barred: Mapping[tuple[int, int], str],
) -> Choice:
    """What decided about one choice."""
    if rule := barred.get((wish.person, activity)):
        return Choice(activity, False, rule)
    if place == activity:
        return Choice(activity, True)
    if place is not None and wish.choices.index(activity) > wish.choices.index(place):
        return Choice(activity, False, "unneeded")
    same = [number[person] for person in held[activity] if of[person].priority == wish.priority]
    return Choice(activity, False, "lot", max(same)) if same else Choice(activity, False, "priority")
