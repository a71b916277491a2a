"""What a cluster counts is what one process counts, person by person and month by month."""

import json
import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from llamkay.apps.activities.models import RestDayAuthorisation, SheetRow
from llamkay.apps.closing import parquet
from llamkay.apps.closing.recount import recount
from llamkay.apps.people.models import IsolationSpell
from llamkay.apps.remission.counts.statements import law_today
from llamkay.cluster import tables
from llamkay.cluster.tables import Frame, count, masks, number
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from tests.worlds import factories

FIRST, LAST = Month(2025, 12), Month(2026, 2)


@pytest.fixture
def folder(everything, tmp_path):
    """Two prisons with Sundays worked, one with the council's act, and somebody isolated for two days."""
    factories.load_reference()
    for code, word, at in (("EP16", "Quinchu", 1), ("EP17", "Zorrilla", 2)):
        made = factories.prison(code, word, at)
        row = SheetRow.objects.get(person=made.person, sheet__activity=made.workshop, sheet__state="open")
        RestDayAuthorisation.objects.create(activity=made.workshop, on=date(2026, 2, 8), act="Acta 1")
        for day in (1, 3, 8):  # two Sundays, one of them with the act
            row.minutes[day - 1], row.reasons[day - 1] = 240, 1
        SheetRow.objects.filter(pk=row.pk).update(minutes=row.minutes, reasons=row.reasons)
        if at == 2:
            IsolationSpell.objects.create(person=made.person, period=DateRange(date(2026, 1, 5), date(2026, 1, 7)))
        parquet.write(folder=tmp_path, establishment=made.place, first=FIRST, last=LAST)
    parquet.frame_of(first=FIRST, last=LAST, law=law_today()).write(tmp_path)
    return tmp_path


def expected():
    found = set()
    for place in factories.Establishment.objects.filter(activities__isnull=False).distinct():
        again = recount(establishment_id=place.pk, first=FIRST, last=LAST, law=law_today())
        for i, kind, at in zip(*np.nonzero(again.days), strict=True):
            found.add(
                (place.code, int(again.people[i]), int(kind), number(again.months[at]), int(again.days[i, kind, at]))
            )
    return found


def test_the_tables_give_the_days_of_the_recount(folder):
    frame = Frame.read(folder)
    parts = [
        count(pq.read_table(file), pq.read_table(folder / "people" / file.name), frame)
        for file in sorted((folder / "marks").glob("*.parquet"))
    ]
    told = {tuple(line.values()) for line in pa.concat_tables(parts).to_pylist()}
    assert told == expected() and len(told) > 2


def test_people_counted_in_several_blocks_have_the_same_days(folder, monkeypatch):
    frame, marks = Frame.read(folder), pq.read_table(folder / "marks")
    people = pq.read_table(folder / "people")
    at_once = count(marks, people, frame)
    monkeypatch.setattr(tables, "BLOCK", 1)
    assert count(marks, people, frame) == at_once and len(set(at_once["person"].to_pylist())) > 1


@pytest.mark.skipif(not find_spec("pyspark"), reason="pyspark is not installed: «make spark» runs this one")
def test_two_machines_of_a_cluster_give_them_too(folder, tmp_path):
    out = tmp_path / "counts.parquet"
    command = [Path(sys.executable).with_name("llamkay"), "days", "count", folder, "--out", out, "--json"]
    done = subprocess.run([*command, "--spark", "local-cluster[2,1,1024]"], capture_output=True, text=True, check=True)
    assert {tuple(line.values()) for line in pq.read_table(out).to_pylist()} == expected()
    assert json.loads(done.stdout)["lines"] == len(expected())


def test_somebody_without_a_line_of_their_own_is_refused(folder):
    marks = pq.read_table(folder / "marks" / "EP16.parquet")
    with pytest.raises(Refused, match="have marks and only 0"):
        count(marks, pq.read_table(folder / "people" / "EP16.parquet").slice(0, 0), Frame.read(folder))


@given(st.lists(st.lists(st.booleans(), min_size=59, max_size=59), min_size=1, max_size=4))
def test_a_month_of_days_is_one_integer(days):
    flags = np.array(days)
    packed = masks(flags, [0, 31])
    for row, line in zip(flags, packed.tolist(), strict=True):
        assert [bool(line[at >= 31] >> (at % 31) & 1) for at in range(59)] == row.tolist()
