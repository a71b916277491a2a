"""How long the server takes for a page of the office with the whole nation behind it: ``python -m benchmarks.pages``.

Each page is read as somebody who uses it would, bound by row security, warm, the median of five. A page of the office
has 100 ms; one that takes longer is listed with its slowest query.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from benchmarks.own import migrate, own_database

LINE, TIMES = 100.0, 5
NOW = "2026-02-02T10:00:00-05:00"


def main() -> None:
    given = os.environ.get("LLAMKAY_DATA")
    with own_database(Path(given) if given else None, LLAMKAY_DEMO="1"):
        from llamkay.platform.security import scope

        migrate()
        with scope.elevated():
            build()
        run()


def build() -> None:
    """The nation with January closed, unless it is there already."""
    from benchmarks import nation
    from llamkay.apps.activities.services import load_reference as load_activities
    from llamkay.apps.closing.services import close_month
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.institutions.services import load_reference as load_institutions
    from llamkay.apps.months.models import MonthClose
    from llamkay.apps.people.models import Person
    from llamkay.apps.statistics.services import load_reference as load_statistics
    from llamkay.core.values import Month
    from llamkay.platform.security.access import Command

    for load in (load_institutions, load_activities, load_statistics):
        load()
    if not Person.objects.exists():
        nation.build(Month(2026, 1))
        _analyse()
    for place in Establishment.objects.order_by("order"):
        if not MonthClose.objects.filter(establishment=place).exists():
            close_month(actor=Command(), establishment=place, month=Month(2026, 1))


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@dataclass(frozen=True)
class Page:
    """One page as somebody reads it."""

    name: str
    role: str
    national: bool = False
    arguments: Callable[[Any], list[Any]] = lambda _w: []
    query: dict[str, str] | None = None

    def address(self, world: Any) -> str:
        from django.urls import reverse

        asked = f"?{urlencode(self.query)}" if self.query else ""
        return reverse(self.name, args=self.arguments(world)) + asked

    def __str__(self) -> str:
        asked = "".join(f" {key}={value}" for key, value in (self.query or {}).items())
        return f"{self.name}{asked} ({self.role}{', nación' if self.national else ''})"


PAGES = [
    Page("today", "director"),
    Page("today", "auditor", True),
    Page("kit", "director"),
    Page("institutions:list", "director"),
    Page("institutions:list", "auditor", True),
    Page("institutions:detail", "director", arguments=lambda w: [w.place.code]),
    Page("institutions:detail", "auditor", True, lambda w: [w.place.code]),
    Page("institutions:appoint", "administrator", True, lambda w: [w.place.code]),
    Page("institutions:users", "administrator", True),
    Page("institutions:new_user", "administrator", True),
    Page("institutions:user", "administrator", True, lambda w: [w.user.pk]),
    Page("institutions:functions", "administrator", True),
    Page("institutions:log", "auditor", True),
    Page("institutions:access_log", "auditor", True),
    Page("people:list", "director"),
    Page("people:list", "director", query={"q": "apellido1"}),
    Page("people:list", "auditor", True),
    Page("people:list", "auditor", True, query={"q": "apellido1", "page": "9"}),
    Page("people:list", "auditor", True, query={"page": "1000"}),
    Page("people:list", "auditor", True, query={"sort": "entry"}),
    Page("people:list", "auditor", True, query={"sort": "establishment"}),
    Page("people:list", "auditor", True, query={"stage": "closed_ordinary/minimum"}),
    Page("people:list", "auditor", True, query={"all": "on"}),
    Page("people:admit", "director"),
    Page("people:detail", "director", arguments=lambda w: [w.person.pk]),
    Page("people:detail", "auditor", True, lambda w: [w.person.pk]),
    Page("people:merge", "registry", True, lambda w: [w.person.pk]),
    Page("people:act", "director", arguments=lambda w: [w.person.pk, "traslado"]),
    Page("activities:sheets", "head_work"),
    Page("activities:sheets", "auditor", True),
    Page("activities:sheets", "auditor", True, query={"estado": "closed", "q": "Actividad"}),
    Page("activities:import", "head_work"),
    Page("activities:sheet", "head_work", arguments=lambda w: [w.open_sheet.pk]),
    Page("activities:sheet", "auditor", True, lambda w: [w.closed_sheet.pk]),
    Page("activities:sheet", "head_work", True, lambda w: [w.usual_open.pk]),
    Page("activities:sheet", "auditor", True, lambda w: [w.usual_closed.pk]),
    Page("activities:template_file", "head_work", arguments=lambda w: [w.open_sheet.pk]),
    Page("activities:import_sheet", "head_work", arguments=lambda w: [w.open_sheet.pk]),
    Page("activities:adjust", "head_work", arguments=lambda w: [w.closed_sheet.pk, w.row.pk]),
    Page("activities:list", "head_work"),
    Page("activities:list", "auditor", True),
    Page("activities:new", "head_work"),
    Page("activities:detail", "head_work", arguments=lambda w: [w.activity.pk]),
    Page("activities:detail", "head_work", arguments=lambda w: [w.activity.pk], query={"persona": "apellido1"}),
    Page("activities:detail", "head_work", True, lambda w: [w.usual_open.activity_id]),
    Page("activities:edit", "head_work", arguments=lambda w: [w.activity.pk]),
    Page("education:list", "head_education"),
    Page("education:list", "auditor", True),
    Page("education:marks", "head_education", arguments=lambda w: [w.lesson.pk]),
    Page("remission:certificates", "director"),
    Page("remission:certificates", "auditor", True),
    Page("remission:statement", "director", arguments=lambda w: [w.certificate.statement_id]),
    Page("remission:certificate_pdf", "director", arguments=lambda w: [w.certificate.pk]),
    Page("remission:judge_file", "director", arguments=lambda w: [w.certificate.pk]),
    Page("remission:prior_days", "director", arguments=lambda w: [w.person.pk]),
    Page("closing:list", "director"),
    Page("closing:list", "auditor", True),
    Page("closing:detail", "director", arguments=lambda w: [w.place.code, "2026-01"]),
    Page("closing:detail", "auditor", True, lambda w: [w.place.code, "2026-01"]),
    Page("closing:detail", "director", arguments=lambda w: [w.place.code, "2026-02"]),
    Page("statistics:list", "analyst", True),
    Page("statistics:detail", "analyst", True, lambda w: ["population"]),
    Page("statistics:detail", "analyst", True, lambda w: ["working_by_trade"]),
    Page("statistics:returns", "analyst", True),
    Page("statistics:report", "analyst", True),
    Page("statistics:import", "analyst", True),
    Page("statistics:template", "analyst", True),
    Page("press:list", "press_officer", True),
    Page("press:new", "press_officer", True),
    Page("press:import", "press_officer", True),
    Page("press:detail", "press_officer", True, lambda w: [w.note.pk]),
    Page("press:edit", "press_officer", True, lambda w: [w.note.pk]),
    Page("press:figure_new", "press_officer", True, lambda w: [w.note.pk]),
    Page("press:figure", "press_officer", True, lambda w: [w.note.pk, "cifra0"]),
    Page("press:approve", "press_officer", True, lambda w: [w.note.pk]),
    Page("press:discard", "press_officer", True, lambda w: [w.note.pk]),
]


def people_who_read(world: Any) -> dict[tuple[str, bool], Any]:
    """An account for each function and reach that the pages name."""
    from django.db.backends.postgresql.psycopg_any import DateRange

    from llamkay.apps.institutions.models import Grant, Role, User

    found = {}
    for role, national in sorted({(page.role, page.national) for page in PAGES}):
        name = f"medida.{role}.{'nacion' if national else world.place.code}"
        user, made = User.objects.get_or_create(username=name, defaults={"full_name": f"Medida {role}"})
        if made:
            at = None if national else world.place
            since = DateRange(date(2025, 1, 1), None)
            Grant.objects.create(user=user, role=Role.objects.get(code=role), establishment=at, period=since)
        found[role, national] = user
    return found


def things() -> Any:
    """What the pages are opened on: the largest prison and sheet, a usual one, somebody in it, papers and a note."""
    from django.db.models import Count

    from llamkay.apps.activities.models import Activity, Sheet
    from llamkay.apps.activities.sheets.services import open_month
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.press.models import Note
    from llamkay.apps.press.services import add_figure, draft_note
    from llamkay.apps.remission.certificates.services import issue_certificate
    from llamkay.core.values import Month
    from llamkay.platform.security.access import Command

    place = Establishment.objects.annotate(n=Count("custody")).order_by("-n").first()
    sheets = Sheet.objects.filter(activity__establishment=place).annotate(n=Count("rows")).order_by("-n")
    if not sheets.filter(month=Month(2026, 2).first).exists():
        open_month(actor=Command(), establishment=place, month=Month(2026, 2))
    closed = sheets.filter(month=Month(2026, 1).first).first()
    # Half of the sheets have fewer rows than 35: a full workshop of sixty is what an instructor types into.
    counted = Sheet.objects.filter(month=Month(2026, 1).first).annotate(n=Count("rows"))
    usual = counted.filter(n__lte=60).order_by("-n", "pk").first()
    elsewhere = usual.activity.establishment
    if not Sheet.objects.filter(activity__establishment=elsewhere, month=Month(2026, 2).first).exists():
        open_month(actor=Command(), establishment=elsewhere, month=Month(2026, 2))
    sentenced = closed.rows.filter(person__convictions__final_on__isnull=False)
    row = sentenced.select_related("person").order_by("pk").first()
    note = Note.objects.filter(state="draft").first()
    if note is None:
        text = [f"Trabajan {{{{figure:cifra{n}}}}} personas ({n})." for n in range(8)]
        note = draft_note(actor=Command(), title="Nota de la medida", subtitle="", paragraphs=text)
        for n in range(8):
            month = Month(2026, 1).first
            add_figure(actor=Command(), note=note, name=f"cifra{n}", metric="working", month=month)
    return SimpleNamespace(
        place=place,
        closed_sheet=closed,
        open_sheet=sheets.filter(month=Month(2026, 2).first).first(),
        usual_closed=usual,
        usual_open=Sheet.objects.get(activity=usual.activity, month=Month(2026, 2).first),
        row=row,
        person=row.person,
        activity=closed.activity,
        lesson=Activity.objects.filter(establishment=place, kind="study").order_by("pk").first(),
        certificate=issue_certificate(actor=Command(), person=row.person),
        note=note,
    )


def run() -> None:
    """Measure every page of a nation that is built and whose January is closed; print one line a page."""
    from django.conf import settings
    from django.db import connection

    from llamkay.platform.security import scope

    before = {name: os.environ[name] for name in ("LLAMKAY_NOW",) if name in os.environ}
    # As in a demonstration, whose users have no second step.
    os.environ["LLAMKAY_NOW"], settings.DEMO, settings.SECOND_STEP_BY_FUNCTION = NOW, True, False
    with scope.elevated():
        world = things()
        readers = people_who_read(world)
        world.user = readers["registry", True]  # who reads one page here: an account's page names where it is open
    _analyse()
    print(f"{'page':<66} {'queries':>7} {'ms':>7} {'of 100 ms':>9}")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE llamkay_app")
    try:
        measured = [(page, *measure(page.address(world), readers[page.role, page.national])) for page in PAGES]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        os.environ.pop("LLAMKAY_NOW")
        os.environ |= before
    slow = [line for line in measured if line[2] > LINE]
    print(f"  {len(measured)} pages, {len(slow)} above {LINE:.0f} ms")
    for page, _count, took, asked in sorted(slow, key=lambda line: -line[2]):
        worst = max(asked, key=lambda item: float(item["time"]))
        print(f"\n{page}: {took:.0f} ms, of it {sum(float(q['time']) for q in asked) * 1000:.0f} ms in the database")
        print(f"  slowest, {float(worst['time']) * 1000:.0f} ms: {worst['sql'][:1500]}")


def measure(address: str, user: Any) -> tuple[int, float, list[dict[str, str]]]:
    """Queries and median milliseconds of a page, and the queries themselves; raises when the page does not open."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(user)
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code} to {user}")
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - start) * 1000)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    median = statistics.median(took)
    print(
        f"{address[:50]:<50} {user.username[7:22]:<15} {len(asked):>7} {median:7.0f} {median / LINE:9.2f}", flush=True
    )
    return len(asked), median, asked.captured_queries


if __name__ == "__main__":
    main()
