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


_WRITTEN = {RowOutcome.NEW: _("Se creó"), RowOutcome.CHANGED: _("Cambió")}


def outcome_words(outcome: str, *, written: bool) -> Any:
    """What becomes of a row, or became of it once its load was ``written``."""
    of = RowOutcome(outcome)
    return _WRITTEN.get(of, of.label) if written else of.label


COLOURS = {"new": "green", "changed": "blue", "same": "grey", "doubt": "yellow", "refused": "red"}
