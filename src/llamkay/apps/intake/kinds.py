"""The words of loads: what a file is of, how far it has come, what would become of each row."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the rows of a file are."""

    PEOPLE = "people", _("Personas")
    STAGES = "stages", _("Etapas")
    MOVEMENTS = "movements", _("Movimientos")
    ACTIVITIES = "activities", _("Actividades")
    PLACES = "places", _("Plazas")
    ACCOUNTS = "accounts", _("Cuentas del personal")


class State(models.TextChoices):
    """How far a file has come."""

    TRIED = "tried", _("Probada, sin escribir")
    WRITTEN = "written", _("Escrita")
    UNDONE = "undone", _("Deshecha")
    DISCARDED = "discarded", _("Descartada")


class RowOutcome(models.TextChoices):
    """What would become of a row, or became of it."""

    NEW = "new", _("Se crea")
    CHANGED = "changed", _("Cambia")
    SAME = "same", _("Queda igual")
    DOUBT = "doubt", _("Por resolver")
    REFUSED = "refused", _("Rechazada")


_WORDS = {
    State.WRITTEN: {RowOutcome.NEW: _("Se creó"), RowOutcome.CHANGED: _("Cambió")},
    State.UNDONE: {RowOutcome.NEW: _("Se creó y se deshizo"), RowOutcome.CHANGED: _("Cambió y se deshizo")},
}


def outcome_words(outcome: str, *, state: str) -> Any:
    """What becomes of a row, or became of it once its load was written, or written and taken back."""
    of = RowOutcome(outcome)
    return _WORDS.get(State(state), {}).get(of, of.label)


def colour_of(outcome: str, *, state: str) -> str:
    """The colour of an outcome; grey where nothing of it is left."""
    undone = state == State.UNDONE and outcome in _WORDS[State.UNDONE]
    return "grey" if undone else COLOURS[outcome]


COLOURS = {"new": "green", "changed": "blue", "same": "grey", "doubt": "yellow", "refused": "red"}
