"""The marks of the sheet as people type them, and back: a letter is a reason, a number is hours."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from llamkay.core.errors import Refused
from llamkay.platform.files.tabular import without_clock

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Reason

MAX_MINUTES, MAX_PIECES = 960, 10_000
PRESENT = 1
_MARK = re.compile(r"^(?P<key>[A-ZÑ]?)\s*(?P<time>\d{1,3}(?:[.,]\d{1,2}|:[0-5]\d)?)?$", re.ASCII)


def default_minutes(reason: Any, scheduled: int) -> int:
    """The minutes a letter alone stands for: those of the timetable when present, none otherwise."""
    return scheduled if reason.present and not reason.expelled else 0


def parse_mark(text: str, *, scheduled: int, reasons: "Mapping[str, Reason]") -> tuple[int, int]:
    """Read a mark as ``(reason number, minutes)``; ``reasons`` is by key, ``scheduled`` the timetable's minutes.

    ``P`` present for the timetable, ``4`` four hours, ``3.5``, ``3:30`` or ``03:30:00 AM`` three and a half, ``T2``
    late with two hours, empty no mark. Raises ``Refused`` with one sentence for the screen.
    """
    plain = without_clock(text.strip().upper())
    if not plain:
        return 0, 0
    match = _MARK.match(plain)
    if not match:
        raise Refused(
            _("«{text}» no es una marca: escriba una letra de la leyenda o las horas, como 4 o 3:30").format(text=text)
        )
    reason = reasons.get(match["key"] or "P")
    if reason is None:
        raise Refused(
            _("«{text}» no es un motivo de la leyenda: use {keys}").format(text=text, keys=", ".join(sorted(reasons)))
        )
    if match["time"] is None:
        minutes = default_minutes(reason, scheduled)
        if reason.counts and minutes == 0:
            raise Refused(
                _("el horario no tiene horas ese día: en vez de «{text}» escriba las horas, como 4").format(text=text)
            )
        return reason.number, minutes
    minutes = _minutes(match["time"])
    if minutes > MAX_MINUTES:
        raise Refused(_("«{text}» pasa de 16 horas en un día").format(text=text))
    if minutes and not reason.present:
        raise Refused(
            _("«{text}»: «{reason.label}» no lleva horas; escriba solo {reason.key}").format(text=text, reason=reason)
        )
    if minutes == 0 and reason.counts:
        raise Refused(_("«{text}» son cero horas: escriba el motivo de la ausencia, como F").format(text=text))
    return reason.number, minutes


def _minutes(text: str) -> int:
    if ":" in text:
        hours, _colon, rest = text.partition(":")
        return int(hours) * 60 + int(rest)
    whole, _point, decimals = text.replace(",", ".").partition(".")
    return int(whole) * 60 + round(int(decimals.ljust(2, "0") or 0) * 60 / 100)


def hours_text(minutes: int) -> str:
    """Minutes as hours for a narrow cell.

    >>> hours_text(240), hours_text(210)
    ('4', '3:30')
    """
    hours, rest = divmod(int(minutes), 60)
    return f"{hours}:{rest:02d}" if rest else str(hours)


def mark_text(*, reason: Any | None, minutes: int, scheduled: int) -> str:
    """What a cell shows; ``parse_mark`` reads it back to the same reason and minutes, but for what is never typed."""
    if reason is None:
        return ""
    if reason.automatic:
        return reason.key
    if minutes == default_minutes(reason, scheduled) and (minutes or not reason.counts):
        return reason.key
    return hours_text(minutes) if reason.number == PRESENT else f"{reason.key}{hours_text(minutes)}"
