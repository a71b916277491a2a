"""Checking: every known defect of a published note, and silence on correct prose."""

import time
from importlib import resources

import pytest

from llamkay.core.notes import Evidence, check_note, check_parts

TEXT = resources.files("llamkay.data").joinpath("nota-098-2026-inpe.txt").read_text(encoding="utf-8")


SUM = "Las partes (20 + 15) suman 35 y el total dice 34."


def hits(paragraph):
    return [(item.code, item.excerpt, item.suggestion) for item in check_parts(title="Título", paragraphs=[paragraph])]


def test_the_note_of_february_has_exactly_these_findings():
    assert [(item.paragraph, item.code, item.excerpt) for item in check_note(TEXT)] == [
        (None, "glued_label", "Nota de prensaAutoridades"),
        (None, "repeated_paragraphs", "11 párrafos repetidos: se conserva cada párrafo una sola vez."),
        (2, "verb_form", "se dirigido"),
        (3, "number_agreement", "no exista posibilidades"),
        (4, "gender_agreement", "más conocida"),
        (5, "missing_accent", "bisuteria"),
        (8, "undated_figure", "a la fecha"),
        (9, "misspelling", "liberad"),
        (10, "undated_figure", "A la fecha"),
        (10, "hedge_without_date", "más de 29 mil"),
        (11, "word_class", "productivo y laborar"),
        (11, "number_agreement", "reincidencia delictivas"),
        (11, "causal_claim", "reducir los índices de reincidencia"),
    ]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Las internas, Se acercado al taller.", ("verb_form", "Se acercado", "Se acercó (o «se ha acercado»)")),
        ("Visitó la Panaderia nueva.", ("missing_accent", "Panaderia", "Panadería")),
        ("La poblacion crece.", ("missing_accent", "poblacion", "población")),
        ("No existe cupos.", ("number_agreement", "No existe cupos", "No existen cupos")),
        ("Una educación productivas.", ("number_agreement", "educación productivas", "educación productiva")),
        (
            "El tratamiento penitenciarios.",
            ("number_agreement", "tratamiento penitenciarios", "tratamiento penitenciario"),
        ),
        (
            "Las capacitaciones productiva.",
            ("number_agreement", "capacitaciones productiva", "capacitaciones productivas"),
        ),
        ("La Cuna Mis Pasitos, también llamado cuna.", ("gender_agreement", "también llamado", "también llamada")),
        ("El trabajo enLima sigue.", None),
        ("Recivirán un diploma.", ("misspelling", "Recivirán", "Recibirán")),
        ("Las internas recivieron materiales.", ("misspelling", "recivieron", "recibieron")),
        ("Un tegido de alpaca.", ("misspelling", "tegido", "tejido")),
        (
            "Treinta y cuatro mujeres participó en la feria.",
            (
                "number_agreement",
                "Treinta y cuatro mujeres participó",
                "Treinta y cuatro mujeres participaron",
            ),
        ),
        ("Las quince internas teje.", ("number_agreement", "quince internas teje", "quince internas tejen")),
        ("Los niños juega en el patio.", ("number_agreement", "Los niños juega", "Los niños juegan")),
        ("Una de las treinta mujeres participó en la feria.", None),
        ("Una de cada 100 mujeres trabaja.", None),
        ("Entre veinte niñas y niños juega la menor.", None),
        ("El director anuncio una feria.", ("missing_accent", "anuncio", "anunció")),
        ("La jefa de Talleres informo que abrirán.", ("missing_accent", "informo", "informó")),
        ("Luz Paz anuncio que abrirán.", ("missing_accent", "anuncio", "anunció")),
        ("Los 34 niños asiste.", ("number_agreement", "34 niños asiste", "34 niños asisten")),
        ("En Ancón 1,200 mujeres trabaja.", ("number_agreement", "1,200 mujeres trabaja", "1,200 mujeres trabajan")),
        (
            "Asisten 34 niños: 20 de Ancón y 15 de Lima.",
            ("sum_mismatch", "Asisten 34 niños: 20 de Ancón y 15 de Lima.", SUM),
        ),
        (
            "Son 20 mujeres y 15 hombres, en total 34.",
            ("sum_mismatch", "Son 20 mujeres y 15 hombres, en total 34.", SUM),
        ),
        (
            "De los 40 internos, 20 trabajan, el 60 %.",
            ("share_mismatch", "De los 40 internos, 20 trabajan, el 60 %", "20 de 40 es el 50 %."),
        ),
        ("El 60 % (20 de 40) trabaja.", ("share_mismatch", "60 % (20 de 40", "20 de 40 es el 50 %.")),
        (
            "El 60 % de las internas estudia (20 de 40).",
            ("share_mismatch", "60 % de las internas estudia (20 de 40", "20 de 40 es el 50 %."),
        ),
        (
            "En el penal hay 40 internas. De ellas, 20 estudian (60 %).",
            ("share_mismatch", "40 internas. De ellas, 20 estudian (60 %", "20 de 40 es el 50 %."),
        ),
        (
            "Hay 40 internos, de los cuales 20 trabajan, el 60 %.",
            ("share_mismatch", "40 internos, de los cuales 20 trabajan, el 60 %", "20 de 40 es el 50 %."),
        ),
        (
            "Trabajan 20 de las 40 internas, el 60 %.",
            ("share_mismatch", "20 de las 40 internas, el 60 %", "20 de 40 es el 50 %."),
        ),
        (
            "Las internas expuso sus telas.",
            ("number_agreement", "Las internas expuso", "Las internas expusieron"),
        ),
        (
            "Los productos se vende en la tienda.",
            ("number_agreement", "Los productos se vende", "Los productos se venden"),
        ),
        ("Sus productos artesanal.", ("number_agreement", "productos artesanal", "productos artesanales")),
        ("Hubieron visitantes.", ("number_agreement", "Hubieron visitantes", "Hubo visitantes")),
        (
            "La cuna Mis Pasitos fue inaugurado ayer.",
            ("gender_agreement", "La cuna Mis Pasitos fue inaugurado", "La cuna Mis Pasitos fue inaugurada"),
        ),
        ("El taller reciviò lana.", ("misspelling", "reciviò", "recibió")),
        ("La nota de prensaEl penal.", ("glued_words", "prensaEl", "prensa El")),
        (
            "Fuentes del penal indicaron que abrirá.",
            ("unnamed_source", "Fuentes del penal indicaron", "Nombrar la fuente, con su fecha, o quitar la frase."),
        ),
        (
            "Una interna aparece en la fotografía.",
            (
                "image_consent",
                "interna aparece en la fotografía",
                "Anotar el consentimiento de quien aparece; de niños, no publicarla.",
            ),
        ),
        ("El penalAncón abrió.", ("glued_words", "penalAncón", "penal Ancón")),
        ("Recuperó su libertad.Luego salió.", ("missing_space", "libertad.Luego", "libertad. Luego")),
    ],
)
def test_the_rules_are_general(paragraph, expected):
    assert hits(paragraph) == ([expected] if expected else [])


@pytest.mark.parametrize(
    "paragraph",
    [
        "La ministra se ha dirigido a las internas y se despidió; la feria y la materia prima quedaron allí.",
        "El E.P. Mujeres Chorrillos y la panadería MaxiGloria exponen; Zorale Brand también.",
        "Los índices de reincidencia generales y las tasas de población carcelaria femenina se publican cada año.",
        "La directora del Establecimiento Penitenciario Anexo Mujeres, conocida por su trabajo, lo explicó.",
        "El Centro de Cuidado Diurno María Parado de Bellido, más conocido como la cuna, no existe además aparte.",
        "Al 2 de febrero de 2026, más de 29 mil personas trabajan; a la fecha es el 28 % de la población.",
        "Estudian en ella desde hace más de 3 años.",
        "Valeria y Quiteria viajaron por Iberia, Siberia y Nigeria.",
        "El taller existe gracias a las internas; existe tras años y existe mientras haya demanda.",
        "La Oficina de Educación y el Taller, creado en 2020, siguen.",
        "El Taller de Tejido y la Oficina, creada en 2020, siguen.",
        "El anuncio que hizo la directora; un anuncio claro; la directora anunció que abrirán.",
        "Una de las 34 niñas asiste; 1 niño asiste; los 34 niños asisten.",
        "Asisten 35 niños: 20 de Ancón y 15 de Lima. Son 20 mujeres y 15 hombres, en total 35.",
        "Trabajan 20 de las 60 internas, el 33 %; estudian 1 de 3, el 33.3 %.",
        "El 2 de febrero de 2026: 20 talleres y 15 aulas; abren a las 9:30 y cierran a las 17:00.",
        "Hay 3 turnos: a las 8 y 30 y a las 9; de los 40 internos, 20 trabajan, el 50 %.",
        "Los recibos del tejido se escribieron y se exhibieron.",
        "“El trabajo reduce la reincidencia”, dijo la directora.",
        "Los talleres de Ancón y Lurigancho los dirigen Ana Ruiz y Luz Paz, respectivamente.",
        "Una de las internas expuso; a las internas les mostró el taller; los lunes se vende pan.",
        "Los talleres igual abren; el aula fue inaugurada; a la interna fue entregado un diploma.",
        "Las fuentes del INEI indicaron el total; hubieron terminado antes; la ministra y el director fue.",
        "Las actividades productivas y laborales siguen; las condiciones de vida son dignas.",
    ],
)
def test_correct_prose_stays_undisturbed(paragraph):
    assert hits(paragraph) == []


def test_an_uneven_pairing_is_found():
    sentence = "Los talleres de Ancón, Huaral y Lurigancho los dirigen Ana Ruiz y Luz Paz, respectivamente."
    assert [code for code, *_ in hits(sentence)] == ["pairing_mismatch"]


def test_titles():
    def codes(title):
        return [item.code for item in check_parts(title=title, paragraphs=["Texto."])]

    assert codes("Un título correcto") == []
    assert codes("Con punto final.") == ["title_final_stop"]
    assert codes("T" + "a" * 100) == ["title_length"]
    assert codes("INPE INAUGURA UN TALLER EN ANCÓN") == ["title_capitals"]


def test_a_repeated_paragraph_of_a_draft_names_the_first():
    found = check_parts(title="Título", paragraphs=["Uno.", "Dos.", "Uno."])
    assert [(item.paragraph, item.code, item.suggestion) for item in found] == [
        (3, "repeated_paragraphs", "Repite el párrafo 1: quitarlo.")
    ]


@pytest.mark.parametrize("piece", ["Ana ", "a", "Centro de ", "reduce ", "1,", "más de 1", "se a", "A, ", "A y "])
def test_a_long_text_is_checked_in_no_time(piece):
    started = time.process_time()
    check_parts(title="Título", paragraphs=[(piece * 20_000)[:20_000] + " respectivamente"])
    assert time.process_time() - started < 20  # a rule that tries every beginning takes minutes


def claims(paragraph, *evidence):
    found = check_parts(title="Título", paragraphs=[paragraph], evidence=evidence)
    return [(item.code, item.paragraph, item.excerpt) for item in found if item.code in ("causal_claim", "stock_share")]


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("El taller de panadería reduce la reincidencia.", "reduce la reincidencia"),
        (
            "El estudio evita que vuelvan a la cárcel y baja los reingresos.",
            "evita que vuelvan a la cárcel y baja los reingresos",
        ),
        ("La reincidencia bajó gracias al trabajo.", "reincidencia bajó gracias"),
        ("El coro ayuda a no volver.", "ayuda a no volver"),
        ("El trabajo aumenta la reincidencia.", "aumenta la reincidencia"),
    ],
)
def test_a_causal_sentence_without_a_lot_is_a_finding_where_it_stands(text, excerpt):
    assert claims(text) == [("causal_claim", 1, excerpt)]


@pytest.mark.parametrize(
    "text",
    [
        "Participar se asocia con entre 2 y 8 retornos menos de cada 100 personas que entre personas parecidas.",
        "Todavía no se puede decir si el taller ayuda: harían falta 1,251 personas en cada grupo.",
        "El penal reduce el consumo de agua. La reincidencia se publica cada año.",
        "“El trabajo evita la reincidencia”, dijo la directora.",
    ],
)
def test_what_a_verdict_says_is_no_finding(text):
    assert claims(text) == []


def test_only_the_programme_of_a_lot_may_be_said_to_reduce_return():
    lot = Evidence(programme="Panadería", proves=True, sentence="El programa reduce el retorno.")
    alike = Evidence(programme="Coro", proves=False, sentence="Participar se asocia con menos retornos.")
    assert claims("La panadería reduce la reincidencia.", lot, alike) == []
    assert claims("El coro reduce la reincidencia.", lot, alike) != []
    (finding,) = check_parts(title="T", paragraphs=["El coro reduce la reincidencia."], evidence=[lot, alike])
    assert finding.suggestion == "De «Coro» se puede decir: Participar se asocia con menos retornos."
    assert claims("La panadería abrió. El trabajo reduce la reincidencia.", lot) != []


def test_a_title_that_claims_is_found_too():
    found = check_parts(title="El trabajo reduce la reincidencia", paragraphs=["Nada."])
    assert [(item.code, item.paragraph) for item in found] == [("causal_claim", None)]


def test_a_share_of_those_inside_is_not_called_recidivism():
    assert claims("El 26 % de la población penal es reincidente.")[0][0] == "stock_share"
    assert claims("El 26 % de las internas trabaja.") == []
