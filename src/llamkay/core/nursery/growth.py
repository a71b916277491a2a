"""Growth of children under five by the WHO Child Growth Standards: z-scores, corrected length, flags, blanks.

The procedure is WHO's (the macros «igrowup» and the R package «anthro»; WHO Multicentre Growth Reference Study Group
2006, chapter 7), but for one point: lengths are integers, ten-thousandths of a centimetre, so that no length is read
from its neighbour's row. Age is in days, never in months.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.nursery.tables import HEIGHTS, LAST_DAY, LENGTHS, by_age, by_length

INDICES = ("zlen", "zwei", "zwfl", "zbmi", "zhc")
MALE, FEMALE = 1, 2
LYING, STANDING = 1, 2
UNKNOWN = 0  # of sex and of the way of measuring
NO_AGE = np.iinfo(np.int64).min
SEXES = {"M": MALE, "F": FEMALE, "": UNKNOWN}
WAYS = {"l": LYING, "h": STANDING, "": UNKNOWN}

# Why a z-score is blank; the first that applies is said. The empty one is no reason: there is a z-score.
REASONS = (
    "",
    "edema",
    "sin peso",
    "sin talla",
    "sin perímetro cefálico",
    "medida no válida",
    "sin sexo",
    "sin edad",
    "edad fuera de tabla",
    "fuera de rango",
)
# Outside these a measure is doubted, not deleted: it is taken again.
LIMITS = {"zlen": (-6.0, 6.0), "zwei": (-6.0, 5.0), "zwfl": (-5.0, 5.0), "zbmi": (-5.0, 5.0), "zhc": (-5.0, 5.0)}

TWO_YEARS = 731  # from this day a child is measured standing
_NINE_MONTHS = 273  # the last day of which the ninth month is not complete
_UNITS = 10_000  # in a centimetre
_TENTH = _UNITS // 10
_BETWEEN_WAYS = 7 * _TENTH  # a child is 0.7 cm longer lying than standing
_LYING_BELOW = 87 * _UNITS  # only where the age is unknown
_FAR = 1e9  # beyond any measure; keeps the integers whole
_Array = NDArray[Any]
_CODE = {reason: number for number, reason in enumerate(REASONS)}


@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """What was computed of n measurements; every array has n places, a blank number is ``nan``.

    ``length_units`` is the corrected length or height in ten-thousandths of a centimetre, -1 where there is none.
    ``z`` has two decimals; ``flags`` is 0, 1, or -1 where there is no z-score; ``why`` holds numbers of ``REASONS``.
    """

    age_days: NDArray[np.int64]
    length_units: NDArray[np.int64]
    wrong_way: NDArray[np.int8]
    bmi: NDArray[np.float64]
    z: dict[str, NDArray[np.float64]]
    flags: dict[str, NDArray[np.int8]]
    why: dict[str, NDArray[np.int8]]


@dataclass(frozen=True, slots=True)
class Index:
    """One z-score of one visit: its value, whether it is doubted, or why there is none."""

    z: float | None
    flag: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Growth:
    """One visit of one child. ``wrong_way``: measured standing under nine months, which is an error."""

    age_days: int | None
    length_cm: float | None
    wrong_way: bool
    bmi: float | None
    indices: dict[str, Index]


def scores(
    *,
    sex: _Array,
    age_days: _Array,
    weight_kg: _Array,
    lenhei_cm: _Array,
    way: _Array,
    headc_cm: _Array,
    oedema: _Array,
) -> Scores:
    """Score n measurements at once.

    ``sex`` 1 male, 2 female, 0 unknown; ``age_days`` whole days since birth, or ``NO_AGE``; ``way`` 1 lying, 2
    standing, 0 unknown; ``oedema`` bool; the measures float, ``nan`` where not taken. A z-score is blank where a
    measure is missing or not positive, sex is unknown, the age is not in 0..1826 days, the corrected length leaves the
    table of weight for length, or there is oedema (weight indices only). Without age only weight for length is scored,
    as WHO does.
    """
    age = age_days.astype(np.int64)
    weight, length, head = (values.astype(np.float64) for values in (weight_kg, lenhei_cm, headc_cm))
    known = age != NO_AGE
    wrong_way = (way == STANDING) & known & (age <= _NINE_MONTHS)
    taken = np.where(wrong_way, UNKNOWN, way)
    young = np.where(known, age < TWO_YEARS, False)

    has_length = _positive(length)
    units = np.rint(np.where(has_length, length, 0) * _UNITS).astype(np.int64)
    units += np.where(young & (taken == STANDING), _BETWEEN_WAYS, 0)
    units -= np.where(known & ~young & (taken == LYING), _BETWEEN_WAYS, 0)
    has_length &= units > 0
    corrected = np.where(has_length, units / _UNITS, np.nan)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        bmi = np.where(_positive(weight) & has_length, weight / (corrected / 100) ** 2, np.nan)

    guessed = (taken == STANDING) | ((taken == UNKNOWN) & (units >= _LYING_BELOW))
    upright = np.where(known, ~young, guessed)
    in_table = np.where(
        upright,
        (units >= HEIGHTS[0] * _TENTH) & (units <= HEIGHTS[1] * _TENTH),
        (units >= LENGTHS[0] * _TENTH) & (units <= LENGTHS[1] * _TENTH),
    )

    in_age = (age >= 0) & (age <= LAST_DAY)
    sexed = (sex == MALE) | (sex == FEMALE)
    row = np.where(sex == FEMALE, 1, 0)
    day = np.where(in_age, age, 0)
    measures = {"zlen": corrected, "zwei": weight, "zwfl": weight, "zbmi": bmi, "zhc": head}
    swollen = oedema.astype(bool)
    reasons = {
        "zlen": _why((_lacks(length), "sin talla"), (~has_length, "medida no válida")),
        "zwei": _why((swollen, "edema"), (_lacks(weight), "sin peso"), (~_positive(weight), "medida no válida")),
        "zwfl": _why(
            (swollen, "edema"),
            (_lacks(weight), "sin peso"),
            (_lacks(length), "sin talla"),
            (~_positive(weight) | ~has_length, "medida no válida"),
        ),
        "zhc": _why((_lacks(head), "sin perímetro cefálico"), (~_positive(head), "medida no válida")),
    }
    reasons["zbmi"] = reasons["zwfl"].copy()
    for index, why in reasons.items():
        _add(why, ~sexed, "sin sexo")
        if index != "zwfl":
            _add(why, ~known, "sin edad")
        _add(why, known & ~in_age, "edad fuera de tabla")
    _add(reasons["zwfl"], ~in_table, "fuera de rango")

    z: dict[str, NDArray[np.float64]] = {}
    flags: dict[str, NDArray[np.int8]] = {}
    for index in INDICES:
        there = reasons[index] == 0
        if index == "zwfl":
            lms = _lms_of_length(row[there], units[there], upright[there])
        else:
            lms = by_age(index)[:, row[there], day[there]]
        value = np.full(age.shape, np.nan)
        value[there] = _hundredths(_z(measures[index][there], lms, restricted=index in ("zwei", "zwfl", "zbmi")))
        low, high = LIMITS[index]
        flag = np.full(age.shape, -1, dtype=np.int8)
        flag[there] = (value[there] < low) | (value[there] > high)
        z[index], flags[index] = value, flag
    return Scores(
        age_days=age,
        length_units=np.where(has_length, units, -1),
        wrong_way=wrong_way.astype(np.int8),
        bmi=bmi,
        z=z,
        flags=flags,
        why={index: reasons[index] for index in INDICES},
    )


def grow(
    *,
    sex: str,
    born_on: date | None,
    seen_on: date | None,
    weight_kg: float | None = None,
    lenhei_cm: float | None = None,
    way: str = "",
    headc_cm: float | None = None,
    oedema: bool = False,
) -> Growth:
    """Score one visit of one child, and say why each blank is blank.

    ``sex`` M, F or empty; ``way`` l (lying), h (standing) or empty. Raises ``ValueError`` for another word, ``Refused``
    for a visit before the birth.

    >>> seen = grow(sex="F", born_on=date(2024, 2, 29), seen_on=date(2026, 1, 1), weight_kg=10.0, oedema=True)
    >>> seen.age_days, seen.indices["zwei"].why, seen.indices["zlen"].why
    (672, 'edema', 'sin talla')
    """
    if sex not in SEXES or way not in WAYS:
        raise ValueError(f"«{sex}», «{way}»: the sex is M or F, the way of measuring l or h")
    age = NO_AGE if born_on is None or seen_on is None else (seen_on - born_on).days
    if born_on is not None and seen_on is not None and age < 0:
        raise Refused(
            "a visit on {on} is before the birth on {born_on}",
            code="nursery.before_birth",
            values={"on": seen_on, "born_on": born_on},
        )

    def one(value: float | None) -> NDArray[np.float64]:
        return np.array([np.nan if value is None else value], dtype=np.float64)

    found = scores(
        sex=np.array([SEXES[sex]]),
        age_days=np.array([age]),
        weight_kg=one(weight_kg),
        lenhei_cm=one(lenhei_cm),
        way=np.array([WAYS[way]]),
        headc_cm=one(headc_cm),
        oedema=np.array([oedema]),
    )

    def index(name: str) -> Index:
        why = REASONS[int(found.why[name][0])]
        if why:
            return Index(z=None, flag=None, why=why)
        return Index(z=float(found.z[name][0]), flag=bool(found.flags[name][0]), why="")

    units = int(found.length_units[0])
    bmi = float(found.bmi[0])
    return Growth(
        age_days=None if age == NO_AGE else age,
        length_cm=None if units < 0 else units / _UNITS,
        wrong_way=bool(found.wrong_way[0]),
        bmi=None if np.isnan(bmi) else bmi,
        indices={name: index(name) for name in INDICES},
    )


def value_at(index: str, *, sex: str, day: int, z: float) -> float:
    """The measure that lies at ``z`` standard deviations on a day: the lines of a chart by age.

    ``index`` is ``zlen``, ``zwei``, ``zbmi`` or ``zhc``. Raises ``ValueError`` outside days 0 to 1826 and for an
    unknown sex.
    """
    if not 0 <= day <= LAST_DAY:
        raise ValueError(f"the tables run from day 0 to day {LAST_DAY}, not to {day}")
    l, m, s = by_age(index)[:, _row(sex), day]  # noqa: E741
    return float(_at(l, m, s, z))


def weight_at(*, sex: str, tenths: int, standing: bool, z: float) -> float:
    """The weight at ``z`` standard deviations for a length or height in tenths of a centimetre: lines of that chart.

    Raises ``ValueError`` outside 45.0 to 110.0 cm (lying), 65.0 to 120.0 cm (standing), and for an unknown sex.
    """
    first, last = HEIGHTS if standing else LENGTHS
    if not first <= tenths <= last:
        raise ValueError(f"the table runs from {first / 10} to {last / 10} cm, not to {tenths / 10}")
    l, m, s = by_length(standing)[:, _row(sex), tenths - first]  # noqa: E741
    return float(_at(l, m, s, z))


def _row(sex: str) -> int:
    if sex not in ("M", "F"):
        raise ValueError(f"«{sex}» has no table; the sex is M or F")
    return SEXES[sex] - 1


def _positive(values: _Array) -> _Array:
    with np.errstate(invalid="ignore"):
        found: _Array = (values > 0) & (values < _FAR)
    return found


def _lacks(values: _Array) -> _Array:
    found: _Array = np.isnan(values)
    return found


def _why(*steps: tuple[_Array, str]) -> NDArray[np.int8]:
    found = np.zeros(steps[0][0].shape, dtype=np.int8)
    for where, reason in steps:
        _add(found, where, reason)
    return found


def _add(reasons: NDArray[np.int8], where: _Array, reason: str) -> None:
    """Give the reason where none was given before."""
    reasons[where & (reasons == 0)] = _CODE[reason]


def _lms_of_length(row: _Array, units: _Array, upright: _Array) -> _Array:
    """L, M and S of a corrected length inside its table, each interpolated between the two tenths around it."""
    low, beyond = np.divmod(units, _TENTH)
    share = beyond / _TENTH
    found: _Array = np.empty((3, units.size))
    for standing, (first, last) in ((False, LENGTHS), (True, HEIGHTS)):
        here = upright == standing
        table = by_length(standing)
        at = low[here] - first
        lower = table[:, row[here], at]
        upper = table[:, row[here], np.minimum(at + 1, last - first)]
        found[:, here] = lower + share[here] * (upper - lower)
    return found


def _z(y: _Array, lms: _Array, *, restricted: bool) -> _Array:
    """The z-score; weight beyond three standard deviations is measured in the last whole one (restricted)."""
    l, m, s = lms  # noqa: E741
    straight = np.abs(l) < 1e-12  # never so in WHO's tables; the limit of the formula all the same
    safe = np.where(straight, 1.0, l)
    z: _Array = np.where(straight, np.log(y / m) / s, ((y / m) ** safe - 1) / (s * safe))
    if not restricted:
        return z
    for sign in (1, -1):
        far = z * sign > 3
        if not far.any():
            continue
        third, second = (_at(l[far], m[far], s[far], sign * k) for k in (3, 2))
        z[far] = sign * 3 + (y[far] - third) / np.abs(third - second)
    return z


def _at(l: Any, m: Any, s: Any, z: float) -> Any:  # noqa: E741
    return m * (1 + l * s * z) ** (1 / l)


def _hundredths(z: _Array) -> _Array:
    """Two decimals, the half away from zero."""
    rounded: _Array = np.copysign(np.floor(np.abs(z) * 100 + 0.5) / 100, z) + 0.0
    return rounded
