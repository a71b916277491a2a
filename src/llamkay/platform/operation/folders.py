"""The folders whose disk must not fill up, and how much of it is little."""

from pathlib import Path

from llamkay.platform.operation.checks import House

GB = 1024**3
LITTLE, NONE_LEFT = 10 * GB, 2 * GB


def kept_folders(house: House) -> dict[str, Path]:
    """The folders whose disk must not fill up, those that exist."""
    found = {"data": house.data, "backups": backups_folder(house)}
    return {name: folder for name, folder in found.items() if folder is not None and folder.is_dir()}


def backups_folder(house: House) -> Path | None:
    """Where the nightly backups lie, if anybody said."""
    named = house.environment.get("LLAMKAY_BACKUPS")
    return Path(named).expanduser().resolve() if named else None
