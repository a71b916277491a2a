"""Activities of the two prisons, who has a place in them, and the sheets of a month as real ones look."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.utils.text import slugify
from psycopg.types.json import Jsonb
from psycopg.types.range import DateRange

from llamkay.apps.activities.models import Activity, Allocation, Company, Programme, Reason, Trade
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.people.models import CustodySpell
from llamkay.apps.production.models import Brand, BrandPlace
from llamkay.core.values import Month
from llamkay.demo.people import Held, Rng
from llamkay.platform.clock import LIMA
from llamkay.platform.database.connection import copy_rows

OPENED = date(2025, 3, 1)


@dataclass(frozen=True)
class Filled:
    """A month of sheets: when they were handed in and approved, the days of rest that fall in it and the Sundays for
    which the council authorised work; both as days of the month."""

    month: Month
    submitted: datetime
    approved: datetime
    holidays: tuple[int, ...]
    sundays: tuple[int, ...]


DECEMBER = Filled(
    Month(2025, 12),
    datetime(2026, 1, 2, 10, 0, tzinfo=LIMA),
    datetime(2026, 1, 5, 8, 20, tzinfo=LIMA),
    (8, 9, 25),
    (7, 14, 21),
)
# The last Sunday of January has no act.
JANUARY = Filled(
    Month(2026, 1),
    datetime(2026, 2, 1, 10, 0, tzinfo=LIMA),
    datetime(2026, 2, 2, 8, 20, tzinfo=LIMA),
    (1,),
    (4, 11, 18),
)
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
ENDED = 9  # places that ended in December, of who stays and of who leaves


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
                if spec.get("sunday"):
                    _authorise(cursor, activity, JANUARY)
                _sheet(cursor, rng, activity, spells, numbers, JANUARY)
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


def write_month_before(*, rng: Rng, place: Establishment) -> None:
    """December's sheets of a prison, of whoever had a place then; of some of them it was the last month."""
    numbers = dict(Reason.objects.values_list("key", "number"))
    month = DECEMBER.month
    activities = list(Activity.objects.filter(establishment=place).select_related("responsible").order_by("id"))
    with connection.cursor() as cursor:
        _ended(cursor, rng, [each for each in activities if each.kind == "work"], place)
        held: dict[int, list[tuple[int, date, date | None]]] = {}
        rows = Allocation.objects.filter(
            activity__in=activities, period__overlap=DateRange(month.first, month.end)
        ).filter(person__custody__establishment=place, person__custody__period__contains=month.first)
        for activity_id, person, period in rows.order_by("id").values_list("activity_id", "person_id", "period"):
            held.setdefault(activity_id, []).append((person, period.lower, period.upper))
        for activity in activities:
            if activity.authorisations.exists():
                _authorise(cursor, activity, DECEMBER)
            spells = [(Held(person, start, end), start, end) for person, start, end in held.get(activity.pk, ())]
            _sheet(cursor, rng, activity, spells, numbers, DECEMBER)


def _ended(cursor: Any, rng: Rng, workshops: list[Activity], place: Establishment) -> None:
    """Places that ended before Christmas: of some who stay, and of some who left in January."""
    month = DECEMBER.month
    idle = (
        CustodySpell.objects.filter(establishment=place, period__contains=DateRange(date(2025, 6, 1), month.end))
        .exclude(person__allocations__activity__kind__in=["work", "study"])
        .order_by("id")
    )
    leave = list(idle.filter(period__endswith__isnull=False)[:ENDED])
    stay = list(idle.filter(period__endswith=None).order_by("-id")[:ENDED])
    spells = [
        (spell.person_id, DateRange(date(2025, 6, 2), date(2025, 12, int(rng.integers(16, 24)))), workshops[n % 9])
        for n, spell in enumerate([*leave, *stay])
    ]
    copy_rows(
        cursor,
        "activities_allocation",
        ("person_id", "activity_id", "period", "end_reason"),
        [(person, workshop.pk, period, "") for person, period, workshop in spells],
    )
    copy_rows(
        cursor,
        "activities_enrolment",
        ("person_id", "kind", "period", "folio"),
        [(person, "work", period, "102-2025") for person, period, _workshop in spells],
    )


def _authorise(cursor: Any, activity: Activity, filled: Filled) -> None:
    """The council's acts for the Sundays of a month."""
    first = filled.month.first
    act = f"Acta {'001' if first.month == 1 else '023'}-{first:%Y}-CTP"
    copy_rows(
        cursor,
        "activities_restdayauthorisation",
        ("activity_id", "on", "act", "reason"),
        [(activity.id, first.replace(day=day), act, "Producción diaria de pan y alimentos") for day in filled.sundays],
    )


def _sheet(
    cursor: Any, rng: Rng, activity: Activity, spells: list[Any], numbers: dict[str, int], filled: Filled
) -> None:
    """A month's sheet, approved, and the marks of study."""
    month = filled.month
    responsible = activity.responsible.username if activity.responsible else "instructora"
    cursor.execute(
        "INSERT INTO activities_sheet (activity_id, month, state, submitted_by, submitted_at, approved_by, "
        "approved_at, version) VALUES (%s, %s, 'approved', %s, %s, %s, %s, 1) RETURNING id",
        [activity.id, month.first, responsible, filled.submitted, "jefatrabajo", filled.approved],
    )
    sheet = cursor.fetchone()[0]
    here = [spell for spell in spells if spell[1] < month.end and (spell[2] is None or spell[2] > month.first)]
    copy_rows(
        cursor,
        "activities_sheetrow",
        ("sheet_id", "person_id", "minutes", "reasons", "pieces", "notes"),
        [
            (sheet, woman.id, *_row(rng, activity, start, end, numbers, filled))
            for woman, start, end in sorted(here, key=lambda s: s[0].id)
        ],
    )
    if activity.kind == "study":
        copy_rows(
            cursor,
            "education_monthlymark",
            ("activity_id", "person_id", "month", "mark", "passed"),
            [
                (activity.id, woman.id, month.first, mark, mark >= 11)
                for woman, *_ in here
                for mark in [int(np.clip(rng.normal(14, 2.2), 5, 20))]
            ],
        )


def _row(
    rng: Rng, activity: Activity, start: date, end: date | None, numbers: dict[str, int], filled: Filled
) -> tuple[Any, ...]:
    """One person's month: mostly present, some late, some absent with a reason, pieces where they are paid."""
    minutes, reasons, pieces, notes = [0] * 31, [0] * 31, [0] * 31, {}
    steady = rng.beta(9, 1.2)
    for day, on in enumerate(filled.month.dates()):
        planned = activity.timetable[on.weekday()]
        if not planned or on < start or (end is not None and on >= end):
            continue
        if on.day in filled.holidays and not (activity.modality == "service" and rng.random() < 0.5):
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
