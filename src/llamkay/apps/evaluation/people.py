"""The people of a study as arrays without a name: from the registers, or from a file that is not counted."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.exposure import Done, Stood, done, stood
from llamkay.apps.evaluation.kinds import COVARIATES, SUBGROUPS
from llamkay.apps.evaluation.models import Ending, Programme
from llamkay.apps.months.queries import closes
from llamkay.apps.people.releases import Back, Freed, Released, released
from llamkay.core.errors import Refused
from llamkay.core.evaluation.cohort import refuse_after_time_zero
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.landmark import AtLandmark, at_landmark
from llamkay.core.evaluation.protocol import Exposure, Protocol
from llamkay.core.evaluation.study import Followed
from llamkay.core.values import Month
from llamkay.core.values.dates import add_months
from llamkay.platform.files.tabular import read_separated
from llamkay.platform.security import scope

KINDS = list(Return)
SHORT_TERM = 6  # months: the literature finds opposite signs on the two sides of it
LARGEST_FILE = 50_000_000
NOT_OUTSIDE = gettext_lazy(
    "Los registros solo dicen lo que se hizo antes de salir: un programa que sigue afuera se analiza de un archivo."
)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, eq=False)
class Gathered:
    """The people of a study, how many were lost on the way and why, days and hours of those who took part, a hash."""

    people: Followed
    released: int
    lost: Mapping[str, int]
    unknown_ground: int
    hours: tuple[float, float] | None  # median days and hours of those who took part
    evidence: str
    late: int = 0  # began after the landmark: among those who had not taken part


def month_of(since: date, day: date) -> int:
    """In which month after a day another falls: 1 before the first anniversary.

    >>> month_of(date(2024, 1, 31), date(2024, 2, 28)), month_of(date(2024, 1, 31), date(2024, 2, 29))
    (1, 2)
    """
    months = (day.year - since.year) * 12 + day.month - since.month
    return months + (add_months(since, months) <= day)


def whole_months(since: date, cut: date) -> int:
    """How many whole months lie between a day and a data cut, that day and the cut included."""
    return max(month_of(since, cut + timedelta(days=1)) - 1, 0)


# --------------------------------------------------------------------------------------------------------- registers


def from_registers(programme: Programme, protocol: Protocol) -> Gathered:
    """Those released in the period of a protocol, with what they did before the release and what followed.

    Raises ``Refused`` where the sheets say that somebody took part after the release, before coming back.
    """
    if protocol.exposure is None:
        raise Refused(_("El protocolo no dice cuántos días hacen participar."))
    if protocol.landmark:
        raise Refused(NOT_OUTSIDE, field="landmark")
    found = released(first=protocol.first, last=protocol.last, cut=protocol.data_cut)
    returned_on = _first_return(found.back)
    acts = _did(programme, protocol.exposure, found.freed, returned_on)
    known = _known(protocol.exposure, found.freed)
    lost = {"identity": 0, "exposure": 0}
    counted = []
    for each in found.freed:
        if each.provisional:
            lost["identity"] += 1
        elif each.person not in known:
            lost["exposure"] += 1
        else:
            counted.append(each)
    stands = stood(
        [(each.person, each.entered_on, each.on) for each in counted], kind=programme.kind, trade=programme.trade_id
    )
    people = _followed(counted, found.back, acts, stands, protocol)
    part = [acts[each.person] for each, took in zip(counted, people.part, strict=True) if took == 1]
    hours = None
    if part:
        hours = float(np.median([p.days for p in part])), float(np.median([p.minutes for p in part])) / 60
    return Gathered(people, len(found.freed), lost, found.unknown, hours, _evidence(found, acts, stands))


def _first_return(back: Sequence[Back]) -> dict[int, date]:
    found: dict[int, date] = {}
    for each in back:
        found.setdefault(each.person, each.on)
    return found


def _did(
    programme: Programme, exposure: Exposure, freed: Sequence[Freed], returned_on: Mapping[int, date]
) -> dict[int, Done]:
    periods = [(p.person, add_months(p.on, -exposure.months), p.on, returned_on.get(p.person)) for p in freed]
    acts = {each.person: each for each in done(periods, kind=programme.kind, trade=programme.trade_id)}
    on = {p.person: p.on for p in freed}
    late = {str(p): on[p] + timedelta(days=1) for p, did in acts.items() if did.after}
    try:
        refuse_after_time_zero(late, {str(p): day for p, day in on.items()})
    except Refused as error:
        raise Refused(
            _(
                "Hay planillas que dicen que {n} personas participaron después de salir en libertad: quien vuelve "
                "pronto tendría menos tiempo para participar y el programa parecería servir. Corrija esas planillas o "
                "las fechas de libertad."
            ).format(n=len(late)),
            code="immortal_time",
        ) from error
    return acts


def _known(exposure: Exposure, freed: Sequence[Freed]) -> set[int]:
    """Of whom everything done in the months of the exposure is on closed sheets of the prison that released them."""
    if not freed:
        return set()
    first = Month.of(add_months(min(each.on for each in freed), -exposure.months))
    with scope.elevated():
        closed = set(closes(since=first).values_list("establishment_id", "month"))
    found = set()
    for each in freed:
        month, end = Month.of(max(add_months(each.on, -exposure.months), each.entered_on)), Month.of(each.on)
        while month < end and (each.establishment, month.first) in closed:
            month = month.next()
        if month == end and (each.establishment, end.first) in closed:
            found.add(each.person)
    return found


def _followed(
    counted: Sequence[Freed],
    back: Sequence[Back],
    acts: Mapping[int, Done],
    stands: Mapping[int, Stood],
    protocol: Protocol,
) -> Followed:
    at = {each.person: index for index, each in enumerate(counted)}
    size = len(counted)
    returned = np.zeros((len(KINDS), size), dtype=np.int64)
    for stay in back:
        if (index := at.get(stay.person)) is None:
            continue
        month = month_of(counted[index].on, stay.on)
        for kind in kinds_of(stay):
            row = KINDS.index(kind)
            returned[row, index] = returned[row, index] or month
    ended = np.zeros(size, dtype=np.int64)
    with scope.elevated():
        endings = Ending.objects.filter(person_id__in=list(at), on__lte=protocol.data_cut).values_list(
            "person_id", "on"
        )
        for person, on in endings:
            if on >= counted[at[person]].on:
                ended[at[person]] = month_of(counted[at[person]].on, on)
    days = np.array([acts[each.person].days for each in counted])
    least = protocol.exposure.days if protocol.exposure else 1
    values = {
        "age": [(each.on - each.born_on).days / 365.25 if each.born_on else np.nan for each in counted],
        "female": [float(each.sex == "F") for each in counted],
        "foreign": [float(each.nationality != "PE") for each in counted],
        "prior": [float(each.entries_before) for each in counted],
        "term": [np.nan if each.term_months is None else each.term_months for each in counted],
        "remand": [np.nan if each.remand is None else float(each.remand) for each in counted],
        "served": [(each.on - each.entered_on).days / 30.4375 for each in counted],
    }
    arrays = {name: np.array(column, dtype=np.float64) for name, column in values.items()}
    return Followed(
        returned=returned,
        ended=ended,
        whole=np.array([whole_months(each.on, protocol.data_cut) for each in counted], dtype=np.int64),
        part=np.where(days >= least, 1, np.where(days > 0, -1, 0)).astype(np.int8),
        enrolled=np.array([acts[each.person].placed for each in counted], dtype=bool),
        covariates={name: arrays[name] for name in protocol.covariates},
        lot=np.array([stands[each.person].lot for each in counted], dtype=np.int8),
        waiting=np.array([stands[each.person].waiting for each in counted], dtype=bool),
        draw=np.array([stands[each.person].draw for each in counted], dtype=np.int64),
        prison=np.array([each.establishment for each in counted], dtype=np.int64),
        access=_access(arrays),
        subgroups={
            "long_term": arrays["term"] > SHORT_TERM,
            "short_term": arrays["term"] <= SHORT_TERM,
            "women": arrays["female"] == 1,
            "first_time": arrays["prior"] == 0,
        },
    )


def kinds_of(stay: Back) -> list[Return]:
    """The kinds of return that a stay is: by its ground and by when its offences were committed."""
    found = [Return.REVOKED] if stay.ground == "revocation" else []
    if stay.new:
        found.append(Return.NEW_CONVICTED if stay.convicted else Return.NEW_BEFORE_TRIAL)
    if stay.old and not stay.new:
        found.append(Return.OLD_CASE)
    if not found and stay.ground == "administrative":
        found.append(Return.ADMINISTRATIVE)
    return found or [Return.UNKNOWN]


def _access(columns: Mapping[str, Any]) -> dict[str, Any]:
    age = columns["age"]
    bands = np.where(np.isnan(age), "unknown", np.where(age < 30, "under30", np.where(age < 50, "30to49", "over50")))
    return {
        "sex": np.where(columns["female"] == 1, "women", "men"),
        "age": bands,
        "nationality": np.where(columns["foreign"] == 1, "foreign", "peru"),
        "prior": np.where(columns["prior"] > 0, "again", "first"),
    }


def _evidence(found: Released, acts: Mapping[int, Done], stands: Mapping[int, Stood]) -> str:
    lines = [repr(tuple(each)) for each in (*found.freed, *found.back, *acts.values(), *stands.values())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# -------------------------------------------------------------------------------------------------------------- file

# What a file must have; every other column is a covariate or a subgroup by its name.
COLUMNS = ("released_on", "took_part", "returned", "returned_on", "ended_on")
OPTIONAL = ("enrolled", "lot", "draw", "waiting", "prison")
DAYS = ("part_from", "part_until")  # of the part in the programme
FLAGS = frozenset({"took_part", "enrolled", "lot", "waiting", "female", "foreign", "remand", *SUBGROUPS})  # 1, 0, empty


def from_file(content: bytes, protocol: Protocol) -> Gathered:
    """Those of a CSV file, a row a person without a name: ``released_on,took_part,returned,returned_on,ended_on``.

    ``took_part`` is 1, 0 or empty for who did less than the protocol asks; ``returned`` a kind of return or empty;
    ``enrolled``, ``lot``, ``draw``, ``waiting`` and ``prison`` may be there; so may covariates and subgroups. A
    protocol with a landmark asks for ``part_from``, the day on which somebody began, and counts from the landmark on.
    Raises ``Refused`` with the row that cannot be read, for a column with names, and for a part after the release.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(_("El archivo pasa de 50 MB."))
    heading, rows = _rows_of(content)
    allowed = {*COLUMNS, *OPTIONAL, *COVARIATES, *SUBGROUPS, *DAYS}
    if unknown := sorted(str(name) for name in heading - allowed):
        raise Refused(
            _("La columna «{name}» no se conoce; un archivo de este estudio no lleva nombres ni códigos.").format(
                name=unknown[0]
            )
        )
    inside = [
        (number, row) for number, row in rows if protocol.first <= _day(row, number, "released_on") <= protocol.last
    ]
    if not inside:
        raise Refused(_("Nadie del archivo salió en libertad en el período del protocolo."))
    evidence = hashlib.sha256(content).hexdigest()
    if not protocol.landmark:
        return Gathered(_of_rows(inside, heading, protocol), len(inside), {}, 0, None, evidence)
    at = _at_landmark(inside, heading, protocol)
    counted = [row for row, stays in zip(inside, at.counted, strict=True) if stays]
    if not counted:
        raise Refused(_("En el mes de partida ya no queda nadie a quien seguir."), field="landmark")
    people = _of_rows(counted, heading, protocol)
    part, late = at.part[at.counted], at.late[at.counted]
    # Who began later was enrolled and did begin: no control of those who never did.
    people = replace(people, part=part, enrolled=people.enrolled & ~late, access={})
    lost = {name: int(getattr(at, name).sum()) for name in ("back", "ended", "unseen")}
    lost = {f"landmark_{name}": n for name, n in lost.items() if n}
    return Gathered(people, len(inside), lost, 0, None, evidence, int(late.sum()))


def _at_landmark(rows: Sequence[tuple[int, dict[str, str]]], heading: set[str], protocol: Protocol) -> AtLandmark:
    """What each had done by the landmark; raises ``Refused`` with the row of whoever begins after coming back."""
    if "part_from" not in heading:
        raise Refused(_("Al archivo le falta la columna «{name}».").format(name="part_from"))
    days = {name: np.full(len(rows), np.nan) for name in ("landmark", "part_from", "returned_on", "ended_on")}
    part, followed = np.zeros(len(rows), dtype=np.int8), np.zeros(len(rows))
    for index, (number, row) in enumerate(rows):
        since = _day(row, number, "released_on")
        days["landmark"][index] = (add_months(since, protocol.landmark or 0) - since).days
        followed[index] = (protocol.data_cut - since).days
        took = _flag(row, number, "took_part")
        part[index] = -1 if np.isnan(took) else took
        for name in ("part_from", "returned_on", "ended_on"):
            if row[name].strip() and (day := _day(row, number, name)) <= protocol.data_cut:
                days[name][index] = (day - since).days
    try:
        return at_landmark(
            days["landmark"],
            part=part,
            began=days["part_from"],
            back=days["returned_on"],
            ended=days["ended_on"],
            followed=followed,
        )
    except Refused as error:
        number = rows[int(error.cells[0])][0]
        words = (
            _("Fila {n}: participó y no dice desde qué día.")
            if error.code == "undated"
            else _("Fila {n}: empieza a participar después de haber vuelto, fallecido o dejado el país.")
        )
        raise Refused(words.format(n=number), code=error.code) from error


def _rows_of(content: bytes) -> tuple[set[str], list[tuple[int, dict[str, str]]]]:
    """The columns of a file and its rows by them, numbered as the spreadsheet does."""
    table = read_separated(name=_("de las personas"), content=content, titles=COLUMNS)
    heading = table[0] if table else []
    while heading and not heading[-1]:
        heading.pop()
    if missing := [name for name in COLUMNS if name not in heading]:
        raise Refused(_("Al archivo le falta la columna «{name}».").format(name=missing[0]))
    if twice := [name for name in heading if heading.count(name) > 1]:
        raise Refused(_("El archivo tiene dos veces la columna «{name}».").format(name=twice[0]))
    rows = []
    for number, cells in enumerate(table[1:], 2):
        if any(cells[len(heading) :]):
            raise Refused(_("Fila {n}: tiene más casillas que el encabezado.").format(n=number))
        if any(cells):
            rows.append((number, dict(zip_longest(heading, cells[: len(heading)], fillvalue=""))))
    return set(heading), rows


def _of_rows(rows: Sequence[tuple[int, dict[str, str]]], heading: set[str], protocol: Protocol) -> Followed:
    size = len(rows)
    returned = np.zeros((len(KINDS), size), dtype=np.int64)
    ended, whole = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for index, (number, row) in enumerate(rows):
        freed = _day(row, number, "released_on")
        since = add_months(freed, protocol.landmark or 0)
        whole[index] = whole_months(since, protocol.data_cut)
        if not protocol.landmark and any(row.get(name) and _day(row, number, name) > freed for name in DAYS):
            raise Refused(
                _(
                    "Fila {n}: la participación es de después de la libertad; no se acepta. Un programa que sigue"
                    " afuera pide un protocolo con mes de partida."
                ).format(n=number),
                code="immortal_time",
            )
        if row["returned"]:
            kind = _kind(row, number, "returned")
            on = _day(row, number, "returned_on")
            if on < freed:
                raise Refused(_("Fila {n}: vuelve antes de salir.").format(n=number))
            if on <= protocol.data_cut:
                returned[KINDS.index(kind), index] = month_of(since, on)
        if row["ended_on"]:
            ended[index] = month_of(since, _day(row, number, "ended_on"))
    columns = {
        name: np.array([read(row, number, name) for number, row in rows])
        for name in (*COVARIATES, *SUBGROUPS, *OPTIONAL, "took_part")
        if name in heading
        for read in (_flag if name in FLAGS else _number,)
    }
    if lacking := [name for name in protocol.covariates if name not in columns]:
        raise Refused(_("Al archivo le falta la columna «{name}».").format(name=lacking[0]))
    part = columns["took_part"]
    plain = np.zeros(size)
    access = {name: columns.get(name, np.full(size, np.nan)) for name in ("age", "female", "foreign", "prior")}
    known = {"age": "age", "female": "sex", "foreign": "nationality", "prior": "prior"}
    shown = {known[name] for name in access if name in columns}
    return Followed(
        returned=returned,
        ended=ended,
        whole=whole,
        part=np.where(np.isnan(part), -1, part).astype(np.int8),
        enrolled=columns.get("enrolled", plain) == 1,
        covariates={name: columns[name] for name in protocol.covariates},
        lot=np.nan_to_num(columns.get("lot", plain - 1), nan=-1).astype(np.int8),
        waiting=columns.get("waiting", plain) == 1,
        draw=np.nan_to_num(columns.get("draw", plain)).astype(np.int64),
        prison=np.nan_to_num(columns.get("prison", plain)).astype(np.int64),
        access={name: labels for name, labels in _access(access).items() if name in shown},
        subgroups={name: columns[name] == 1 for name in SUBGROUPS if name in columns},
    )


def _day(row: Mapping[str, str], number: int, name: str) -> date:
    try:
        return date.fromisoformat(_text(row, name))
    except ValueError:
        raise _unreadable(row, number, name) from None


def _kind(row: Mapping[str, str], number: int, name: str) -> Return:
    text = _text(row, name)
    if text not in list(Return):
        raise _unreadable(row, number, name)
    return Return(text)


def _number(row: Mapping[str, str], number: int, name: str) -> float:
    text = _text(row, name)
    if text and not _NUMBER.fullmatch(text):
        raise _unreadable(row, number, name)
    return float(text) if text else float("nan")


def _flag(row: Mapping[str, str], number: int, name: str) -> float:
    value = _number(row, number, name)
    if value not in (0, 1) and not np.isnan(value):
        raise _unreadable(row, number, name)
    return value


def _text(row: Mapping[str, str], name: str) -> str:
    return row[name].strip()


def _unreadable(row: Mapping[str, str], number: int, name: str) -> Refused:
    words = _("Fila {n}, columna {name}: «{value}» no se entiende.")
    return Refused(words.format(n=number, name=name, value=_text(row, name)[:40]))
