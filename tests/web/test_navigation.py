"""A long navigation is one line: what is asked for seldom stands behind «Más», and the page in view never does."""

import re

import pytest
from django.urls import reverse

from tests.worlds import factories


def parts(html):
    bar = html.partition('<nav class="nav')[2].partition("</nav>")[0]
    shown, _, more = bar.partition('<details class="more">')
    return [re.findall(r'<a href="([^"]+)"', part) for part in (shown, more)]


@pytest.mark.parametrize(("role", "long"), [("director", True), ("data_officer", True), ("instructor", False)])
def test_what_is_seldom_asked_for_goes_behind_more(two_prisons, client, role, long):
    client.force_login(factories.staff(role, two_prisons[0].place))
    shown, more = parts(client.get(reverse("today")).content.decode())
    assert (len(shown) <= 14, bool(more)) == (True, long)
    assert not set(shown) & set(more)
    for address in more[:2]:
        now_shown, now_more = parts(client.get(address).content.decode())
        assert address in now_shown and sorted(now_shown + now_more) == sorted(shown + more)
