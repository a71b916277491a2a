"""What no dictionary sees and a reader would mind: who can be recognised, who claims it, what a limit says.

Like every rule of the checker: general, and silent where a sentence may be right.
"""

import re
from collections.abc import Iterator
from typing import Protocol

Hit = tuple[str, str, str, str]  # code, severity, excerpt, suggestion
ERROR, WARNING = "error", "warning"
_U, _L = "A-ZÁÉÍÓÚÜÑ", "a-záéíóúüñ"
_FULL_NAME = rf"[{_U}][{_L}]+(?:\s+(?:(?:de|del|la)\s+)*[{_U}][{_L}]+)+"
_FIRST_NAME = rf"[{_U}][{_L}]{{2,}}"
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"")


class Dictionary(Protocol):
    """Whoever knows the words of a language."""

    def knows(self, word: str) -> bool:
        """Whether it is a word."""
        ...

    def near(self, word: str) -> list[str]:
        """Words that may be meant instead."""
        ...


def unknown_words(text: str, words: Dictionary, seen: set[str]) -> Iterator[Hit]:
    """Words in small letters that the dictionary does not have; those ``seen`` by another rule, or before, are not
    mentioned again. What begins with a capital is a name, unless it begins the sentence and is nearly a word."""
    for match in re.finditer(rf"(?<![\w.@/{{-])[{_U}{_L}][{_L}]{{2,}}(?![\w@/}}]|\.\w)", text):
        word, low = match[0], match[0].lower()
        if low in seen or words.knows(word) or words.knows(low):
            continue
        if word[0].isupper():
            continue
        seen.add(low)
        near = words.near(word)
        advice = " o ".join(f"«{each}»" for each in near[:2])
        yield (
            "unknown_word",
            WARNING,
            word,
            f"¿{advice}? Si la palabra es del oficio, puede quedar."
            if near
            else ("No está en el diccionario: revisarla."),
        )


_CHILD = r"(?:niñ[ao]|beb[ée]|menor|recién\s+nacid[ao]|hij[ao])"
_WOMAN = r"(?:intern[ao]|reclus[ao]|sentenciad[ao]|procesad[ao]|privad[ao]\s+de\s+(?:su\s+)?libertad)"
_ARTICLE = r"\b(?:[Ll]a|[Ee]l|[Uu]na?|[Ss]u)"
_AGE = r"\d{1,2}\s+(?:años?|mes(?:es)?|días)(?:\s+de\s+(?:edad|nacid[ao]))?"
_ILLNESS = r"(?:VIH|tuberculosis|sida|hepatitis|esquizofrenia|anemia)"
_RECOGNISABLE = (
    (
        "identifiable_child",
        rf"{_ARTICLE}\s+(?:pequeñ[ao]\s+)?{_CHILD}\s+{_FIRST_NAME}\b",
        "No dar el nombre de una niña o un niño.",
    ),
    (
        "identifiable_child",
        rf"\b{_FIRST_NAME},\s+(?:de\s+)?{_AGE},?[^.;]{{0,60}}\b(?:niñ[ao]|beb[ée]|hij[ao]|cuna)\b",
        "No dar el nombre ni la edad de una niña o un niño.",
    ),
    (
        "identifiable_inmate",
        rf"{_ARTICLE}\s+(?:ex\s?)?{_WOMAN}\s+{_FULL_NAME}",
        "Decirlo sin nombre, o con el consentimiento escrito de la persona anotado en la nota.",
    ),
    (
        "identifiable_mother",
        rf"{_ARTICLE}\s+(?:madre|gestante|mujer\s+gestante)\s+{_FULL_NAME}",
        "No dar el nombre de una gestante ni de una madre de la cuna.",
    ),
    (
        "identifiable_health",
        rf"\b(?:[Uu]na?|[Dd]os|[Tt]res|[Cc]uatro|[1-4])\s+(?:{_CHILD}|{_WOMAN})s?\b[^.;]{{0,60}}?\b{_ILLNESS}\b",
        "No dar la salud de tan pocas personas: se las reconoce.",
    ),
)


def recognisable(text: str) -> Iterator[Hit]:
    """A child, a mother with her child, a pregnant woman or an inmate who can be recognised."""
    for code, pattern, advice in _RECOGNISABLE:
        for match in re.finditer(pattern, text):
            yield code, ERROR, match[0], advice


def pictures(text: str) -> Iterator[Hit]:
    """A picture of somebody whose consent it takes."""
    if re.search(r"consentimiento|autoriza", text, re.IGNORECASE):
        return
    shown = r"\b(?:fotografías?|fotos?|im[aá]gen(?:es)?|videos?|retratos?)\b[^.;]{0,40}"
    verb = r"\b(?:de|con|aparecen?|se\s+ven?|muestran?)\b[^.;]{0,30}"
    who = r"\b(?:intern[ao]s?|niñ[ao]s?|beb[ée]s?|madres?|gestantes?|reclus[ao]s?)\b"
    there = r"\b(?:fotografías?|fotos?|im[aá]gen(?:es)?|videos?)\b"
    seen = rf"{who}[^.;]{{0,60}}\b(?:aparecen?|se\s+ven?|salen?|posan?)\b[^.;]{{0,20}}{there}"
    for match in re.finditer(f"{shown}{verb}{who}|{seen}", text, re.IGNORECASE):
        advice = "Anotar el consentimiento de quien aparece; de niños, no publicarla."
        yield "image_consent", WARNING, match[0], advice


def unnamed_sources(text: str) -> Iterator[Hit]:
    """Something is known by somebody who is not named."""
    plain = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    who = r"(?:estudios|investigaciones|expertos|especialistas|estadísticas|encuestas|fuentes)"
    some = r"(?:[Dd]iversos|[Vv]arios|[Aa]lgunos|[Ll]os|[Ll]as|[Dd]iversas|[Vv]arias|[Rr]ecientes)"
    verbs = r"(?:señalan|indican|demuestran|revelan|muestran|afirman|confirman|aseguran|sostienen)"
    past = r"(?:indicaron|señalaron|afirmaron|revelaron|confirmaron|aseguraron)"
    patterns = (
        rf"\b[Ss]egún\s+(?:{some}\s+)?{who}\b(?!\s+(?:de|del)\b)",
        rf"\b{some}\s+{who}\s+{verbs}\b",
        rf"\b[Ff]uentes(?:\s+[{_L}]+){{0,4}}?\s+(?:{verbs}|{past})\b",
        r"\b[Ee]stá\s+(?:científicamente\s+)?(?:demostrado|comprobado)\s+que\b|\b[Ss]e\s+sabe\s+que\b",
    )
    for match in (each for pattern in patterns for each in re.finditer(pattern, plain)):
        yield "unnamed_source", WARNING, match[0], "Nombrar la fuente, con su fecha, o quitar la frase."


_NUMBER = r"(\d{1,3}(?:[,.]\d{3})+|\d+)(?:\s+(mil|millones))?"


def untrue_limits(text: str) -> Iterator[Hit]:
    """«más de 30 mil (29,812)»: a limit beside the figure that contradicts it."""
    exactly = rf"\(\s*(?:exactamente\s+|en\s+total\s+)?{_NUMBER}[^)%\d]{{0,40}}\)"
    pattern = rf"\b(más|menos)\s+de\s+{_NUMBER}[^.;()\d]{{0,60}}{exactly}"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        limit, exact = amount(match[2], match[3]), amount(match[4], match[5])
        above = match[1].lower() == "más"
        if (exact <= limit) if above else (exact >= limit):
            other = "menos" if exact < limit else "más"
            right = (
                f"«{match[4]}»" if exact == limit else f"«{other} de {match[2]}{' ' + match[3] if match[3] else ''}»"
            )
            yield "untrue_limit", ERROR, match[0], f"No es cierto con {match[4]}: decir {right}."


def amount(number: str, unit: str | None) -> int:
    """A number as a note writes it: «29», «mil» is 29,000; «16,559» and «16.559» are one."""
    return int(re.sub(r"[.,]", "", number)) * {"mil": 1_000, "millones": 1_000_000}.get((unit or "").lower(), 1)


RULES = (recognisable, pictures, unnamed_sources, untrue_limits)
