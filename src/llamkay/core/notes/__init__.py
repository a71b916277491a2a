"""Press notes: read as published, checked before publishing, worded from figures."""

from llamkay.core.notes.changes import Change, Stretch, text_changes
from llamkay.core.notes.checking import Finding, arithmetic, check_note, check_parts
from llamkay.core.notes.claims import Evidence
from llamkay.core.notes.reading import Note, NoteWarning, read_note
from llamkay.core.notes.statements import Statement, contradictions, statements
from llamkay.core.notes.wording import (
    HEDGES,
    NAMED,
    Hedged,
    correction_line,
    date_es,
    datetime_es,
    figure_names,
    format_number_es,
    hedged,
    loose_numbers,
    name_tokens,
    number_line,
    percent_es,
    post_es,
    render,
    with_names,
)

__all__ = [
    "HEDGES",
    "NAMED",
    "Change",
    "Evidence",
    "Finding",
    "Hedged",
    "Note",
    "NoteWarning",
    "Statement",
    "Stretch",
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
    "name_tokens",
    "number_line",
    "percent_es",
    "post_es",
    "read_note",
    "render",
    "statements",
    "text_changes",
    "with_names",
]
