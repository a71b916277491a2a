"""Two counts of one person: what moved and why, by cases changed in one thing only, and promises over the corpus."""

import copy
import random
from datetime import date
from fractions import Fraction

import pytest
import yaml

from llamkay.core.law import LawBook
from llamkay.core.remission.compare import compare
from llamkay.core.remission.statement import compute_case
from llamkay.platform.files.datafiles import yaml_documents
from tests.worlds.corpus import CORPUS, counted

DOCUMENTS = [dict(document) for document in yaml_documents("llamkay.law", "pe")]
LAW = LawBook.of(DOCUMENTS)
CASE = {
    "id": "hurto",
    "as_of": date(2026, 11, 23),
    "convictions": [
        {
            "offence": "185",
            "committed_on": date(2023, 12, 1),
            "final_on": date(2024, 3, 1),
            "starts_on": date(2024, 1, 10),
            "sentence": {"years": 4},
        }
    ],
    "stages": [{"from": date(2024, 1, 10), "regime": "closed_ordinary", "stage": "medium"}],
    "activity": [{"kind": "work", "from": date(2024, 4, 1), "to": date(2024, 9, 2), "days": 100}],
}


def differ(earlier: dict, later: dict, *, laws: tuple[LawBook, LawBook] = (LAW, LAW)) -> list[dict]:
    results = compute_case(earlier, laws[0]), compute_case(later, laws[1])
    return [difference.as_dict() for difference in compare(*results, cases=(earlier, later))]


def by_what(differences: list[dict]) -> dict[str, dict]:
    return {difference["what"]: difference for difference in differences}


def test_a_day_corrected():
    """Three sessions, the middle one under a sanction that was annulled: one day more, and one day earlier."""
    week = [{"kind": "work", "on": date(2026, 3, day), "minutes": 240} for day in (10, 11, 12)]
    later = {**CASE, "activity": week}
    earlier = {**later, "isolation": [{"from": date(2026, 3, 11), "to": date(2026, 3, 12)}]}
    assert differ(earlier, later) == [
        {
            "what": "counted_days",
            "text": "Los días contados pasan de 2 a 3: 1 día más.",
            "before": "2",
            "after": "3",
            "why": [],
        },
        {
            "what": "remitted_days",
            "text": "Los días de pena redimidos pasan de 2 a 3: 1 día más.",
            "before": "2",
            "after": "3",
            "why": [],
        },
        {
            "what": "period",
            "text": "Del 10/03/2026 al 12/03/2026 (trabajo): antes 2 días en régimen cerrado ordinario, etapa mediana, "
            "cada día de trabajo resta 1 día de pena, 2 de pena; ahora 3 días en régimen cerrado ordinario, etapa "
            "mediana, cada día de trabajo resta 1 día de pena, 3 de pena.",
            "before": "2",
            "after": "3",
            "why": ["Cambiaron los días contados: 1 día más.", "En 03/2026: de 2 días a 3 días."],
        },
        {
            "what": "excluded",
            "text": "El 11/03/2026 (trabajo) ya no figura entre los que no cuentan. El motivo era: mientras dura la "
            "sanción de aislamiento no se redime.",
            "before": "isolation",
            "after": None,
            "why": [],
        },
        {
            "what": "with_remission",
            "text": "El último día de pena con redención pasa del 07/01/2028 al 06/01/2028: 1 día antes.",
            "before": "2028-01-07",
            "after": "2028-01-06",
            "why": [],
        },
        {
            "what": "fact",
            "text": "Cambió un dato del caso: las sanciones de aislamiento.",
            "before": None,
            "after": None,
            "why": [],
        },
    ]


def test_a_new_law():
    """The ratio of medium security read again as two for one: 100 days give 50, and the law has another version."""
    changed = copy.deepcopy(DOCUMENTS)
    (value,) = [v for d in changed for v in d.get("values", ()) if v["id"] == "RED-02-work-2023"]
    value |= {"id": "RED-02-work-2027", "value": 2, "norm": "D.Leg 9999"}
    other = LawBook.of(changed)
    found = by_what(differ(CASE, CASE, laws=(LAW, other)))
    assert set(found) == {"remitted_days", "period", "with_remission", "law_version", "warning"}
    assert (found["remitted_days"]["before"], found["remitted_days"]["after"]) == ("100", "50")
    assert found["remitted_days"]["text"] == "Los días de pena redimidos pasan de 100 a 50: 50 días menos."
    assert found["period"]["why"] == [
        "Rige otra regla: era Decreto Legislativo 1585, artículo 44 y es Decreto Legislativo 9999, artículo 44.",
        f"Cambió la versión de la ley: {LAW.version} y {other.version}.",
    ]
    assert found["with_remission"]["text"].endswith("pasa del 01/10/2027 al 20/11/2027: 50 días después.")


def test_a_stage_corrected():
    later = copy.deepcopy(CASE)
    later["stages"][0]["stage"] = "maximum"
    found = by_what(differ(CASE, later))
    assert set(found) == {"remitted_days", "period", "with_remission", "fact", "warning"}
    assert (found["period"]["before"], found["period"]["after"]) == ("100", "25")
    assert found["period"]["why"] == [
        "Cambió el régimen o la etapa: era régimen cerrado ordinario, etapa mediana y es régimen cerrado ordinario, "
        "etapa máxima.",
        "Rige otra regla: era RED-02-work-2023 y es RED-03-work-2023.",
    ]
    assert found["fact"]["text"] == "Cambió un dato del caso: el régimen o la etapa."


def test_a_sentence_becomes_final():
    earlier = copy.deepcopy(CASE)
    del earlier["convictions"][0]["final_on"]
    found = by_what(differ(earlier, CASE))
    assert set(found) == {"status", "remitted_days", "period", "with_remission", "fact"}
    assert found["status"]["text"] == "El resultado era «sin sentencia firme» y ahora es «calculado»."
    assert found["remitted_days"]["text"] == ("De días de pena redimidos no había una cifra única y ahora hay 100.")
    assert found["period"]["before"] is None
    assert found["period"]["why"][0] == "La sentencia quedó firme."
    assert found["with_remission"]["text"] == (
        "El último día de pena con redención no constaba; ahora es el 01/10/2027."
    )
    assert found["fact"]["text"] == "Cambió un dato del caso: la condena: delito, fechas, firmeza o pena."


def test_a_reading_is_settled():
    earlier = copy.deepcopy(CASE)
    earlier["convictions"][0] |= {"offence": "189", "committed_on": date(2019, 5, 1), "final_on": date(2021, 3, 15)}
    later = {**earlier, "parameters": {"later_laws": "whole"}}
    found = by_what(differ(earlier, later))
    assert set(found) == {"status", "remitted_days", "period", "with_remission", "alternatives", "fact", "warning"}
    assert found["warning"]["text"].startswith("Aviso nuevo: Alguna razón descansa en un texto no leído")
    assert found["alternatives"]["text"] == (
        "Lo que da cada lectura en discusión (días de pena): antes 50 o 100; ahora ninguna."
    )
    assert found["remitted_days"]["after"] == "50"


def test_a_longer_sentence():
    later = copy.deepcopy(CASE)
    later["convictions"][0]["sentence"] = {"years": 5}
    found = differ(CASE, later)
    assert [d["what"] for d in found] == ["sentence_ends", "with_remission", "fact"]
    assert found[0]["text"] == "El fin de la pena completa pasa del 09/01/2028 al 09/01/2029: 366 días después."


def test_days_of_another_kind_added():
    later = copy.deepcopy(CASE)
    later["activity"].append({"kind": "study", "from": date(2026, 10, 1), "to": date(2026, 11, 1), "days": 20})
    (period,) = [d for d in differ(CASE, later) if d["what"] == "period"]
    assert period["text"] == (
        "Del 01/10/2026 al 31/10/2026 (estudio): antes sin días contados; ahora 20 días en régimen cerrado ordinario, "
        "etapa mediana, cada día de estudio resta 1 día de pena, 20 de pena."
    )
    assert (period["before"], period["after"]) == ("0", "20")


def test_dates_written_as_words_or_as_days_are_the_same_fact():
    written = yaml.safe_load(yaml.safe_dump(CASE))
    written["stages"][0]["from"] = "2024-01-10"
    assert differ(CASE, written) == []


# Promises


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_a_count_does_not_differ_from_itself(document):
    result = compute_case(document, LAW)
    assert compare(result, result) == []
    assert compare(result, compute_case(document, LAW), cases=(document, document)) == []


def pairs() -> list[tuple[dict, dict]]:
    results = [counted(document) for document in CORPUS]
    chance = random.Random(20261123)
    return [tuple(chance.sample(results, 2)) for _ in range(600)]


def test_only_equal_counts_do_not_differ_and_the_way_back_says_the_same():
    for one, other in pairs():
        there, back = compare(one, other), compare(other, one)
        assert bool(there) == ({**one, "id": ""} != {**other, "id": ""})
        assert sorted(map(repr, ((d.what, d.before, d.after) for d in there))) == sorted(
            map(repr, ((d.what, d.after, d.before) for d in back))
        )
        assert compare(one, other) == there


def test_what_moved_in_the_periods_adds_up_to_the_total():
    for one, other in pairs():
        if {one["status"], other["status"]} <= {"computed", "barred"}:
            moved = [d for d in compare(one, other) if d.what == "period"]
            change = sum((Fraction(d.after) - Fraction(d.before) for d in moved), Fraction(0))
            assert change == Fraction(other["fraction"]) - Fraction(one["fraction"])


def test_a_fact_is_another_fact_by_what_it_says_not_by_where_it_stands():
    """Days entered in another order, dates written as texts: the same activity. One of two equal days more: another."""
    days = [{"kind": "work", "on": date(2026, 3, day), "minutes": 240} for day in (10, 11, 12)]
    earlier = {**CASE, "activity": [*days, days[0]]}
    written = [{"minutes": 240, "on": day["on"].isoformat(), "kind": "work"} for day in days]

    def facts(later):
        return [each["text"] for each in differ(earlier, {**CASE, **later}) if each["what"] == "fact"]

    assert facts({"activity": [written[0], *reversed(days)]}) == []
    assert facts({"activity": [*days, days[1]]}) == facts({"activity": days}) != []
