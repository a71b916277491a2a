"""A count in plain Spanish: the very words for a few cases, and every number of every text from its result."""

import copy
import json
import re
from datetime import date, timedelta
from fractions import Fraction

import pytest

from llamkay.core.remission.plain_language import as_text, explain
from llamkay.core.remission.statement import compute_case
from llamkay.core.remission.words import in_words, ratio_words
from llamkay.core.remission.words.en import WORDS as ENGLISH_WORDS
from llamkay.core.remission.words.es import MONTHS, WORDS
from tests.worlds.corpus import CORPUS, LAW, counted

BY_ID = {document["id"]: document for document in CORPUS}


def told(name: str) -> list[tuple[str, str]]:
    """What is said of a case of the corpus, without the words explained and the version of the law."""
    sentences = explain(compute_case(BY_ID[name], LAW))
    return [(s.about, s.text) for s in sentences if s.about != "word" and not s.text.startswith("Versión de la ley")]


def test_a_settled_count():
    said = told("release-eight-years")
    others = [text for about, text in said if about == "other"]
    assert [text.split(". De dónde")[0].split("de uso. ")[1] for text in others] == [
        "Si la ley posterior más favorable alcanza también a los días anteriores: redime 250 días de pena",
        "Si se aplica la redención excepcional de 2020, 1 por 1, sin término conocido: redime 250 días de pena",
    ]
    assert [pair for pair in said if pair[0] != "other"] == [
        ("summary", "Usted tiene 250 días contados."),
        ("summary", "Con ellos redime 125 días de pena."),
        (
            "period",
            "Del 01/01/2021 al 30/12/2021 (régimen cerrado ordinario, etapa mediana): 250 días de trabajo. Cada 2 días "
            "de trabajo restan 1 día de pena: redime 125. Por qué: Decreto Legislativo 1296, artículo 44: régimen "
            "cerrado ordinario, etapa mediana, 2 por 1. Es la ley vigente al quedar firme la sentencia (15/03/2021).",
        ),
        (
            "missing",
            "Tenga en cuenta: No se aplica la redención excepcional 1 por 1 del Decreto Legislativo 1513 artículo 12 "
            "(2020): su alcance se discute. No consta hasta cuándo rigió.",
        ),
        ("date", "Su pena completa termina el 09/01/2028."),
        (
            "date",
            "Restando los días redimidos que muestra este cómputo, su último día de pena sería el 06/09/2027. La "
            "salida la decide la autoridad.",
        ),
    ]


def test_days_that_did_not_count_by_month_and_reason():
    said = [text for about, text in told("combined-one-week") if about == "excluded"]
    rules = "Lo dice: Reglamento del Código de Ejecución Penal (Decreto Supremo 015-2003-JUS), artículo"
    assert said == [
        "En marzo de 2026 no se contaron 2 días de trabajo (los días 11, 12). Mientras dura la sanción de aislamiento "
        f"no se redime. {rules} 180.",
        "En marzo de 2026 no se contó 1 día de trabajo (el 13). Retirado de la sesión por indisciplina: se pierde ese "
        f"día. {rules} 181.",
        "En marzo de 2026 no se contó 1 día de trabajo (el 14). El trabajo en celdas o pasadizos no redime ni se "
        "registra. Lo dice: Decreto Legislativo 1343 (Cárceles Productivas), artículo 20.",
    ]


def test_a_fraction_is_shown_and_dropped_once():
    summary = [text for about, text in told("release-rounding-once") if about == "summary"]
    assert summary == [
        "Usted tiene 35 días contados.",
        "Con ellos redime 6 días de pena.",
        "La cuenta exacta es 6 59/60: la parte que no llega a un día entero no se resta.",
    ]


def test_what_is_in_dispute():
    assert [text for about, text in told("release-two-readings") if about == "dispute"] == [
        "Lo que está en discusión: ¿Se toma la ley posterior completa, o se puede tomar su parte favorable sin la "
        "gravosa?",
        "Si la ley posterior se toma completa: redime 35 días de pena, y su último día de pena sería el 05/12/2027.",
        "Si de la ley posterior se toma sólo la parte favorable: redime 70 días de pena, y su último día de pena sería "
        "el 31/10/2027.",
        "De dónde viene la duda: Tribunal Constitucional, sentencia 189/2025, fundamento 38: no lo dice. Lo debe "
        "decidir la autoridad.",
    ]


def test_what_is_missing():
    assert [text for about, text in told("not-final-remand") if about in ("summary", "missing")] == [
        "Usted tiene 60 días contados.",
        "Todavía no hay sentencia firme: sus días se guardan y la razón se fijará cuando la sentencia quede firme.",
        "Falta: que su sentencia quede firme, y la fecha en que eso ocurra.",
        "Falta: cuánto dura su pena y desde qué día corre. Sin eso no hay fecha de salida.",
    ]
    (why,) = [text for about, text in told("release-no-ratio") if about == "missing"]
    assert why == (
        "Falta: Los artículos 44 y 45 no fijan razón para el régimen abierto: debe decidirlo la autoridad, no se "
        "supone."
    )


def test_no_redemption_is_said_without_a_date_of_hope():
    said = told("release-barred")
    assert said[1] == ("summary", "La ley no permite redimir por su delito: esos días no restan pena.")
    assert [text for about, text in said if about == "date"] == ["Su pena completa termina el 15/01/2043."]


def test_words_of_the_law_are_explained_once():
    sentences = explain(compute_case(BY_ID["release-eight-years"], LAW))
    words = [s.text for s in sentences if s.about == "word"]
    assert words == [
        "Día contado: cuatro horas de trabajo o de estudio que la ley toma en cuenta.",
        "Pena: el tiempo de prisión que fijó el juez.",
        "Redimir: restar días de pena con días de trabajo o de estudio.",
        "Sentencia firme: la que ya no se puede cambiar con un recurso.",
        "Régimen y etapa: el lugar y el grado de seguridad en que lo clasificó el establecimiento.",
        "Tribunal Constitucional: los jueces que dicen cómo se entiende la Constitución; su sentencia obliga a todos.",
    ]


def test_months_and_ratios_as_peru_says_them():
    assert ratio_words(1, "study") == "cada día de estudio resta 1 día de pena"
    assert ratio_words(7, "work") == "cada 7 días de trabajo restan 1 día de pena"
    assert MONTHS[8] == "setiembre"


# Promises, over the whole corpus

NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def allowed(result: dict) -> set[str]:
    """Every number that the result holds, in the form in which a text may show it."""
    found = {"1"}  # of «1 día de pena», the second term of every ratio

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, int):
            found.add(f"{value:,}")
        elif isinstance(value, str):
            if re.fullmatch(r"\d+(/\d+)?", value):
                whole, rest = divmod(Fraction(value).numerator, Fraction(value).denominator)
                found.update({f"{whole:,}", f"{rest}/{Fraction(value).denominator}"})
            for iso in re.findall(r"\d{4}-\d{2}-\d{2}", value):
                found.add(f"{date.fromisoformat(iso):%d/%m/%Y}")
            found.update(NUMBER.findall(re.sub(r"\b\d{4}-\d{2}-\d{2}\b", "", value)))

    walk(in_words(result))
    found.update(f"{date.fromisoformat(s['to']) - timedelta(days=1):%d/%m/%Y}" for s in result["segments"])
    months: dict[tuple[str, str, str], int] = {}
    for item in result["excluded"]:
        found.update({item["on"][:4], item["on"][8:].lstrip("0")})
        key = item["on"][:7], item["kind"], item["reason"]
        months[key] = months.get(key, 0) + 1
    found.update(f"{count:,}" for count in months.values())
    return found


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_every_number_is_of_the_result(document):
    result = counted(document)
    before = copy.deepcopy(result)
    sentences = explain(result)
    assert result == before
    assert set(NUMBER.findall(as_text(sentences))) <= allowed(result)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", as_text(sentences))


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["id"])
def test_nothing_of_the_result_is_left_out(document):
    result = counted(document)
    sentences = explain(result)
    periods = [s.text for s in sentences if s.about == "period"]
    for segment, text in zip(result["segments"], periods, strict=True):
        assert f" {segment['days']:,} día" in text
        if segment["status"] == "computed":
            assert ratio_words(segment["ratio"], segment["kind"])[1:] in text
    disputes = " ".join(s.text for s in sentences if s.about == "dispute")
    assert all(f"redime {a['remitted_days']:,} día" in disputes for a in result["alternatives"])
    dropped = [s.text for s in sentences if s.about == "excluded"]
    assert sum(len(re.findall(r"\d+", re.search(r"\((?:el|los días) ([\d, ]+)\)", t)[1])) for t in dropped) == len(
        result["excluded"]
    )
    assert sum(s.text.startswith("Tenga en cuenta") for s in sentences) == len(result["warnings"])
    assert not re.search(r"_|settled|D\.Leg|\bart\.|\bREG\b|\bTC\b|\bCEP\b", as_text(sentences))  # nothing unexplained


@pytest.mark.parametrize("document", CORPUS[::25], ids=lambda document: document["id"])
def test_the_same_result_gives_the_same_text(document):
    result = counted(document)
    again = json.loads(json.dumps(result))
    assert as_text(explain(result)) == as_text(explain(again))


def test_each_word_explained_is_a_plain_phrase():
    for means, _ in (*WORDS.values(), *ENGLISH_WORDS.values()):
        assert means and means[0].islower() and not means.endswith(".")
