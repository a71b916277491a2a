"""What every paper of the nursery is made of: a head, parts in order, and its PDF."""

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from llamkay.platform import clock
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent.parent / "papers" / "sheet.typ"


def paper(made: dict[str, Any]) -> bytes:
    """The PDF of a sheet."""
    return render(TEMPLATE, made, at=clock.now())


def sheet(title: str, *, subtitle: str, head: list[str], parts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    now = clock.now().astimezone(clock.LIMA)
    return {
        "title": title,
        "subtitle": subtitle,
        "subject": subtitle,
        "head": head,
        "parts": parts,
        "author": head[0],
        "internal": False,
        "wide": False,
        "signs": [],
        "demo": settings.DEMO,
        "footer": f"Se imprimió el {now:%d/%m/%Y a las %H:%M}. La entrega de este papel quedó registrada.",
    } | more


def part(kind: str, title: str, body: Any) -> dict[str, Any]:
    return {"kind": kind, "title": title, "body": body}


def day(day: date | None, lacking: str = "falta") -> str:
    return f"{day:%d/%m/%Y}" if day else lacking
