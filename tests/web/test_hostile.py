"""What nobody means, in every form, filter and operation: days of other ages, digits of another script, twenty digits,
null characters. One sentence each time, never a fault of ours.

Forms are found by themselves: whoever writes another has it tried here.
"""

import copy
import importlib
import json
import logging
import pkgutil
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django import forms
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import llamkay
from llamkay.api.tokens import issue_token
from llamkay.api.urls import api
from llamkay.apps.institutions.models import Grant, Role
from llamkay.core.values import FIRST_YEAR, LAST_YEAR
from llamkay.platform.screens.forms import guard, numbers_of
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.web.pages import ADDRESSES
from tests.web.test_walls import FORM, two_behind_their_walls, walled_prisons
from tests.worlds import factories

__all__ = ["two_behind_their_walls", "walled_prisons"]

HOSTILE = [
    "9999-12-31", "0001-01-01", "9999-12-31T23:59", "0001-01-01T00:00", "٢٠٢٦-٠١-٠١", "２０２６-01-01",
    "99999999999999999999", "-99999999999999999999", "１２", "²", "1e400", "NaN", "Infinity", "-0", "1_000",
    "a\x00b", "\x00", "\u202e", "0x10", "9" * 400, "2026-02-30", "25:61", "'; --",
]  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.text(max_size=40) | st.text("0123456789٠١２３-:.T/ ", max_size=24)


def every_form():
    """Every class of form of the house, found by its modules."""
    for found in pkgutil.walk_packages(llamkay.__path__, "llamkay."):
        if not any(part in found.name for part in (".migrations", ".cluster", ".cli", ".demo", "wsgi", "config.types")):
            importlib.import_module(found.name)
    seen, waiting = {}, [forms.BaseForm]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("llamkay."):
                seen[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return seen


FORMS = every_form()


def test_the_forms_are_found():
    assert len(FORMS) > 80 and any("FilterForm" in name for name in FORMS)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=texts)
def test_every_field_of_every_form_understands_or_refuses(text):
    """What a field takes can be kept: a day of our ages, a number that a column holds, a text without null."""
    for name, kind in FORMS.items():
        for field_name, declared in kind.base_fields.items():
            field = copy.deepcopy(declared)
            guard(field)
            if isinstance(field, forms.FileField) or getattr(field, "queryset", field) is None:
                continue  # a file is read elsewhere; a choice that its form fills in is tried by the addresses below
            many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
            try:
                found = field.clean([text] if many else text)
            except forms.ValidationError:
                continue
            where = (name, field_name, text)
            if isinstance(found, date):
                assert FIRST_YEAR <= found.year <= LAST_YEAR, where
            if isinstance(found, int) and not isinstance(found, bool):
                assert abs(found) < 2**31 and text.isascii(), where
            if isinstance(found, str):
                assert "\x00" not in found, where


@given(st.lists(texts))
def test_numbers_of_a_page_are_numbers_of_rows(typed):
    assert all(0 <= number < 10**18 for number in numbers_of(typed))


def posted_names():
    """Every name that some form or view of ours reads of what is sent."""
    source = "\n".join(path.read_text() for path in Path(llamkay.__path__[0]).rglob("*.py"))
    said = set(re.findall(r'POST(?:\.get|\.getlist|)[\[(]"([\w-]+)"', source))
    return said | {name for kind in FORMS.values() for name in kind.base_fields}


@pytest.fixture
def all_functions(world):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with scope.elevated():
        user = factories.staff("director", world.here.place, "todas")
        for role in Role.objects.exclude(code="director"):
            Grant.objects.create(user=user, role=role, establishment=world.here.place, period=factories.SINCE)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    return user


def test_every_address_that_takes_a_form(world, all_functions, client, caplog):
    """Everything that is read of a form, on every page with the things of one's own prison, is something of these."""
    client.force_login(all_functions)
    client.raise_request_exception = False
    worst = ["9999-12-31", "99999999999999999999", "²", "٢٠٢٦", "0001-01-01T00:00"]
    names, wrong = sorted(posted_names()), {}
    turns = [
        urlencode({name: worst[(at + turn) % len(worst)] for at, name in enumerate(names)})
        for turn in range(len(worst))
    ]
    for turn, (name, arguments) in enumerate(ADDRESSES.items()):
        if name.startswith("api-1:"):
            continue
        sent = turns[turn % len(turns)]
        for parts in arguments(world.here, world.here):
            with caplog.at_level(logging.ERROR), transaction.atomic():
                answer = client.post(reverse(name, args=parts), sent, FORM)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                wrong[name, tuple(map(str, parts))] = answer.status_code
            scope.enter(scope.current())
    assert wrong == {}
    assert [record.getMessage() for record in caplog.records if record.name == "llamkay"] == []


@pytest.mark.parametrize("how", ["a form", "a file", "an address"])
def test_a_null_character_is_refused_however_it_comes(db, client, how):
    address = reverse("account_login")
    if how == "a form":
        answer = client.post(address, "login=a%00b&password=x", content_type="application/x-www-form-urlencoded")
    elif how == "a file":
        answer = client.post(address, {"login": "a\x00b", "password": "x"})  # multipart
    else:
        answer = client.get(address, {"next": ["x", "a\x00b", "y"]})
    assert answer.status_code == 400


# Operations of the API, by its own description.
values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
words = st.sampled_from("version cells row day reason minutes pieces note otro".split())
bodies = st.recursive(
    values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=6), max_leaves=12
)


@pytest.fixture
def key(world, all_functions):
    codes = ["people.view", "activities.view", "activities.view_sheet", "activities.fill_sheet", "closing.view"]
    _, text = issue_token(actor=Command(), user=all_functions, name="x", scopes=[*codes, "statistics.view"], days=1)
    return {"Authorization": f"Bearer {text}"}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_operation_answers_as_it_is_described(world, key, client, data):
    client.raise_request_exception = False
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            number = data.draw(st.sampled_from(["1", str(world.here.open_sheet.pk), "99999999999999999999", "0"]))
            address = re.sub(r"\{\w+\}", number, path)
            asked = {one["name"]: data.draw(texts) for one in operation["parameters"] if one["in"] == "query"}
            body = {}
            if "requestBody" in operation:
                body = {"data": json.dumps(data.draw(bodies)), "content_type": "application/json"}
            with transaction.atomic():
                answer = getattr(client, method)(address, **body, query_params=asked, headers=key)
                transaction.set_rollback(True)
            assert answer.headers["Content-Type"].startswith("application/json"), (method, address, asked)
            assert str(answer.status_code) in {str(code) for code in operation["responses"]}, (method, address, asked)
            assert answer.status_code < 500, (method, address, asked, body)
