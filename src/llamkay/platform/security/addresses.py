"""Whose address a request comes from, where a proxy stands before the site."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class ClientAddress:
    """Put the client's own address in ``REMOTE_ADDR``: what a proxy tells is believed of ``TRUSTED_PROXIES`` only.

    Anybody may write ``X-Forwarded-For``; from anybody else it says nothing, and nothing after this reads it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies = networks(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        request.META["llamkay.forwarded"] = bool(forwarded)  # whether somebody stands between, whoever it is
        peer = request.META.get("REMOTE_ADDR", "")
        request.META["REMOTE_ADDR"] = str(_address(peer) or peer)
        if self.proxies:
            if among(self.proxies, peer):
                request.META["REMOTE_ADDR"] = client([*forwarded.split(","), peer], self.proxies)
            else:
                request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)


def networks(texts: Iterable[str]) -> list[Network]:
    """The networks of a setting. Raises ``ImproperlyConfigured`` for what is none."""
    try:
        return [ip_network(text) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(f"LLAMKAY_TRUSTED_PROXIES holds addresses or networks: {error}") from error


def among(proxies: list[Network], text: str) -> bool:
    """Whether an address, as text, is of one of the networks."""
    found = _address(text)
    return found is not None and any(found in network for network in proxies)


def client(chain: list[str], proxies: list[Network]) -> str:
    """The last address of a chain that no trusted proxy has: each proxy writes behind it who asked it.

    >>> client(["1.1.1.1", "198.51.100.7", "10.0.0.2"], networks(["10.0.0.0/8"]))
    '198.51.100.7'
    """
    last = chain[-1].strip()
    for text in reversed(chain):
        found = _address(text)
        if found is None:
            break
        last = str(found)
        if not any(found in network for network in proxies):
            break
    return last


def _address(text: str) -> Address | None:
    """An address as text, in brackets or not; one of version 4 within one of version 6 is that of version 4."""
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
