"""The two nurseries: children who live with their mothers, who attend, and pregnancies; civil debts and orders."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from llamkay.apps.nursery.models import Child, ChildStay, Nursery, NurseryPlace, Pregnancy
from llamkay.apps.nursery.models.children import child_code
from llamkay.apps.people.models import Person
from llamkay.demo.nursery.children import write_files
from llamkay.demo.nursery.day import write_day
from llamkay.demo.nursery.health import follow_pregnancies, write_health
from llamkay.demo.people import Held, Rng
from llamkay.platform.database.connection import copy_rows

# Formal name, common name, places, children who attend, children who live in, pregnancies.
NURSERIES = {
    "EP16": ("Centro de Cuidado Diurno María Parado de Bellido", "la cuna", 40, 34, 36, 4),
    "EP17": ("Cuna Mis primeros pasitos", "la cuna", 16, 10, 11, 4),
}

# By the order in which they were born: on 29 February, and past the third birthday and still inside; the second of two
# twins; the child of a foreign mother, whose notice goes out six months before.
BORN = {24: date(2024, 2, 29), 35: date(2023, 1, 18)}
TWIN, FOREIGN = 8, 30
BOYS = {"Bruno", "Emilio", "Fabián", "Gael", "Ian", "Liam", "Nicolás", "Piero"}


def write_care(*, rng: Rng, names: dict[str, Any], places: dict[str, int], held: dict[str, list[Held]]) -> None:
    """Write nurseries, children from newborn to past three with their files, and pregnancies."""
    number = 0
    for code, (name, common, capacity, attending, living, pregnant) in NURSERIES.items():
        nursery = Nursery.objects.create(
            establishment_id=places[code], name=name, common_name=common, capacity=capacity
        )
        settled = [w for w in held[code] if w.end is None and w.start < date(2025, 10, 1)]
        mothers = [settled[i] for i in rng.permutation(len(settled))[: living + pregnant + 1]]
        stays = []
        for n, mother in enumerate(mothers[:living]):
            number += 1
            born = date(2026, 1, 20) - timedelta(days=int(n * 1050 / living))
            if code == "EP16":
                born = BORN.get(n, born)
                if n == FOREIGN:
                    Person.objects.filter(pk=mother.id).update(nationality="CO")
            child = _child(rng, names, number, mother.id, born)
            if code == "EP16" and n == TWIN:
                first = stays[-1].child
                child.mother_id, child.surnames, child.born_on = first.mother_id, first.surnames, first.born_on
                child.save()
                mother = mothers[n - 1]
                born = child.born_on
            stays.append(_stay(child, places[code], max(born, mother.start), None))
            if n < attending:
                NurseryPlace.objects.create(child=child, nursery=nursery, period=stays[-1].period)
        number += 1
        left = _child(rng, names, number, mothers[-1].id, date(2022, 12, 10))
        stays.append(_stay(left, places[code], max(left.born_on, mothers[-1].start), date(2025, 12, 9)))
        write_files(stays, code)
        write_day(nursery, stays[:attending], code)
        write_health(stays[:attending])
        Pregnancy.objects.bulk_create(
            Pregnancy(
                person_id=mother.id,
                period=DateRange(date(2025, 9, 1), None),
                due_on=date(2026, 3, 10) + timedelta(25 * n),
            )
            for n, mother in enumerate(mothers[living:-1])
        )
    follow_pregnancies()


def _child(rng: Rng, names: dict[str, Any], number: int, mother_id: int, born: date) -> Child:
    name = str(rng.choice(names["children"]))
    fathers, _other = (str(surname) for surname in rng.choice(names["surnames"], 2))
    mothers = Person.objects.values_list("first_surname", flat=True).get(pk=mother_id)
    return Child.objects.create(
        code=child_code(number),
        given_names=name,
        surnames=f"{fathers} {mothers}",
        sex="M" if name in BOYS else "F",
        born_on=born,
        mother_id=mother_id,
    )


def _stay(child: Child, establishment_id: int, since: date, until: date | None) -> ChildStay:
    entry = ChildStay.Entry.BIRTH if since == child.born_on else ChildStay.Entry.ARRIVED
    return ChildStay.objects.create(
        child=child, establishment_id=establishment_id, period=DateRange(since, until), entry=entry
    )


def write_debts(*, rng: Rng, held: dict[str, list[Held]]) -> None:
    """Civil reparation due for most of the sentenced, and a few alimony orders."""
    people = sorted({woman.id for women in held.values() for woman in women})
    with connection.cursor() as cursor:
        copy_rows(
            cursor,
            "pay_reparationdebt",
            ("person_id", "period", "case_number", "amount", "resolution", "injured"),
            [
                # One in twenty-five has so little left that January finishes it in the middle of the month.
                (
                    p,
                    DateRange(date(2025, 1, 1), None),
                    f"EXP-DEMO-{p:05}",
                    None if p % 25 else 3_000,
                    "Sentencia de demostración",
                    "Parte agraviada inventada",
                )
                for p in people
                if rng.random() < 0.6
            ],
        )
        copy_rows(
            cursor,
            "pay_alimonyorder",
            ("person_id", "period", "amount", "case_number"),
            [
                (p, DateRange(date(2025, 6, 1), None), int(rng.integers(8, 30)) * 1000, f"ALI-DEMO-{p:05}")
                for p in people
                if rng.random() < 0.03
            ],
        )
