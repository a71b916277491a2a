"""What a sheet refuses, cell by cell."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Sheet
from llamkay.core.errors import CHANGED, Refused


@dataclass(frozen=True)
class RefusedCell:
    """A cell that cannot be written: where, what was asked, why."""

    row: int
    day: int
    value: str
    message: str


class CellsRefused(Refused):
    """Some cells do not fit; nothing was written. ``cells`` says each."""

    def __init__(self, cells: list[RefusedCell]) -> None:
        reasons = [Refused(cell.message) for cell in cells]
        super().__init__(" ".join(cell.message for cell in cells), cells=cells, reasons=reasons)


class SheetChanged(Refused):
    """Somebody else saved meanwhile; nothing was written. ``cells`` are the disputed (row, day), where known."""

    def __init__(self, sheet: Sheet, cells: list[tuple[int, int]] | None = None) -> None:
        self.sheet = sheet
        super().__init__(
            _(
                "Otra persona guardó esta planilla mientras usted la llenaba. Lo que usted escribió sigue en "
                "pantalla y todavía no está guardado: revíselo y guarde otra vez para que valga lo suyo."
            ),
            code=CHANGED,
            cells=cells or (),
        )
