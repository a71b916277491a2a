"""The time of a sentence in one bar, and her own page: what adds up, and how few words it takes."""

import re
from datetime import date, timedelta

import pytest

from llamkay.core.remission.own_page import own_page
from llamkay.core.remission.statement import compute_case
from llamkay.core.remission.time_bar import NAMES, time_bar
from llamkay.core.remission.words import LANGUAGES, voice
from tests.worlds.corpus import CORPUS, LAW, counted

BY_ID = {document["id"]: document for document in CORPUS}
TITLE = "Mi pena, al 30 de setiembre de 2026. A quién preguntar."


def parts(bar):
    return {part.name: (str(part.first), str(part.last), part.days) for part in bar.parts}


def test_what_is_served_left_and_remitted():
    document = BY_ID["release-eight-years"]
    bar = time_bar(document, compute_case(document, LAW))
    assert (bar.ends, bar.earliest, bar.latest) == (date(2028, 1, 9), date(2027, 9, 6), date(2027, 9, 6))
    assert parts(bar) == {
        "served": ("2020-01-10", "2026-11-23", 2510),
        "left": ("2026-11-24", "2027-09-06", 287),
        "remitted": ("2027-09-07", "2028-01-09", 125),
    }


def test_what_is_in_dispute_lies_between_the_readings():
    document = {**BY_ID["release-eight-years"], "as_of": date(2022, 6, 1)}
    document["convictions"] = [{**document["convictions"][0], "offence": "297", "final_on": date(2021, 3, 15)}]
    document["stages"] = [{"from": date(2020, 1, 10), "regime": "closed_special", "stage": "A"}]
    result = compute_case(document, LAW)
    bar = time_bar(document, result)
    days = sorted({item["remitted_days"] for item in result["alternatives"]})
    assert result["status"] == "two_readings" and len(days) > 1
    assert bar.disputed and (bar.ends - bar.latest).days == days[0] and (bar.ends - bar.earliest).days == days[-1]
    assert next(part.days for part in bar.parts if part.name == "disputed") == days[-1] - days[0]


def test_a_sentence_that_remission_already_completes_has_nothing_left():
    document = {**BY_ID["release-eight-years"], "as_of": date(2027, 12, 1)}
    bar = time_bar(document, compute_case(document, LAW))
    assert [part.name for part in bar.parts] == ["served", "remitted"]
    assert bar.parts[0].last == date(2027, 9, 6)


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_every_bar_of_the_corpus_adds_up(document):
    bar = time_bar(document, counted(document))
    if bar is None:
        return
    assert [part.name for part in bar.parts] == [name for name in NAMES if name in parts(bar)]
    assert sum(part.days for part in bar.parts) == bar.days
    assert bar.parts[0].first == bar.begins and bar.parts[-1].last == bar.ends
    assert all(one.last + timedelta(1) == other.first for one, other in zip(bar.parts, bar.parts[1:], strict=False))
    assert bar.begins <= bar.earliest <= bar.latest <= bar.ends


def test_where_a_judge_decides_there_is_no_bar():
    document = BY_ID["sentences-that-overlap"]
    assert time_bar(document, compute_case(document, LAW)) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_her_own_page_has_at_most_120_words_and_two_dates(document, language):
    page, says = own_page(document, counted(document)), voice(language, plain=True).sentence
    said = [TITLE, *map(says, page.sentences), *map(says, page.ask)]
    said += [says(item) for pair in page.dates for item in pair]
    assert len(" ".join(said).split()) <= 120
    assert len(page.dates) in (0, 2)
    # Plain: no norm, no article, no word that would have to be explained.
    text = " ".join(said)
    assert not re.search(r"\bart[ií]culo|\barticle|D\.Leg|CEP|redim|redenc|remission|razón|ratio", text)


def test_her_own_page_of_a_settled_count():
    document = BY_ID["release-eight-years"]
    page, says = own_page(document, compute_case(document, LAW)), voice("es", plain=True).sentence
    assert list(map(says, page.sentences)) == [
        "Usted tiene 250 días contados de trabajo y estudio.",
        "Con ellos, a su pena se le restan 125 días.",
        "La salida la decide la autoridad.",
    ]
    assert [(says(label), says(when)) for label, when in page.dates] == [
        ("Restando sus días, terminaría:", "6 de setiembre de 2027"),
        ("Sin restar días, su pena termina:", "9 de enero de 2028"),
    ]
