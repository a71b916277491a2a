"""A decision is never a bare yes or no."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from llamkay.platform.security import access
from llamkay.platform.security.scope import EVERYTHING, NOTHING, Scope


@pytest.fixture
def door(monkeypatch):
    monkeypatch.setattr(access, "ACTIONS", {})
    return access.action("test.open", "abrir la puerta")


def actor(scope=None):
    return SimpleNamespace(is_authenticated=True, actions={"test.open": scope} if scope else {})


def test_each_refusal_says_why(door):
    nobody = SimpleNamespace(is_authenticated=False, actions={})
    assert access.decide(nobody, door).reason == "Ingrese con su usuario para continuar."
    assert "«abrir la puerta»" in access.decide(actor(), door).reason
    elsewhere = access.decide(actor(scope=Scope(ids=frozenset({1}))), door, establishment_id=2)
    assert not elsewhere
    assert "no está en su ámbito" in elsewhere.reason
    assert access.decide(actor(scope=Scope(ids=frozenset({1}))), door, establishment_id=1)
    assert access.decide(actor(scope=EVERYTHING), door, establishment_id=2)
    assert not access.decide(actor(scope=NOTHING), door, establishment_id=2)
    with pytest.raises(PermissionDenied, match="abrir la puerta"):
        access.require(actor(), door)


def test_an_action_is_registered_once(door):
    with pytest.raises(ValueError, match="already registered"):
        access.action("test.open", "otra cosa")
    with pytest.raises(ValueError, match="not registered"):
        access.requires("test.closed")
    with pytest.raises(KeyError):
        access.decide(actor(), "test.closed")
