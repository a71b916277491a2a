"""The programme of a performance on paper, for who listens: the works in their order; it names nobody inside."""

from pathlib import Path

from django.conf import settings

from llamkay.apps.education.models import Performance
from llamkay.platform import clock
from llamkay.platform.papers import render

TEMPLATE = Path(__file__).parent.parent / "papers" / "annex.typ"


def programme_paper(performance: Performance) -> bytes:
    """The PDF of a programme."""
    now = clock.now()
    pieces = list(performance.programme.select_related("piece__work"))
    at = f", {performance.starts_at:%H:%M}" if performance.starts_at else ""
    facts = [("Fecha", f"{performance.on:%d/%m/%Y}{at}"), ("Lugar", performance.place)]
    if performance.occasion:
        facts.append(("Ocasión", performance.occasion))
    if performance.ensemble.director:
        facts.append(("Dirección musical", performance.ensemble.director))
    minutes = sum(each.piece.work.minutes or 0 for each in pieces)
    page = {
        "heading": performance.title,
        "facts": facts,
        "words": [f"{performance.ensemble.name} · {performance.ensemble.programme}".strip(" ·")],
        "columns": ["", "Obra", "Lengua", "Minutos"],
        "widths": [-1, 0, -1, -1],
        "rows": [
            [str(each.order), each.title, each.piece.work.language, str(each.piece.work.minutes or "")]
            for each in pieces
        ],
        "right": [0, 3],
        "after": [f"Duración aproximada: {minutes} minutos."] if minutes else [],
        "signatures": [],
        "doubts": [],
    }
    data = {
        "title": performance.title,
        "author": performance.ensemble.name,
        "printed": f"{now:%d/%m/%Y %H:%M}",
        "demo": settings.DEMO,
        "wide": False,
        "size": 11,
        "pages": [page],
    }
    return render(TEMPLATE, data, at=now)
