"""The catalogue from a file with the columns that its own files have: whole, or not at all with each fault."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.queries import every_trade
from llamkay.apps.production.models import Brand, Good
from llamkay.apps.production.permissions import RECIPES
from llamkay.apps.production.stock.services import save_good
from llamkay.core.errors import Refused
from llamkay.core.values import parse_amount
from llamkay.platform.database.search import fold
from llamkay.platform.files.tabular import heading_row, read_table, yes_or_no
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

COLUMNS = {
    "código": "sku",
    "nombre": "name",
    "variante": "variant",
    "clase": "kind",
    "unidad": "unit",
    "marca": "brand",
    "oficio": "trade",
    "precio (s/)": "price",
    "campaña": "season",
    "composición": "composition",
    "cuidado": "care",
    "descripción": "description",
    "público": "public",
}
_TITLES = frozenset(map(fold, COLUMNS))
NEEDED = ("sku", "name", "kind", "unit")
MOST = 2_000


@dataclass(frozen=True)
class RefusedRow:
    """Why a row cannot be taken, numbered as the spreadsheet does."""

    row: int
    value: str
    reason: str


class _Wrong(Exception):
    """Some rows are refused: nothing stays."""


def import_goods(
    *, actor: Any, establishment: "Establishment", name: str, content: bytes
) -> tuple[int, list[RefusedRow]]:
    """Write the goods of a file and how many, or nothing and every refused row. A code that stands is changed.

    Raises ``Refused`` when the file cannot be read or lacks a column.
    """
    require(actor, RECIPES, establishment_id=establishment.pk)
    table = read_table(name=name, content=content, titles=_TITLES)
    first = heading_row(table, _TITLES)
    by_title = {fold(title): field for title, field in COLUMNS.items()}
    fields = [by_title.get(fold(cell), "") for cell in table[first]]
    if lacking := [title for title, field in COLUMNS.items() if field in NEEDED and field not in fields]:
        raise Refused(_("Al archivo le falta la columna «{column}».").format(column=lacking[0]))
    rows = [
        (number, dict(zip(fields, cells, strict=False)))
        for number, cells in enumerate(table[first + 1 :], start=first + 2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise Refused(_("El archivo no tiene filas."))
    if len(rows) > MOST:
        raise Refused(_("Un archivo trae hasta {most} filas.").format(most=MOST))
    faults: list[RefusedRow] = []
    try:
        with transaction.atomic():
            _write(actor, establishment, rows, faults)
            if faults:
                raise _Wrong
    except _Wrong:
        return 0, faults
    return len(rows), []


def _write(
    actor: Any, establishment: "Establishment", rows: list[tuple[int, dict[str, str]]], faults: list[RefusedRow]
) -> None:
    brands = {fold(brand.name): brand for brand in Brand.objects.all()}
    trades = {trade.code: trade for trade in every_trade()}
    standing = {good.sku: good for good in Good.objects.filter(establishment=establishment)}
    by_number = {sku.lstrip("0"): sku for sku in standing if sku.isdigit()}
    seen: set[str] = set()
    for number, cells in rows:
        sku = cells.get("sku", "").strip().upper()
        try:
            if sku in seen:
                raise Refused(_("el código está dos veces en el archivo"))
            seen.add(sku)
            if sku.isdigit() and sku not in standing and (whole := by_number.get(sku.lstrip("0"))):
                raise Refused(_("ya hay un código {whole}: escríbalo con sus ceros, como texto").format(whole=whole))
            with transaction.atomic():
                save_good(
                    actor=actor,
                    establishment=establishment,
                    good=standing.get(sku),
                    **_values(cells, brands, trades),
                )
        except Refused as refusal:
            faults.append(RefusedRow(number, sku, sentence(refusal)))


def _values(cells: dict[str, str], brands: dict[str, Brand], trades: dict[str, Any]) -> dict[str, Any]:
    """What a row says of a good, read; a column that the file lacks changes nothing."""
    values: dict[str, Any] = {field: text.strip() for field, text in cells.items() if field}
    for field, known, words in (("brand", brands, _("una marca")), ("trade", trades, _("un oficio"))):
        if text := values.get(field):
            key = fold(text) if field == "brand" else text
            if key not in known:
                raise Refused(_("«{text}» no es {words} de la lista").format(text=text, words=words), field=field)
            values[field] = known[key]
        elif field in values:
            values[field] = None
    if "price" in values:
        values["price"] = parse_amount(values["price"]) or None if values["price"] else None
    if "public" in values:
        if (public := yes_or_no(values["public"])) is None:
            raise Refused(_("«{text}» no es sí ni no").format(text=values["public"]), field="public")
        values["public"] = public
    return values
