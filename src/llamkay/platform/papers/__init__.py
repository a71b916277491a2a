"""Papers: a Typst template and data make a PDF for archives and screen readers; signed, found by its code."""

from llamkay.platform.papers.attached import Carried, NotRead, carried
from llamkay.platform.papers.code import check_code, new_code, qr_svg
from llamkay.platform.papers.render import PaperNotMade, PaperTooSlow, render
from llamkay.platform.papers.sign import Authority, Signed, sign, signatures

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
