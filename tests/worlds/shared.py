"""A world is built once and stands, in a transaction, for every test that asks for it; each test's own changes go back.

``@world`` makes a fixture of a function that writes a world and returns what a test needs to name in it; with
``on`` the function is handed the world that it is built upon. A test gets its own copy of what was returned, and the
rows as they were built. Worlds stand one upon another: what the next test does not ask for is taken down.
A test that commits gets its world written for itself, and leaves a fresh database behind.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction

from llamkay.platform.security import scope

NOW = "2026-02-02T10:00:00-05:00"


class World:
    """One function that writes a world, upon another or upon an empty database, at one moment."""

    def __init__(self, build: Callable[..., Any], on: "World | None", at: str) -> None:
        self.build, self.on, self.at = build, on, at

    def stack(self) -> list["World"]:
        """The worlds that this one needs, the lowest first, and itself."""
        return [*(self.on.stack() if self.on else []), self]


def world(*, on: Any = None, at: str = NOW) -> Callable[[Callable[..., Any]], Any]:
    """Make a fixture of a function that writes a world; the test that asks for it lives at the same moment."""

    def made(build: Callable[..., Any]) -> Any:
        shared = World(build, _WORLDS[on] if on else None, at)

        def fixture(db: None, worlds_in_place: "InPlace", monkeypatch: pytest.MonkeyPatch) -> Any:
            monkeypatch.setenv("LLAMKAY_NOW", at)
            return worlds_in_place.of(shared)

        fixture.__doc__, fixture.shared = build.__doc__, shared
        answer = pytest.fixture(fixture, name=build.__name__)
        _WORLDS[answer] = shared
        return answer

    return made


_WORLDS: dict[Any, World] = {}


@contextmanager
def _at(moment: str) -> Iterator[None]:
    before = os.environ.get("LLAMKAY_NOW")
    os.environ["LLAMKAY_NOW"] = moment
    try:
        with scope.elevated():
            yield
    finally:
        if before is None:
            del os.environ["LLAMKAY_NOW"]
        else:
            os.environ["LLAMKAY_NOW"] = before


def _build(shared: World, below: list[Any]) -> Any:
    with _at(shared.at):
        return shared.build(below[-1]) if shared.on else shared.build()


class Standing:
    """The worlds that stand in the database between tests, the lowest first."""

    def __init__(self) -> None:
        self._levels: list[tuple[World, Any, list[Any]]] = []

    def turn_to(self, wanted: list[World]) -> None:
        """Take down what is not wanted and build what is missing."""
        if self._levels and (connection.connection is None or connection.closed_in_transaction):
            self.forget()
        common = 0
        while common < min(len(wanted), len(self._levels)) and self._levels[common][0] is wanted[common]:
            common += 1
        while len(self._levels) > common:
            self._take_down()
        for shared in wanted[common:]:
            self._put_up(shared)

    def copy(self) -> tuple[list[World], list[Any]]:
        """The worlds that stand and a copy of what each of them returned; one row is one object in all of them."""
        return [level[0] for level in self._levels], deepcopy(self._levels[-1][2]) if self._levels else []

    def forget(self) -> None:
        """The connection was closed under the worlds: nothing of them is left."""
        self._levels.clear()
        connection.close()

    def _put_up(self, shared: World) -> None:
        below = deepcopy(self._levels[-1][2]) if self._levels else []
        atomic = transaction.atomic()
        atomic._from_testcase = True  # stands around a test: it is none of an act's blocks
        atomic.__enter__()
        try:
            made = _build(shared, below)
            connection.check_constraints()
        except BaseException:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            raise
        self._levels.append((shared, atomic, [*below, made]))

    def _take_down(self) -> None:
        _shared, atomic, _made = self._levels.pop()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


class InPlace:
    """What the worlds of one test returned."""

    def __init__(self, stack: list[World], made: list[Any]) -> None:
        self._stack, self._made = stack, made

    def of(self, shared: World) -> Any:
        """What a world returned; one that does not stand (a second one, or in a test that commits) is written now."""
        if shared in self._stack:
            return self._made[self._stack.index(shared)]
        if shared.on:
            self.of(shared.on)
        below = [self._made[self._stack.index(each)] for each in shared.stack()[:-1]]
        self._made.append(_build(shared, below))
        self._stack.append(shared)
        return self._made[-1]


@pytest.fixture(scope="session")
def standing(django_db_setup, django_db_blocker):
    """The worlds that stand while the session lasts."""
    made = Standing()
    yield made
    with django_db_blocker.unblock():
        made.turn_to([])


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return "transactional_db" in request.fixturenames or bool(marker and marker.kwargs.get("transaction"))


def _asked(request: pytest.FixtureRequest) -> list[World]:
    """The tallest of the worlds that a test asks for, with those that it stands upon."""
    known = request.node._fixtureinfo.name2fixturedefs
    stacks = [
        definition.func.shared.stack()
        for name in request.fixturenames
        for definition in known.get(name, ())[-1:]
        if hasattr(definition.func, "shared")
    ]
    return max(stacks, key=len, default=[])


@pytest.fixture
def worlds_in_place(request, standing, databases, django_db_blocker):
    """The worlds of this test, put up before its own transaction opens."""
    commits = _commits(request)
    with django_db_blocker.unblock():
        databases.clean()
        standing.turn_to([] if commits else _asked(request))
    databases.written = commits
    return InPlace(*standing.copy())


@pytest.fixture
def _django_db_helper(request, worlds_in_place, django_db_blocker):
    """In place of pytest-django's own: after a test that commits the database is a fresh copy, not truncated tables."""
    if not _commits(request):
        request.getfixturevalue("_django_db_helper")
        yield
        return
    with django_db_blocker.unblock():
        yield
