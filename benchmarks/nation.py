"""A seeded synthetic nation: 104 thousand people in 69 prisons, 44 thousand sheet rows a month. Nobody real."""

from datetime import date, timedelta

import numpy as np
from django.db import connection, transaction
from psycopg.types.range import DateRange

from llamkay.apps.institutions.models import Establishment
from llamkay.core.values import Month
from llamkay.platform.database.connection import copy_rows

PEOPLE, ROWS, SEED = 104_000, 44_000, 20260202
SINCE = DateRange(date(2016, 1, 1), None)  # nobody enters or leaves, so that ten years of sheets count in full
OFFENCES = (
    "189 188 186 185 296 297 298 173 170 171 172 106 107 108 108-B 121 121-A 152 200 204 205 122 317 279 279-G "
    "384 387 393 400 195 366 365 208 149"
).split()
# Most people are in the closed ordinary regime; a few where the law gives no ratio.
STAGES = (
    [("closed_ordinary", "minimum")] * 8 + [("closed_ordinary", "medium")] * 5 + [("closed_ordinary", "maximum")] * 3
    + [("closed_special", "A"), ("closed_special", "B"), ("closed_special", "C"), ("closed_special", "extreme")]
    + [("semi_open", "")]
)  # fmt: skip


def build(month: Month, *, people: int = PEOPLE, rows: int = ROWS, only: str = "") -> None:
    """Write the nation by COPY into an empty, migrated database whose reference data is loaded; or one prison ``only``,
    by its code."""
    rng = np.random.default_rng(SEED)
    prisons = Establishment.objects.order_by("order")
    if only:
        prisons = prisons.filter(code=only)
    places = list(prisons.values_list("id", flat=True))
    weight = np.array(prisons.values_list("capacity", flat=True), dtype=float)
    where = np.sort(rng.choice(len(places), size=people, p=weight / weight.sum()))
    with connection.cursor() as cursor:
        copy_rows(
            cursor,
            "people_person",
            "id code first_surname second_surname given_names sex nationality provisional search_text".split(),
            (
                (i + 1, f"N{i:06}", f"Apellido{i}", "", "Nombre", "M", "PE", False, f"n{i:06} apellido{i}")
                for i in range(people)
            ),
        )
        copy_rows(
            cursor,
            "people_custodyspell",
            "person_id establishment_id period entry exit".split(),
            ((i + 1, places[w], SINCE, "entry", "") for i, w in enumerate(where.tolist())),
        )
        stages = rng.integers(0, len(STAGES), people).tolist()
        copy_rows(
            cursor,
            "people_stagespell",
            "person_id regime stage period act".split(),
            ((i + 1, *STAGES[s], SINCE, "") for i, s in enumerate(stages)),
        )
        columns = (
            "person_id offence paragraph tags committed_on final_on starts_on years months days recidivist habitual"
        )
        copy_rows(cursor, "people_conviction", columns.split(), _convictions(people, rng))
        _activities(cursor, places)
        workers = np.sort(rng.choice(people, size=rows, replace=False))
        at = [_activity(places[where[w]], w) for w in workers.tolist()]
        copy_rows(
            cursor,
            "activities_enrolment",
            "person_id kind period folio".split(),
            ((i + 1, "work" if i % 4 else "study", SINCE, str(i)) for i in workers.tolist()),
        )
        copy_rows(
            cursor,
            "activities_allocation",
            "person_id activity_id period end_reason".split(),
            ((w + 1, activity, SINCE, "") for w, activity in zip(workers.tolist(), at, strict=True)),
        )
        copy_rows(
            cursor,
            "pay_reparationdebt",
            "person_id period case_number".split(),
            ((w + 1, SINCE, f"R-{w}") for w in workers.tolist() if w % 2),
        )
        copy_rows(
            cursor,
            "pay_alimonyorder",
            "person_id period amount case_number".split(),
            ((w + 1, SINCE, 5000, f"A-{w}") for w in workers.tolist() if w % 20 == 1),
        )
        isolated = DateRange(month.first + timedelta(days=5), month.first + timedelta(days=12))
        copy_rows(
            cursor,
            "people_isolationspell",
            "person_id period act".split(),
            ((w + 1, isolated, "") for w in workers.tolist() if w % 200 == 1),
        )
        sheets(cursor, month, workers, at, rng)
        for table in ("people_person", "activities_activity"):  # their numbers were given above
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _activity(place: int, worker: int) -> int:
    """The activity of a worker: a quarter of them study."""
    return place * 10 + (worker % 10 if worker % 4 else worker % 2 * 4)


def _convictions(people: int, rng):
    """A third awaits a final judgment; the rest became final on any day since 2008, one in ten twice."""
    for person in range(1, people + 1):
        number = 0 if person % 3 == 0 else 1 + (person % 10 == 1)
        if not number:
            yield (
                person,
                OFFENCES[person % len(OFFENCES)],
                "",
                [],
                date(2025, 1, 1),
                None,
                date(2025, 1, 1),
                0,
                0,
                0,
                False,
                False,
            )
        for offence, back, before, paragraph in rng.integers(0, (len(OFFENCES), 6600, 900, 12), (number, 4)).tolist():
            final = date(2026, 1, 25) - timedelta(days=back)
            committed = final - timedelta(days=before + 30)
            yield (
                person,
                OFFENCES[offence],
                str(paragraph) if paragraph else "",
                [],
                committed,
                final,
                final,
                8,
                0,
                0,
                person % 17 == 0,
                person % 101 == 0,
            )


def _activities(cursor, places) -> None:
    """Ten activities a prison: eight of work, by hour, day and piece, and two of study."""
    lines = []
    for place in places:
        for n in range(10):
            study = n % 4 == 0
            lines.append(
                (
                    place * 10 + n,
                    place,
                    f"A{n}",
                    f"Actividad {n}",
                    "study" if study else "work",
                    "" if study else "institution",
                    "primary" if study else "",
                    "classroom" if study else "workshop",
                    "",
                    500,
                    [240] * 5 + [240, 0],
                    "none" if study else ("hour", "day", "piece")[n % 3],
                    SINCE,
                )
            )
    columns = "id establishment_id code name kind modality level place place_name capacity timetable pay_basis period"
    copy_rows(cursor, "activities_activity", columns.split(), lines)
    copy_rows(
        cursor,
        "pay_rate",
        "activity_id period amount".split(),
        ((line[0], SINCE, {"hour": 350, "day": 1800, "piece": 120}[line[11]]) for line in lines if line[11] != "none"),
    )


def sheets(cursor, month: Month, workers, at, rng) -> None:
    """The month's sheets, approved: each worker on one row, most days present, some absent, some short."""
    cursor.execute(
        "INSERT INTO activities_sheet (activity_id, month, state, submitted_by, approved_by, version) "
        "SELECT id, %s, 'approved', 'a', 'b', 0 FROM activities_activity RETURNING activity_id, id",
        [month.first],
    )
    sheet_of = dict(cursor.fetchall())
    days = np.array([day.weekday() < 6 for day in month.dates()] + [False] * (31 - month.days))
    present = (rng.random((len(workers), 31)) < 0.9) & days
    minutes = np.where(present, rng.choice([240, 240, 240, 120, 480], size=present.shape), 0)
    reasons = np.where(present, 1, np.where(days, 3, 0))
    pieces = np.where(present, 4, 0)
    copy_rows(
        cursor,
        "activities_sheetrow",
        "sheet_id person_id minutes reasons pieces notes".split(),
        (
            (sheet_of[activity], w + 1, m, r, p, "{}")
            for w, activity, m, r, p in zip(
                workers.tolist(), at, minutes.tolist(), reasons.tolist(), pieces.tolist(), strict=True
            )
        ),
    )
    cursor.execute(
        "INSERT INTO education_monthlymark (activity_id, person_id, month, mark, passed) "
        "SELECT s.activity_id, r.person_id, s.month, 14, true FROM activities_sheetrow r "
        "JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id "
        "WHERE a.kind = 'study' AND s.month = %s",
        [month.first],
    )


def history(month: Month, months: int) -> None:
    """The same sheets and marks for the months before, closed, so that years can be counted again."""
    earlier, before = [], month
    for _ in range(months):
        before = before.previous()
        earlier.append(before)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activities_sheetrow DISABLE TRIGGER row_of_open_sheet")
    for before in earlier:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO activities_sheet (activity_id, month, state, submitted_by, approved_by, version) "
                "SELECT activity_id, %s, 'closed', 'a', 'b', 0 FROM activities_sheet WHERE month = %s",
                [before.first, month.first],
            )
            cursor.execute(
                "INSERT INTO activities_sheetrow (sheet_id, person_id, minutes, reasons, pieces, notes) "
                "SELECT t.id, r.person_id, r.minutes, r.reasons, r.pieces, r.notes FROM activities_sheetrow r "
                "JOIN activities_sheet s ON s.id = r.sheet_id AND s.month = %s "
                "JOIN activities_sheet t ON t.activity_id = s.activity_id AND t.month = %s",
                [month.first, before.first],
            )
            cursor.execute(
                "INSERT INTO education_monthlymark (activity_id, person_id, month, mark, passed) "
                "SELECT activity_id, person_id, %s, mark, passed FROM education_monthlymark WHERE month = %s",
                [before.first, month.first],
            )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activities_sheetrow ENABLE TRIGGER row_of_open_sheet")
        cursor.execute("ANALYZE")
