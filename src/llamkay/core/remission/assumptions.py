"""Questions that the law leaves open and that the institution answers one way: the count says both ways.

The first option of each is the one counted with; where another one changes the count, the statement shows it under
``other_readings``. A case names an option under ``parameters``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumption:
    """A question with the answers it admits, the one counted with first, and what each takes the law to say."""

    options: tuple[str | int, ...]
    words: tuple[str, ...]
    question: str
    source: str
    confidence: str = "low"


ASSUMPTIONS: dict[str, Assumption] = {
    "max_days_per_calendar_day": Assumption(
        (1, 2),
        ("cada fecha da un día como máximo", "ocho horas de una fecha dan dos días"),
        "¿Ocho horas de una misma fecha son un día o dos?",
        "Reglamento del CEP, arts. 175 y 110.2: el texto admite dos, la planilla registra uno",
    ),
    "class_minutes": Assumption(
        (240, 225),
        ("un día de estudio son 4 horas de reloj", "un día de estudio son 5 horas pedagógicas de 45 minutos"),
        "¿Un día de estudio son 4 horas de reloj o 5 horas pedagógicas (3 horas y 45 minutos)?",
        "Directiva 06-2007-INPE 4.3 y 5.3.b, que se contradice; Reglamento del CEP, art. 176",
    ),
    "simultaneous": Assumption(
        ("same_day", "same_hours"),
        (
            "trabajo y estudio de una misma fecha son simultáneos",
            "trabajo y estudio sólo son simultáneos si sus horas se cruzan",
        ),
        "¿Trabajo y estudio de una misma fecha a distintas horas son simultáneos?",
        "D.Leg 654 art. 47: no lo define",
    ),
    "ratio_2023": Assumption(
        ("published", "earlier"),
        (
            "desde el 23/11/2023 rige 1 por 1 en mínima y mediana (D.Leg 1585)",
            "en mínima y mediana sigue la razón anterior al D.Leg 1585",
        ),
        "¿Rige la razón 1 por 1 del D.Leg 1585 tal como está en el texto consolidado?",
        "TUO del CEP arts. 49-50 (texto consolidado); el texto publicado del D.Leg 1585 no se ha leído",
        "medium",
    ),
    "favourable_law": Assumption(
        ("forward", "retroactive"),
        (
            "la ley posterior más favorable cuenta sólo desde que rige",
            "la ley posterior más favorable alcanza también a los días anteriores",
        ),
        "¿La ley posterior más favorable cuenta sólo hacia adelante o también hacia atrás?",
        "TC, Sent. 189/2025, fund. 38, frente a D.Leg 654, Título Preliminar, art. VIII",
        "high",
    ),
    "covid": Assumption(
        ("not_applied", "applied"),
        (
            "no se aplica la redención excepcional de 2020",
            "se aplica la redención excepcional de 2020, 1 por 1, sin término conocido",
        ),
        "¿Se aplica la redención excepcional 1 por 1 del D.Leg 1513 art. 12, también a los días anteriores?",
        "TC exp. 05128-2022-PHC y 05224-2022-PHC, que no coinciden; su término no consta",
    ),
    "rounding": Assumption(
        ("total", "segment"),
        ("la fracción de día se deja caer una vez, al final", "la fracción de día se deja caer en cada tramo"),
        "¿La fracción de día se deja caer una vez, al final, o en cada tramo?",
        "ninguna norma lo dice",
    ),
}
