"""Read the data that ships inside the package: YAML documents and tables."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def yaml_documents(package: str, folder: str = "") -> tuple[dict[str, Any], ...]:
    """Every YAML document under ``package``/``folder`` and below, in path order, read once.

    Each document gets its own path under the key ``_file`` so that errors can name it.
    """
    root = resources.files(package).joinpath(folder) if folder else resources.files(package)
    found: list[tuple[str, Any]] = []

    def walk(node: Any, trail: str) -> None:
        for child in node.iterdir():
            path = f"{trail}/{child.name}" if trail else child.name
            if child.is_dir():
                walk(child, path)
            elif child.name.endswith(".yaml"):
                found.append((path, child))

    walk(root, folder)
    return tuple(
        {**document, "_file": path}
        for path, child in sorted(found, key=lambda item: item[0])
        for document in yaml.load_all(child.read_bytes(), Loader=yaml.CSafeLoader)
        if document
    )
