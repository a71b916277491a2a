"""The tables of children and pregnancies of a quarter: every value, the sums between them, and what may be told.

What is told of one prison is how many children its nursery cares for and for how many it has places; the rest by
regional office or of the whole country, from ten on, and only where nothing hidden can be worked out.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import establishment_names, establishments
from llamkay.apps.nursery.public_counts import counted_on
from llamkay.apps.nursery.record.queries import BANDS, places_by_prison
from llamkay.apps.statistics.kinds import QUARTERLY
from llamkay.apps.statistics.models import Figure, Snapshot
from llamkay.apps.statistics.queries import standing
from llamkay.core.disclosure import LIMIT, Bounds, Finding, Sum, bounds, check, is_small
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.hiding import conceal

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


HEALTH = {
    "visits": ("time", "late"),
    "vaccines": ("time", "late"),
    "blood": ("normal", "anaemic", "untested"),
    "problems": ("treated", "open"),
}
SEXES = ("F", "M")


class TableRow(TypedDict):
    """A line of a table: its label, the key of each of its cells and, of a nursery, how many places it has."""

    label: str
    keys: list[str]
    places: NotRequired[int | None]


class Table(TypedDict):
    """How some cells of a release are read, as its document keeps it."""

    code: str
    title: str
    columns: list[str]
    places: bool
    rows: list[TableRow]


@dataclass
class Quarter:
    """Everything that is known of a quarter's last day, with the true values: for whoever prepares and whoever signs.

    ``values`` are the cells by key, ``sums`` what a stranger knows of how they add up, ``public`` the keys told
    whatever they are, ``never`` those told of no prison, ``tables`` how the cells are read, ``notes`` what to look at.
    """

    month: Month
    values: dict[str, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    public: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    tables: list[Table] = field(default_factory=list)
    sources: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    women: dict[str, int] | None = None  # how many, in how many prisons; none where one did not say

    @property
    def as_of(self) -> date:
        return self.month.end - timedelta(days=1)

    @property
    def evidence(self) -> str:
        """A hash of every true value: what was looked at when it was prepared is what is signed."""
        return hashlib.sha256(json.dumps(self.values, sort_keys=True).encode()).hexdigest()

    @property
    def keys(self) -> list[str]:
        """The cells that stand in a table."""
        return [key for table in self.tables for row in table["rows"] for key in row["keys"]]

    def add(self, total: str, parts: dict[str, int]) -> None:
        """A total with its parts, each a cell."""
        self.values |= parts
        self.values[total] = sum(parts.values())
        if parts:
            self.sums.append(Sum(total, tuple(parts)))


@dataclass(frozen=True)
class Disclosure:
    """What would be told: the cells of the tables (none where reserved), what a stranger knows of the reserved, and
    those that a stranger would nearly work out; while there are any, nothing is published."""

    cells: dict[str, int | None]
    bounds: dict[str, Bounds]
    findings: tuple[Finding, ...]


def tell(
    quarter: Quarter,
    *,
    beyond: Collection[str] = (),
    before: Iterable["Any"] = (),
    pattern: Collection[str] = (),
) -> Disclosure:
    """What may be told of a quarter; ``beyond`` are cells told although the rule reserves them, ``pattern`` those that
    were reserved the quarter before: where as few will do, the same are.

    ``before`` are the releases of the same quarter that the public has read: what they reserved stays so, and what
    they told counts as known, unless the records have changed since. Raises ``Refused`` when reserving all that may
    be is still not enough.
    """
    stays: set[str] = set()
    known: dict[str, int] = {}
    for release in before:
        cells = release.document["cells"]
        stays |= {key for key, value in cells.items() if value is None and key in quarter.values}
        if release.evidence == quarter.evidence:
            known |= {key: value for key, value in cells.items() if value is not None}
    # How many live in a prison tells how many of them its nursery does not care for: who allows one allows the other.
    allowed = {*beyond, *(f"home:{key.removeprefix('living:')}" for key in beyond)} & quarter.values.keys()
    public = quarter.public | allowed
    reserved = partial(conceal, quarter.values, quarter.sums, public=public, before=pattern)
    try:
        shown = reserved(never=(quarter.never | stays) - public)
    except Refused:  # what was corrected since can no longer be reserved as before
        shown = reserved(never=quarter.never - public)
    seen = {key: value for key, value in shown.items() if value is not None} | known
    hidden = (quarter.never | set(quarter.keys)) - set(seen)
    # What could be worked out of the earlier releases alone is not given away now.
    hidden -= {finding.key for finding in check(known, quarter.sums, hidden)}
    found = check(seen, quarter.sums, hidden)
    at_most = bounds(seen, quarter.sums)
    disclosed = {key: seen.get(key) for key in dict.fromkeys([*quarter.keys, *sorted(beyond)])}
    return Disclosure(disclosed, {key: at_most[key] for key in hidden if key in at_most}, tuple(found))


def given_away(quarter: Quarter, beyond: Collection[str]) -> list[Finding]:
    """What could be worked out of the cells that must be told alone, with everything else reserved."""
    seen = {key: quarter.values[key] for key in {*quarter.public, *beyond}}
    return check(seen, quarter.sums, set(quarter.values) - set(seen))


def quarter(month: Month) -> Quarter:
    """The values of a quarter's last day: of the prisons that keep their records here as the records tell it now, of
    the others as their accepted returns of that month say it. Raises ``Refused`` for a month that ends no quarter.
    """
    if month.number % 3:
        raise Refused(f"{month} does not end a quarter; its months are March, June, September and December")
    made = Quarter(month)
    places = list(establishments())
    ours = {place.code for place in places if place.uses_system}
    counted, reported = counted_on(made.as_of), _reported(month)
    care = _together(ours, counted.care, reported["children_attending"])
    living = _together(ours, counted.living, reported["children_living_in"])
    # Everybody knows where women are held, so where children may live; not that there are none.
    living = dict.fromkeys((place.code for place in places if place.population_kind != "men"), 0) | living
    pregnant = _together(ours, counted.pregnant, reported["pregnant"])
    _care(made, places, care)
    _living(made, places, living, care)
    registered = {code: value for code, value in living.items() if code in ours}
    if any(registered.values()):
        _registered(made, registered, counted.kinds)
        _health(made, counted.health)
    _expecting(made, pregnant)
    _sources(made, places, ours, reported)
    made.women = _women(made, [place.code for place in places if place.population_kind != "men"], ours, counted.women)
    return made


def _women(made: Quarter, codes: Sequence[str], ours: set[str], counted: Counter[str]) -> dict[str, int] | None:
    """The women of every prison that holds any: counted where the records are kept here, else as it reported them."""
    rows = Figure.objects.filter(snapshot__in=standing(made.month.first), metric__code="women", key="")
    known = dict(rows.values_list("snapshot__establishment__code", "value")) | {code: counted[code] for code in ours}
    if not set(codes) <= known.keys():
        return None
    return {"value": sum(known[code] for code in codes), "places": len(codes)}


def _reported(month: Month) -> dict[str, dict[str, int]]:
    """Metric → prison → value, as the standing snapshots of the month say it."""
    found: dict[str, dict[str, int]] = {metric: {} for metric in QUARTERLY}
    rows = Figure.objects.filter(snapshot__in=standing(month.first), metric__code__in=QUARTERLY, key="")
    for metric, code, value in rows.values_list("metric__code", "snapshot__establishment__code", "value"):
        found[metric][code] = value
    return found


def _together(ours: set[str], counted: Counter[str], reported: dict[str, int]) -> dict[str, int]:
    """The values by prison, where there are any; a prison that keeps its records here is counted, not reported."""
    values = {code: value for code, value in reported.items() if code not in ours} | dict(counted)
    return {code: value for code, value in sorted(values.items()) if value}


def _care(made: Quarter, places: "Sequence[Establishment]", care: dict[str, int]) -> None:
    """Of each nursery, and of a prison that cares for as many; those that care for a few are told together."""
    capacity = places_by_prison()
    listed = [place for place in places if capacity[place.code] or care.get(place.code, 0) >= LIMIT]
    cells = {f"care:{place.code}": care.get(place.code, 0) for place in listed}
    others = {f"care:{code}": value for code, value in care.items() if f"care:{code}" not in cells}
    rows: list[TableRow] = [
        {**_row(place.name, f"care:{place.code}"), "places": capacity[place.code] or None} for place in listed
    ]
    if others:
        made.add("care@others", others)
        rows.append(_row(_("Otros penales, con menos de {few} cada uno").format(few=LIMIT), "care@others"))
    made.public |= {key for key, value in cells.items() if not is_small(value)}
    made.never |= set(others)
    if not others and made.public == set(cells):
        made.public.add("care")  # anybody adds up what is told
    made.add("care", cells | ({"care@others": made.values["care@others"]} if others else {}))
    made.tables.append(
        _table("care", _("Niñas y niños que atiende la cuna"), [*rows, _row(_("Todo el país"), "care")], places=True)
    )


def _living(made: Quarter, places: "Sequence[Establishment]", living: dict[str, int], care: dict[str, int]) -> None:
    """By regional office. That a prison has as many children as its nursery cares for, at the least, is known too."""
    offices = {place.office.code: place.office.name for place in places if place.code in living}
    totals = {}
    for office in offices:
        inside = {
            f"living:{place.code}": living[place.code]
            for place in places
            if place.office.code == office and place.code in living
        }
        made.add(f"living@{office}", inside)
        totals[f"living@{office}"] = made.values[f"living@{office}"]
        made.never |= set(inside)
    made.add("living", totals)
    for code, value in living.items():
        if f"care:{code}" in made.values and value >= care.get(code, 0):
            made.values[f"home:{code}"] = value - care.get(code, 0)
            made.sums.append(Sum(f"living:{code}", (f"care:{code}", f"home:{code}")))
            made.never.add(f"home:{code}")
    rows = [_row(name, f"living@{code}") for code, name in offices.items()]
    made.tables.append(
        _table("living", _("Niñas y niños que viven con su madre"), [*rows, _row(_("Todo el país"), "living")])
    )


def _registered(made: Quarter, ours: dict[str, int], kinds: Counter[tuple[str, str]]) -> None:
    """By sex and age, of the prisons that keep their records here."""
    others = {key: value for key, value in made.values.items() if key.startswith("living:") and key[7:] not in ours}
    made.add("registered", {f"living:{code}": value for code, value in ours.items()})
    made.add("elsewhere", others)
    if is_small(made.values["elsewhere"]):
        made.never.add("elsewhere")
    made.sums.append(Sum("living", ("registered", "elsewhere") if others else ("registered",)))
    used = [band for band in BANDS if band != "36" or any(kinds[sex, band] for sex in SEXES)]
    for band in used:
        made.add(f"age:{band}", {f"kind:{sex}:{band}": kinds[sex, band] for sex in SEXES})
    for sex in SEXES:
        made.add(f"sex:{sex}", {f"kind:{sex}:{band}": kinds[sex, band] for band in used})
    made.add("registered", {f"age:{band}": made.values[f"age:{band}"] for band in used})
    made.add("registered", {f"sex:{sex}": made.values[f"sex:{sex}"] for sex in SEXES})
    labels = {
        "0-5": _("0 a 5 meses"),
        "6-11": _("6 a 11 meses"),
        "12-23": _("1 año"),
        "24-35": _("2 años"),
        "36": _("3 años o más"),
    }
    rows = [_row(labels[band], *(f"kind:{sex}:{band}" for sex in SEXES), f"age:{band}") for band in used]
    rows.append(_row(_("Todos"), *(f"sex:{sex}" for sex in SEXES), "registered"))
    title = _("Por sexo y edad, en los penales que llevan la cuna en el sistema")
    made.tables.append(_table("kinds", title, rows, columns=[_("Niñas"), _("Niños"), _("Todos")]))


def _health(made: Quarter, health: Counter[tuple[str, str]]) -> None:
    names = {
        "visits": _("Controles de crecimiento"),
        "vaccines": _("Vacunas"),
        "blood": _("Hemoglobina, último año"),
        "problems": _("Problemas de salud hallados en el año"),
    }
    states = {
        "time": _("al día"),
        "late": _("con alguno atrasado"),
        "normal": _("normal"),
        "anaemic": _("con anemia"),
        "untested": _("sin medir"),
        "treated": _("tratados"),
        "open": _("todavía sin tratar"),
    }
    rows = []
    for name, parts in HEALTH.items():
        total = "problems" if name == "problems" else "registered"
        made.add(total, {f"{name}:{part}": health[name, part] for part in parts})
        rows += [_row(f"{names[name]}: {states[part]}", f"{name}:{part}") for part in parts]
    rows.append(_row(_("Problemas de salud hallados en el año: todos"), "problems"))
    title = _("Salud, en los penales que llevan la cuna en el sistema")
    made.tables.append(_table("health", title, rows, columns=[_("Cuántos")]))


def _expecting(made: Quarter, pregnant: dict[str, int]) -> None:
    made.add("pregnant", {f"pregnant:{code}": value for code, value in pregnant.items()})
    made.never |= {f"pregnant:{code}" for code in pregnant}
    row = _row(_("Todo el país"), "pregnant")
    made.tables.append(_table("pregnant", _("Mujeres gestantes"), [row], columns=[_("Mujeres")]))


def _sources(
    made: Quarter, places: "Sequence[Establishment]", ours: set[str], reported: dict[str, dict[str, int]]
) -> None:
    """Which prisons counted, which reported, which say nothing; where a snapshot and the records differ."""
    reporting = {code for values in reported.values() for code in values}
    women = [place for place in places if place.population_kind != "men" and place.code not in ours]
    made.sources = {
        "counted": sum(place.code in ours for place in places),
        "reported": len(reporting - ours),
        "missing": sum(place.code not in reporting for place in women),
    }
    names = {place.code: place.name for place in places}
    snapshots = Snapshot.objects.filter(pk__in=standing(made.month.first), establishment__code__in=ours)
    numbers = dict(snapshots.values_list("establishment__code", "number"))
    for metric, code in ((metric, code) for metric in QUARTERLY for code in sorted(numbers)):
        there, here = reported[metric].get(code), made.values.get(f"{QUARTERLY[metric]}:{code}", 0)
        if there is not None and there != here:
            made.notes.append(
                _("{place}: el corte n.º {number} de ese mes dice {there} y los registros de hoy, {here}.").format(
                    place=names[code], number=numbers[code], there=there, here=here
                )
            )


def _row(label: str, *keys: str) -> TableRow:
    return {"label": str(label), "keys": list(keys)}


def _table(code: str, title: str, rows: list[TableRow], *, columns: Sequence[str] = (), places: bool = False) -> Table:
    headings = list(columns or [_("Niñas y niños")])
    return {"code": code, "title": title, "columns": headings, "places": places, "rows": rows}


def labels(made: Quarter) -> dict[str, str]:
    """The words of each cell, for whoever reads a verdict or a reason."""
    names = establishment_names()
    found = {}
    for table in made.tables:
        for row in table["rows"]:
            columns = table["columns"] if len(table["columns"]) > 1 else [""] * len(row["keys"])
            for key, column in zip(row["keys"], columns, strict=True):
                found[key] = f"{table['title']}: {row['label']}" + (f", {column.lower()}" if column else "")
    stems = {
        "care": _("Niñas y niños que atiende la cuna"),
        "living": _("Niñas y niños que viven con su madre"),
        "home": _("Viven ahí y no van a la cuna"),
        "pregnant": _("Mujeres gestantes"),
    }
    for key in made.values.keys() - found.keys():
        stem, _colon, code = key.partition(":")
        found[key] = f"{stems[stem]}: {names[code]}" if stem in stems else _("Los que otros penales informan")
    return found


def offered(made: Quarter) -> list[str]:
    """The cells that may be told beyond the rule, with a reason and two signatures: how many children live where and
    of what age. Health and pregnancies may not: they are data of health of a few."""
    tables = [
        key
        for table in made.tables
        if table["code"] in ("care", "living", "kinds")
        for row in table["rows"]
        for key in row["keys"]
    ]
    return [*dict.fromkeys(tables), *sorted(key for key in made.values if key.startswith("living:"))]
