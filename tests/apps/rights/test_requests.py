"""A request about one's own data: its clock, the report that names nobody else, its answer and its way to her hand."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from llamkay.apps.activities.models import SheetRow
from llamkay.apps.nursery.models import Child, Concern
from llamkay.apps.people.acts import RENAME
from llamkay.apps.plans.models import CouncilEvaluation
from llamkay.apps.rights.kinds import Ground, Right
from llamkay.apps.rights.law import ground, term
from llamkay.apps.rights.models import DataRequest
from llamkay.apps.rights.report.content import report_of
from llamkay.apps.rights.requests import services
from llamkay.apps.rights.requests.queries import due
from llamkay.core.errors import Refused
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from tests.worlds import factories

FILED = date(2026, 2, 2)


@pytest.fixture
def officer(two_prisons):
    return factories.staff("data_officer", None)


@pytest.fixture
def here(two_prisons):
    return two_prisons[0]


def ask(actor, person, right="access", **values):
    sent = {"what": "Todo lo que tienen de mí", "filed_on": FILED, "identified_by": "DNI", **values}
    return services.receive(actor=actor, person=person, right=right, **sent)


def mother(made):
    child = Child.objects.filter(stays__establishment=made.place).first()
    return child, child.mother


def cells(report, chapter=None):
    parts = [part for part in report.parts if chapter in (None, part.chapter.code)]
    return "\n".join(cell for part in parts for table in part.tables for row in table.rows for cell in row)


@pytest.mark.parametrize(
    ("right", "filed", "due_on"),
    [
        ("access", date(2026, 2, 2), date(2026, 3, 2)),  # twenty working days
        ("rectify", date(2026, 2, 2), date(2026, 2, 16)),  # ten
        ("oppose", date(2026, 3, 27), date(2026, 4, 14)),  # over Holy Thursday and Good Friday
    ],
)
def test_the_law_counts_working_days_from_the_next_one(right, filed, due_on):
    assert term(right, filed_on=filed).due_on == due_on


def test_before_the_regulation_there_is_no_term():
    with pytest.raises(Refused, match="privacy"):
        term("access", filed_on=date(2025, 3, 29))


def test_her_page_says_what_she_asked_to_whoever_answers_and_to_nobody_else(here, officer, client):
    made = ask(officer, here.person, "cancel", what="Mi antigua dirección")

    def page(role):
        client.force_login(factories.staff(role, here.place))
        return client.get(reverse("people:detail", args=[here.person.pk])).content.decode()

    pages = [page("director"), page("head_work")]
    assert [f"n.º {made.number}-{made.year}" in each and "lea ese pedido" in each for each in pages] == [True, False]
    assert not any("Mi antigua dirección" in each for each in pages)


def test_every_right_has_its_term_and_every_ground_its_norm():
    assert all(term(right, filed_on=FILED).days for right in Right.values)
    assert all(ground(code, on=FILED).article for code in Ground.values)


def test_a_request_is_numbered_and_waits_for_who_answers(here, officer):
    first, second = ask(officer, here.person), ask(officer, here.person, "rectify")
    assert (str(first), str(second)) == ("DP-0001-2026", "DP-0002-2026")
    assert list(due(scope=scope.EVERYTHING, before=date(2026, 2, 17))) == [second]
    assert second.late(date(2026, 2, 17)) and not second.late(date(2026, 2, 16))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": " "}, "what"),
        ({"identified_by": ""}, "identified_by"),
        ({"filed_on": date(2026, 2, 3)}, "filed_on"),
        ({"child_proof": "Partida"}, "child_proof"),
    ],
)
def test_what_is_no_request_is_refused_beside_its_field(here, officer, values, field):
    with pytest.raises(Refused) as refusal:
        ask(officer, here.person, **values)
    assert refusal.value.field == field


def test_another_womans_child_is_not_told_of(here, two_prisons, officer):
    child, _ = mother(two_prisons[1])
    with pytest.raises(Refused) as refusal:
        ask(officer, here.person, child=child, child_proof="Partida")
    assert refusal.value.field == "child"


def test_who_receives_does_not_answer_and_another_prison_neither(here, two_prisons, officer):
    registry = factories.staff("registry", here.place, "registro")
    made = ask(registry, here.person)
    with pytest.raises(PermissionDenied):
        services.read_report(actor=registry, request=made)
    elsewhere = factories.staff("registry", two_prisons[1].place, "otro")
    with pytest.raises(PermissionDenied):
        services.withdraw(actor=elsewhere, request=made, why="Lo dejó por escrito el lunes.")


def test_a_report_tells_of_every_room_and_asks_no_more_for_more_rows(here, officer):
    made = ask(officer, here.person)
    with CaptureQueriesContext(connection) as before:
        report = report_of(made)
    chapters = {part.chapter.code for part in report.parts if part.tables}
    assert {"people", "activities", "education", "remission", "pay", "workshops", "rights"} <= chapters
    assert here.person.first_surname in cells(report, "people") and "00001001" in cells(report, "people")
    for number in range(3):
        ask(officer, here.person, what=f"Otra vez {number}")
    with CaptureQueriesContext(connection) as after:
        report_of(made)
    assert len(after) <= len(before)


def test_a_report_names_nobody_else(here, two_prisons, officer):
    other, (child, _) = two_prisons[1].person, mother(two_prisons[1])
    staff = factories.staff("teacher", here.place, "docente-nombrada")
    staff.full_name = "Ruperta Docente"
    staff.save()
    row = SheetRow.objects.get(sheet=here.open_sheet, person=here.person)
    row.notes = {
        "5": f"Peleó con {other} ({other.code}), lo vio Ruperta Docente; preguntó {child.given_names} {child.surnames}"
    }
    row.save()
    text = cells(report_of(ask(officer, here.person)))
    assert "Peleó con [otra persona] ([otra persona]), lo vio [personal]; preguntó [otra persona]" in text
    assert other.code not in text


def test_treatment_is_withheld_with_its_norm_and_safeguarding_is_not_even_counted(here, officer):
    child, woman = mother(here)
    CouncilEvaluation.objects.get_or_create(
        person=woman,
        establishment=here.place,
        year=2025,
        half=2,
        defaults={
            "attendance": 90,
            "conduct": "good",
            "verdict": "favourable",
            "act": "Acta 9",
            "on": date(2025, 12, 1),
            "reason": "Razón reservada",
            "by": "alguien",
            "at": "2025-12-01T10:00:00-05:00",
        },
    )
    Concern.objects.create(
        establishment=here.place,
        child=child,
        about="Niña",
        what="Sospecha de maltrato",
        seen_on=FILED,
        reported_at="2026-02-02T09:00:00-05:00",
        reported_by="alguien",
    )
    report = report_of(ask(officer, woman, child=child, child_proof="Partida de nacimiento"))
    plans = next(part for part in report.parts if part.chapter.code == "plans")
    assert [(title, count) for title, count, _why in plans.withheld] == [
        ("Evaluaciones semestrales del consejo técnico", 1)
    ]
    assert "art. 51" in plans.withheld[0][2] and "Razón reservada" not in cells(report)
    text = cells(report) + "".join(f"{part.empty}{part.withheld}" for part in report.parts)
    assert "maltrato" not in text and "Preocupaciones" not in text


def test_a_child_is_told_of_only_with_the_proof(here, officer):
    child, woman = mother(here)
    alone, both = report_of(ask(officer, woman)), report_of(ask(officer, woman, child=child, child_proof="Partida"))
    assert "child" not in {part.chapter.code for part in alone.parts}
    assert child.code in cells(both, "child") and child.code not in cells(alone)


def test_who_looked_is_told_by_function_and_place(here, officer):
    social = factories.staff("social_worker", here.place, "trabajadora")
    audit.log_access(actor=social.username, kind="read", target=f"person:{here.person.pk}")
    audit.log_access(actor=social.username, kind="read", target=f"person:{here.person.pk}0")
    report = report_of(ask(officer, here.person))
    (reads,) = [
        t for part in report.parts if part.chapter.code == "access" for t in part.tables if t.title == "Lecturas"
    ]
    assert reads.rows == [[f"Trabajo social, {here.place.name}", "vio la ficha", "1", "02/02/2026", "02/02/2026"]]


def test_what_was_done_with_her_request_is_among_the_acts_and_another_womans_is_not(here, officer):
    made = ask(officer, here.person)
    another = f"data_request:{made.pk}0"
    with transaction.atomic():
        audit.record(actor=officer.username, verb="rights.deliver", target=another, sentence="Otra.", stream="EP16")
    report = report_of(made)
    (acts,) = [t for part in report.parts if part.chapter.code == "access" for t in part.tables if t.title == "Actos"]
    assert [row[1:3] for row in acts.rows] == [["recibir un pedido sobre datos propios", "1"]]


def test_the_paper_leaves_its_hash_and_the_reading_a_line(here, officer):
    made = ask(officer, here.person)
    pdf = services.make_report(actor=officer, request=made)
    assert pdf.startswith(b"%PDF") and made.copies.get().sha256 == hashlib.sha256(pdf).hexdigest()
    services.read_report(actor=officer, request=made)
    assert InteractionLog.objects.filter(kind="access_report", target=f"person:{here.person.pk}").count() == 1
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        made.copies.update(sha256="0" * 64)


def test_an_access_request_goes_to_her_hand(here, officer):
    made = ask(officer, here.person)
    decision = {"outcome": "granted", "answer": "Aquí está todo lo que tenemos de usted."}
    with pytest.raises(Refused, match="informe"):
        services.answer(actor=officer, request=made, **decision)
    services.make_report(actor=officer, request=made)
    services.answer(actor=officer, request=made, **decision)
    registry = factories.staff("registry", here.place, "registro")
    services.deliver(actor=registry, request=made, on=FILED, how="hand")
    made.refresh_from_db()
    assert (made.state, made.delivered_by, made.delivered_how) == ("delivered", "registro", "hand")
    with pytest.raises(Refused):
        services.deliver(actor=registry, request=made, on=FILED, how="hand")
    verbs = LoggedAction.objects.filter(target=f"data_request:{made.pk}").values_list("verb", flat=True)
    assert list(verbs.order_by("id")) == ["rights.receive", "rights.report", "rights.answer", "rights.deliver"]


def test_a_refusal_says_why_and_a_grant_does_not(here, officer):
    made = ask(officer, here.person, "oppose")
    words = "La ley obliga a la institución a llevar ese registro."
    for outcome, code in (("refused", ""), ("granted", "public_duty"), ("refused", "porque_si")):
        with pytest.raises(Refused) as refusal:
            services.answer(actor=officer, request=made, outcome=outcome, answer=words, ground=code)
        assert refusal.value.field == "ground"
    services.answer(actor=officer, request=made, outcome="refused", answer=words, ground="public_duty")
    with pytest.raises(IntegrityError, match="data_request_answered_with_reason"), transaction.atomic():
        DataRequest.objects.filter(pk=made.pk).update(answer="")


def test_a_term_is_extended_once_and_within_it(here, officer, monkeypatch):
    made = ask(officer, here.person, "rectify")
    why = "El acta está en el archivo de otro penal."
    services.extend(actor=officer, request=made, why=why)
    made.refresh_from_db()
    assert made.due_on == date(2026, 3, 2)
    with pytest.raises(Refused, match="una vez"):
        services.extend(actor=officer, request=made, why=why)
    late = ask(officer, here.person, "rectify")
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-17T10:00:00-05:00")
    with pytest.raises(Refused, match="venció"):
        services.extend(actor=officer, request=late, why=why)


def test_a_correction_is_the_rooms_own_act_and_whoever_had_the_data_learns_of_it(here, officer):
    made = ask(officer, here.person, "rectify", what="Mi apellido está mal escrito")
    granted = {"outcome": "granted", "answer": "Su apellido ya está corregido en todo."}
    with pytest.raises(Refused, match="Señale antes"):
        services.answer(actor=officer, request=made, **granted)
    for wrong in (0, LoggedAction.objects.order_by("-id").first().pk):
        with pytest.raises(Refused) as refusal:
            services.cite(actor=officer, request=made, act=wrong)
        assert refusal.value.field == "act"
    with transaction.atomic():
        act = audit.record(
            actor="registro",
            verb=RENAME,
            target=f"person:{here.person.pk}",
            sentence="Corrigió un apellido.",
            stream=here.place.code,
        )
    services.cite(actor=officer, request=made, act=act.pk)
    services.answer(actor=officer, request=made, **granted)
    services.inform(actor=officer, request=made, to="Segundo juzgado", on=FILED, how="Oficio 12")
    assert made.acts.get().act == act.pk and made.informed.get().to == "Segundo juzgado"


def test_an_act_of_before_corrected_nothing(here, officer, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T08:00:00-05:00")
    with transaction.atomic():
        act = audit.record(
            actor="registro", verb=RENAME, target=f"person:{here.person.pk}", sentence="Antes.", stream=here.place.code
        )
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    with pytest.raises(Refused, match="anterior"):
        services.cite(actor=officer, request=ask(officer, here.person, "rectify"), act=act.pk)
