"""Papers: a Typst template and data make a PDF for archives and screen readers; signed, found by its code."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from llamkay.platform.papers.code import check_code, new_code, qr_svg
from llamkay.platform.papers.render import PaperNotMade, PaperTooSlow, render

if TYPE_CHECKING:
    from llamkay.platform.papers.attached import Carried, NotRead, carried
    from llamkay.platform.papers.signing import Authority, Signed, sign, signatures

__all__ = [
    "Authority",
    "Carried",
    "NotRead",
    "PaperNotMade",
    "PaperTooSlow",
    "Signed",
    "carried",
    "check_code",
    "new_code",
    "qr_svg",
    "render",
    "sign",
    "signatures",
]

# Loaded when first asked for: pyHanko and what it brings are a quarter of a start, and few papers are signed.
_LATER = dict.fromkeys(("Carried", "NotRead", "carried"), "attached")
_LATER |= dict.fromkeys(("Authority", "Signed", "sign", "signatures"), "signing")


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
