"""The other 67 prisons, by monthly returns calibrated to the published table of January 2026."""

import csv
from datetime import date
from importlib import resources
from typing import Any

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import CustodySpell
from llamkay.apps.statistics.figures import metrics as figures
from llamkay.apps.statistics.services import record_return
from llamkay.core.values import Month, largest_remainder

WORKING, STUDYING, CHILDREN, PREGNANT = 29_040, 16_559, 133, 21  # targets for the whole nation
MODALITIES = {"company": 8, "institution": 34, "service": 7, "own_individual": 34, "own_group": 17}
TRADES = {
    "manualidades": 22, "carpinteria": 14, "tejido": 13, "confecciones": 12, "zapateria": 10, "ceramica": 7,
    "panaderia": 7, "cuero": 6, "cocina": 5, "metal": 4,
}  # fmt: skip
LEVELS = {"primary": 22, "secondary": 34, "technical": 38, "literacy": 4, "higher_technical": 1, "university": 1}
ADVANCE = "Adelanto de las planillas de enero, antes del cierre"
SOURCE = "Informe mensual de demostración, calibrado al cuadro de enero de 2026"


def write_returns(*, actor: Any, month: Month, counted: list[Establishment]) -> int:
    """Record the month's return of every prison but the counted ones; returns how many."""
    table = resources.files("llamkay.data").joinpath("establishments-2026-01.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(table))
    own = [
        figures.of_establishment(establishment_id=e.id, month=month.first, end=month.end, as_of=date(2026, 1, 31))
        for e in counted
    ]

    def left(target: int, metric: str) -> int:
        return target - sum(values[metric][""] for values in own)

    places = [e for e in Establishment.objects.order_by("order") if e not in counted]
    facts = {int(row["n"]): row for row in rows}
    population = [int(facts[e.order]["poblacion"]) for e in places]
    women = [int(facts[e.order]["mujeres"]) for e in places]
    # No two prisons have as much work for as many.
    working = largest_remainder(left(WORKING, "working"), [n * (70 + 37 * at % 61) for at, n in enumerate(population)])
    studying = largest_remainder(
        left(STUDYING, "studying"), [n * (80 + 23 * at % 41) for at, n in enumerate(population)]
    )
    children = largest_remainder(left(CHILDREN, "children_living_in"), women)
    pregnant = largest_remainder(left(PREGNANT, "pregnant"), women)
    for n, place in enumerate(places):
        values = {
            "population": {"": population[n]},
            "women": {"": women[n]},
            "sentenced": {"": population[n] * (58 + n % 9) // 100},
            "capacity": {"": place.capacity},
            "establishments": {"": 1},
            **_people(working[n], studying[n]),
            **_readings(working[n], population[n], at=n),
            "working_by_modality": _shared(working[n], MODALITIES),
            "working_by_trade": _shared(working[n], TRADES),
            "studying_by_level": _shared(studying[n], LEVELS),
            **_halves("working", working[n], women[n], population[n], at=n),
            **_halves("studying", studying[n], women[n], population[n], at=n),
            "children_living_in": {"": children[n]},
            "children_attending": {"": children[n] * 9 // 10},
            "pregnant": {"": pregnant[n]},
            "activities": {"": max(2, population[n] // 60)},
            "workshops": {"": max(1, population[n] // 250)},
        }
        record_return(
            actor=actor, establishment=place, month=month, as_of=date(2026, 1, 31), figures=values, source=SOURCE
        )
    return len(places)


def write_advance(*, actor: Any, month: Month, place: Establishment) -> None:
    """What a prison that keeps sheets reports before it closes the month: its own figures, as they stand."""
    own = figures.of_establishment(establishment_id=place.pk, month=month.first, end=month.end, as_of=month.dates()[-1])
    own = {code: values for code, values in own.items() if values}
    record_return(actor=actor, establishment=place, month=month, as_of=month.dates()[-1], figures=own, source=ADVANCE)


def write_before(*, actor: Any, month: Month, back: int, places: list[Establishment]) -> None:
    """What the prisons reported in a month before, a little less the farther ``back`` it is; where women live, at the
    end of a quarter, of mothers and children too. Of a prison whose people are known here: who was held that day."""
    rows = csv.DictReader(resources.files("llamkay.data").joinpath("establishments-2026-01.csv").open(encoding="utf-8"))
    held = {int(row["n"]): (int(row["mujeres"]), int(row["poblacion"])) for row in rows}
    as_of = month.dates()[-1]
    known = {place: _held(place, as_of) for place in places}
    women = [place for place in places if held[place.order][0] and not known[place]]
    weights = [held[place.order][0] for place in women]
    children = dict(zip(women, largest_remainder(CHILDREN // 2, weights), strict=True))
    pregnant = dict(zip(women, largest_remainder(PREGNANT, weights), strict=True))
    for place in places:
        population = known[place] or held[place.order][1]
        work, study = (49, 27) if known[place] else (28, 15)
        values = {
            "population": {"": population},
            "women": {"": known[place] or held[place.order][0]},
            **_people(population * (work - back) // 100, population * study // 100),
        }
        if month.number % 3 == 0 and place in children:
            values |= {
                "children_living_in": {"": children[place]},
                "children_attending": {"": children[place] * 7 // 10},
                "pregnant": {"": pregnant[place]},
            }
        record_return(actor=actor, establishment=place, month=month, as_of=as_of, figures=values, source=SOURCE)


def _held(place: Establishment, on: date) -> int:
    """How many people known here were held there that day."""
    return CustodySpell.objects.filter(establishment=place, period__contains=on).count()


def _people(working: int, studying: int) -> dict[str, dict[str, int]]:
    """How many do one, the other, both and either."""
    both = studying * 4 // 10
    values = {"working": working, "studying": studying, "work_and_study": both}
    return {code: {"": value} for code, value in (values | {"work_or_study": working + studying - both}).items()}


def _readings(working: int, population: int, *, at: int) -> dict[str, dict[str, int]]:
    """Who is registered for work, and who attends on eight days and on fifteen; no two prisons alike."""
    wide = min(population, working + working * (9 + at % 13) // 100)
    values = {"registered": max(wide, working), "working_8": working * (83 + at % 11) // 100}
    values["working_15"] = values["working_8"] * (71 + at % 17) // 100
    return {code: {"": value} for code, value in values.items()}


def _halves(doing: str, total: int, women: int, population: int, *, at: int) -> dict[str, dict[str, int]]:
    """How many of those who do it are women, and how many are sentenced: women as many as they are of those held."""
    some = total * women // population
    sentenced = total * (64 + at % 11) // 100
    return {
        f"{doing}_by_sex": {"F": some, "M": total - some},
        f"{doing}_by_status": {"sentenced": sentenced, "remand": total - sentenced},
    }


def _shared(total: int, weights: dict[str, int]) -> dict[str, int]:
    parts = largest_remainder(total, list(weights.values()))
    return {key: part for key, part in zip(weights, parts, strict=True) if part}
