"""The law that ships with the package, by what it serves."""

from typing import Any

from llamkay.platform.files.datafiles import yaml_documents

Documents = tuple[dict[str, Any], ...]
# No count of days or money rests on these.
_FOLDERS = "education nursery places plan privacy production references registry"
_BESIDE = tuple(f"pe/{folder}/" for folder in _FOLDERS.split())


def law_of_counts() -> Documents:
    """What counts of days and money rest on: its version stands on every count, and a vaccine must not change it."""
    return tuple(document for document in every_law() if not document["_file"].startswith(_BESIDE))


def every_law() -> Documents:
    """Every dated value, those of the nursery too."""
    return yaml_documents("llamkay.law", "pe")
