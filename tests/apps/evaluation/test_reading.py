"""A report as a stranger reads it: no number contradicts its neighbour, and each says what it is."""

import pytest

from llamkay.apps.evaluation import drawing, paper, services
from tests.apps.evaluation.test_services import HEADING, rows, verdict_of


def test_a_number_is_rounded_and_a_zero_has_no_sign():
    assert drawing.percent(140 / 973) == "14.4 %"
    assert [drawing.points(value) for value in (-0.0004, 0.0004, -0.0136)] == ["0.0", "0.0", "−1.4"]


def test_the_side_of_zero_is_seen():
    assert drawing.sided({"lower": -0.0003, "upper": 0.0226}) == "de −0.03 a +2.26"
    assert drawing.sided({"lower": 0.00004, "upper": 0.0322}) == "de +0.004 a +3.220"
    assert drawing.sided({"lower": -0.09, "upper": -0.034}) == "de −9.0 a −3.4"


@pytest.fixture
def old_cases(world, signed):
    """Those of the comparison came back for older cases too, so nothing is concluded; one in six did too little."""
    text = rows(300, 1, 60) + rows(300, 0, 100) + rows(60, 0, 60, kind="old_case")
    text += "".join(f"2023-03-15,,,,,{30 + i % 11},,,\n" for i in range(60))
    return verdict_of(world, signed, text)[1]


def test_a_share_told_as_weighted_stands_in_its_table_and_the_reader_is_told_which(old_cases):
    first = old_cases["outcomes"][0]
    assert first["verdict"]["why"] == "control_moved" and "Con los pesos" in first["verdict"]["es"]
    shown = drawing.report(old_cases)
    for line, name in zip(shown.outcomes[0].groups, ("treated", "comparison"), strict=True):
        assert line.cells[-1] == drawing.percent(first["alike"][name])
        assert f"{100 * first['alike'][name]:.0f} de cada 100" in shown.sentence
    assert shown.funnel[-1].words == "Quedarían para comparar" and shown.grade == ""
    assert "De ellos, 60 hicieron menos" in shown.access_note


def test_a_finding_marks_the_difference_it_rests_on_and_is_no_cause(world, signed):
    document = verdict_of(world, signed, rows(600, 1, 100) + rows(600, 0, 200))[1]
    shown = drawing.report(document)
    assert ["en esta se apoya" in line.words for line in shown.outcomes[0].estimates] == [False, True, False]
    assert shown.tag[0] == "Asociado con menos retornos"
    assert "a los 12 meses" in shown.sentence and shown.others == ""
    assert [set(line.cells) for line in shown.at_risk] == [{"500"}, {"400"}]  # 600 less those back by then
    ends = [points[-1]["month"] for points in drawing.together(document["curves"]).values()]
    assert ends[0] == ends[1] and "Sin ajustar" in shown.curve_note and f"mes {ends[0]}:" in shown.curve_note


def test_a_group_too_small_draws_no_curve_and_tells_no_share(world, signed):
    shown = drawing.report(verdict_of(world, signed, rows(19, 1, 0) + rows(200, 0, 40))[1])
    assert shown.curve is None and shown.at_risk == ()
    assert shown.outcomes[0].groups[0].cells[2] == "muy pocas"
    assert shown.sentence.count("No se compara") == 0


def test_without_a_conviction_innocence_is_presumed(world, signed):
    shown = drawing.report(verdict_of(world, signed, rows(60, 1, 9) + rows(60, 0, 9))[1])
    assert "se presume su inocencia" in shown.presumption
    assert services.Programme.objects.count() == 1


def test_each_page_of_a_paper_of_invented_people_says_so_and_its_words_are_explained(world, signed):
    programme = services.add_programme(actor=world.analyst, name="Coro", kind="culture", invented=True)
    run = services.analyse(
        actor=world.analyst, protocol=signed(programme, "file"), content=(HEADING + rows(60, 1, 9)).encode()
    )
    made = paper.paper_data(run, drawing.report(run.document))
    assert made["invented"] and made["programme"] == "Coro"
    words = {words for words, _ in made["glossary"]}
    assert {"Holm", "p", "Valor E", "Cox", "Log-rank", "Pesos de solapamiento", "Aalen–Johansen", "Huella"} <= words
    source = paper.TEMPLATE.read_text(encoding="utf-8")
    assert "Personas inventadas" in source.partition("footer:")[2].partition("#set text(font")[0]
