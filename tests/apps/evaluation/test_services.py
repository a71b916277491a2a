"""Outcomes stay closed until two have signed; every look is counted; the sentence is bound to the comparison."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError

from llamkay.apps.evaluation import drawing, queries, report, services
from llamkay.apps.evaluation.checks import evaluations, how_many
from llamkay.apps.evaluation.models import Ending, Programme, Protocol, Run
from llamkay.core.errors import Refused
from llamkay.core.evaluation.shares import honest
from llamkay.core.evaluation.study import Access
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit
from tests.apps.evaluation.conftest import close_sheets, fields


@pytest.fixture
def programme(world):
    return services.add_programme(actor=world.analyst, name="Taller", kind="work")


@pytest.fixture
def draft(world, programme):
    return services.write_protocol(actor=world.analyst, programme=programme, source="register", data=fields())


def test_outcomes_are_closed_until_two_different_people_sign(world, draft):
    with pytest.raises(Refused, match="firma de dos personas"):
        services.analyse(actor=world.analyst, protocol=draft)
    services.sign_protocol(actor=world.analyst, protocol=draft)
    with pytest.raises(Refused, match="la segunda firma es de otra persona"):
        services.sign_protocol(actor=world.analyst, protocol=draft)
    with pytest.raises(Refused, match="firma de dos personas"):
        services.analyse(actor=world.analyst, protocol=draft)
    signed = services.sign_protocol(actor=world.officer, protocol=draft)
    assert not signed.locked and Run.objects.count() == 0


def test_a_protocol_with_an_open_question_is_not_signed(world, programme):
    data = fields()
    del data["assumptions"]
    draft = services.write_protocol(actor=world.analyst, programme=programme, source="register", data=data)
    with pytest.raises(Refused, match="Le falta responder 1"):
        services.sign_protocol(actor=world.analyst, protocol=draft)


def test_what_one_signed_no_longer_changes_not_even_in_the_database(world, draft):
    again = services.write_protocol(
        actor=world.analyst, programme=draft.programme, source="register", data=fields(windows=[6]), protocol=draft
    )
    assert again.pk == draft.pk and again.seal != draft.seal
    services.sign_protocol(actor=world.analyst, protocol=again)
    with pytest.raises(Refused, match="Ya tiene una firma"):
        services.write_protocol(
            actor=world.analyst, programme=draft.programme, source="register", data=fields(), protocol=again
        )
    for change in ({"seal": "0" * 64}, {"document": {}}, {"first_signed_by": "otra"}):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            Protocol.objects.filter(pk=draft.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Protocol.objects.filter(pk=draft.pk).update(second_signed_by=world.analyst.username)


def test_a_new_version_takes_the_next_number_and_its_own_seal(world, draft):
    second = services.write_protocol(actor=world.analyst, programme=draft.programme, source="register", data=fields())
    assert (draft.version, second.version) == (1, 2) and draft.seal != second.seal


def test_before_its_data_cut_a_signed_protocol_stays_closed(world, signed):
    protocol = signed(data_cut="2026-02-03")
    with pytest.raises(Refused, match="se cortan el 03/02/2026"):
        services.analyse(actor=world.analyst, protocol=protocol)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"subgroups": ["worked_before"]}, "subgroups"),
        ({"subgroups": ["zurdos"]}, "subgroups"),
        ({"outcome": ["old_case"]}, "outcome"),
        ({"exposure": None}, "exposure_days"),
    ],
)
def test_what_the_registers_cannot_tell_is_refused_when_it_is_written(world, programme, changed, field):
    with pytest.raises(Refused) as refusal:
        services.write_protocol(actor=world.analyst, programme=programme, source="register", data=fields(**changed))
    assert refusal.value.field == field


def test_an_analysis_says_what_its_comparison_allows(world, crowd, signed):
    close_sheets()
    run = services.analyse(actor=world.analyst, protocol=signed())
    first = run.document["outcomes"][0]
    assert run.document["design"] == "matched"
    assert (first["treated"]["people"], first["comparison"]["people"]) == (60, 80)
    assert first["treated"]["returned"] == 12 and first["comparison"]["returned"] == 27
    assert first["verdict"]["why"] == "few_returns"
    assert "volvieron 12 de quienes participaron y 27 de los demás" in first["verdict"]["es"]
    assert run.document["done"] == {"days": 24, "hours": 96}
    assert [row["people"] for row in run.document["funnel"]] == [140, 140]


def test_every_look_is_numbered_and_stays(world, crowd, signed):
    close_sheets()
    protocol = signed()
    runs = [services.analyse(actor=world.analyst, protocol=protocol) for _ in range(2)]
    assert [run.number for run in runs] == [1, 2] and runs[0].hash == runs[1].hash
    assert {run.total for run in queries.runs()} == {2}
    for change in (Run.objects.filter(number=1).delete, lambda: Run.objects.update(document={})):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            change()
    acts = LoggedAction.objects.filter(verb="evaluation.run")
    assert [line.details["hash"] for line in acts] == [run.hash for run in runs]
    assert not list(audit.broken_links())


def test_a_workshop_of_sixteen_is_refused_with_the_number_that_would_be_enough(world, free, signed):
    for index in range(56):
        free(worked=12 if index < 16 else 0)
    close_sheets()
    run = services.analyse(actor=world.analyst, protocol=signed())
    first = run.document["outcomes"][0]
    assert (first["verdict"]["code"], first["verdict"]["why"]) == ("refused", "few_treated")
    assert first["verdict"]["needed"] > 30 and f"harían falta {first['verdict']['needed']}" in first["verdict"]["es"]
    assert first["crude"] is None and first["weighted"] is None and run.document["curves"]["treated"] == []


def test_nobody_whose_window_is_open_counts_as_no(world, crowd, signed):
    close_sheets()
    run = services.analyse(actor=world.analyst, protocol=signed(data_cut="2024-02-14", windows=[12]))
    first = run.document["outcomes"][0]
    assert first["verdict"]["why"] == "nobody" and first["treated"]["people"] == 0
    assert run.document["funnel"][1] == {"loss": "follow_up", "people": 140}


def test_a_document_names_nobody_and_tells_no_count_of_one_to_four(world, free, crowd, signed):
    person = free(worked=12, back=date(2023, 6, 1), ground="revocation")
    close_sheets()
    run = services.analyse(actor=world.analyst, protocol=signed())
    text = json.dumps(run.document)
    assert person.code not in text and person.given_names not in text
    kinds = run.document["outcomes"][0]["treated"]["kinds"]
    assert kinds["revoked"] is None and all(n is None or n == 0 or n >= 5 for n in kinds.values())


def test_who_made_it_does_not_publish_it(world, crowd, signed):
    close_sheets()
    run = services.analyse(actor=world.analyst, protocol=signed())
    with pytest.raises(Refused, match="lo publica otra persona"):
        services.publish(actor=world.analyst, run=run)
    assert queries.league(public=True) == []
    services.publish(actor=world.officer, run=run)
    assert [each.run.pk for each in queries.league(public=True)] == [run.pk]
    with pytest.raises(Refused, match="ya es público"):
        services.publish(actor=world.officer, run=run)


def test_a_withdrawn_protocol_says_why_and_its_analyses_stay(world, crowd, signed):
    close_sheets()
    protocol = signed()
    services.analyse(actor=world.analyst, protocol=protocol)
    with pytest.raises(Refused, match="Diga por qué"):
        services.withdraw_protocol(actor=world.officer, protocol=protocol, why=" ")
    services.withdraw_protocol(actor=world.officer, protocol=protocol, why="La condena estaba mal escrita")
    with pytest.raises(Refused, match="se retiró"):
        services.analyse(actor=world.analyst, protocol=protocol)
    assert queries.runs().count() == 1


def test_only_headquarters_writes_signs_and_analyses(world, draft):
    from tests.worlds import factories

    local = factories.staff("analyst", world.place, "local")
    for act in (
        lambda: services.add_programme(actor=local, name="Otro", kind="work"),
        lambda: services.sign_protocol(actor=local, protocol=draft),
        lambda: services.analyse(actor=local, protocol=draft),
        lambda: services.sign_protocol(actor=world.press, protocol=draft),
        lambda: services.add_programme(actor=world.director, name="Otro", kind="work"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Programme.objects.count() == 1


def test_an_ending_is_written_once_with_its_source(world, free):
    person = free()
    given = {"person": person, "kind": "died", "on": date(2024, 1, 1)}
    with pytest.raises(Refused, match="de qué registro"):
        services.record_ending(actor=world.analyst, source=" ", **given)
    services.record_ending(actor=world.analyst, source="RENIEC", **given)
    with pytest.raises(Refused, match="ya consta"):
        services.record_ending(actor=world.analyst, source="RENIEC", **given)
    assert Ending.objects.count() == 1


HEADING = "released_on,took_part,returned,returned_on,ended_on,age,lot,waiting,enrolled\n"


def rows(n, took, returned, *, age=30, lot="", waiting="", enrolled="", kind="new_convicted"):
    days = [f"{kind},2023-{4 + i % 8:02}-01" if i < returned else "," for i in range(n)]
    return "".join(f"2023-03-15,{took},{days[i]},,{age + i % 11},{lot},{waiting},{enrolled}\n" for i in range(n))


def verdict_of(world, signed, text, **changed):
    programme = services.add_programme(actor=world.analyst, name=f"P{Programme.objects.count()}", kind="study")
    protocol = signed(programme, "file", windows=[12], **changed)
    run = services.analyse(actor=world.analyst, protocol=protocol, content=(HEADING + text).encode())
    return run.document["outcomes"][0], run.document


def test_a_lot_decides_the_grade_and_a_rise_is_printed_as_well_as_a_fall(world, signed):
    lower, document = verdict_of(world, signed, rows(500, 1, 100, lot=1) + rows(500, 0, 200, lot=0))
    assert document["design"] == "lot" and lower["verdict"]["es"].startswith("El programa reduce el retorno")
    higher, _ = verdict_of(world, signed, rows(500, 1, 200, lot=1) + rows(500, 0, 100, lot=0))
    assert higher["verdict"]["es"].startswith("El programa aumenta el retorno")


def test_who_won_the_lot_and_did_not_go_counts_as_treated(world, signed):
    text = rows(250, 1, 50, lot=1) + rows(250, 0, 50, lot=1) + rows(500, 0, 200, lot=0)
    first, _ = verdict_of(world, signed, text)
    assert (first["treated"]["people"], first["treated"]["returned"]) == (500, 100)


def test_a_waiting_list_is_the_comparison_where_there_is_one(world, signed):
    text = rows(400, 1, 80) + rows(400, 0, 160, waiting=1) + rows(400, 0, 10)
    first, document = verdict_of(world, signed, text)
    assert document["design"] == "waiting" and first["comparison"]["people"] == 400
    assert "quienes esperaban un lugar" in first["verdict"]["es"]


def test_without_anything_to_match_on_it_is_only_described(world, signed):
    first, document = verdict_of(world, signed, rows(400, 1, 80) + rows(400, 0, 160), covariates=[])
    assert document["design"] == "none" and first["verdict"]["why"] == "no_comparison"
    assert "no son comparables" in first["verdict"]["es"] and first["weighted"] is None


def test_a_control_that_moves_lowers_the_grade_in_print(world, signed):
    text = rows(400, 1, 80, lot=1) + rows(300, 0, 160, lot=0) + rows(100, 0, 100, lot=0, kind="old_case")
    first, _ = verdict_of(world, signed, text)
    assert first["controls"][0]["moved"] and first["verdict"]["grade"] == "waiting"
    assert "reduce" not in first["verdict"]["es"]


def test_who_enrolled_and_never_began_is_a_control_too(world, signed):
    text = rows(300, 1, 60, enrolled=1) + rows(300, 0, 30, enrolled=1) + rows(300, 0, 150, enrolled=0)
    first, _ = verdict_of(world, signed, text)
    never = first["controls"][1]
    assert never["name"] == "never_begun" and never["moved"]
    assert first["verdict"]["why"] == "control_moved"


def test_nineteen_released_and_none_back_is_an_upper_limit(world, signed):
    first, _ = verdict_of(world, signed, rows(19, 1, 0) + rows(200, 0, 40))
    assert round(first["treated"]["upper"], 4) == 0.1765 and "puede ser de 0 a 18 de cada 100" in first["verdict"]["es"]


def test_across_programmes_what_stood_out_alone_may_not(world, signed):
    verdict_of(world, signed, rows(600, 1, 150) + rows(600, 0, 182))
    alone = queries.league()[0]
    assert alone.outcome["verdict"]["code"] == "lower" and not alone.lost
    for _ in range(3):
        verdict_of(world, signed, rows(600, 1, 180) + rows(600, 0, 182))
    lines = queries.league()
    assert [each.lost for each in lines if each.outcome["verdict"]["code"] == "lower"] == [True]


def test_what_was_analysed_is_verified(world, signed):
    assert list(evaluations()) == []
    verdict_of(world, signed, rows(60, 1, 9) + rows(60, 0, 9))
    assert list(evaluations()) == [] and how_many() == 2
    with connection.cursor() as cursor:  # as somebody would who owns the tables
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE evaluation_run DISABLE TRIGGER USER")
        cursor.execute("UPDATE evaluation_run SET document = jsonb_set(document, '{design}', '\"lot\"'), number = 2")
        cursor.execute("ALTER TABLE evaluation_run ENABLE TRIGGER USER")
    broken = list(evaluations())
    assert len(broken) == 2 and "no es el que se hizo" in broken[0] and "falta el análisis 1" in broken[1]


def test_an_analysis_read_again_is_the_one_that_was_made(world, signed):
    """With groups so alike that a balance is a zero from below, which the database keeps without its sign."""
    verdict_of(world, signed, rows(330, 1, 66) + rows(330, 0, 66) + rows(60, 1, 12, age=31) + rows(60, 0, 12, age=31))
    run = Run.objects.get()
    assert services.digest(run.document) == run.hash
    services.publish(actor=world.officer, run=run)


def test_a_share_that_a_subtraction_would_give_back_is_withheld_too():
    rows = [("women", 12, 10), ("men", 100, 50)]
    made = SimpleNamespace(access=[Access("sex", label, n, part, honest(part, n)) for label, n, part in rows])
    shown = {line["label"]: line for line in report._access(made)}
    # Two of the women took no part: of sixty who did and fifty-two who did not, the men's share would tell it.
    assert [shown[label].get("value") for label in ("women", "men")] == [None, None]
    assert (shown["women"]["people"], shown["men"]["people"]) == (12, 100)
    whole = SimpleNamespace(
        access=[Access("sex", label, 2 * n, n, honest(n, 2 * n)) for label, n in (("a", 8), ("b", 9))]
    )
    assert [line["value"] for line in report._access(whole)] == [0.5, 0.5]


def outside(landmark):
    """A programme of after the release that does nothing: of 400 a hundred come back before anybody could begin.

    Of the other 300 half begin on the first of May, and of each half thirty come back in September; three begin late.
    """
    lines = [("0", "new_convicted,2023-04-20", "")] * 100
    for took, day in (("1", "2023-05-01"), ("0", "")):
        lines += [(took, "new_convicted,2023-09-01", day)] * 30 + [(took, ",", day)] * 120
    lines[-3:] = [("1", ",", "2023-08-01")] * 3
    heading = "released_on,took_part,returned,returned_on,ended_on,age,part_from\n"
    text = "".join(f"2023-03-15,{took},{back},,{30 + n % 11},{day}\n" for n, (took, back, day) in enumerate(lines))
    return text if landmark else text.replace("2023-05-01", "").replace("2023-08-01", ""), heading


def test_outside_who_stays_out_longer_has_more_time_to_begin_and_owes_it_nothing(world, signed):
    programme = services.add_programme(actor=world.analyst, name="Acompañamiento", kind="culture")

    def analysed(landmark):
        text, heading = outside(landmark)
        protocol = signed(programme, "file", windows=[12], landmark=landmark)
        run = services.analyse(actor=world.analyst, protocol=protocol, content=(heading + text).encode())
        return run.document

    # Whoever leaves out when each began would say: 30 of 153 against 130 of 247, 33 fewer of every hundred.
    naive = analysed(None)["outcomes"][0]
    assert [naive[group]["returned"] for group in ("treated", "comparison")] == [30, 130]
    assert naive["verdict"]["code"] == "lower"
    document = analysed(3)
    first = document["outcomes"][0]
    assert [(first[group]["people"], first[group]["returned"]) for group in ("treated", "comparison")] == [
        (150, 30),
        (150, 30),
    ]
    assert first["crude"]["value"] == 0 and first["verdict"]["code"] == "inconclusive"
    assert "en los 12 meses que siguen al mes 3 de libertad" in first["verdict"]["es"]
    assert "in the 12 months that follow month 3 after release" in first["verdict"]["en"]
    assert [row["people"] for row in document["funnel"]] == [400, 100, 300]
    assert document["late"] is None  # three are few
    shown = drawing.report(document)
    assert any("Quienes empezaron después (menos de 5)" in note for note in shown.notes)
    assert shown.curve.drawing.x_title == "meses desde el mes 3 de libertad"


def test_a_day_after_time_zero_is_refused_by_a_file_too(world, signed):
    text, heading = outside(3)
    programme = services.add_programme(actor=world.analyst, name="Acompañamiento", kind="culture")
    for landmark, change, why in (
        (None, ("x", "x"), "pide un protocolo con mes de partida"),
        (3, ("1,new_convicted,2023-09-01,,31,2023-05-01", "1,new_convicted,2023-09-01,,31,2023-09-02"), "haber vuelto"),
        (3, ("1,,,,30,2023-05-01", "1,,,,30,"), "no dice desde qué día"),
    ):
        with pytest.raises(Refused, match=why):
            services.analyse(
                actor=world.analyst,
                protocol=signed(programme, "file", windows=[12], landmark=landmark),
                content=(heading + text.replace(*change)).encode(),
            )
    with pytest.raises(Refused, match="se analiza de un archivo"):
        services.write_protocol(actor=world.analyst, programme=programme, source="register", data=fields(landmark=3))
