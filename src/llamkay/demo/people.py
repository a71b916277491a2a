"""Invented women in custody: movements, legal status, stages, convictions. Document numbers are impossible."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection
from psycopg.types.range import DateRange

from llamkay.platform.database.connection import copy_rows
from llamkay.platform.database.search import fold

Rng = np.random.Generator
# Population on 31 January and 2 February 2026, and the share on remand (Informe Estadístico, January 2026).
POPULATION = {"EP16": (810, 371 / 813), "EP17": (685, 491 / 688)}
OFFENCES = ["296"] * 30 + ["297"] * 18 + ["298"] * 6 + ["188"] * 8 + ["189"] * 16 + ["186"] * 8 + ["108"] * 4 + [
    "106", "121", "200", "129-A", "393", "196",
]  # fmt: skip
ORDINARY = [("closed_ordinary", "minimum"), ("closed_ordinary", "medium"), ("closed_ordinary", "maximum")]
SPECIAL = [("closed_special", "A"), ("closed_special", "B"), ("closed_special", "C")]


@dataclass(frozen=True)
class Held:
    """A woman held in an establishment in January: her id and the first and last days there (half-open)."""

    id: int
    start: date
    end: date | None


def write_people(*, rng: Rng, names: dict[str, Any], places: dict[str, int]) -> dict[str, list[Held]]:
    """Write everyone; returns who was held where in January, in a fixed order."""
    people: list[tuple[Any, ...]] = []
    custody: list[tuple[Any, ...]] = []
    held: dict[str, list[Held]] = {"EP16": [], "EP17": []}
    for code, (size, _) in POPULATION.items():
        other = "EP17" if code == "EP16" else "EP16"
        released, entered, transferred = (18, 15, 6) if code == "EP16" else (12, 11, 4)
        for n in range(size + released):
            pk = len(people) + 1
            people.append(_person(pk, n, rng, names))
            start = date(2016, 1, 1) + timedelta(days=int(3600 * rng.beta(4, 1.2)))
            if n >= size:
                end = date(2026, 1, 5) + timedelta(days=int(rng.integers(0, 24)))
                custody.append((pk, places[code], DateRange(start, end), "entry", "release"))
                held[code].append(Held(pk, start, end))
            elif n < entered:
                start = date(2026, 1, 3) + timedelta(days=int(rng.integers(0, 25)))
                custody.append((pk, places[code], DateRange(start, None), "entry", ""))
                held[code].append(Held(pk, start, None))
            elif n < entered + transferred:
                moved = date(2026, 1, 15)
                custody.append((pk, places[other], DateRange(start, moved), "entry", "transfer"))
                custody.append((pk, places[code], DateRange(moved, None), "transfer", ""))
                held[other].append(Held(pk, start, moved))
                held[code].append(Held(pk, moved, None))
            else:
                custody.append((pk, places[code], DateRange(start, None), "entry", ""))
                held[code].append(Held(pk, start, None))
    with connection.cursor() as cursor:
        copy_rows(
            cursor,
            "people_person",
            [
                *("id", "code", "first_surname", "second_surname", "given_names", "sex", "born_on", "nationality"),
                *("mother_tongue", "provisional", "search_text"),
            ],
            people,
        )
        copy_rows(cursor, "people_custodyspell", ("person_id", "establishment_id", "period", "entry", "exit"), custody)
        copy_rows(
            cursor,
            "people_identitydocument",
            ("person_id", "kind", "number"),
            ((p[0], "dni", f"0000{p[0]:04}") for p in people if not p[9]),
        )
        _legal(cursor, rng, held, {p[0]: p for p in people})
        cursor.execute("SELECT setval(pg_get_serial_sequence('people_person', 'id'), %s)", [len(people)])
    return held


def _tongue(n: int, country: str) -> str:
    """Invented, by no census: one in six speaks another language first, and of one in twenty-three it is not known."""
    if n % 23 == 7:
        return ""
    return "quechua" if n % 7 == 3 else "aymara" if n % 37 == 5 and country == "PE" else "spanish"


def _person(pk: int, n: int, rng: Rng, names: dict[str, Any]) -> tuple[Any, ...]:
    first, second = rng.choice(names["surnames"], 2)
    given_name = rng.choice(names["given"])
    born = date(1962, 1, 1) + timedelta(days=int(rng.integers(0, 365 * 44)))
    country = "PE" if n % 19 else str(rng.choice(["CO", "VE", "EC", "BO", "MX"]))
    tongue = _tongue(n, country)
    provisional = n % 97 == 13
    code = f"I{pk:06}"
    return (
        pk,
        code,
        str(first),
        str(second),
        str(given_name),
        "F",
        born,
        country,
        tongue,
        provisional,
        fold(f"{code} {first} {second} {given_name}"),
    )


def _legal(cursor: Any, rng: Rng, held: dict[str, list[Held]], people: dict[int, Any]) -> None:
    status, stages, convictions, evaluations, isolations = [], [], [], [], []
    done: set[int] = set()
    staying = {woman.id for women in held.values() for woman in women if woman.end is None}
    for code, women in held.items():
        for woman in women:
            if woman.id in done:
                continue
            done.add(woman.id)
            end = None if woman.id in staying else woman.end
            remand = rng.random() < POPULATION[code][1]
            start = min(woman.start, date(2026, 1, 2))
            status.append((woman.id, "remand" if remand else "sentenced", DateRange(start, end)))
            final = None if remand else start + timedelta(days=int(rng.integers(60, 500)))
            if final and final > date(2025, 12, 1):
                final = date(2025, 11, 3)
            served = (date(2026, 2, 2) - start).days // 365
            years = max(int(rng.integers(4, 16)), served + 1)  # nobody of them has served the whole of it
            again = not remand and bool(rng.random() < 0.05)
            convictions.append(
                (
                    woman.id,
                    str(rng.choice(OFFENCES)),
                    "1",
                    [],
                    start - timedelta(days=200),
                    final,
                    start,
                    years,
                    0,
                    0,
                    again,
                    False,
                )
            )
            kinds = SPECIAL if code == "EP17" and rng.random() < 0.55 else ORDINARY
            now = kinds[int(rng.integers(0, 3))]
            if rng.random() < 0.02 and now == ORDINARY[1] and woman.start < date(2025, 6, 1):
                change = date(2026, 1, 16)
                stages.append((woman.id, *ORDINARY[2], DateRange(start, change), "Acta 003-2026-OTT"))
                stages.append((woman.id, *now, DateRange(change, end), "Acta 011-2026-OTT"))
            else:
                stages.append((woman.id, *now, DateRange(start, end), ""))
            if now == ORDINARY[0] and not remand:
                for on in (date(2024, 7, 1), date(2025, 1, 6), date(2025, 7, 1)):
                    if on > start:
                        evaluations.append((woman.id, on, bool(rng.random() < 0.85)))
            if rng.random() < 0.008 and woman.start < date(2025, 12, 1) and end is None:
                isolations.append((woman.id, DateRange(date(2026, 1, 8), date(2026, 1, 18)), "Acta 005-2026-CTP"))
    copy_rows(cursor, "people_legalstatusspell", ("person_id", "status", "period"), status)
    copy_rows(cursor, "people_stagespell", ("person_id", "regime", "stage", "period", "act"), stages)
    copy_rows(
        cursor,
        "people_conviction",
        [
            *("person_id", "offence", "paragraph", "tags", "committed_on", "final_on", "starts_on"),
            *("years", "months", "days", "recidivist", "habitual"),
        ],
        convictions,
    )
    copy_rows(cursor, "people_stageevaluation", ("person_id", "on", "favourable"), evaluations)
    copy_rows(cursor, "people_isolationspell", ("person_id", "period", "act"), isolations)
