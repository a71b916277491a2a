"""What evaluation holds of a person: how a programme ended for her."""

from llamkay.platform.record.holdings import Goes, chapter, holding

EVALUATION = chapter(
    "evaluation",
    "Estudios sobre los programas",
    order=90,
    purpose="Saber si los programas sirven, con cifras que no nombran a nadie.",
    gathered="Sale de los registros anteriores; lo ocurrido después lo comunicó la autoridad que se indica.",
    passed_on="Nadie: solo se publican cuentas de muchas personas.",
)
holding(
    "evaluation.Ending",
    EVALUATION,
    "Hechos que terminan el seguimiento",
    {"Qué": "kind", "Día": "on", "Fuente": "source"},
    kind="study_of_programmes",
    goes=Goes.ROWS,
)
