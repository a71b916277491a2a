"""Days and numbers that nobody means, in every address of the site: a page or a sentence, never a fault of ours."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from llamkay.apps.institutions.models import Grant, Role
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.screens.forms import DayField, MonthField, day_of
from llamkay.platform.security import scope
from tests.worlds import factories

FAR = ["0001-01-01", "9999-12-31", "٢٠٢٦-٠١-٠١", "99999999999999999999", "2200-12", "1900-01"]
NAMES = (
    "dia desde hasta mes al nacio pagina q madre penal establecimiento edad month year page clase activity person"
).split()
DAYS = "dia desde hasta mes al nacio".split()


def names(resolver, space=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{space}{entry.name}"
        else:
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def addresses():
    """Every address without parts, and those of one number with a number of twenty digits."""
    for name in sorted(set(names(get_resolver()))):
        for parts in ({}, {"pk": 10**19}):
            try:
                yield reverse(name, kwargs=parts)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize(("turn", "asked"), [(0, NAMES), (3, NAMES), (1, DAYS)])
def test_no_address_fails_of_a_far_day(full_prison, client, turn, asked):
    """Each address with two of them, once beside a prison that is none, once alone: a page that asks for its prison
    first would never read its day."""
    with scope.elevated():
        user = factories.staff("director", full_prison.place, "todas")
        for role in Role.objects.exclude(code="director"):
            Grant.objects.create(user=user, role=role, establishment=full_prison.place, period=factories.SINCE)
    client.force_login(user)
    client.raise_request_exception = False
    found = {
        address: client.get(address, dict.fromkeys(asked, FAR[(at + turn) % len(FAR)])).status_code
        for at, address in enumerate(addresses())
        if not address.startswith("/api") and "salir" not in address
    }
    assert sum(status == 200 for status in found.values()) > 40
    assert {address: status for address, status in found.items() if status >= 500} == {}


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "٢٠٢٦-٠١-٠١", "99999999999999999999", "1899-12-31"])
def test_a_far_day_is_no_day(text):
    assert day_of(text) is None
    with pytest.raises(ValidationError):
        DayField().clean(text)


@pytest.mark.parametrize("text", ["0001-01", "9999-12", "٢٠٢٦-٠١", "2201-01", "99999999999999999999"])
def test_a_far_month_is_no_month(text):
    with pytest.raises(Refused):
        Month.parse(text)


def test_the_last_month_that_can_be_typed_has_neighbours():
    assert (str(Month.parse("2200-12").next()), str(Month.parse("1900-01").previous())) == ("2201-01", "1899-12")
    assert str(MonthField().clean("2200-12").end) == "2201-01-01"
