"""Marks made without a line: written once, by what they saw; in dispute and refused they wait for a person."""

import json
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Allocation, MarkEdit
from llamkay.apps.activities.sheets.cells import save_cells
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.institutions.models import Grant
from llamkay.apps.nursery.day import services as day
from llamkay.apps.nursery.models import DayEvent, Nursery, NurseryPlace, Room
from llamkay.apps.offline import tasks
from llamkay.apps.offline.models import DayEntry, SheetEntry, Taking
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.small import make_user

TODAY = date(2026, 2, 2)
WRONG = timedelta(hours=-8)  # the clock of every device here is eight hours behind
PRESENT = (1, 240)


class Device:
    """A browser that took something along: it numbers its marks and sends them, with its wrong clock."""

    def __init__(self, client, user, what, pk):
        self.client, self.user, self.number = client, user, 0
        client.force_login(user)
        answer = client.post(reverse("offline:take", args=[what, pk]))
        self.code = answer.headers["Location"].rpartition("=")[2]
        self.taken = client.get(reverse("offline:taken", args=[self.code])).json()

    def mark(self, about, value, seen="", **more):
        self.number += 1
        at = (clock.now() + WRONG).isoformat()
        return {
            "id": str(uuid4()),
            "number": self.number,
            "about": about,
            "value": value,
            "seen": seen,
            "at": at,
            **more,
        }

    def post(self, entries, *, moved=timedelta()):
        now = clock.now() + WRONG + moved
        body = {"now": now.isoformat(), "offset": -WRONG.total_seconds(), "entries": entries}
        self.client.force_login(self.user)
        address = reverse("offline:send", args=[self.code])
        return self.client.post(address, json.dumps(body), content_type="application/json")

    def send(self, *entries, **how):
        answers = self.post(entries, **how).json()["answers"]
        return [answers[entry["id"]]["state"] for entry in entries]


@pytest.fixture
def prison(small_prison):
    """The bakery's sheet of February with two rows; what is done by the test, and not by a page, sees everything."""
    with scope.elevated():
        small_prison.sheet = open_sheet(
            actor=small_prison.instructor, activity=small_prison.bakery, month=Month(2026, 2)
        )
        small_prison.ana_row, small_prison.eva_row = small_prison.sheet.rows.order_by("person__code")
        yield small_prison


def cell(row, on=TODAY):
    with scope.elevated():
        row.refresh_from_db()
    return row.reasons[on.day - 1], row.minutes[on.day - 1]


def online(prison, row, reason, minutes=0):
    with scope.elevated():
        change = {row.pk: {TODAY.day: {"reason": reason, "minutes": minutes}}}
        save_cells(actor=prison.head_work, sheet=prison.sheet, changes=change)


def test_a_roll_call_is_taken_along_with_one_day_and_no_other(client, prison, as_application):
    with scope.elevated():
        Allocation.objects.filter(person=prison.eva).update(period=DateRange(date(2025, 1, 1), TODAY))
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    package = device.taken["package"]
    assert [(line["about"], line["code"], line["value"], line["shut"][:7]) for line in package["lines"]] == [
        (prison.ana_row.pk, prison.ana.code, "", ""),
        (prison.eva_row.pk, prison.eva.code, "", "ese día"),
    ]
    assert package["day"] == "2026-02-02" and device.taken["left"] == 12 * 3600
    act = LoggedAction.objects.get(verb="offline.take")
    assert act.actor == "instructor" and "02/02/2026, hasta las 22:00" in act.sentence


def test_what_was_marked_is_written_once_however_often_it_is_sent(client, prison, as_application):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    first, changed, other = (
        device.mark(prison.ana_row.pk, "P"),
        device.mark(prison.ana_row.pk, "2", "P"),
        device.mark(prison.eva_row.pk, "F"),
    )
    assert device.send(first) == ["applied"]
    assert device.send(first, changed, other) == ["applied"] * 3
    assert device.send(first, changed, other) == ["applied"] * 3
    assert cell(prison.ana_row) == (1, 120) and cell(prison.eva_row) == (3, 0)
    with scope.elevated():
        assert SheetEntry.objects.count() == 3
        assert LoggedAction.objects.filter(verb="activities.save_cells").count() == 2
        assert MarkEdit.objects.get().row_id == prison.ana_row.pk
        # What the device's clock said is told and decides nothing.
        entry = SheetEntry.objects.get(pk=other["id"])
        assert entry.skew == -8 * 3600 and entry.received_at - entry.device_at == timedelta(hours=8)


def test_the_same_mark_of_another_is_no_dispute_and_another_one_is(client, prison, as_application):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    online(prison, prison.ana_row, *PRESENT)
    online(prison, prison.eva_row, 3)
    sent = device.mark(prison.ana_row.pk, "P"), device.mark(prison.eva_row.pk, "P")
    assert device.send(*sent) == ["already", "conflict"]
    assert cell(prison.eva_row) == (3, 0)
    # A later mark of the same device takes the place of the one that waits; it still saw nothing of the other's.
    assert device.send(device.mark(prison.eva_row.pk, "2", "P")) == ["conflict"]
    with scope.elevated():
        assert SheetEntry.objects.get(pk=sent[1]["id"]).state == "replaced"
        found = waiting(prison.instructor, today=TODAY, sources=[tasks.disputes])
    assert [(task.text, task.count) for task in found] == [("Marcas hechas sin conexión por resolver", 1)]


@pytest.mark.parametrize(("holds", "state", "stands"), [("mine", "mine", (1, 120)), ("theirs", "theirs", (3, 0))])
def test_a_dispute_is_settled_by_a_person_with_a_reason(client, prison, as_application, holds, state, stands):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    online(prison, prison.eva_row, 3)
    entry = device.mark(prison.eva_row.pk, "2")
    device.send(entry)
    client.force_login(prison.head_work)
    address = reverse("offline:settle", args=["planilla", entry["id"]])
    assert "Apellido002" in client.get(reverse("offline:waiting")).content.decode()
    decision = {"holds": holds, "why": "Lo vio el instructor", "stood": "«F»"}
    for lacking in ({**decision, "why": " "}, {**decision, "stood": "«P»"}):
        assert client.post(address, lacking).status_code == 200
    assert cell(prison.eva_row) == (3, 0)
    assert client.post(address, decision).status_code == 302
    assert cell(prison.eva_row) == stands
    again = client.post(address, {**decision, "why": "Otra vez"}).content.decode()
    assert "Head_Work" in again
    with scope.elevated():
        settled = SheetEntry.objects.get(pk=entry["id"])
        assert (settled.state, settled.settled_by, settled.settled_why) == (state, "head_work", "Lo vio el instructor")
        edits = list(MarkEdit.objects.values_list("reason", "by"))
        assert edits == ([(3, "head_work")] if holds == "mine" else [])
        assert LoggedAction.objects.get(verb="offline.settle").reason == "Lo vio el instructor"


def test_what_cannot_be_written_says_why_and_is_not_lost(client, prison, as_application, monkeypatch):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    with scope.elevated():
        Allocation.objects.filter(person=prison.eva).update(period=DateRange(date(2025, 1, 1), TODAY))
    sent = [
        device.mark(prison.eva_row.pk, "P"),
        device.mark(prison.ana_row.pk, "Z9"),
        device.mark(prison.ana_row.pk, "P"),
    ]
    answers = device.post(sent).json()
    assert [answers["answers"][each["id"]]["state"] for each in sent] == ["refused", "replaced", "applied"]
    assert "no tenía plaza" in answers["answers"][sent[0]["id"]]["why"] and answers["waiting"] == 1
    # Weeks later the day is behind the window of marks: it waits, and is written with a reason.
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-12T08:00:00-05:00")
    late = device.mark(prison.ana_row.pk, "3", "P")
    assert device.send(late) == ["refused"]
    assert client.get(reverse("offline:taken", args=[device.code])).json()["package"] is None
    decision = {"holds": "mine", "why": "No había línea", "stood": "«P»"}
    client.post(reverse("offline:settle", args=["planilla", late["id"]]), decision)
    assert cell(prison.ana_row) == (1, 180)


def test_whoever_lost_the_sheet_meanwhile_hands_over_what_they_marked(client, prison, as_application):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    with scope.elevated():
        prison.bakery.responsible = prison.teacher
        prison.bakery.save()
    answers = device.post([entry := device.mark(prison.ana_row.pk, "P")]).json()["answers"]
    assert answers[entry["id"]]["state"] == "refused" and "la llena esa persona" in answers[entry["id"]]["why"]
    assert cell(prison.ana_row) == (0, 0)
    # Without any function left nothing is taken from the device.
    with scope.elevated():
        Grant.objects.filter(user=prison.instructor).delete()
    assert device.post([device.mark(prison.ana_row.pk, "F")]).status_code == 403


def test_nothing_of_another_account_or_of_another_prison(client, prison, as_application):
    client.force_login(prison.outsider)
    assert client.post(reverse("offline:take", args=["planilla", prison.sheet.pk])).status_code == 404
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    entry = device.mark(prison.ana_row.pk, "P")
    for stranger in (prison.outsider, prison.head_work, make_user("otra", "instructor", prison.here)):
        client.force_login(stranger)
        assert client.get(reverse("offline:taken", args=[device.code])).status_code == 404
        device.user = stranger
        assert device.post([entry]).status_code == 404
    device.user = prison.instructor
    # Somebody of another sheet; a mark that is another taking's.
    with scope.elevated():
        class_ = prison.make_activity(prison.here, "AULA")
        prison.place(prison.ana, class_)
        foreign = open_sheet(actor=Command(), activity=class_, month=Month(2026, 2)).rows.get()
    assert device.send(device.mark(foreign.pk, "P"), entry) == ["refused", "applied"]
    second = Device(client, prison.head_work, "planilla", prison.sheet.pk)
    assert second.post([{**entry, "number": 1}]).status_code == 422
    with scope.elevated():
        assert SheetEntry.objects.count() == 1 and Taking.objects.count() == 2
    client.force_login(prison.outsider)
    assert client.get(reverse("offline:settle", args=["planilla", entry["id"]])).status_code == 404


UNREADABLE = [
    "",
    "[]",
    "[" * 5000,
    '{"now": "ayer", "offset": 0, "entries": []}',
    '{"now": "2026-02-02T10:00:00", "offset": 0, "entries": []}',
    '{"now": "2026-02-02T10:00:00-05:00", "offset": "NaN", "entries": []}',
    '{"now": "2026-02-02T10:00:00-05:00", "offset": 0, "entries": [{"id": "x"}]}',
    '{"now": "2026-02-02T10:00:00-05:00", "offset": 0, "entries": [{"id": "00000000-0000-0000-0000-000000000001", '
    '"number": true, "about": 1, "value": "P", "at": "2026-02-02T10:00:00Z"}]}',
]


def test_the_head_sees_what_is_on_a_device_and_ends_it(client, prison, as_application):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    other = make_user("otra", "head_work", prison.there)
    page, end = reverse("offline:waiting"), reverse("offline:end", args=[device.code])
    for user, sees in ((prison.head_work, True), (other, False)):
        client.force_login(user)
        assert (end in client.get(page).content.decode()) == sees
        assert client.get(end).status_code == (200 if sees else 404)
    client.force_login(prison.head_work)
    assert client.post(end, {"why": " "}).status_code == 422
    assert client.post(end, {"why": "Se perdió la laptop."}).headers["Location"] == page
    assert end not in client.get(page).content.decode()
    client.force_login(prison.instructor)
    again = client.get(reverse("offline:taken", args=[device.code])).json()
    assert (again["left"], again["package"]) == (0, None)
    assert device.send(device.mark(prison.ana_row.pk, "P")) == ["applied"]  # what was marked is not lost
    line = LoggedAction.objects.filter(verb="offline.end").get()
    assert line.actor == prison.head_work.username and line.reason == "Se perdió la laptop."


def test_the_reason_of_a_dispute_is_in_the_language_of_who_reads_it(client, prison, as_application):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    with scope.elevated():
        other = {prison.ana_row.pk: {TODAY.day: {"reason": 1, "minutes": 120}}}
        save_cells(actor=prison.head_work, sheet=prison.sheet, changes=other)
    client.cookies["django_language"] = "en"
    assert device.send(device.mark(prison.ana_row.pk, "F")) == ["conflict"]
    with scope.elevated():
        assert SheetEntry.objects.get().why.startswith("Sin conexión se vio «—»")  # the history is in one language
    client.force_login(prison.head_work)
    address = reverse("offline:settle", args=["planilla", SheetEntry.objects.get().pk])
    for words, language in (("when it arrived, the sheet said «2»", "en"), ("la planilla decía «2»", "es")):
        client.cookies["django_language"] = language
        assert words in client.get(reverse("offline:waiting")).content.decode()
        assert words in client.get(address).content.decode()


def test_what_cannot_be_read_is_refused_whole(client, prison):
    device = Device(client, prison.instructor, "planilla", prison.sheet.pk)
    address = reverse("offline:send", args=[device.code])
    for body in UNREADABLE:
        assert client.post(address, body, content_type="application/json").status_code == 422, body
    assert device.post([device.mark(prison.ana_row.pk, "P") for _each in range(201)]).status_code == 422


# The nursery


@pytest.fixture
def room(nursery_world):
    with scope.elevated():
        Nursery.objects.filter(pk=nursery_world.nursery.pk).update(capacity=6)
        nursery_world.room = Room.objects.create(
            nursery=nursery_world.nursery, name="Bebés", from_months=0, to_months=40, capacity=8, children_per_adult=2
        )
        for child in (nursery_world.newborn, nursery_world.near):
            NurseryPlace.objects.create(
                child=child, nursery=nursery_world.nursery, period=DateRange(date(2026, 1, 25), None)
            )
        nursery_world.other_head = factories.staff("head_nursery", nursery_world.place, "otra.jefa")
        yield nursery_world


def came(device, child, hour="08:10", **more):
    return device.mark(child.pk, "in", "0", hour=hour, who="mother", glance="well", **more)


def happened(child):
    with scope.elevated():
        rows = DayEvent.objects.filter(child=child).order_by("id")
        return [(each.kind, f"{each.at.astimezone(clock.LIMA):%H:%M}", each.by) for each in rows]


def test_the_day_of_a_room_comes_back_with_the_hours_that_were_said(client, room, as_application):
    device = Device(client, room.head, "cuna", room.room.pk)
    assert {line["about"] for line in device.taken["package"]["lines"]} == {room.newborn.pk, room.near.pk}
    arrived, fed = came(device, room.newborn), device.mark(room.newborn.pk, "feed", "0", hour="09:00")
    alone, early = device.mark(room.near.pk, "meal", "0", hour="09:00", amount="all"), came(device, room.near, "23:00")
    assert device.send(arrived, fed, alone, early) == ["applied", "applied", "refused", "refused"]
    assert device.send(arrived, fed) == ["applied", "applied"]
    assert happened(room.newborn) == [("in", "08:10", "head_nursery"), ("feed", "09:00", "head_nursery")]
    with scope.elevated():
        why = dict(DayEntry.objects.filter(state="refused").values_list("pk", "why"))
    assert {("no estaba" in text, "todavía no llega" in text) for text in why.values()} == {
        (True, False),
        (False, True),
    }


def test_what_another_wrote_of_the_same_child_is_a_dispute(client, room, as_application):
    device = Device(client, room.head, "cuna", room.room.pk)
    with scope.elevated():
        at = datetime.combine(TODAY, time(8, 30), tzinfo=clock.LIMA)
        more = {"who": "mother", "glance": "well", "at": at}
        day.write_event(actor=room.other_head, child=room.newborn, room=room.room, kind="in", **more)
    mine = came(device, room.newborn)
    assert device.send(mine) == ["conflict"]
    address = reverse("offline:settle", args=["cuna", mine["id"]])
    page = client.get(address).content.decode()
    assert "08:10 Llegó" in page and "08:30 Llegó" in page
    answer = client.post(address, {"holds": "mine", "why": "La recibí yo", "hour": "08:12", "stood": "08:30 Llegó"})
    assert answer.status_code == 302
    assert [kind for kind, _hour, _by in happened(room.newborn)] == ["in", "undo", "in"]
    assert happened(room.newborn)[2] == ("in", "08:12", "head_nursery")


def test_a_clock_that_was_moved_asks_for_the_hours_again(client, room, as_application):
    device = Device(client, room.head, "cuna", room.room.pk)
    entry = came(device, room.newborn)
    assert device.send(entry, moved=timedelta(hours=8)) == ["conflict"]
    assert "confirme la hora" in client.get(reverse("offline:waiting")).content.decode()
    # Whoever teaches settles sheets and sees nothing of the nursery.
    client.force_login(factories.staff("teacher", room.place, "docente.cuna"))
    assert "Wayra" not in client.get(reverse("offline:waiting")).content.decode()
    assert client.get(reverse("offline:settle", args=["cuna", entry["id"]])).status_code == 404


def test_the_worker_keeps_the_shell_and_no_page_of_the_office(client, prison):
    client.force_login(prison.instructor)
    script = client.get(reverse("offline:worker"))
    assert script.headers["Content-Type"] == "text/javascript"
    kept = [line.strip().strip('",') for line in script.content.decode().splitlines() if line.startswith('  "')]
    assert [path for path in kept if not path.startswith("/static/")] == [reverse("offline:shell")]
    page = client.get(reverse("offline:shell")).content.decode()
    assert str(prison.instructor) not in page and "csrfmiddlewaretoken" not in page
