"""Activities of the two prisons, who has a place in them, and January's sheets as real ones look."""

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.utils.text import slugify
from psycopg.types.json import Jsonb
from psycopg.types.range import DateRange

from llamkay.apps.activities.models import Activity, Company, Programme, Reason, Trade
from llamkay.apps.institutions.models import User
from llamkay.apps.production.models import Brand, BrandPlace
from llamkay.core.values import Month
from llamkay.demo.people import Held, Rng
from llamkay.platform.clock import LIMA
from llamkay.platform.database.connection import copy_rows

JANUARY = Month(2026, 1)
OPENED = date(2025, 3, 1)
SUBMITTED, APPROVED = datetime(2026, 2, 1, 10, 0, tzinfo=LIMA), datetime(2026, 2, 2, 8, 20, tzinfo=LIMA)
HOLIDAY = 0  # 1 January, as an offset in the month
# Of which programme each kind or level of activity is the offer.
PROGRAMMES = {
    "company": "carceles-productivas",
    "institution": "carceles-productivas",
    "literacy": "eba",
    "primary": "eba",
    "secondary": "eba",
    "technical": "cetpro",
    "higher_technical": "superior",
    "university": "superior",
    "culture": "orquestando",
    "treatment": "tratamiento",
}
ABSENCES = "FFSSJVVLN"  # how often each reason comes up


def write_work(*, rng: Rng, data: dict[str, Any], places: dict[str, int], held: dict[str, list[Held]]) -> None:
    """Write companies, brands, activities, rates, places, register entries, council acts, sheets and marks."""
    companies = {c["ruc"]: Company.objects.create(**c) for c in data["companies"]}
    programmes = dict(Programme.objects.values_list("code", "id"))
    trades, users = dict(Trade.objects.values_list("code", "id")), dict(User.objects.values_list("username", "id"))
    numbers = dict(Reason.objects.values_list("key", "number"))
    allocations: list[tuple[Any, ...]] = []
    enrolled: dict[tuple[int, str], date] = {}
    with connection.cursor() as cursor:
        for place, women in held.items():
            specs = data[place]
            activities = Activity.objects.bulk_create(
                [_activity(spec, places[place], data["weeks"], companies, trades, users, programmes) for spec in specs]
            )
            pools = _pools(rng, women)
            copy_rows(
                cursor,
                "pay_rate",
                ("activity_id", "period", "amount"),
                [
                    (a.id, DateRange(OPENED, None), s["rate"])
                    for a, s in zip(activities, specs, strict=True)
                    if "rate" in s
                ],
            )
            for activity, spec in zip(activities, specs, strict=True):
                chosen = _choose(pools, activity.kind, spec["people"])
                spells = [(woman, *_spell(rng, woman)) for woman in chosen]
                allocations += [(w.id, activity.id, DateRange(start, end), "") for w, start, end in spells]
                if activity.kind in ("work", "study"):
                    for woman, start, _ in spells:
                        key = (woman.id, activity.kind)
                        enrolled[key] = min(start, enrolled.get(key, start))
                _authorise(cursor, activity, spec)
                _sheet(cursor, rng, activity, spec, spells, numbers)
        copy_rows(cursor, "activities_allocation", ("person_id", "activity_id", "period", "end_reason"), allocations)
        copy_rows(
            cursor,
            "activities_enrolment",
            ("person_id", "kind", "period", "folio"),
            [
                (person, kind, DateRange(start, None), f"{n // 30 + 1:03}-2025")
                for n, ((person, kind), start) in enumerate(sorted(enrolled.items()))
                if n % 61  # a few were never entered in the register: their days will not count
            ],
        )
    for name, ruc in data["brands"].items():
        brand = Brand.objects.create(name=name, slug=slugify(name), owner=companies[ruc])
        made = Activity.objects.filter(company=companies[ruc])
        brand.activities.set(made)
        BrandPlace.objects.bulk_create(
            BrandPlace(brand=brand, establishment_id=place, period=DateRange(OPENED, None))
            for place in sorted({activity.establishment_id for activity in made})
        )


def _activity(
    spec: dict[str, Any],
    place: int,
    weeks: dict[str, list[int]],
    companies: Any,
    trades: Any,
    users: Any,
    programmes: dict[str, int],
) -> Activity:
    kind = spec.get("kind") or ("study" if "level" in spec else "work")
    company = companies.get(spec.get("company"))
    return Activity(
        establishment_id=place,
        code=spec["code"],
        name=spec["name"],
        kind=kind,
        modality=spec.get("modality", ""),
        level=spec.get("level", ""),
        programme_id=programmes.get(PROGRAMMES.get(spec.get("modality") or spec.get("level") or kind, "")),
        starts_at=time.fromisoformat(spec["starts_at"]) if "starts_at" in spec else None,
        trial_days=spec.get("trial_days"),
        trade_id=trades.get(spec.get("trade")),
        company=company,
        place=spec.get("place") or {"work": "workshop", "study": "classroom"}.get(kind, "classroom"),
        responsible_id=users.get(spec.get("responsible")),
        capacity=spec["people"] + 4,
        timetable=weeks[spec["week"]],
        pay_basis=spec.get("basis", "none"),
        period=DateRange(OPENED, None),
    )


def _pools(rng: Rng, women: list[Held]) -> dict[str, list[Held]]:
    """Who works and who studies: some do both, some go round twice, most of those held do one of them."""
    order = [women[i] for i in rng.permutation(len(women))]
    size = len(order)
    return {"work": order[: int(size * 0.5)], "study": order[int(size * 0.36) : int(size * 0.68)], "culture": order[5:]}


def _choose(pools: dict[str, list[Held]], kind: str, count: int) -> list[Held]:
    """The next people of the pool; the pool goes round, so that a few have two places."""
    name = kind if kind in pools else "culture"
    pool = pools[name]
    chosen, pools[name] = pool[:count], pool[count:] + pool[:count]
    return chosen


def _spell(rng: Rng, woman: Held) -> tuple[date, date | None]:
    """From when to when she has the place: most since long ago, some since January, some until January."""
    draw, start = rng.random(), max(OPENED, woman.start)
    if draw < 0.06:
        start = max(start, date(2026, 1, 1) + timedelta(days=int(rng.integers(4, 20))))
    end = woman.end
    if draw > 0.97 and end is None and start < date(2026, 1, 20):
        end = date(2026, 1, 24)
    if end is not None and end <= start:
        end = start + timedelta(days=1)
    return start, end


def _authorise(cursor: Any, activity: Activity, spec: dict[str, Any]) -> None:
    """The council's acts for Sundays: the last Sunday of January has none."""
    if spec.get("sunday"):
        copy_rows(
            cursor,
            "activities_restdayauthorisation",
            ("activity_id", "on", "act", "reason"),
            [
                (activity.id, date(2026, 1, day), "Acta 001-2026-CTP", "Producción diaria de pan y alimentos")
                for day in (4, 11, 18)
            ],
        )


def _sheet(
    cursor: Any, rng: Rng, activity: Activity, spec: dict[str, Any], spells: list[Any], numbers: dict[str, int]
) -> None:
    """January's sheet, approved, and the marks of study."""
    cursor.execute(
        "INSERT INTO activities_sheet (activity_id, month, state, submitted_by, submitted_at, approved_by, "
        "approved_at, version) VALUES (%s, %s, 'approved', %s, %s, %s, %s, 1) RETURNING id",
        [activity.id, JANUARY.first, spec.get("responsible", "instructora"), SUBMITTED, "jefatrabajo", APPROVED],
    )
    sheet = cursor.fetchone()[0]
    here = [spell for spell in spells if spell[1] < JANUARY.end and (spell[2] is None or spell[2] > JANUARY.first)]
    copy_rows(
        cursor,
        "activities_sheetrow",
        ("sheet_id", "person_id", "minutes", "reasons", "pieces", "notes"),
        [
            (sheet, woman.id, *_row(rng, activity, start, end, numbers))
            for woman, start, end in sorted(here, key=lambda s: s[0].id)
        ],
    )
    if activity.kind == "study":
        copy_rows(
            cursor,
            "education_monthlymark",
            ("activity_id", "person_id", "month", "mark", "passed"),
            [
                (activity.id, woman.id, JANUARY.first, mark, mark >= 11)
                for woman, *_ in here
                for mark in [int(np.clip(rng.normal(14, 2.2), 5, 20))]
            ],
        )


def _row(rng: Rng, activity: Activity, start: date, end: date | None, numbers: dict[str, int]) -> tuple[Any, ...]:
    """One person's January: mostly present, some late, some absent with a reason, pieces where they are paid."""
    minutes, reasons, pieces, notes = [0] * 31, [0] * 31, [0] * 31, {}
    steady = rng.beta(9, 1.2)
    for day, on in enumerate(JANUARY.dates()):
        planned = activity.timetable[on.weekday()]
        if not planned or on < start or (end is not None and on >= end):
            continue
        if day == HOLIDAY and not (activity.modality == "service" and rng.random() < 0.5):
            reasons[day] = numbers["D"]
            continue
        draw = rng.random()
        if draw < steady * 0.94:
            reasons[day], minutes[day] = numbers["P"], planned
        elif draw < steady * 0.97:
            reasons[day], minutes[day] = numbers["T"], max(60, planned - int(rng.choice([30, 60, 120])))
        elif draw > 0.9985:
            reasons[day], minutes[day] = numbers["X"], 60
            notes[str(day + 1)] = "Retirada de la sesión por desorden"
        else:
            reasons[day] = numbers[str(rng.choice(list(ABSENCES)))]
        if activity.pay_basis == "piece" and minutes[day] and reasons[day] != numbers["X"]:
            pieces[day] = int(rng.integers(1, 6))
    return minutes, reasons, pieces, Jsonb(notes)
