"""The two nurseries: children who live with their mothers, who attend, and pregnancies; civil debts and orders."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange

from llamkay.apps.nursery.models import Child, ChildStay, Nursery, NurseryPlace
from llamkay.demo.people import Held, Rng
from llamkay.platform.database import copy_rows

# Formal name, common name, places, children who attend, children who live in, pregnancies.
NURSERIES = {
    "EP16": ("Centro de Cuidado Diurno María Parado de Bellido", "la cuna", 40, 34, 36, 4),
    "EP17": ("Cuna Mis primeros pasitos", "la cuna", 16, 10, 11, 4),
}


def write_care(*, rng: Rng, names: dict[str, Any], places: dict[str, int], held: dict[str, list[Held]]) -> None:
    """Write nurseries, children from newborn to almost three, and pregnancies, with mothers held since before."""
    number = 0
    for code, (name, common, capacity, attending, living, pregnant) in NURSERIES.items():
        nursery = Nursery.objects.create(
            establishment_id=places[code], name=name, common_name=common, capacity=capacity
        )
        settled = [w for w in held[code] if w.end is None and w.start < date(2025, 10, 1)]
        mothers = [settled[i] for i in rng.permutation(len(settled))[: living + pregnant]]
        for n, mother in enumerate(mothers[:living]):
            number += 1
            born = date(2026, 1, 20) - timedelta(days=int(n * 1050 / living))
            child = Child.objects.create(
                code=f"N{number:04}",
                given_names=str(rng.choice(names["children"])),
                surnames=" ".join(str(s) for s in rng.choice(names["surnames"], 2)),
                sex="F" if rng.random() < 0.5 else "M",
                born_on=born,
                mother_id=mother.id,
            )
            since = max(born, mother.start)
            ChildStay.objects.create(child=child, establishment_id=places[code], period=DateRange(since, None))
            if n < attending:
                NurseryPlace.objects.create(child=child, nursery=nursery, period=DateRange(since, None))
        with connection.cursor() as cursor:
            copy_rows(
                cursor,
                "nursery_pregnancy",
                ("person_id", "period", "due_on"),
                [
                    (mother.id, DateRange(date(2025, 9, 1), None), date(2026, 3, 10) + timedelta(days=25 * n))
                    for n, mother in enumerate(mothers[living:])
                ],
            )


def write_debts(*, rng: Rng, held: dict[str, list[Held]]) -> None:
    """Civil reparation due for most of the sentenced, and a few alimony orders."""
    people = sorted({woman.id for women in held.values() for woman in women})
    with connection.cursor() as cursor:
        copy_rows(
            cursor,
            "pay_reparationdebt",
            ("person_id", "period", "case_number"),
            [(p, DateRange(date(2025, 1, 1), None), f"EXP-DEMO-{p:05}") for p in people if rng.random() < 0.6],
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
