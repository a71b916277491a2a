"""From the interview to a step that a sheet closes, and that a corrected day opens again."""

import re
from datetime import date

import pytest
from django.urls import reverse

from llamkay.apps.activities.corrections.services import adjust_day, confirm_adjustment
from llamkay.apps.activities.models import Sheet, Trade
from llamkay.apps.activities.sheets.services import approve_sheet, open_sheet, reopen_sheet, submit_sheet
from llamkay.apps.education.models import FinalAct, MonthlyMark, Schooling
from llamkay.apps.people.identity.services import add_document
from llamkay.apps.plans.drafting import services
from llamkay.apps.plans.drafting.paper import page_of
from llamkay.apps.plans.drafting.queries import find_plan, pages
from llamkay.apps.plans.models import Plan, StepProof
from llamkay.apps.plans.treatment import services as treatment
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope
from tests.worlds import factories
from tests.worlds.school import school
from tests.worlds.small import JANUARY

DAYS = [5, 6, 7, 8, 9]  # Monday to Friday of the first week


def only(plan):
    """The one step of a plan, as it stands."""
    (line,) = pages([plan])[plan.pk].steps
    return line


def worked(world, *days):
    """The sheet of January of the bakery with those days of Ana, still open."""
    sheet = open_sheet(actor=world.instructor, activity=world.bakery, month=JANUARY)
    row = sheet.rows.get(person=world.ana)
    for day in days:
        row.minutes[day - 1], row.reasons[day - 1] = 240, 1
    row.save()
    return sheet, row


def test_from_the_interview_to_a_step_closed_by_a_sheet_and_opened_by_a_corrected_day(client, interviewed, agree):
    world = interviewed
    plan = agree({"text": "Trabajar cinco días", "closes": "days", "needed": 5})
    assert only(plan).now.state == "open"
    assert only(plan).sentence == "Van 0 de 5."

    sheet, row = worked(world, *DAYS)
    assert only(plan).sentence == "Van 0 de 5; 5 más esperan que se apruebe la planilla."
    submit_sheet(actor=world.instructor, sheet=sheet)
    assert only(plan).now.state == "open"
    approve_sheet(actor=world.head_work, sheet=sheet)
    assert only(plan).now.state == "closed"
    assert only(plan).sentence == "Se cerró con el día de trabajo del 09/01/2026: 5 por planillas aprobadas."

    reopen_sheet(actor=world.head_work, sheet=sheet, reason="Falta una firma")
    assert only(plan).sentence == "Van 0 de 5; 5 más esperan que se apruebe la planilla."
    approve_sheet(actor=world.head_work, sheet=sheet)
    Sheet.objects.filter(pk=sheet.pk).update(state="closed")
    asked_for = adjust_day(actor=world.head_work, row=row, day=7, reason=3, why="Informe 12: ese día no vino")
    assert only(plan).now.state == "closed"  # one alone changes nothing
    confirm_adjustment(actor=world.director, adjustment=asked_for)
    assert only(plan).now.state == "reopened"
    assert only(plan).sentence == (
        "Se volvió a abrir: el 07/01/2026 se corrigió en la planilla y ya no es día de trabajo. Van 4 de 5."
    )

    client.force_login(world.social)
    page = client.get(reverse("plans:person", args=[world.ana.pk])).content.decode()
    assert "Reabierto" in page
    assert "el 07/01/2026 se corrigió en la planilla" in page
    assert "Taller de confección en Gamarra, 2015 a 2018" in page


def test_days_count_once_from_their_day_on_and_of_their_trade_alone(prison, agree):
    sheet, _row = worked(prison, *DAYS)
    Sheet.objects.filter(pk=sheet.pk).update(state="approved")
    trade = Trade.objects.first()
    plan = agree(
        {"text": "Desde el siete", "closes": "days", "needed": 3, "since": date(2026, 1, 7)},
        {"text": "De costura", "closes": "days", "needed": 1, "trade": trade},
    )
    first, second = pages([plan])[plan.pk].steps
    assert (first.now.state, first.now.done, first.now.by.on) == ("closed", 3, date(2026, 1, 9))
    assert (second.now.state, second.now.done) == ("open", 0)
    prison.bakery.trade = trade
    prison.bakery.save()
    assert [line.now.closed for line in pages([plan])[plan.pk].steps] == [True, True]


def test_a_document_closes_its_step_on_the_day_that_the_registry_wrote_it(prison, agree):
    plan = agree({"closes": "document", "code": "passport"})
    assert only(plan).now.state == "open"
    add_document(actor=Command(), person=prison.ana, kind="passport", number="X1234567")
    assert only(plan).sentence == "Se cerró el 02/02/2026, cuando lo anotó el registro."


def test_what_was_there_before_days_were_kept_has_no_day(prison, agree):
    assert only(agree({"closes": "document", "code": "dni"})).sentence == "Ya consta en el registro."


def test_marks_of_months_and_a_proven_level_close_their_steps(prison, agree):
    lesson = prison.make_activity(
        prison.here, "EBA", kind="study", modality="", level="primary", place="classroom", pay_basis="none"
    )
    plan = agree(
        {"text": "Aprobar", "closes": "marks", "needed": 1},
        {"text": "Probar", "closes": "schooling", "code": "eba_intermediate"},
    )
    MonthlyMark.objects.create(activity=lesson, person=prison.ana, month=date(2025, 12, 1), mark=15, passed=True)
    mark = MonthlyMark.objects.create(activity=lesson, person=prison.ana, month=JANUARY.first, mark=10, passed=False)
    fields = {
        "person": prison.ana,
        "stage": "ebr_primary",
        "complete": True,
        "entered_by": "x",
        "entered_at": clock.now(),
    }
    row = Schooling.objects.create(**fields)
    assert [line.now.done for line in pages([plan])[plan.pk].steps] == [0, 0]
    MonthlyMark.objects.filter(pk=mark.pk).update(mark=11, passed=True)
    Schooling.objects.filter(pk=row.pk).update(
        state="proven", proof="certificate", proof_number="1", checked_by="x", checked_at=clock.now()
    )
    first, second = pages([plan])[plan.pk].steps
    assert (first.now.closed, first.now.by.on) == (True, date(2026, 1, 31))
    assert (second.now.closed, second.now.by.on) == (
        True,
        date(2026, 2, 2),
    )  # regular primary is the cycle that it equals


def test_a_voided_act_opens_a_module_again(full_prison, everything):
    made = full_prison
    school(made)
    line = made.final_act.lines.get(person=made.person)
    line.pk, line.person, line.result = None, made.second, "passed"
    line.save(force_insert=True)
    social = factories.staff("social_worker", made.place)
    plan = services.draft(actor=social, person=made.second)
    goal = services.add_goal(actor=social, plan=plan, area="study", title="Terminar")
    services.add_step(actor=social, goal=goal, text="La segunda parte", closes="module", study_plan=made.plan, part=2)
    assert only(plan).sentence == "Se cerró con el acta del 30/01/2026."
    FinalAct.objects.filter(pk=made.final_act.pk).update(voided_at=clock.now(), voided_by="x", why_voided="Error")
    assert only(plan).sentence == "Se volvió a abrir: el acta del 30/01/2026 se anuló."


def test_a_completed_programme_closes_its_step_and_a_left_one_does_not(prison, agree):
    plan = agree({"closes": "treatment", "code": "creo"})
    first = treatment.refer(actor=prison.social, person=prison.ana, programme="creo", on=date(2026, 1, 5))
    treatment.start(actor=prison.social, treatment=first, on=date(2026, 1, 6))
    treatment.end(actor=prison.social, treatment=first, on=date(2026, 1, 9), ending="own-request")
    assert only(plan).now.state == "open"
    again = treatment.refer(actor=prison.social, person=prison.ana, programme="creo", on=date(2026, 1, 12))
    treatment.start(actor=prison.social, treatment=again, on=date(2026, 1, 12))
    treatment.end(actor=prison.social, treatment=again, on=date(2026, 1, 30), ending="completed")
    assert only(plan).sentence == "Se cerró el 30/01/2026, cuando completó el programa."


def test_a_step_closed_by_hand_keeps_its_evidence_in_the_next_version(prison, agree):
    plan = agree({"text": "Escribir a su hermana", "closes": "hand"})
    step = only(plan).step
    proof = services.prove(actor=prison.social, step=step, on=date(2026, 2, 1), what="Carta vista por trabajo social.")
    assert only(plan).sentence == "Se cerró el 01/02/2026: Carta vista por trabajo social."
    with pytest.raises(Refused, match="ya está cerrado"):
        services.prove(actor=prison.social, step=step, on=date(2026, 2, 1), what="Otra")
    following = services.draft(actor=prison.social, person=prison.ana)
    assert (only(following).now.closed, only(following).step.first) == (True, step.pk)
    services.undo_proof(actor=prison.psychologist, step=step, why="La carta era de otra persona")
    assert only(plan).sentence == "Se volvió a abrir: se anuló lo del 01/02/2026 (La carta era de otra persona)."
    assert StepProof.objects.get(pk=proof.pk).undone_by == "psicologa"


def test_what_a_fact_closes_is_not_closed_by_hand(prison, agree):
    plan = agree({"closes": "certificate", "code": "skill"})
    with pytest.raises(Refused, match="se cierra solo"):
        services.prove(actor=prison.social, step=only(plan).step, on=date(2026, 2, 1), what="x")


def test_versions_are_kept_as_she_signed_them(prison, agree):
    plan = agree({"closes": "hand"})
    paper, seal = bytes(plan.paper), plan.seal
    assert paper.startswith(b"%PDF-")
    with pytest.raises(Refused, match="empiece una versión nueva"):
        services.add_goal(actor=prison.social, plan=plan, area="work", title="Otra")
    following = services.draft(actor=prison.social, person=prison.ana)
    with pytest.raises(Refused, match="Ya hay un borrador"):
        services.draft(actor=prison.psychologist, person=prison.ana)
    services.agree(actor=prison.psychologist, plan=following, on=date(2026, 2, 2), consent="fingerprint")
    first, second = Plan.objects.order_by("version")
    assert (first.state, bytes(first.paper), first.seal) == ("superseded", paper, seal)
    assert (second.state, second.version) == ("agreed", 2)
    sentences = LoggedAction.objects.filter(verb="plans.agree").values_list("target", flat=True)
    assert set(sentences) == {f"person:{prison.ana.pk}"}


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"text": " ", "closes": "hand"}, "Escriba el paso"),
        ({"text": "x", "closes": "nothing"}, "Elija qué cierra"),
        ({"text": "x", "closes": "module"}, "Elija el plan de estudios"),
        ({"text": "x", "closes": "schooling"}, "Elija qué es lo que cierra"),
        ({"text": "x", "closes": "days", "needed": 0}, "step_needs_something"),
    ],
)
def test_a_wrong_step_is_refused_and_nothing_is_written(prison, step, why):
    plan = services.draft(actor=prison.social, person=prison.ana)
    goal = services.add_goal(actor=prison.social, plan=plan, area="work", title="Vivir de mi oficio")
    with pytest.raises(Refused, match=why):
        services.add_step(actor=prison.social, goal=goal, **step)
    assert goal.steps.count() == 0


def test_a_goal_without_steps_is_not_agreed_and_a_draft_may_be_thrown_away(prison):
    plan = services.draft(actor=prison.social, person=prison.ana)
    services.add_goal(actor=prison.social, plan=plan, area="work", title="Vivir de mi oficio")
    with pytest.raises(Refused, match="al menos un paso"):
        services.agree(actor=prison.social, plan=plan, on=date(2026, 2, 2), consent="signed")
    services.discard(actor=prison.social, plan=plan)
    assert Plan.objects.count() == 0


def test_another_prison_finds_nothing(prison, agree):
    plan = agree({"closes": "hand"})
    assert find_plan(scope=Scope(ids=frozenset([prison.here.pk])), pk=plan.pk) == plan
    assert find_plan(scope=Scope(ids=frozenset([prison.there.pk])), pk=plan.pk) is None


def test_the_fullest_plan_stands_on_one_page(prison):
    plan = services.draft(actor=prison.social, person=prison.ana)
    for _goal in range(services.MOST_GOALS):
        goal = services.add_goal(actor=prison.social, plan=plan, area="work", title="Meta " + "larga " * 25)
        for _step in range(services.MOST_STEPS // services.MOST_GOALS):
            services.add_step(
                actor=prison.social,
                goal=goal,
                text="Paso " + "largo " * 25,
                closes="days",
                needed=90,
                since=date(2026, 1, 1),
            )
    with pytest.raises(Refused, match="quepa en su hoja"):
        services.add_step(actor=prison.social, goal=goal, text="Uno más", closes="hand")
    with pytest.raises(Refused, match="hasta 5 metas"):
        services.add_goal(actor=prison.social, plan=plan, area="work", title="Otra")
    paper = page_of(pages([plan])[plan.pk], at=clock.now(), on=date(2026, 2, 2))
    assert re.search(rb"NPages>(\d+)<", paper)[1] == b"1"
    assert b"pdfuaid:part>1<" in paper
