"""A press office with the figures of two prisons in January 2026, small enough to check by hand."""

from types import SimpleNamespace

import pytest

from llamkay.apps.press.services import add_figure, draft_note
from tests.worlds import factories
from tests.worlds.press_office import FIGURES, JANUARY, TEXT, report


@pytest.fixture
def office(everything, reference):
    snapshots = {code: report(code, **values).pk for code, values in FIGURES.items()}
    actor = factories.staff("press_officer", None, "prensa")
    head = factories.staff("press_officer", None, "jefa")

    def draft(title="Nota con cifras", paragraphs=TEXT):
        note = draft_note(actor=actor, title=title, subtitle="", paragraphs=paragraphs)
        if paragraphs is TEXT:
            figure = {"actor": actor, "note": note, "metric": "working", "month": JANUARY.first}
            add_figure(name="trabajan", hedge="más de", rounding=100, **figure)
            add_figure(name="parte", share_of="population", **figure)
        return note

    return SimpleNamespace(actor=actor, head=head, draft=draft, snapshots=snapshots, month=JANUARY.first)
