"""One establishment with a workshop and a class in January 2026, small enough to count by hand."""

from datetime import date
from types import SimpleNamespace

from psycopg.types.range import DateRange

from llamkay.apps.activities.models import Activity, Allocation, Enrolment, Sheet, SheetRow
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models import Rate, ReparationDebt
from llamkay.apps.people.models import Conviction, CustodySpell, Person, StageSpell
from llamkay.core.values import Month
from tests.worlds.places import reference
from tests.worlds.shared import world

SINCE = DateRange(date(2025, 1, 1), None)
JANUARY = Month(2026, 1)


def marks(*days, minutes=240, reason=1):
    """The minutes, reasons and pieces of a row with the same mark on the given days."""
    chosen = set(days)
    on = [day in chosen for day in range(1, 32)]
    return {
        "minutes": [minutes if x else 0 for x in on],
        "reasons": [reason if x else 0 for x in on],
        "pieces": [2 if x and reason == 1 else 0 for x in on],
    }


def person(place, number, *, stage=("closed_ordinary", "medium"), offence="186", final=date(2025, 2, 3)):
    found = Person.objects.create(
        code=f"T{number}", first_surname=f"Prueba{number}", given_names="Ana", sex="F", search_text=f"t{number}"
    )
    CustodySpell.objects.create(person=found, establishment=place, period=SINCE, entry="entry")
    StageSpell.objects.create(person=found, regime=stage[0], stage=stage[1], period=SINCE)
    Conviction.objects.create(
        person=found,
        offence=offence,
        paragraph="1",
        committed_on=date(2024, 5, 1),
        final_on=final,
        starts_on=date(2025, 1, 1),
        years=6,
    )
    return found


@world(on=reference, at="2026-02-02T16:07:00-05:00")
def counted_prison(_reference):
    """A workshop and a class of two people, every day of whose January is told in the comments."""
    place = Establishment.objects.get(code="EP16")
    workshop = Activity.objects.create(
        establishment=place,
        code="TEJ",
        name="Tejido",
        kind="work",
        modality="institution",
        place="workshop",
        capacity=20,
        timetable=[240] * 6 + [0],
        pay_basis="piece",
        period=SINCE,
    )
    lesson = Activity.objects.create(
        establishment=place,
        code="PRI",
        name="Primaria",
        kind="study",
        level="primary",
        place="classroom",
        capacity=20,
        timetable=[240] * 5 + [0, 0],
        period=SINCE,
    )
    Rate.objects.create(activity=workshop, period=SINCE, amount=1250)
    ana, eva = person(place, 1), person(place, 2, offence="189")
    ReparationDebt.objects.create(person=ana, period=SINCE, case_number="P-1")
    for who, activity in ((ana, workshop), (eva, workshop), (eva, lesson)):
        Allocation.objects.create(person=who, activity=activity, period=SINCE)
        Enrolment.objects.get_or_create(person=who, kind=activity.kind, defaults={"period": SINCE, "folio": "1"})
    sheets = {
        activity.code: Sheet.objects.create(activity=activity, month=JANUARY.first, state="approved")
        for activity in (workshop, lesson)
    }
    # Ana: ten weekdays, the Sunday of the 4th without an act, the holiday of the 1st, an absence on the 20th.
    row = marks(1, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16)
    row["reasons"][19] = 3
    rows = {"ana": SheetRow.objects.create(sheet=sheets["TEJ"], person=ana, **row)}
    # Eva: four weekdays of work, two of them also at school; eight days of school.
    rows["eva"] = SheetRow.objects.create(sheet=sheets["TEJ"], person=eva, **marks(5, 6, 7, 8))
    SheetRow.objects.create(sheet=sheets["PRI"], person=eva, **marks(7, 8, 12, 13, 14, 15, 16, 19))
    MonthlyMark.objects.create(activity=lesson, person=eva, month=JANUARY.first, mark=14, passed=True)
    return SimpleNamespace(place=place, workshop=workshop, lesson=lesson, ana=ana, eva=eva, sheets=sheets, rows=rows)
