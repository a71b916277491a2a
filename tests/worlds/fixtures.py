"""Fixtures that every test may ask for."""

import atexit
from contextlib import contextmanager
from functools import cache
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from django.db import connection
from django.test import override_settings

from llamkay.platform.security import scope


@pytest.fixture
def everything(db):
    """Work with the scope of headquarters."""
    with scope.elevated():
        yield


@pytest.fixture
def as_application(db):
    """Run the test bound by row security, as the office does."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """A password is checked in no time: how slowly it is hashed is no test's subject."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_step():
    """Nobody is asked for a second step: the tests of it ask (``two_steps``)."""
    with override_settings(SECOND_STEP_BY_FUNCTION=False):
        yield


@pytest.fixture
def two_steps(settings):
    """The functions that want a second step are held to it, as in a real house."""
    settings.SECOND_STEP_BY_FUNCTION = True


@cache
def _signing() -> str:
    folder = mkdtemp(prefix="llamkay-signing-")
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def in_a_demonstration():
    """Papers are signed with a demonstration's key, made once for the session."""
    with override_settings(DEMO=True), pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLAMKAY_DATA", _signing())
        yield


@pytest.fixture
def demonstration():
    """The test runs in a demonstration."""
    with in_a_demonstration():
        yield


@pytest.fixture(scope="session")
def demonstrations(request, tmp_path_factory):
    """The folder that every worker of the session shares."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own
