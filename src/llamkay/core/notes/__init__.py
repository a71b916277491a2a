"""Press notes: read as published, checked before publishing, worded from figures."""

from llamkay.core.notes.checking import Finding, check_note, check_parts
from llamkay.core.notes.claims import Evidence
from llamkay.core.notes.reading import Note, NoteWarning, read_note
from llamkay.core.notes.wording import (
    HEDGES,
    Hedged,
    date_es,
    datetime_es,
    figure_names,
    format_number_es,
    hedged,
    loose_numbers,
    number_line,
    percent_es,
    render,
)

__all__ = [
    "HEDGES",
    "Evidence",
    "Finding",
    "Hedged",
    "Note",
    "NoteWarning",
    "check_note",
    "check_parts",
    "date_es",
    "datetime_es",
    "figure_names",
    "format_number_es",
    "hedged",
    "loose_numbers",
    "number_line",
    "percent_es",
    "read_note",
    "render",
]
