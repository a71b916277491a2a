"""Whose address a request comes from, with proxies and without; where a lie is told it is not believed."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from llamkay.platform.security.addresses import ClientAddress, client, networks

PROXIES = networks(["10.0.0.0/8", "2001:db8::/32"])


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        (["203.0.113.5", "10.0.0.2"], "203.0.113.5"),
        (["1.2.3.4", "203.0.113.5", "10.1.1.1", "10.0.0.2"], "203.0.113.5"),  # what the client wrote itself is passed
        (["10.0.0.9", "10.0.0.2"], "10.0.0.9"),  # a proxy that asks for itself
        (["rubbish", "10.0.0.2"], "10.0.0.2"),
        (["", "10.0.0.2"], "10.0.0.2"),
        (["2001:db9::1", "2001:db8::1"], "2001:db9::1"),
        (["203.0.113.5", "::ffff:10.0.0.2"], "203.0.113.5"),  # a proxy of version 4, heard by a server of both
        (["[2001:db9::1]", "10.0.0.2"], "2001:db9::1"),
    ],
)
def test_the_client_is_the_last_that_is_no_proxy(chain, found):
    assert client(chain, PROXIES) == found


def asked(settings, proxies, **headers):
    settings.TRUSTED_PROXIES = proxies
    seen = {}

    def view(request):
        seen.update(request.META)
        return HttpResponse()

    ClientAddress(view)(RequestFactory().get("/", **headers))
    return seen


def test_a_stranger_is_not_believed(settings):
    told = {"HTTP_X_FORWARDED_FOR": "1.1.1.1", "HTTP_X_FORWARDED_PROTO": "https"}
    seen = asked(settings, ["10.0.0.0/8"], REMOTE_ADDR="198.51.100.7", **told)
    assert seen["REMOTE_ADDR"] == "198.51.100.7"
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"} & set(seen)
    assert asked(settings, [], REMOTE_ADDR="198.51.100.7", **told)["REMOTE_ADDR"] == "198.51.100.7"


def test_a_trusted_proxy_is(settings):
    told = {"HTTP_X_FORWARDED_FOR": "8.8.8.8, 203.0.113.5", "HTTP_X_FORWARDED_PROTO": "https"}
    seen = asked(settings, ["10.0.0.0/8"], REMOTE_ADDR="10.0.0.2", **told)
    assert (seen["REMOTE_ADDR"], seen["HTTP_X_FORWARDED_PROTO"]) == ("203.0.113.5", "https")


def test_the_address_of_a_peer_is_one_without_proxies_too(settings):
    assert asked(settings, [], REMOTE_ADDR="[::1]")["REMOTE_ADDR"] == "::1"
    assert asked(settings, [], REMOTE_ADDR="::ffff:198.51.100.7")["REMOTE_ADDR"] == "198.51.100.7"


def test_a_setting_that_is_no_address_is_said(settings):
    with pytest.raises(ImproperlyConfigured, match="LLAMKAY_TRUSTED_PROXIES"):
        asked(settings, ["el proxy"])
