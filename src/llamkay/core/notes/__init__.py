"""Press notes: read as published, checked before publishing, worded from figures."""

from llamkay.core.notes.checking import Finding, arithmetic, check_note, check_parts
from llamkay.core.notes.claims import Evidence
from llamkay.core.notes.reading import Note, NoteWarning, read_note
from llamkay.core.notes.statements import Statement, contradictions, statements
from llamkay.core.notes.wording import (
    HEDGES,
    Hedged,
    correction_line,
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
    "Statement",
    "arithmetic",
    "check_note",
    "check_parts",
    "contradictions",
    "correction_line",
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
    "statements",
]
