"""The demonstration shows what the source note says, and building it again changes nothing."""

from datetime import date

import pytest

from llamkay import demo
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.models import IdentityDocument, Person
from llamkay.apps.press.models import Note
from llamkay.apps.press.services import preview
from llamkay.apps.remission.models import Statement
from llamkay.apps.statistics.models import Snapshot
from llamkay.apps.statistics.queries import national
from llamkay.core.values import Month
from llamkay.platform.security.access import Command

JANUARY = date(2026, 1, 1)


@pytest.fixture
def built(everything, monkeypatch, settings, tmp_path):
    settings.DEMO = True
    monkeypatch.setenv("LLAMKAY_DATA", str(tmp_path))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T16:07:00-05:00")
    demo.build(lambda text: None)
    for place in Establishment.objects.filter(code__in=demo.ESTABLISHMENTS):
        close_month(actor=Command(), establishment=place, month=Month(2026, 1))
    demo.finish(lambda text: None)


def value(metric, code="", key=""):
    return national(month=JANUARY, metric=metric, key=key, establishment_code=code)


def test_the_numbers_of_the_note(built):
    assert [value("population", code).value for code in demo.ESTABLISHMENTS] == [810, 685]
    assert [value("children_attending", code).value for code in demo.ESTABLISHMENTS] == [34, 10]
    assert [value("pregnant", code).value for code in demo.ESTABLISHMENTS] == [4, 4]
    nation, population = value("working"), value("population").value
    assert nation.value > 29_000
    assert round(100 * nation.value / population) == 28
    assert (nation.counted_establishments, nation.reported_establishments, nation.missing) == (2, 67, 0)
    assert nation.counted == sum(value("working", code).value for code in demo.ESTABLISHMENTS)
    assert [check.name for check in verify() if check.problems] == []

    # Nobody in it can be a real person.
    numbers = IdentityDocument.objects.filter(kind="dni").values_list("number", flat=True)
    assert all(number.startswith("0000") for number in numbers)

    source, draft = Note.objects.order_by("id")
    assert (source.number, source.year, source.state) == (98, 2026, "published")
    assert draft.state == "draft"
    first, second, _ = preview(draft)
    assert "más de 29 mil personas" in first
    assert "28 %" in first
    assert "810 internas" in second
    assert "34 niñas y niños" in second

    # Three counts of three times: settled, or told in each reading that the law admits.
    counts = [statement.result for statement in Statement.objects.exclude(certificates=None).order_by("id")]
    assert [count["status"] for count in counts] == ["two_readings", "computed", "computed"]
    assert [{s["ratio"] for s in count["segments"]} for count in counts] == [{2, None}, {6}, {5}]

    before = (Person.objects.count(), Snapshot.objects.count(), Note.objects.count())
    assert "ya estaba preparada" in demo.build(lambda text: None).lines[0]
    assert demo.finish(lambda text: None).lines == ()
    assert (Person.objects.count(), Snapshot.objects.count(), Note.objects.count()) == before
