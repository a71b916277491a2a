"""Every column says how sensitive it is; a test fails where one does not."""

from enum import StrEnum


class Sensitivity(StrEnum):
    """Classes in rising order of protection (Ley 29733: income and health are sensitive)."""

    NONE = "none"
    STAFF = "staff"
    PERSONAL = "personal"
    SPECIAL = "special category"
    CHILDREN = "children"


def classes(**columns: str) -> dict[str, Sensitivity]:
    """Name the columns of a model by class: ``classes(none="id month", personal="given_names")``.

    Returns column name → class. Raises ``ValueError`` when a column is named twice.
    """
    found: dict[str, Sensitivity] = {}
    for name, text in columns.items():
        for column in text.split():
            if column in found:
                raise ValueError(f"the column {column} is given two sensitivity classes")
            found[column] = Sensitivity[name.upper()]
    return found
