"""Reference data that carries its English beside its Spanish."""

from typing import Any

from django.utils.translation import get_language


def in_language(row: Any, field: str = "name") -> str:
    """The field of a row in the language of who reads: ``field`` or, where there is one, ``field_en``."""
    english = get_language() == "en" and getattr(row, f"{field}_en")
    return str(english or getattr(row, field))
