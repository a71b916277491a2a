"""Declared incomes of a month from a file: código, ingreso, documento, verificado; whole or not at all."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.pay import acts
from llamkay.apps.pay.inputs.queries import placed_people
from llamkay.apps.pay.inputs.services import check_open
from llamkay.apps.pay.models import IncomeDeclaration
from llamkay.apps.pay.models.work import MAX_AMOUNT
from llamkay.apps.pay.permissions import ENTER_INPUTS
from llamkay.core.errors import Refused
from llamkay.core.values import Month, parse_amount
from llamkay.platform import clock
from llamkay.platform.database.search import fold
from llamkay.platform.files.tabular import heading_row, read_table, yes_or_no
from llamkay.platform.months import month_name
from llamkay.platform.record import audit
from llamkay.platform.screens.refusals import words
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


COLUMNS = ("código", "ingreso", "documento", "verificado")
_TITLES = frozenset(map(fold, COLUMNS))
Origin = IncomeDeclaration.Origin
_VERIFIED = frozenset({"verificado", "verificada"})


@dataclass(frozen=True)
class RefusedRow:
    """Why a row cannot be taken, numbered as the spreadsheet does."""

    row: int
    value: str
    reason: str


@transaction.atomic
def import_incomes(
    *, actor: Any, activity: "Activity", month: Month, name: str, content: bytes
) -> tuple[int, list[RefusedRow]]:
    """Write the incomes of a file and how many, or nothing and every fault with its row.

    Raises ``Refused`` when the file cannot be read, ``Refused`` when the month is closed.
    """
    require(actor, ENTER_INPUTS, establishment_id=activity.establishment_id)
    table = read_table(name=name, content=content, titles=_TITLES)
    first = heading_row(table, _TITLES)
    if [fold(cell) for cell in table[first][:3]] != [fold(column) for column in COLUMNS[:3]]:
        raise Refused(_("La primera fila debe decir: {columns}.").format(columns=", ".join(COLUMNS)))
    check_open(activity, month)
    people = {person.code: person for person in placed_people(activity, month)}
    verified = set(
        IncomeDeclaration.objects.filter(activity=activity, month=month.first, origin=Origin.VERIFIED).values_list(
            "person_id", flat=True
        )
    )
    lines: dict[str, IncomeDeclaration] = {}
    faults = []
    for number, cells in enumerate(table[first + 1 :], start=first + 2):
        code, amount, document, sign = [*cells, "", "", "", ""][:4]
        if not any((code, amount, document)):
            continue
        origin = _origin(sign)
        problem = _fault(code, amount, document, origin, people, verified, lines) if origin else _unclear(sign)
        if problem:
            faults.append(RefusedRow(number, code or amount, problem))
            continue
        lines[code] = IncomeDeclaration(
            person=people[code],
            activity=activity,
            month=month.first,
            amount=parse_amount(amount),
            origin=origin,
            document=document[:120],
            by=actor.username,
            at=clock.now(),
        )
    if faults:
        return 0, faults
    if not lines:
        raise Refused(_("El archivo no tiene filas con ingresos."))
    IncomeDeclaration.objects.bulk_create(
        lines.values(),
        update_conflicts=True,
        unique_fields=["person", "activity", "month"],
        update_fields=["amount", "origin", "document", "by", "at"],
    )
    audit.record(
        actor=actor.username,
        verb=acts.DECLARE,
        target=f"activity:{activity.pk}",
        sentence=f"{actor} cargó en {activity.name} {len(lines)} ingresos de {month_name(month)} del archivo {name}.",
        stream=activity.establishment.code,
    )
    return len(lines), []


def _origin(sign: str) -> Origin | None:
    """What the column «verificado» says, blank being a sworn declaration; nothing for a text that says neither."""
    verified = True if fold(sign) in _VERIFIED else yes_or_no(sign)
    return None if verified is None else Origin.VERIFIED if verified else Origin.SWORN


def _unclear(sign: str) -> str:
    return _("«{sign}» en la columna «verificado» no dice si lo está: escriba «sí», o déjela en blanco").format(
        sign=sign
    )


def _fault(
    code: str,
    amount: str,
    document: str,
    origin: str,
    people: dict[str, Any],
    verified: set[int],
    lines: dict[str, Any],
) -> str:
    if code not in people:
        return _("nadie con ese código tiene plaza en la actividad ese mes")
    if code in lines:
        return _("el código está dos veces en el archivo")
    try:
        centimos = parse_amount(amount)
    except Refused as refusal:
        return words(refusal)
    if not 0 <= centimos <= MAX_AMOUNT:
        return _("«{text}» está fuera de lo que se admite: de 0 a un millón").format(text=amount)
    if not document:
        return _("falta el documento que lo sustenta")
    if origin == Origin.SWORN and people[code].pk in verified:
        return _("su ingreso ya fue verificado: una declaración jurada no lo cambia")
    return ""
