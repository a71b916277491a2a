"""Hooks: declared by the lower app, answered by higher ones, in the order of the house."""

import pytest
from django.apps import apps
from django.conf import settings

from llamkay.platform.hooks import HOOKS, Hook

ORDER = [name for name in settings.INSTALLED_APPS if name.startswith("llamkay.")]


@pytest.fixture
def hook():
    made = Hook("tests.songs")
    yield made
    del HOOKS[made.name]


def place_of(module):
    return ORDER.index(apps.get_containing_app_config(module).name)


def test_every_function_answers_in_the_order_of_registration(hook):
    hook.register(lambda name, *, loud=False: f"{name} canta")
    hook.register(lambda name, *, loud=False: f"{name} baila{'!' if loud else ''}")
    assert hook("Ana", loud=True) == ["Ana canta", "Ana baila!"]


def test_nobody_answers_a_hook_without_functions(hook):
    assert hook("Ana") == []


def test_what_one_raises_stops_those_after_it(hook):
    called = []

    def refuse(_name):
        raise LookupError("no")

    for function in (called.append, refuse, lambda name: called.append("never")):
        hook.register(function)
    with pytest.raises(LookupError, match="no"):
        hook("Ana")
    assert called == ["Ana"]


def test_a_function_is_registered_once(hook):
    hook.register(len)
    with pytest.raises(ValueError, match=r"builtins\.len is already registered for tests\.songs"):
        hook.register(len)


def test_a_name_is_declared_once(hook):
    with pytest.raises(ValueError, match="already declared"):
        Hook(hook.name)


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_apps_above_answer_in_the_order_of_the_house(name):
    """The lower app first: what ends on leaving ends before its money is settled."""
    owner = ORDER.index(f"llamkay.apps.{name.partition('.')[0]}")
    places = [place_of(function.__module__) for function in HOOKS[name].functions]
    assert places, "nobody answers"
    assert places == sorted(places)
    assert min(places) > owner


def test_what_the_house_asks_above():
    people = {"people.panels", "people.on_leaving", "people.shields"}
    assert people | {"institutions.population", "activities.hours_away", "remission.debts"} <= set(HOOKS)
