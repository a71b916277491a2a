"""The file to be filled for each kind: its headings with an example, and what to write in each column."""

from django.utils.translation import override

from llamkay.apps.activities.places.queries import end_reasons
from llamkay.apps.activities.queries import trades
from llamkay.apps.institutions.queries import roles
from llamkay.apps.intake.columns import COLUMNS
from llamkay.apps.intake.kinds import Kind
from llamkay.apps.people.queries import stage_choices
from llamkay.platform.files.tabular import xlsx_book


def template(kind: str) -> bytes:
    """The workbook of a kind, in Spanish: a row of example to be erased, then the explanation and the words allowed."""
    columns = COLUMNS[kind]
    with override("es"):
        words = [
            (column.heading, "sí" if column.needed else "no", str(column.words), column.also.replace("|", ", "))
            for column in columns
        ]
        sheets = [
            (str(Kind(kind).label), [column.heading for column in columns], [[column.example for column in columns]]),
            ("Explicación", ["Columna", "Hace falta", "Qué se escribe", "También se reconoce como"], words),
        ]
        if listed := _listed(kind):
            sheets.append(("Palabras", ["Se escribe así"], [[word] for word in listed]))
        return xlsx_book(sheets)


def _listed(kind: str) -> list[str]:
    """The words that a column of the kind must hold as they are."""
    if kind == Kind.STAGES:
        return [str(name) for _code, name in stage_choices()]
    if kind == Kind.ACTIVITIES:
        return [row.name for row in trades()]
    if kind == Kind.ACCOUNTS:
        return [role.name for role in roles()]
    return [row.name for row in end_reasons()] if kind == Kind.PLACES else []
