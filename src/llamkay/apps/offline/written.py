"""What a device sends, read with its limits: anything else is refused whole and stays on the device."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from llamkay.core.errors import Refused

MOST = 200  # entries of one sending
FAR = 10_000_000_000  # seconds by which a clock may be wrong: three centuries


@dataclass(frozen=True)
class Written:
    """One mark as the device sent it: about whom, what, and what was seen there; ``device_at`` is its clock's hour."""

    id: UUID
    number: int
    about: int
    value: str
    seen: str
    note: str
    who: str
    glance: str
    amount: str
    hour: str
    device_at: datetime


@dataclass(frozen=True)
class Sending:
    """A sending: the entries, and by how many seconds the device's clock was ahead, now and when it took all along."""

    entries: list[Written]
    skew: int
    moved: int


def read(body: bytes, *, now: datetime) -> Sending:
    """The sending in the body of a request. Raises ``Refused`` where it cannot be read or passes a limit."""
    try:
        found = json.loads(body)
        skew = _seconds((datetime.fromisoformat(found["now"]) - now).total_seconds())
        entries = [_entry(each) for each in found["entries"]]
        moved = _seconds(skew + float(found["offset"]))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise Refused(_("El envío de este equipo no se pudo leer: nada se perdió, avise a la mesa de ayuda.")) from None
    if len(entries) > MOST or len({each.id for each in entries}) < len(entries):
        raise Refused(_("Un envío lleva hasta {most} marcas, cada una una vez.").format(most=MOST))
    return Sending(sorted(entries, key=lambda each: each.number), skew, moved)


def _seconds(value: float) -> int:
    """Whole seconds, within what a column holds. Raises ``ValueError`` for what is no number."""
    return max(-FAR, min(FAR, round(value)))


def _entry(found: Any) -> Written:
    number, about = found["number"], found["about"]
    if type(number) is not int or type(about) is not int or not (0 < number < 1_000_000 and 0 < about < 2**62):
        raise ValueError("a number is out of its limits")
    return Written(
        id=UUID(found["id"]),
        number=number,
        about=about,
        value=_text(found, "value", 8),
        seen=_text(found, "seen", 20),
        note=_text(found, "note", 300),
        who=_text(found, "who", 120),
        glance=_text(found, "glance", 6),
        amount=_text(found, "amount", 5),
        hour=_text(found, "hour", 5),
        device_at=_moment(found["at"]),
    )


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or not 1 < found.year < 9999:
        raise ValueError("a moment without its zone")
    return found


def _text(found: Any, name: str, most: int) -> str:
    text = found.get(name, "")
    if not isinstance(text, str) or len(text) > most or "\x00" in text:
        raise ValueError(f"{name} is no text of {most} letters")
    return text.strip()
