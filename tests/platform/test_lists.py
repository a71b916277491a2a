"""A list declared once: its page, its paper and its files say the same; tasks and doors by what each may do."""

import csv
import io
import re
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform.clock import LIMA
from llamkay.platform.files.tabular import read_table
from llamkay.platform.screens import doors, tasks
from llamkay.platform.screens.cells import joined, link, soles, tag
from llamkay.platform.screens.lists import Column, Kind, List, answer, download, drawn
from llamkay.platform.security.scope import EVERYTHING

FORMULAS = ["=1+1", "+51 999", "-7", "@SUM(A1)", "\tx", "\rx"]


@dataclass
class Row:
    name: str
    owed: int | None = None
    on: date | datetime | None = None
    colour: str = "green"

    def get_colour_display(self):
        return self.colour.upper()


COLUMNS = [
    Column(
        "Nombre", "name", link=lambda row: f"/{row.name}/" if row.name != "Nadie" else "", order="nombre", head=True
    ),
    Column("Debe", "owed", Kind.MONEY),
    Column("Día", "on", Kind.DAY),
    Column("Color", "get_colour_display", cell=lambda row: tag(row.colour, row.get_colour_display())),
]
LIST = List(
    name="prueba",
    title="Prueba",
    columns=COLUMNS,
    count=ngettext_lazy("%(n)s fila", "%(n)s filas", "n"),
    empty="Nada todavía.",
    nothing="Nada coincide.",
    logged=False,
)
ROWS = [Row("Ana", 123_450, date(2026, 2, 1)), Row("Nadie")]


def asked(**query):
    request = RequestFactory().get("/lista/", query)
    request.user = AnonymousUser()
    return request


def file_of(kind, rows=ROWS, listed=LIST):
    return answer(asked(formato=kind), listed, rows)


def cells(rows=ROWS):
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line) for line in drawn(COLUMNS, rows)]


def test_the_page_writes_each_kind_of_value_and_a_dash_for_none():
    assert cells() == [
        [
            '<a class="govuk-link" href="/Ana/">Ana</a>',
            "S/ 1,234.50",
            "01/02/2026",
            '<strong class="govuk-tag govuk-tag--green">GREEN</strong>',
        ],
        ["Nadie", "—", "—", '<strong class="govuk-tag govuk-tag--green">GREEN</strong>'],
    ]
    assert Column("Vence", "day", cell=lambda row: None).shown(ROWS[0]) == "—"
    assert [Column("Año", lambda row: 2026, kind).shown(ROWS[0]) for kind in (Kind.TEXT, Kind.NUMBER)] == ["2026", 2026]


def test_what_somebody_wrote_is_never_markup_of_the_page():
    (line,) = cells([Row("<b>x", colour='"><script>')])
    assert "<b>" not in line[0] and "<script>" not in line[3]
    assert joined([tag("red", "<i>"), "<u>", ""]) == (
        '<strong class="govuk-tag govuk-tag--red">&lt;i&gt;</strong> &lt;u&gt;'
    )
    assert link("", "<u>") == "&lt;u&gt;"


def test_both_files_hold_the_same_values_money_in_soles():
    table = read_table(name="x.xlsx", content=file_of("xlsx").content)
    assert table[0] == ["Nombre", "Debe", "Día", "Color"]
    assert table[1][:2] == ["Ana", "1234.5"]
    rows = list(csv.reader(io.StringIO(b"".join(file_of("csv")).decode("utf-8-sig"))))
    assert rows[:2] == [["Nombre", "Debe", "Día", "Color"], ["Ana", "1234.50", "2026-02-01", "GREEN"]]
    assert rows[2] == ["Nadie", "", "", "GREEN"]


def test_a_moment_falls_on_its_day_in_lima_on_the_page():
    late = datetime(2026, 2, 1, 23, 30, tzinfo=LIMA)
    assert cells([Row("x", on=late)])[0][2] == "01/02/2026"


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_text_in_every_file(text):
    rows = [Row(text)]
    line = list(csv.reader(io.StringIO(b"".join(file_of("csv", rows)).decode("utf-8-sig"), newline="")))[1]
    assert line[0] == f"'{text}"
    assert read_table(name="x.xlsx", content=file_of("xlsx", rows).content)[1][0] == text.strip()


def test_numbers_below_zero_stay_numbers_in_a_csv():
    answered = download("csv", name="x", headings=["a", "b"], rows=[[-5, -1.5]])
    assert b"".join(answered).decode().splitlines()[1] == "-5,-1.50"
    assert answered["Content-Disposition"] == 'attachment; filename="x.csv"'


def test_internal_lists_say_so_and_a_guard_decides_what_leaves():
    seen = []

    def guard(_request, listed, rows, target):
        seen.append((listed.name, target))
        return [row for row in rows if row.owed]

    internal = replace(LIST, internal=True, guard=guard)
    answered = file_of("xlsx", listed=internal)
    assert "prueba-uso-interno.xlsx" in answered["Content-Disposition"]
    table = read_table(name="x.xlsx", content=answered.content)
    assert [row[0] for row in table] == ["USO INTERNO · Nombre", "Ana"]
    assert seen == [("prueba", "prueba")]


def test_money_is_grouped_and_keeps_its_sign():
    assert [soles(amount) for amount in (0, -5, 123_456_789)] == ["S/ 0.00", "−S/ 0.05", "S/ 1,234,567.89"]


class Staff:
    is_authenticated = True

    def __init__(self, *actions):
        self.actions = dict.fromkeys(actions, EVERYTHING)


@pytest.fixture
def registered(monkeypatch):
    """A registry of tasks with nothing in it."""
    found = []
    monkeypatch.setattr(tasks, "_REGISTERED", found)
    return found


def one(text):
    return lambda _user, _scope, _today: [tasks.Task(text, "/")]


def test_what_waits_is_asked_by_urgency_of_whoever_may_do_it(registered):
    rest, month, alarm = one("rest"), one("month"), one("alarm")
    tasks.register("pay.confirm", rest, awaited={"pay.confirm": gettext_lazy("los pagos por confirmar")})
    tasks.register("closing.close", month, urgency=tasks.Urgency.MONTH)
    tasks.register(("nursery.admit", "nursery.decide"), alarm, urgency=tasks.Urgency.ALARM)
    user = Staff("pay.confirm", "closing.close", "nursery.decide")
    assert [task.text for task in tasks.waiting(user, today=date(2026, 2, 1))] == ["alarm", "month", "rest"]
    assert tasks.waiting(Staff("nursery.view"), today=date(2026, 2, 1)) == []
    assert [task.text for task in tasks.waiting(user, today=date(2026, 2, 1), sources=[rest])] == ["rest"]
    assert (tasks.awaited(user), tasks.awaited(Staff())) == (["los pagos por confirmar"], [])


def test_the_first_action_that_is_held_gives_the_scope(registered):
    seen = []
    tasks.register(("nursery.admit", "nursery.decide"), lambda _user, scope, _today: seen.append(scope) or [])
    user = Staff("nursery.decide")
    user.actions["nursery.decide"] = here = object()
    tasks.waiting(user, today=date(2026, 2, 1))
    assert seen == [here]


def test_a_door_inside_another_is_in_the_navigation_of_the_rest_only():
    both, carer = Staff("nursery.view", "nursery.see_day"), Staff("nursery.see_day")
    assert [door.name for door in doors.opened_to(both)] == ["today", "nursery:home", "nursery:day"]
    assert [door.name for door in doors.navigation(both)] == ["today", "nursery:home"]
    assert [door.name for door in doors.navigation(carer)] == ["today", "nursery:day"]
    assert (doors.shut(carer, "nursery:home"), doors.shut(both, "nursery:home")) == (True, False)
    assert not doors.shut(carer, "nursery:part")
