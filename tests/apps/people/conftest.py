from datetime import date

import pytest

from llamkay.apps.institutions import services as institutions
from llamkay.apps.institutions.accounts import services as accounts
from llamkay.apps.institutions.models import Establishment, Role
from llamkay.apps.people.custody.services import admit_person
from llamkay.platform.security import scope


@pytest.fixture
def prisons(reference, monkeypatch):
    """Two women's prisons and one of men, with the functions of the staff: (EP16, EP17, EP18)."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-06-30T10:00:00-05:00")
    found = Establishment.objects.in_bulk(["EP16", "EP17", "EP18"], field_name="code")
    return found["EP16"], found["EP17"], found["EP18"]


@pytest.fixture
def admit(prisons):
    """Admit an invented person: ``admit("Quispe", "Ana", on=…, at=…, dni=…)``."""

    def make(surname="Quispe", given="Ana", *, on=date(2026, 1, 5), at=None, dni=None, **more):
        return admit_person(
            actor=more.pop("actor", institutions.SYSTEM),
            establishment=at or prisons[0],
            on=on,
            first_surname=surname,
            given_names=given,
            sex=more.pop("sex", "F"),
            document=("dni", dni) if dni else more.pop("document", None),
            **more,
        )

    return make


@pytest.fixture
def staff(prisons):
    """An account with one function: ``staff("registry", prison)``; without a prison, everywhere."""

    def make(role, at=None, username="personal"):
        with scope.elevated():
            user = accounts.create_user(
                actor=institutions.SYSTEM,
                username=username,
                full_name=username.title(),
                password="un-llano-en-llamas",
            )
            accounts.grant_role(
                actor=institutions.SYSTEM,
                user=user,
                role=Role.objects.get(code=role),
                establishment=at,
                start=date(2020, 1, 1),
            )
        return type(user).objects.get(pk=user.pk)

    return make
