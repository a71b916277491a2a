"""A count told to the person whose days it counts: plain Spanish, short sentences, every number from the result.

The words of the law that cannot be avoided are explained at the end (``WORDS``; the words of the field stand in
docs/glossary.md). The same result always gives the same text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any

from llamkay.core.remission.rates import REGIMES, STAGES

WORDS = {
    "día contado": "cuatro horas de trabajo o de estudio que la ley toma en cuenta",
    "pena": "el tiempo de prisión que fijó el juez",
    "redimir": "restar días de pena con días de trabajo o de estudio",
    "sentencia firme": "la que ya no se puede cambiar con un recurso",
    "razón": "cuántos días de trabajo o de estudio restan un día de pena",
    "régimen y etapa": "el lugar y el grado de seguridad en que lo clasificó el establecimiento",
    "aislamiento": "la sanción que separa a la persona de las demás",
    "feriado": "el día de descanso que fija la ley para todo el país",
    "Consejo Técnico Penitenciario": "las autoridades del penal que deciden juntas",
    "reincidente": "quien cometió otro delito después de una condena, como lo define el Código Penal",
    "habitual": "quien cometió varios delitos, como lo define el Código Penal",
    "lectura": "una manera de entender la ley donde ella no es clara",
    "gravosa": "que perjudica más",
    "Código de Ejecución Penal": "la ley que dice cómo se cumple una pena",
    "Tribunal Constitucional": "los jueces que dicen cómo se entiende la Constitución; su sentencia obliga a todos",
}
# How each word is recognised in the text.
_SEEN = {
    "día contado": r"días? contados?|se cuentan?|contaron|contó",
    "pena": r"\bpenas?\b",
    "redimir": r"\bredim\w+|\bredenci\w+",
    "sentencia firme": r"\bfirmes?\b|\bfirmeza\b",
    "razón": r"\brazón\b|\brazones\b",
    "régimen y etapa": r"\brégimen\b|\betapas?\b",
    "aislamiento": r"\baislamiento\b",
    "feriado": r"\bferiados?\b",
    "Consejo Técnico Penitenciario": r"Consejo Técnico Penitenciario",
    "reincidente": r"\breincidentes?\b",
    "habitual": r"\bhabitual(es)?\b",
    "lectura": r"\blecturas?\b",
    "gravosa": r"\bgravosas?\b",
    "Código de Ejecución Penal": r"Código de Ejecución Penal",
    "Tribunal Constitucional": r"Tribunal Constitucional",
}
# What the reasons of a count abbreviate, written out, the longest first.
_LONG = (
    (r"Código de Ejecución Penal \(D\.Leg 654\)", "Código de Ejecución Penal (Decreto Legislativo 654)"),
    (r"\bD\.Leg 654 (?=arts?\. )", "Código de Ejecución Penal (Decreto Legislativo 654), "),
    (r"\bTC exp\. ", "Tribunal Constitucional, expediente "),
    (r"\bTC, Sent\. ", "Tribunal Constitucional, sentencia "),
    (r"\bTC, Sentencia ", "Tribunal Constitucional, sentencia "),
    (r"\bfund\. ", "fundamento "),
    (r"\bReglamento del CEP \(D\.S\. ", "Reglamento del Código de Ejecución Penal (Decreto Supremo "),
    (r"\bREG (?=\d+-\d)", "Reglamento, artículos "),
    (r"\bREG ", "Reglamento, artículo "),
    (r"\bCEP\b", "Código de Ejecución Penal"),
    (r"\bD\.Leg ", "Decreto Legislativo "),
    (r"\bD\.S\. ", "Decreto Supremo "),
    (r"\barts\. |\bart\. (?=\d+(-\d| y \d))", "artículos "),
    (r"\bart\. ", "artículo "),
    (r"«settled» es lo que ella da", "lo que está fuera de duda sale de ella"),
)

READINGS = {
    ("special_or_stage", "special"): "vale siempre la razón especial del delito",
    ("special_or_stage", "worse"): "vale la menos favorable entre la razón del delito y la de la etapa",
    ("special_without_stage", "special"): "vale la razón especial del delito también donde la etapa no tiene razón",
    ("special_without_stage", "no_ratio"): "donde la etapa no tiene razón, la del delito tampoco vale",
    ("later_laws", "whole"): "la ley posterior se toma completa",
    ("later_laws", "combined"): "de la ley posterior se toma sólo la parte favorable",
    ("before_final", "final"): "los días anteriores a la sentencia firme se cuentan con la ley del día de la firmeza",
    ("before_final", "day"): "los días anteriores a la sentencia firme se cuentan con la ley que regía cada día",
    ("lists", "strictest"): "entre dos listas especiales vale la más severa",
    ("lists", "mildest"): "entre dos listas especiales vale la más favorable",
    ("convictions", "worst"): "entre varias condenas vale la más severa",
    ("convictions", "mildest"): "entre varias condenas vale la más favorable",
    ("unknown_facts", "strictest"): "el dato que falta es el menos favorable",
    ("unknown_facts", "between"): "el dato que falta es uno intermedio",
    **{("unknown_facts", f"between_{n}"): f"el dato que falta es el intermedio {n}" for n in (2, 3, 4)},
    ("unknown_facts", "mildest"): "el dato que falta es el más favorable",
}
KINDS = {"work": "trabajo", "study": "estudio"}
MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre"  # as Peru writes it
).split()

_DAY = timedelta(days=1)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and what it is about: summary, period, excluded, dispute, other, missing, date or word."""

    about: str
    text: str

    def as_dict(self) -> dict[str, str]:
        return {"about": self.about, "text": self.text}


def number(value: int) -> str:
    """A whole number as Peru writes it.

    >>> number(12345)
    '12,345'
    """
    return f"{value:,}"


def amount(text: str) -> str:
    """An exact fraction in words that need no arithmetic.

    >>> amount("429/7")
    '61 2/7'
    """
    value = Fraction(text)
    whole, rest = divmod(value.numerator, value.denominator)
    if not rest:
        return number(whole)
    part = f"{rest}/{value.denominator}"
    return f"{number(whole)} {part}" if whole else part


def day(text: str) -> str:
    """An ISO day as Peru writes it.

    >>> day("2022-01-24")
    '24/01/2022'
    """
    return f"{date.fromisoformat(text):%d/%m/%Y}"


def dated(text: str) -> str:
    """A sentence with its ISO days as Peru writes them."""
    return _ISO.sub(r"\3/\2/\1", text)


def plainly(text: str) -> str:
    """A reason of a count without abbreviations.

    >>> plainly("D.Leg 1296, art. 44: 2 por 1, firme (2021-03-15).")
    'Decreto Legislativo 1296, artículo 44: 2 por 1, firme (15/03/2021).'
    """
    for short, long in _LONG:
        text = re.sub(short, long, text)
    return dated(text)


def days_of(value: int, of: str = "") -> str:
    """«1 día», «12 días de pena»."""
    return f"{number(value)} {'día' if value == 1 else 'días'}{of}"


def stage_words(label: str) -> str:
    """The regime and stage of a segment in words.

    >>> stage_words("closed_ordinary/medium")
    'régimen cerrado ordinario, etapa mediana'
    """
    regime, _, stage = label.partition("/")
    if regime not in REGIMES:
        return "sin régimen ni etapa que conste"
    return REGIMES[regime] + (f", etapa {STAGES[regime].get(stage, stage)}" if stage else "")


def ratio_words(ratio: int, kind: str) -> str:
    """The ratio as a person counts it.

    >>> ratio_words(5, "work")
    'cada 5 días de trabajo restan 1 día de pena'
    """
    if ratio == 1:
        return f"cada día de {KINDS[kind]} resta 1 día de pena"
    return f"cada {number(ratio)} días de {KINDS[kind]} restan 1 día de pena"


def reading_words(reading: Mapping[str, str]) -> str:
    """What a reading takes the law to say; nothing where no question is open."""
    return "; ".join(READINGS[name, option] for name, option in reading.items())


def explain(result: Mapping[str, Any]) -> list[Sentence]:
    """The result of ``compute_case`` in plain Spanish, second person, in the order in which a person asks.

    Every number and date in it is one of the result; a period is told by its first and its last day.
    """
    told = [
        *_summary(result),
        *(_period(segment) for segment in result["segments"]),
        *_excluded(result["excluded"]),
        *_disputes(result),
        *_others(result),
        *_missing(result),
        *_dates(result),
    ]
    return [*told, *_words(told), Sentence("date", f"Versión de la ley usada: {result['law_version']}.")]


def as_text(sentences: Iterable[Sentence]) -> str:
    """The sentences one under another, a blank line between one matter and the next."""
    blocks = groupby(sentences, key=lambda sentence: sentence.about)
    return "\n\n".join("\n".join(sentence.text for sentence in block) for _, block in blocks)


def _summary(result: Mapping[str, Any]) -> Iterable[Sentence]:
    counted, status = result["counted_days"], result["status"]
    yield Sentence("summary", f"Usted tiene {days_of(counted, ' contado' if counted == 1 else ' contados')}.")
    if status == "computed":
        yield Sentence("summary", f"Con ellos redime {days_of(result['remitted_days'], ' de pena')}.")
        if Fraction(result["fraction"]).denominator > 1:
            yield Sentence(
                "summary",
                f"La cuenta exacta es {amount(result['fraction'])}: la parte que no llega a un día entero no se resta.",
            )
    elif status == "barred":
        yield Sentence("summary", "La ley no permite redimir por su delito: esos días no restan pena.")
    elif status == "not_final":
        yield Sentence(
            "summary",
            "Todavía no hay sentencia firme: sus días se guardan y la razón se fijará cuando la sentencia quede firme.",
        )
    elif status == "no_ratio":
        yield Sentence("summary", "Para una parte de su tiempo la ley no dice cuántos días restan uno de pena.")
        yield _settled(result)
    else:
        yield Sentence(
            "summary", "La ley se puede leer de más de una manera, y el resultado cambia. No se elige por usted."
        )
        yield _settled(result)


def _settled(result: Mapping[str, Any]) -> Sentence:
    whole = Fraction(result["settled"])
    if not whole:
        return Sentence("summary", "Por ahora no hay días de pena redimidos fuera de duda.")
    return Sentence("summary", f"Fuera de duda están redimidos: {amount(result['settled'])} días de pena.")


def _period(segment: Mapping[str, Any]) -> Sentence:
    first, last = day(segment["from"]), f"{date.fromisoformat(segment['to']) - _DAY:%d/%m/%Y}"
    when = f"El {first}" if first == last else f"Del {first} al {last}"
    kind = KINDS[segment["kind"]]
    text = f"{when} ({stage_words(segment['stage'])}): {days_of(segment['days'], f' de {kind}')}."
    if segment["status"] == "computed":
        ratio = ratio_words(segment["ratio"], segment["kind"])
        text += f" {ratio[0].upper()}{ratio[1:]}: redime {amount(segment['remitted'])}."
    elif segment["status"] == "barred":
        text += " No redimen."
    elif segment["status"] == "two_readings":
        ratios = [
            f"{ratio_words(a['ratio'], segment['kind'])} (redime {amount(a['remitted'])})"
            if a["ratio"]
            else "la ley no fija razón"
            if a["status"] == "no_ratio"
            else "no se redime"
            for a in segment["alternatives"]
        ]
        text += f" Hay más de una lectura: {'; o '.join(ratios)}."
    else:
        text += " Todavía sin razón."
    return Sentence("period", f"{text} Por qué: {plainly(segment['why'])}")


def _excluded(excluded: Iterable[Mapping[str, Any]]) -> Iterable[Sentence]:
    """The days that did not count, by month and reason."""

    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for item in sorted(excluded, key=lambda e: (e["on"], e["kind"], e["reason"])):
        groups.setdefault((item["on"][:7], item["kind"], item["reason"]), []).append(item)
    for (month, kind, reason), found in groups.items():
        days = ", ".join(item["on"][8:].lstrip("0") for item in found)
        year, at = month.split("-")
        one = len(found) == 1
        if reason == "over_daily_cap":  # the date itself did count
            count = "hubo 1 día con horas de más" if one else f"hubo {number(len(found))} días con horas de más"
        else:
            count = "no se contó 1 día" if one else f"no se contaron {number(len(found))} días"
        yield Sentence(
            "excluded",
            f"En {MONTHS[int(at) - 1]} de {year} {count} de {KINDS[kind]} ({'el' if one else 'los días'} {days}). "
            + plainly(f"{found[0]['why']} Lo dice: {found[0]['norm']}, art. {found[0]['article']}."),
        )


def _disputes(result: Mapping[str, Any]) -> Iterable[Sentence]:
    alternatives = result["alternatives"]
    if not alternatives:
        return
    yield Sentence("dispute", f"Lo que está en discusión: {alternatives[0]['question']}")
    for alternative in alternatives:
        text = f"Si {reading_words(alternative['reading'])}: redime {days_of(alternative['remitted_days'], ' de pena')}"
        release = alternative["release"]
        if alternative.get("status") == "no_ratio":
            text += " fuera de duda, y otra parte de su tiempo espera que la autoridad decida la razón"
        if release and release["with_remission"]:
            text += f", y su último día de pena sería el {day(release['with_remission'])}"
        yield Sentence("dispute", f"{text}.")
    yield Sentence(
        "dispute", plainly(f"De dónde viene la duda: {alternatives[0]['source']}. Lo debe decidir la autoridad.")
    )


def _others(result: Mapping[str, Any]) -> Iterable[Sentence]:
    """What another answer to a question of the institution would give; a count kept before has none."""
    for other in result.get("other_readings", ()):
        text = f"{other['question']} Aquí se toma la respuesta de uso. Si {other['words']}: "
        if other["remitted_days"] is not None:
            text += f"redime {days_of(other['remitted_days'], ' de pena')}"
        elif other["alternatives"]:
            text += "redime " + " o ".join(amount(fraction) for fraction in other["alternatives"]) + " días de pena"
        else:
            text += f"son {days_of(other['counted_days'])} con derecho a contarse"
        yield Sentence("other", plainly(f"{text}. De dónde viene la duda: {other['source']}."))


def _missing(result: Mapping[str, Any]) -> Iterable[Sentence]:
    whys = dict.fromkeys(s["why"] for s in result["segments"] if s["status"] == "no_ratio")
    yield from (Sentence("missing", f"Falta: {plainly(why)}") for why in whys)
    if result["status"] == "not_final":
        yield Sentence("missing", "Falta: que su sentencia quede firme, y la fecha en que eso ocurra.")
    if result["release"] is None:
        yield Sentence("missing", "Falta: cuánto dura su pena y desde qué día corre. Sin eso no hay fecha de salida.")
    yield from (Sentence("missing", f"Tenga en cuenta: {plainly(warning)}") for warning in result["warnings"])


def _dates(result: Mapping[str, Any]) -> Iterable[Sentence]:
    release = result["release"]
    if release is None:
        return
    yield Sentence("date", f"Su pena completa termina el {day(release['sentence_ends'])}.")
    if release["with_remission"] and release["with_remission"] != release["sentence_ends"]:
        yield Sentence(
            "date",
            "Restando los días redimidos que muestra este cómputo, su último día de pena sería el "
            f"{day(release['with_remission'])}. La salida la decide la autoridad.",
        )


def _words(told: Iterable[Sentence]) -> Iterable[Sentence]:
    text = " ".join(sentence.text for sentence in told)
    for word, means in WORDS.items():
        if re.search(_SEEN[word], text, re.IGNORECASE):
            yield Sentence("word", f"{word[0].upper()}{word[1:]}: {means}.")
