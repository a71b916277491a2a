"""Typst in the process: template and data in, PDF/A-2a with PDF/UA-1 tags out. The same input gives the same bytes."""

import json
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

# Archives (PDF/A-2a) and people who cannot see (PDF/UA-1) in one file.
STANDARDS = ["a-2a", "ua-1"]


@cache
def _fonts() -> typst.Fonts:
    folder = resources.files("llamkay.platform.papers").joinpath("fonts")
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def render(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template, which reads its data as ``json(bytes(sys.inputs.data))``.

    ``at`` is the date written into the file. Data never becomes Typst source, so no text can change the layout.
    Raises ``ValueError`` with the template's name when Typst refuses it.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False, default=str)}
    try:
        return typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=_fonts(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise ValueError(f"the paper {template.name} cannot be made: {error}") from error
