"""The code printed on a paper: short, said by telephone without mistakes, and impossible to guess."""

import io
import secrets

import segno

from llamkay.core.errors import Refused

# Without I, L, O, U and Z: 31 signs, a prime, so that the check digit notices every wrong or exchanged sign.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH = 15
_CONFUSED = str.maketrans("ILOZ", "1102")


def new_code() -> str:
    """A new code of 74 random bits and one check digit, in groups: ``4F7K-2M9Q-…``."""
    return _grouped(_checked("".join(secrets.choice(DIGITS) for _ in range(LENGTH))))


def check_code(text: str) -> str:
    """The code as printed, from what somebody typed; raises ``Refused`` when it cannot be one."""
    plain = "".join(text.upper().split()).replace("-", "").translate(_CONFUSED)[:40]
    if len(plain) != LENGTH + 1 or set(plain) - set(DIGITS) or _checked(plain[:-1]) != plain:
        raise Refused("Ese código no es de un documento: revise las letras y los números e ingréselo otra vez.")
    return _grouped(plain)


def _checked(body: str) -> str:
    """The body with its check digit: positions are weighted, so that two signs exchanged are noticed."""
    total = sum(weight * DIGITS.index(sign) for weight, sign in enumerate(body, start=2))
    return body + DIGITS[total % len(DIGITS)]


def _grouped(plain: str) -> str:
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def qr_svg(address: str) -> str:
    """A QR code of an address as an SVG text, black on nothing, for a template."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
