"""One step of the work that two commits are compared by; it runs under either, on what both have.

``python -P benchmarks/driven.py STEP`` with ``PYTHONPATH`` of the tree that is driven (its ``src`` and its root,
whose own ``benchmarks.nation`` writes the people) and ``LLAMKAY_DATA``. A step that is timed prints
``seconds <what>: <number>``,
so that starting Python and Django is not counted where a page of the office or a service is meant.
"""

import importlib
import importlib.util
import json
import os
import statistics
import sys
import time
from pathlib import Path

MONTH, YEARS, TIMES = "2026-01", 10, 5
# What a close counted, remitted and paid, in the columns and the order that both commits have.
EXPORTS = {
    "days counted": "SELECT person_id, kind, month, days, credits, carry_in, carry_out FROM remission_daycount",
    "days remitted": "SELECT person_id, kind, month, regime, stage, days, coalesce(ratio, 0), status"
    " FROM remission_credit",
    "earnings": "SELECT person_id, activity_id, month, basis, units, rate, gross FROM pay_earning",
    "shares": "SELECT person_id, month, gross, base, institution, reparation, alimony, personal, undecided"
    " FROM pay_split",
    "books": "SELECT a.kind, a.establishment_id, coalesce(a.person_id, 0), sum(p.amount) FROM pay_posting p"
    " JOIN pay_account a ON a.id = p.account_id GROUP BY 1, 2, 3",
}


def _newer() -> bool:
    """Whether the platform has its folder of security."""
    return importlib.util.find_spec("llamkay.platform.security") is not None


def _every_row():
    """The scope in which a benchmark reads: everything, under the name that the tree has for it."""
    if _newer():
        from llamkay.platform.security import scope

        return scope.elevated()
    from llamkay.platform import scope

    return scope.within(scope.EVERYTHING)


def write() -> None:
    """The nation's people, sheets and law in an empty database; nothing is closed."""
    from django.core.management import call_command

    from benchmarks import nation
    from llamkay.core.values import Month

    call_command("migrate", verbosity=0, interactive=False)
    with _every_row():
        for app in ("institutions", "activities", "statistics"):
            importlib.import_module(f"llamkay.apps.{app}.services").load_reference()
        nation.build(Month.parse(MONTH))
    _analyse()


def history() -> None:
    """Ten years of sheets before the month."""
    from benchmarks import nation
    from llamkay.core.values import Month

    with _every_row():
        nation.history(Month.parse(MONTH), YEARS * 12 - 1)


def export() -> None:
    """What must be equal between two commits: a file of sorted lines for each kind of result."""
    from django.db import connection

    with _every_row(), connection.cursor() as cursor:
        for name, query in EXPORTS.items():
            cursor.execute(f'SELECT t::text FROM ({query}) t ORDER BY t::text COLLATE "C"')
            file = Path(os.environ["LLAMKAY_DATA"], f"{name.replace(' ', '-')}.lines")
            file.write_text("\n".join(line for (line,) in cursor))


def recount() -> None:
    """Ten years of every prison from the sheets in the database, by the processes that the tree takes for it."""
    from functools import partial

    from benchmarks.per_prison import recount_one
    from llamkay.apps.closing import parallel
    from llamkay.apps.institutions.models import Establishment
    from llamkay.core.values import Month

    month = Month.parse(MONTH)
    first = Month(month.year - YEARS, month.number).next()
    with _every_row():
        places = list(Establishment.objects.order_by("order").values_list("id", flat=True))
        start = time.perf_counter()
        counts = list(parallel.each(partial(recount_one, str(first), str(month)), places))
        print(f"seconds ten years recounted from the database: {time.perf_counter() - start:.3f}")
    print(f"days {sum(days for days, _months, _memory in counts)}")
    print(f"memory {max(memory for _days, _months, memory in counts)}")


def page() -> None:
    """One person's ten years as the office reads them: the count of a case, warm, the median of five."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from benchmarks import pages

    # As in a demonstration, whose users have no second step.
    os.environ["LLAMKAY_NOW"], settings.DEMO, settings.SECOND_STEP_BY_FUNCTION = (
        "2026-02-02T10:00:00-05:00",
        True,
        False,
    )
    with _every_row():
        world = pages.things()
        readers = pages.people_who_read(world)
    client = Client()
    client.force_login(readers["director", False])
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE llamkay_app")
    address, took = f"/oficina/redencion/personas/{world.person.pk}/proyeccion/", []
    for _ in range(TIMES + 1):
        start = time.perf_counter()
        response = client.get(address)
        took.append(time.perf_counter() - start)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
    print(f"seconds one person's statement of ten years, page: {statistics.median(took[1:]):.4f}")


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def doors(people: str) -> None:
    """So many members of staff, each signed in with a sheet of February of their own: written as ``doors.json``."""
    from django.conf import settings
    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.db.models import Count
    from django.test import Client

    from llamkay.apps.activities.models import Sheet
    from llamkay.apps.institutions.models import Establishment, Grant, Role, User
    from llamkay.core.values import Month

    sheets = "llamkay.apps.activities.sheets"  # a folder of its own in the newer tree
    services = f"{sheets}.services" if importlib.util.find_spec(sheets) else "llamkay.apps.activities.services"
    open_month = importlib.import_module(services).open_month
    access = "llamkay.platform.security.access" if _newer() else "llamkay.platform.access"
    command, month, found = importlib.import_module(access).Command(), Month.parse(MONTH).next(), []
    with _every_row():
        for place in Establishment.objects.order_by("order"):
            open_month(actor=command, establishment=place, month=month)
        of_work = Sheet.objects.filter(month=month.first, activity__kind="work")  # what a head of work fills
        sheets = of_work.annotate(n=Count("rows")).filter(n__gte=10, n__lte=60)
        for sheet in sheets.select_related("activity__establishment").order_by("pk")[: int(people)]:
            user = User.objects.create(username=f"medida.{sheet.pk}", full_name=f"Medida {sheet.pk}")
            grant = {"establishment": sheet.activity.establishment, "period": DateRange(month.first, None)}
            Grant.objects.create(user=user, role=Role.objects.get(code="head_work"), **grant)
            client = Client()
            client.force_login(user)
            rows = list(sheet.rows.order_by("pk").values_list("pk", flat=True)[:10])
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            found.append({"session": session, "sheet": sheet.pk, "rows": rows, "version": sheet.version})
    _analyse()
    Path(os.environ["LLAMKAY_DATA"], "doors.json").write_text(json.dumps(found))


def duckdb(folder: str) -> None:
    """What the engine needs to sum the minutes of the same files."""
    import duckdb as engine

    start = time.perf_counter()
    engine.sql(f"SELECT sum(list_sum(minutes)) FROM read_parquet('{folder}/marks/*.parquet')").fetchall()
    print(f"seconds the same minutes summed by DuckDB: {time.perf_counter() - start:.3f}")


STEPS = {step.__name__: step for step in (write, history, export, recount, page, doors, duckdb)}

if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "llamkay.config.settings", "LLAMKAY_DATABASE_AS": "owner"}
    import django

    django.setup()
    STEPS[sys.argv[1]](*sys.argv[2:])
