"""The demonstration built and served as the README says: it shows what the source note says, building it again changes
nothing, and every kind of paper opens."""

import html
import inspect
import io
import os
import re
import signal
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import psutil
import pytest
from django.db import connections
from django.db.models import Min
from django.urls import URLPattern, get_resolver
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay import demo
from llamkay.apps.activities.models import Sheet, Suspension
from llamkay.apps.activities.queries import due_on
from llamkay.apps.closing.filling import month_sheets
from llamkay.apps.closing.ready import blockers
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment, Institution, User
from llamkay.apps.nursery.health.referrals import addressed_to
from llamkay.apps.nursery.models import DayEvent
from llamkay.apps.pay.models import Band, PlaceBand
from llamkay.apps.people.models import IdentityDocument, IdentityJoin, Person
from llamkay.apps.press.models import Note
from llamkay.apps.press.services import preview
from llamkay.apps.remission.models import Request, Statement
from llamkay.apps.remission.requests import readers
from llamkay.apps.statistics.figures.dictionary import entries
from llamkay.apps.statistics.models import Figure, Snapshot
from llamkay.apps.statistics.opendata.audit import everything
from llamkay.apps.statistics.queries import months, national
from llamkay.cli.clock import MORNING
from llamkay.core.values import Month
from llamkay.platform.security import scope
from tests.demo.english import left_in_spanish
from tests.demo.papers import judge_file, papers_of
from tests.demo.served import LLAMKAY, Visitor, answers, start, wait
from tests.worlds.served import demonstration

JANUARY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def site(tmp_path_factory, demonstrations):
    """One demonstration for every test of this file."""
    home = tmp_path_factory.mktemp("demo")
    demonstration(home, demonstrations)
    made = start(home, "demo")
    yield made
    if made.server.poll() is None:
        made.server.send_signal(signal.SIGINT)
        made.server.wait(60)


@pytest.fixture
def built(site, monkeypatch, settings, django_db_blocker):
    """The tables that the site is served from, seen with the scope of headquarters."""
    settings.DEMO = True
    monkeypatch.setenv("LLAMKAY_DATA", str(site.home))
    monkeypatch.setenv("LLAMKAY_NOW", MORNING)
    before = connections["default"]
    there = before.copy()
    there.settings_dict |= site.database
    connections["default"] = there
    with django_db_blocker.unblock():
        try:
            with scope.elevated():
                yield
        finally:
            there.close()
            connections["default"] = before


def value(metric, code="", key=""):
    return national(month=JANUARY, metric=metric, key=key, establishment_code=code)


def test_the_numbers_of_the_note(built):
    assert [value("population", code).value for code in demo.ESTABLISHMENTS] == [810, 685]
    assert [value("children_attending", code).value for code in demo.ESTABLISHMENTS] == [34, 10]
    assert [value("pregnant", code).value for code in demo.ESTABLISHMENTS] == [4, 4]
    nation, population = value("working"), value("population").value
    assert nation.value > 29_000
    assert round(100 * nation.value / population) == 28
    # The other prison's January waits to be closed; until then it has reported what its sheets say.
    assert (nation.counted_establishments, nation.reported_establishments, nation.missing) == (1, 68, 0)
    assert nation.counted == sum(value("working", code).value for code in demo.CLOSED)
    assert [check.name for check in verify() if check.problems] == []

    # Nobody in it can be a real person.
    numbers = IdentityDocument.objects.filter(kind="dni").values_list("number", flat=True)
    assert all(number.startswith("0000") for number in numbers)

    source, draft, *_before = Note.objects.order_by("id")
    assert (source.number, source.year, source.state) == (98, 2026, "published")
    assert draft.state == "review"
    first, second, _ = preview(draft)
    assert "más de 29 mil personas" in first
    assert "28 %" in first
    assert "810 internas" in second
    assert "33 niñas y niños" in second  # as the release of December tells

    # Three counts of three times: settled, or told in each reading that the law admits.
    counts = [statement.result for statement in Statement.objects.exclude(certificates=None).order_by("id")[:3]]
    assert [count["status"] for count in counts] == ["two_readings", "computed", "computed"]
    assert [{s["ratio"] for s in count["segments"]} for count in counts] == [{2, None}, {6}, {5}]

    before = (Person.objects.count(), Snapshot.objects.count(), Note.objects.count())
    assert "ya estaba preparada" in demo.build(lambda text: None).lines[0]
    assert demo.finish(lambda text: None).lines == ()
    assert (Person.objects.count(), Snapshot.objects.count(), Note.objects.count()) == before


def test_no_figure_is_of_a_month_before_its_definition(built):
    begins = {code: min([entry.since, *(former.since for former in entry.before)]) for code, entry in entries().items()}
    rows = Figure.objects.values_list("metric__code").annotate(first=Min("snapshot__month"))
    assert {code: first for code, first in rows if first < begins[code]} == {}


def test_the_head_of_work_finds_a_band_and_a_notice(built):
    bands = PlaceBand.objects.filter(allocation__activity__code="PAN").values_list("band", flat=True)
    assert sorted(bands) == [Band.WORKER, Band.MASTER]
    assert Suspension.objects.filter(kind="not_required", allocation__activity__code="TEJ").count() == 2


def test_the_attacker_finds_nothing_in_all_that_the_demonstration_published(built):
    """Every month at every moment with its releases, notes and papers of visits, as one register."""
    register = everything(months())
    assert len(register.hidden) > 500 and len(register.sums) > 1000
    assert register.leaks() == []


def test_the_morning_has_work_that_can_be_finished_and_a_month_ready_to_be_closed(built):
    monday = date(2026, 2, 2)
    (waiting,) = (code for code in demo.ESTABLISHMENTS if code not in demo.CLOSED)
    place = Establishment.objects.get(code=waiting)
    assert blockers(place, Month(2026, 1)) == []
    found = month_sheets(place, Month(2026, 1))
    assert 1 <= len(found.unusual) < len(found.sheets)  # something to ask about, and not about everything
    for code in demo.ESTABLISHMENTS:
        short = Sheet.objects.filter(activity__establishment__code=code, activity__period__endswith=date(2026, 2, 3))
        assert {sheet.state for sheet in short} == {"open", "submitted"}
        assert all(due_on(activity=sheet.activity, month=Month(2026, 2)) == monday for sheet in short)
    assert Request.objects.filter(state="filed").count() == 2
    assert Request.objects.filter(due_at__lt="2026-02-02T09:00:00-05:00").count() == 1
    # What a judge, another institution and a second person of the registry find.
    (opened,) = readers.sent_to("juzgado")
    assert (opened.request.state, opened.request.decider) == ("sent", "judge") and opened.request.certificate
    (referred,) = addressed_to([Institution.objects.get(code="mimp").pk], on=monday)
    assert referred.waits and referred.due_on > monday
    known, waits = IdentityJoin.objects.order_by("id")
    assert (known.state, waits.state) == ("confirmed", "proposed")
    assert known.former.merged_into == known.standing and known.proposed_by != known.decided_by
    assert DayEvent.objects.filter(at__date=monday, kind="in").count() > 20  # the nursery is full
    assert not DayEvent.objects.filter(at__date=monday, kind="out").exists()


TASK = re.compile(r'<span class="count">\s*(\d+)\s*</span>.*?href="([^"]+)"', re.S)


def test_the_number_of_a_task_is_that_of_the_list_it_opens(built, client):
    """Every function's first page: what it counts and opens narrowed is counted there too."""
    wrong, looked = [], 0
    for user in User.objects.filter(is_active=True).order_by("username"):
        client.force_login(user)
        page = client.get("/oficina/", follow=True).content.decode()
        for count, address in TASK.findall(page):
            if "?" not in address:
                continue
            looked += 1
            found = client.get(html.unescape(address), follow=True).content.decode()
            rows = [table.count("<tr") for table in re.findall(r"<tbody.*?</tbody>", found, re.S)]
            if int(count) not in (*rows, sum(rows)):
                wrong.append((user.username, address, count, rows))
    assert looked > 30 and wrong == []


def test_pages_asked_for_in_english_speak_english(built):
    users = User.objects.filter(is_active=True).order_by("username")
    pages, found = left_in_spanish([None, *users])
    assert pages > 150
    left = "\n".join(f"{text}  {sorted(views)}" for text, views in sorted(found.items()))
    assert not left, left


def test_every_kind_of_paper_opens(site, built):
    found = {}
    for name, content in papers_of(site):
        found[name] = pages(content)
    assert all(found.values())
    assert found.keys() | SCANS == {name for name, view in views() if makes_pdf(view)}

    with zipfile.ZipFile(io.BytesIO(judge_file(site))) as files:
        made = [pages(files.read(name)) for name in files.namelist() if name.endswith(".pdf")]
    assert made and all(made)
    # Papers that are not kept are asked for by nobody: with all of them printed everything still agrees.
    assert [check.name for check in verify() if check.problems] == []


SCANS = {
    "remission:prior_scan",
    "pay:agreement_scan",
    "coordination:agreement_file",
    "coordination:evidence",
}  # files that somebody brought, given back as they came


def pages(pdf):
    assert pdf.startswith(b"%PDF-1.7")
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def views(found=None, space=""):
    """Every view of the house by the name of its address."""
    for pattern in (found or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", inspect.unwrap(pattern.callback)
        else:
            yield from views(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


def makes_pdf(view, seen=frozenset()):
    """Whether a view, or a function beside it that it calls, answers with a PDF."""
    code, beside = getattr(view, "__code__", None), getattr(view, "__globals__", {})
    if code is None or view in seen:
        return False
    called = [beside[name] for name in code.co_names if inspect.isfunction(beside.get(name))]
    tables = [beside[name] for name in code.co_names if isinstance(beside.get(name), dict)]
    return "application/pdf" in f"{code.co_consts} {tables}" or any(
        makes_pdf(other, seen | {view}) for other in called if other.__module__ == view.__module__
    )


def test_an_address_that_is_served_is_refused(site):
    for command in ("serve", "demo"):
        done = subprocess.run(
            [LLAMKAY, command, "--port", str(site.port)],
            env=os.environ | {"LLAMKAY_DATA": str(site.home)}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"llamkay: 127.0.0.1:{site.port} cannot be served")
        assert len(done.stderr.splitlines()) == 1


def test_nobody_remains_after_the_server(site):
    stopped = site.processes()
    assert len(stopped) > 2  # the server and its workers
    for process in stopped:  # Ctrl+C reaches every process of the terminal
        with suppress(psutil.NoSuchProcess):  # a paper's own process may have ended by itself
            process.send_signal(signal.SIGINT)
    assert site.server.wait(60) == 0
    assert wait(lambda: not any(process.is_running() for process in stopped), seconds=20)
    assert "Traceback" not in site.log
    assert not (site.home / "postgres" / "postmaster.pid").exists()

    # Started again, and killed while a paper is made.
    again = start(site.home, "serve", LLAMKAY_DEMO="1", LLAMKAY_NOW=MORNING)
    visitor = Visitor(again, "tesoreria", demo.PASSWORD)
    path = re.search(r"/oficina/pagos/boletas/\d+/imprimir/", visitor.get("/oficina/pagos/boletas/")[2].decode())[0]
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(visitor.post, path)
        assert wait(lambda: any("renderer.py" in " ".join(p.cmdline()) for p in again.processes()), seconds=10)
        killed = [process for process in again.processes() if process.name() != "postgres"]
        again.server.kill()
        again.server.wait(20)
        try:
            assert wait(lambda: not any(process.is_running() for process in killed), seconds=20)
            assert not answers(again.port)
            assert isinstance(answer.exception(30), OSError)
        finally:  # the embedded database outlives a server that was killed
            os.kill(int((site.home / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGINT)
