"""Words by the dictionary and what no dictionary sees: silent on five clean texts, everything found in five others."""

import pytest

from llamkay.core.notes import check_parts
from llamkay.platform.files.words import spanish

CLEAN = [
    [
        "El 14 de mayo de 2026, 212 internas del E.P. Mujeres Chorrillos recibieron su certificado de "
        "confección de prendas. "
        "La directora entregó los diplomas en el patio principal y agradeció a las instructoras por su dedicación.",
        "La ceremonia terminó con un repertorio del coro, que ensaya dos veces por semana desde marzo de 2025.",
    ],
    [
        "Al 30 de junio de 2026, más de 29 mil (29,412) personas trabajan en los talleres de los penales del país. "
        "De ellas, 8,120 pertenecen a empresas y 21,292 trabajan por cuenta propia.",
        "Según el informe del Instituto Nacional Penitenciario de junio de 2026, la panadería y el tejido son"
        " los oficios "
        "con más participantes.",
    ],
    [
        "Las ministras Ana Ríos y Elena Paz visitaron Lima e Ica, respectivamente, el 3 de julio de 2026. "
        "Recorrieron los talleres de cerámica, bisutería y reciclaje, donde las internas explicaron cómo "
        "preparan chompas y "
        "monederos a base de plástico reciclado.",
        "“Aquí aprendí un oficio y ayudo a mi familia”, dijo una de las participantes.",
    ],
    [
        "La cuna del penal cuenta con tres ambientes y atiende de lunes a viernes. Las cuidadoras llevan el control de "
        "crecimiento y coordinan con el establecimiento de salud.",
        "El 12 de agosto de 2026 se entregaron frazadas, pañales y material de estimulación temprana donados por una "
        "asociación de la zona.",
    ],
    [
        "La feria “Cárceles Productivas” reunió a 40 expositoras el 20 de septiembre de 2026: 25 de Lima y 15"
        " de Arequipa. "
        "De las 40 participantes, 10 (el 25 %) vendieron todos sus productos.",
        "Los precios fueron fijados por las propias artesanas, quienes recibirán el pago según el acta de "
        "consignación.",
    ],
]

PLANTED = [
    (
        "La pequeña niña Camila recibió sus vacunas el 3 de mayo de 2026. Los talleres de carpinterria siguen"
        " abiertos.",
        {("identifiable_child", "La pequeña niña Camila"), ("unknown_word", "carpinterria")},
    ),
    (
        "La interna Rosa Quispe Mamani mostró sus tejidos el 4 de mayo de 2026. Diversos estudios demuestran "
        "que el trabajo "
        "ayuda.",
        {
            ("identifiable_inmate", "La interna Rosa Quispe Mamani"),
            ("unnamed_source", "Diversos estudios demuestran"),
        },
    ),
    (
        "Al 5 de mayo de 2026, más de 30 mil (29,812) personas trabajan. En la fotografía aparecen las madres"
        " de la cuna. "
        "El director anuncio que habrá más cupos.",
        {
            ("untrue_limit", "más de 30 mil (29,812)"),
            ("image_consent", "fotografía aparecen las madres"),
            ("missing_accent", "anuncio"),
        },
    ),
    (
        "El 6 de mayo de 2026 había 34 niños: 20 niñas y 15 niños. La madre Julia Rojas Soto agradecio el apoyo.",
        {
            ("sum_mismatch", "El 6 de mayo de 2026 había 34 niños: 20 niñas y 15 niños."),
            ("identifiable_mother", "La madre Julia Rojas Soto"),
            ("unknown_word", "agradecio"),
        },
    ),
    (
        "De las 40 participantes, 10 (el 35 %) egresaron el 7 de mayo de 2026. Dos internas con tuberculosis fueron "
        "trasladadas. Este programa evitará que reincidan. Es una escuela compromettida.",
        {
            ("share_mismatch", "De las 40 participantes, 10 (el 35 %"),
            ("identifiable_health", "Dos internas con tuberculosis"),
            ("causal_claim", "evitará que reincidan"),
            ("unknown_word", "compromettida"),
        },
    ),
]


def check(paragraphs):
    return check_parts(title="Título de la nota", paragraphs=paragraphs, as_of="", words=spanish())


@pytest.mark.parametrize("paragraphs", CLEAN, ids=lambda text: text[0][:20])
def test_a_clean_text_has_no_findings(paragraphs):
    assert [(item.code, item.excerpt) for item in check(paragraphs)] == []


@pytest.mark.parametrize(("paragraph", "faults"), PLANTED, ids=[text[:20] for text, _ in PLANTED])
def test_every_planted_fault_is_found_and_nothing_else(paragraph, faults):
    found = check(["Primer párrafo sin faltas.", paragraph])
    assert {(item.code, item.excerpt) for item in found} == faults
    assert all(item.paragraph == 2 and item.suggestion for item in found)


def test_a_word_of_the_trade_is_known_and_one_nearly_right_has_a_suggestion():
    words = spanish()
    assert all(map(words.knows, ["chompas", "excarcelación", "resocialización", "libertad", "dársela", "setiembre"]))
    assert not words.knows("libertat") and words.near("libertat")
    (found,) = [
        item for item in check(["Hoy hay emprendimientoss el 3 de mayo de 2026."]) if item.code == "unknown_word"
    ]
    assert "emprendimientos" in found.suggestion


def test_a_word_is_mentioned_once_and_names_are_left_alone():
    found = check(["La Panificadora Zorale Brand y la xyzt de Huaral.", "Otra vez la xyzt."])
    assert [(item.paragraph, item.excerpt) for item in found] == [(1, "xyzt")]
