"""Children born before 37 weeks: INTERGROWTH-21st postnatal standards, and age by birth and by term side by side.

Villar J and others, Lancet Glob Health 2015; 3: e681-91: weight, length and head from 27 to 64 weeks after the last
menstruation (post-menstrual age). The tests hold weight against the published table and length against one published
value; the head is to be confirmed against the paper before clinical use.
"""

import math
from dataclasses import dataclass
from datetime import date

from llamkay.core.errors import Refused
from llamkay.core.nursery.growth import INDICES, LIMITS, TWO_YEARS, Growth, Index, grow

TERM, FULL = 37 * 7, 40 * 7  # days of gestation from which a birth is at term, and at which age is corrected to zero
FIRST, LAST = 27 * 7, 64 * 7
GESTATIONS = (22 * 7, 44 * 7)
WHO, INTERGROWTH = "OMS", "INTERGROWTH-21st"
BASES = {"chronological": "edad desde el nacimiento", "corrected": "edad corregida"}
_MEASURES = {"zwei": "weight", "zlen": "length", "zhc": "head"}


@dataclass(frozen=True, slots=True)
class Assessment:
    """One way of placing a visit: a standard, the age it counts by (days; PMA for INTERGROWTH-21st), the z-scores.

    ``basis`` is ``chronological``, ``corrected`` or ``post-menstrual``. Two assessments never lie on one curve.
    """

    standard: str
    basis: str
    age_days: int
    indices: dict[str, Index]


@dataclass(frozen=True, slots=True)
class Placed:
    """Every assessment of a visit that stands, the first of them first; ``notes`` say what the reader must know."""

    assessments: tuple[Assessment, ...]
    notes: tuple[str, ...]


def gestation_in_words(days: int) -> str:
    """A gestation in weeks and days, as a birth certificate has it.

    >>> gestation_in_words(258), gestation_in_words(260), gestation_in_words(267)
    ('36 semanas y 6 días', '37 semanas y 1 día', '38 semanas y 1 día')
    >>> gestation_in_words(280)
    '40 semanas'
    """
    weeks, odd = divmod(days, 7)
    return f"{weeks} semanas" + (f" y {odd} día{'s' if odd > 1 else ''}" if odd else "")


def postnatal_z(measure: str, *, boy: bool, pma_days: int, value: float) -> float | None:
    """The z-score of a ``weight`` (kg), ``length`` or ``head`` (cm), two decimals; none outside 27 to 64 weeks.

    >>> postnatal_z("weight", boy=True, pma_days=40 * 7, value=3.3)
    -0.28
    """
    if not FIRST <= pma_days <= LAST or not 0 < value < math.inf:
        return None
    mean, deviation = _mean_and_deviation(measure, boy=boy, weeks=pma_days / 7)
    z = ((value if measure == "head" else math.log(value)) - mean) / deviation
    return math.copysign(math.floor(abs(z) * 100 + 0.5) / 100, z) + 0.0


def postnatal_value(measure: str, *, boy: bool, pma_days: int, z: float) -> float:
    """The measure at ``z`` standard deviations: the lines of a chart. Raises ``ValueError`` outside 27 to 64 weeks."""
    if not FIRST <= pma_days <= LAST:
        raise ValueError(f"the standard runs from 27 to 64 weeks after the last menstruation, not at {pma_days} days")
    mean, deviation = _mean_and_deviation(measure, boy=boy, weeks=pma_days / 7)
    return mean + z * deviation if measure == "head" else math.exp(mean + z * deviation)


def place(
    *,
    sex: str,
    born_on: date,
    seen_on: date,
    gestation_days: int | None,
    weight_kg: float | None = None,
    lenhei_cm: float | None = None,
    way: str = "",
    headc_cm: float | None = None,
    oedema: bool = False,
) -> Placed:
    """Choose the standards of a visit: born at term, WHO by age since birth; before it, INTERGROWTH-21st and then both.

    Until 64 weeks of post-menstrual age a preterm child is read by INTERGROWTH-21st; afterwards by WHO, by age since
    birth and, until two years of corrected age, by corrected age too: the sources disagree and the nurse decides. An
    unknown gestation is said. Raises ``Refused`` for a gestation no child is born at.
    """
    if gestation_days is not None and not GESTATIONS[0] <= gestation_days <= GESTATIONS[1]:
        raise Refused(
            "a gestation of {weeks} weeks and {days} days is not one of 22 to 44 weeks; "
            "check the weeks and days in the birth certificate",
            code="nursery.gestation",
            values={"weeks": gestation_days // 7, "days": gestation_days % 7},
        )
    seen: Growth = grow(
        sex=sex,
        born_on=born_on,
        seen_on=seen_on,
        weight_kg=weight_kg,
        lenhei_cm=lenhei_cm,
        way=way,
        headc_cm=headc_cm,
        oedema=oedema,
    )
    age = (seen_on - born_on).days
    by_birth = Assessment(standard=WHO, basis="chronological", age_days=age, indices=seen.indices)
    if gestation_days is None:
        return Placed((by_birth,), ("Edad gestacional desconocida: no se sabe si nació antes de término.",))
    if gestation_days >= TERM:
        return Placed((by_birth,), ())
    pma = gestation_days + age
    if pma <= LAST:
        return _by_intergrowth(sex=sex, pma=pma, weight=weight_kg, length=lenhei_cm, head=headc_cm, oedema=oedema)
    early = FULL - gestation_days
    corrected = age - early
    if corrected >= TWO_YEARS:
        return Placed((by_birth,), ("Nació antes de término; desde los dos años la edad ya no se corrige.",))
    # the same measures, as of the day on which a child born at term would have this age
    again = grow(
        sex=sex,
        born_on=date.fromordinal(born_on.toordinal() + early),
        seen_on=seen_on,
        weight_kg=weight_kg,
        lenhei_cm=lenhei_cm,
        way=way,
        headc_cm=headc_cm,
        oedema=oedema,
    )
    return Placed(
        (by_birth, Assessment(standard=WHO, basis="corrected", age_days=corrected, indices=again.indices)),
        (f"Nació {early} días antes de las 40 semanas: se muestran las dos edades; no se mezclan en una curva.",),
    )


def _by_intergrowth(
    *, sex: str, pma: int, weight: float | None, length: float | None, head: float | None, oedema: bool
) -> Placed:
    indices = {}
    values = {"weight": weight, "length": length, "head": head}
    for index in INDICES:
        measure = _MEASURES.get(index)
        if measure is None:
            indices[index] = Index(z=None, flag=None, why="fuera de esta norma")
            continue
        why = _blank(index, values[measure], sex=sex, pma=pma, oedema=oedema)
        z = None if why else postnatal_z(measure, boy=sex == "M", pma_days=pma, value=values[measure] or 0.0)
        low, high = LIMITS[index]
        indices[index] = Index(z=z, flag=None if z is None else not low <= z <= high, why=why)
    notes = ["Nació antes de término: hasta las 64 semanas posmenstruales se usa INTERGROWTH-21st, por confirmar."]
    if pma < FIRST:
        notes.append("Tiene menos de 27 semanas posmenstruales: no hay norma para esta edad.")
    return Placed((Assessment(INTERGROWTH, "post-menstrual", pma, indices),), tuple(notes))


def _blank(index: str, value: float | None, *, sex: str, pma: int, oedema: bool) -> str:
    if oedema and index == "zwei":
        return "edema"
    if value is None:
        return {"zwei": "sin peso", "zlen": "sin talla", "zhc": "sin perímetro cefálico"}[index]
    if not 0 < value < math.inf:
        return "medida no válida"
    if not sex:
        return "sin sexo"
    return "" if FIRST <= pma <= LAST else "edad fuera de tabla"


def _mean_and_deviation(measure: str, *, boy: bool, weeks: float) -> tuple[float, float]:
    """Of the natural logarithm for weight and length, of the centimetres for the head."""
    x, s = weeks, 1 if boy else 0
    if measure == "weight":
        return (
            2.591277 - 0.01155 * math.sqrt(x) - 2201.705 / x**2 + 0.0911639 * s,
            0.1470258 + 505.92394 / x**2 - 140.0576 * math.log(x) / x**2,
        )
    if measure == "length":
        return (
            4.136244 - 547.0018 / x**2 + 0.0026066 * x + 0.0314961 * s,
            0.050489 + 310.44761 / x**2 - 90.0742 * math.log(x) / x**2,
        )
    if measure == "head":
        return 55.53617 - 852.0059 / x + 0.7957903 * s, 3.0582292 + 3910.05 / x**2 - 180.5625 / x
    raise ValueError(f"«{measure}» is not measured here; use weight, length or head")
