"""What the morning of 2 February holds for each function: work that can be finished, an example of each trouble."""

from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity, SheetRow
from llamkay.apps.activities.places.services import allocate
from llamkay.apps.activities.services import create_activity
from llamkay.apps.activities.sheets.cells import fill_column
from llamkay.apps.activities.sheets.services import open_sheet, submit_sheet
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.people.models import Person
from llamkay.apps.remission.models import PriorDays, Request
from llamkay.apps.remission.prior import services as prior
from llamkay.apps.remission.requests import readers
from llamkay.apps.remission.requests.services import (
    certify_request,
    compute_request,
    council_session,
    file_request,
    receive_paper,
    send_request,
)
from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.apps.statistics.services import report_return
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.clock import LIMA
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.security.access import Command

DAY = date(2026, 2, 2)
FEBRUARY = Month(2026, 2)
GAPS = Month(2026, 1)


def write_gaps(place: Establishment) -> None:
    """What the close of January must ask about in the prison where it still waits: pieces, marks and grades missing."""
    rows = SheetRow.objects.filter(sheet__activity__establishment=place, sheet__month=GAPS.first)
    pieceless = [row for row in rows.filter(sheet__activity__code="PIN").order_by("id") if row.person_id % 2]
    empty = [row for row in rows.filter(sheet__activity__code="LIM").order_by("id") if row.person_id % 5 < 2]
    for row in pieceless:
        row.pieces = [0] * 31
    for row in empty:
        row.minutes, row.reasons, row.notes = [0] * 31, [0] * 31, {}
    SheetRow.objects.bulk_update([*pieceless, *empty], ["minutes", "reasons", "pieces", "notes"])
    graded = MonthlyMark.objects.filter(activity__establishment=place, activity__code="SEC", month=GAPS.first)
    graded.filter(person__in=[pk for pk in graded.values_list("person", flat=True) if pk % 5 < 2]).delete()


def write_morning() -> tuple[str, ...]:
    """Through the services that the office uses; a line for the console, nothing where it was done before."""
    (document,) = (each for each in yaml_documents("llamkay.data", "demo") if each["demo"] == "morning")
    if Activity.objects.filter(code=document["days"][0]["code"]).exists():
        return ()
    users = {user.username: user for user in User.objects.all()}
    for at, spec in enumerate(document["days"]):
        _day_of_work(spec, users, skip=8 * at)
    filed = _requests(users["directora"])
    _sent_to_a_court(users)
    _older_book(users["jefatrabajo"])
    _return_to_accept()
    return (f"Planillas de un día por entregar y por aprobar; {filed} solicitudes de libertad en trámite.",)


def _day_of_work(spec: dict[str, Any], users: dict[str, User], *, skip: int) -> None:
    """An activity of one day: its sheet can be handed in today, and of some it already was."""
    place, teacher = Establishment.objects.get(code=spec["place"]), users[spec["responsible"]]
    head = users[spec["head"]]
    activity = create_activity(
        actor=head,
        establishment=place,
        code=spec["code"],
        name=spec["name"],
        kind=spec["kind"],
        modality=spec.get("modality", ""),
        level=spec.get("level", ""),
        place=spec["where"],
        responsible=teacher,
        capacity=12,
        timetable=[120, 0, 0, 0, 0, 0, 0],
        pay_basis="none",
        period=DateRange(DAY, date(2026, 2, 3)),
    )
    here = Person.objects.filter(custody__establishment=place, custody__period__contains=DAY, merged_into=None)
    for person in here.order_by("id")[40 + skip : 48 + skip]:
        allocate(actor=head, activity=activity, person=person, start=DAY, end=date(2026, 2, 3))
    sheet = open_sheet(actor=teacher, activity=activity, month=FEBRUARY)
    if spec.get("handed_in"):
        fill_column(actor=teacher, sheet=sheet, day=DAY.day)
        submit_sheet(actor=teacher, sheet=sheet)


def _requests(director: User) -> int:
    """Two requests of women whose days are counted: one in its time, one whose time has passed."""
    made = 0
    people = (
        Person.objects.filter(statements__certificates__isnull=False, custody__period__contains=DAY)
        .distinct()
        .order_by("id")
    )
    for person, day in zip(people[1:], (date(2026, 1, 29), date(2026, 1, 6)), strict=False):
        if Request.objects.filter(person=person).exists():
            continue
        filed_at = datetime(day.year, day.month, day.day, 10, 30, tzinfo=LIMA)
        try:
            file_request(
                actor=director, person=person, purpose="semi_liberty", filed_by=person.full_name, filed_at=filed_at
            )
        except Refused:  # the law of her offence opens no such way: then it is no example
            continue
        made += 1
    return made


def _sent_to_a_court(users: dict[str, User]) -> None:
    """A request whose file is whole and with the judge, who reads it from her own account."""
    director, head, council = (users[name] for name in ("directora", "jefatrabajo", "consejo"))
    person = Request.objects.filter(purpose="semi_liberty").earliest("id").person
    filed_at = datetime(2026, 1, 12, 10, 30, tzinfo=LIMA)
    request = file_request(
        actor=director,
        person=person,
        purpose="conditional",
        filed_by=person.full_name,
        filed_at=filed_at,
        debt="none",
    )
    request = compute_request(actor=head, request=request)
    certify_request(actor=head, request=request, kind="work")
    for at, paper in enumerate(request.papers.filter(received_on=None).order_by("id"), start=1):
        receive_paper(
            actor=director,
            request=request,
            code=paper.code,
            received_on=date(2026, 1, 22),
            reference=f"Oficio {at:03d}-2026 (demostración)",
        )
    council_session(
        actor=council,
        request=request,
        held_on=DAY,
        present=3,
        minutes="Acta 009-2026 (demostración)",
        favourable=True,
        opinion="El expediente está completo.",
    )
    sent_at = datetime(DAY.year, DAY.month, DAY.day, 9, 0, tzinfo=LIMA)
    court = "Juzgado de ejecución de la demostración"
    sent = send_request(actor=director, request=request, sent_at=sent_at, court=court, charge="Cargo 77 (demostración)")
    readers.give(
        actor=director, request=sent, reader="juzgado", reason=f"{court}, expediente 12-2026, cargo 77 (demostración)"
    )


def _older_book(head: User) -> None:
    """Days of an older book that wait for a second person."""
    person = Person.objects.filter(
        custody__establishment__code="EP16", custody__period__contains=DAY, legal_status__status="sentenced"
    )
    found = person.filter(prior_days=None, custody__period__startswith__lt=date(2023, 1, 1)).order_by("id").first()
    if found is None or PriorDays.objects.filter(person=found).exists():
        return
    prior.enter(
        actor=head,
        person=found,
        kind="work",
        first=date(2023, 3, 1),
        last=date(2023, 8, 31),
        days=96,
        book="Libro de trabajo 6",
        folio="41",
    )


def _return_to_accept() -> None:
    """A prison corrects what it reported for January: a draft that headquarters accepts or not."""
    before = MonthlyReturn.objects.filter(month=date(2026, 1, 1), establishment__code="EP01", state="accepted").first()
    if before is None:
        return
    figures = {code: dict(values) for code, values in before.figures.items()}
    figures["workshops"] = {"": figures["workshops"][""] + 1}
    report_return(
        actor=Command(),
        establishment=before.establishment,
        month=Month(2026, 1),
        as_of=date(2026, 1, 31),
        figures=figures,
        source="Oficio de rectificación (demostración)",
    )
