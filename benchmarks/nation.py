"""A seeded synthetic nation: 104 thousand people in 69 prisons, 44 thousand sheet rows a month. Nobody real."""

from datetime import date

import numpy as np
from django.db import connection
from psycopg.types.range import DateRange

from llamkay.apps.institutions.models import Establishment
from llamkay.core.values import Month
from llamkay.platform.database import copy_rows

PEOPLE, ROWS, SEED = 104_000, 44_000, 20260202
OFFENCES = ["296", "297", "188", "189", "186", "108", "121", "200", "173", "106"]
STAGES = [
    ("closed_ordinary", "minimum"), ("closed_ordinary", "medium"), ("closed_ordinary", "maximum"),
    ("closed_special", "A"), ("closed_special", "B"), ("closed_special", "C"),
]  # fmt: skip


def build(month: Month, *, people: int = PEOPLE, rows: int = ROWS) -> None:
    """Write the nation by COPY into an empty, migrated database whose reference data is loaded."""
    rng = np.random.default_rng(SEED)
    places = list(Establishment.objects.order_by("order").values_list("id", flat=True))
    weight = np.array(Establishment.objects.order_by("order").values_list("capacity", flat=True), dtype=float)
    where = np.sort(rng.choice(len(places), size=people, p=weight / weight.sum()))
    period = DateRange(date(2024, 1, 1), None)
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
            ((i + 1, places[w], period, "entry", "") for i, w in enumerate(where.tolist())),
        )
        stages = rng.integers(0, len(STAGES), people).tolist()
        copy_rows(
            cursor,
            "people_stagespell",
            "person_id regime stage period act".split(),
            ((i + 1, *STAGES[s], period, "") for i, s in enumerate(stages)),
        )
        offence = rng.integers(0, len(OFFENCES), people).tolist()
        year = rng.integers(2008, 2026, people).tolist()
        copy_rows(
            cursor,
            "people_conviction",
            (
                "person_id offence paragraph tags committed_on final_on starts_on years months days recidivist habitual"
            ).split(),
            (
                (
                    i + 1,
                    OFFENCES[o],
                    "1",
                    [],
                    date(y - 1, 3, 1),
                    date(y, 6, 1),
                    date(y, 1, 1),
                    8,
                    0,
                    0,
                    i % 17 == 0,
                    False,
                )
                for i, (o, y) in enumerate(zip(offence, year, strict=True))
            ),
        )
        _activities(cursor, places, period)
        workers = np.sort(rng.choice(people, size=rows, replace=False))
        copy_rows(
            cursor,
            "activities_enrolment",
            "person_id kind period folio".split(),
            ((i + 1, "work" if i % 4 else "study", period, str(i)) for i in workers.tolist()),
        )
        sheets(cursor, month, workers, where, rng)


def _activities(cursor, places, period) -> None:
    """Ten activities a prison: eight of work, by hour, day and piece, and two of study."""
    lines = []
    for place in places:
        for n in range(10):
            study = n % 4 == 0
            lines.append(
                (
                    place * 10 + n, place, f"A{n}", f"Actividad {n}", "study" if study else "work",
                    "" if study else "institution", "primary" if study else "", "classroom" if study else "workshop",
                    "", 500, [240] * 5 + [240, 0], "none" if study else ("hour", "day", "piece")[n % 3], period,
                )
            )  # fmt: skip
    columns = "id establishment_id code name kind modality level place place_name capacity timetable pay_basis period"
    copy_rows(cursor, "activities_activity", columns.split(), lines)
    copy_rows(
        cursor,
        "pay_rate",
        "activity_id period amount".split(),
        ((line[0], period, {"hour": 350, "day": 1800, "piece": 120}[line[11]]) for line in lines if line[11] != "none"),
    )


def sheets(cursor, month: Month, workers, where, rng) -> None:
    """The month's sheets, approved: each worker on one row, most days present, some absent, some short."""
    cursor.execute(
        "INSERT INTO activities_sheet (activity_id, month, state, submitted_by, approved_by, version) "
        "SELECT id, %s, 'approved', 'a', 'b', 0 FROM activities_activity RETURNING activity_id, id",
        [month.first],
    )
    sheet_of = dict(cursor.fetchall())
    cursor.execute('SELECT id FROM institutions_establishment ORDER BY "order"')
    places = [row[0] for row in cursor.fetchall()]
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
            (sheet_of[places[where[w]] * 10 + (w % 10 if w % 4 else w % 2 * 4)], w + 1, m, r, p, "{}")
            for w, m, r, p in zip(workers.tolist(), minutes.tolist(), reasons.tolist(), pieces.tolist(), strict=True)
        ),
    )
    cursor.execute(
        "INSERT INTO education_monthlymark (activity_id, person_id, month, mark, passed) "
        "SELECT s.activity_id, r.person_id, s.month, 14, true FROM activities_sheetrow r "
        "JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id "
        "WHERE a.kind = 'study' AND s.month = %s",
        [month.first],
    )
