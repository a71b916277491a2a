"""Check a note before it is published: language, figures without a day, claims without a source.

The rules are general (patterns of Spanish and lists of words), none knows a place in a text. A rule would rather
miss a defect than disturb a correct sentence; words inside a quotation are checked for language, not for claims.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from llamkay.core.notes.caution import RULES, Dictionary, unknown_words
from llamkay.core.notes.claims import WARNING, Evidence, Hit, causal_claims, sentences, short
from llamkay.core.notes.reading import read_note
from llamkay.core.notes.wording import MONTHS, NO_COUNT, date_es

MAX_TITLE = 100
ERROR = "error"
_U, _L = "A-ZÁÉÍÓÚÜÑ", "a-záéíóúüñ"

# Words that are no words, or never the word that is meant in a press note.
TYPOS = {
    "liberad": "libertad",
    "libetad": "libertad",
    "recluídos": "recluidos",
    "recluídas": "recluidas",
    "penitenciaro": "penitenciario",
    "penitenciara": "penitenciaria",
    "estableciemiento": "establecimiento",
    "resocializacón": "resocialización",
    "haiga": "haya",
    "preveer": "prever",
    "atravez": "a través",
    "através": "a través",
    "osea": "o sea",
    "enfásis": "énfasis",
    "exáctamente": "exactamente",
}
# Stems that are written with another letter in every form of the word.
_STEMS = (
    ("reciv", "recib"),
    ("perciv", "percib"),
    ("escriv", "escrib"),
    ("inscriv", "inscrib"),
    ("suscriv", "suscrib"),
    ("prohiv", "prohib"),
    ("exhiv", "exhib"),
    ("contribull", "contribuy"),
    ("tegid", "tejid"),
    ("teged", "tejed"),
    ("trabag", "trabaj"),
    ("benefisi", "benefici"),
    ("capasit", "capacit"),
    ("produsc", "produzc"),
    ("enpres", "empres"),
    ("haver", "haber"),
    ("tubier", "tuvier"),
    ("estubier", "estuvier"),
    ("hisier", "hicier"),
    ("nesesi", "necesi"),
)

# Words that always carry an accent, beside those in -ción, -sión and -ería, which have a rule.
ACCENTS = {
    "ademas": "además",
    "ceramica": "cerámica",
    "ceramicas": "cerámicas",
    "carcel": "cárcel",
    "carceles": "cárceles",
    "despues": "después",
    "dia": "día",
    "dias": "días",
    "economica": "económica",
    "economico": "económico",
    "segun": "según",
    "tambien": "también",
    "traves": "través",
    "tecnica": "técnica",
    "tecnico": "técnico",
    "tecnicas": "técnicas",
    "tecnicos": "técnicos",
    "ningun": "ningún",
    "algun": "algún",
    "jovenes": "jóvenes",
    "plastico": "plástico",
    "musica": "música",
    "ninos": "niños",
    "ninas": "niñas",
}
_WITHOUT_ACCENT = frozenset("seria feria miseria materia arteria bacteria histeria periferia difteria".split())
# Names are written as their owners write them: only these, which begin a sentence or a name, are common nouns.
_COMMON = frozenset(
    "panaderia pasteleria lavanderia sastreria carpinteria zapateria bisuteria ceramiqueria joyeria ingenieria "
    "libreria peluqueria enfermeria guarderia talabarteria marroquineria alfareria jugueteria reposteria galleteria "
    "ebanisteria ferreteria porteria tesoreria secreteria asesoria bateria galeria orfebreria biohuerteria "
    "cafeteria confiteria cerrajeria lenceria papeleria tintoreria".split()
)
ADJECTIVE_OF = {"laborar": "laboral", "educar": "educativo", "formar": "formativo", "producir": "productivo"}
_PLURAL_VERB = {
    "existe": "existen",
    "exista": "existan",
    "existía": "existían",
    "existió": "existieron",
    "existirá": "existirán",
    "existiera": "existieran",
}
_PEOPLE = (
    "directora|director|jefa|jefe|ministra|ministro|presidenta|presidente|titular|funcionaria|funcionario|alcaldesa|"
    "alcalde|interna|interno|coordinadora|coordinador|viceministra|viceministro|congresista|gerente|gerenta"
)
_PASTS = {"manifesto": "manifestó"}
_SINGULAR = {
    "asiste": "asisten",
    "trabaja": "trabajan",
    "estudia": "estudian",
    "participa": "participan",
    "vive": "viven",
    "recibe": "reciben",
    "labora": "laboran",
    "produce": "producen",
    "elabora": "elaboran",
    "aprende": "aprenden",
    "tiene": "tienen",
    "está": "están",
    "es": "son",
    "fue": "fueron",
    "asistió": "asistieron",
    "trabajó": "trabajaron",
    "estudió": "estudiaron",
    "participó": "participaron",
    "recibió": "recibieron",
    "juega": "juegan",
    "teje": "tejen",
    "cose": "cosen",
    "confecciona": "confeccionan",
    "confeccionó": "confeccionaron",
    "elaboró": "elaboraron",
    "culminó": "culminaron",
    "obtuvo": "obtuvieron",
    "ingresó": "ingresaron",
}
# Numbers above one as they are written out, «treinta y cuatro» too.
_TENS = "treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
_UNITS = "dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
_WRITTEN = (
    rf"(?:(?:{_TENS})(?:\s+y\s+(?:un[ao]?|{_UNITS}))?|{_UNITS}|diez|once|doce|trece|catorce|quince|dieci\w+|veint\w+|cien|"
    r"doscient[ao]s|trescient[ao]s|cuatrocient[ao]s|quinient[ao]s|mil)"
)
_PAST_OF_MANY = {
    "expuso": "expusieron",
    "dijo": "dijeron",
    "hizo": "hicieron",
    "tuvo": "tuvieron",
    "vino": "vinieron",
    "pudo": "pudieron",
    "dio": "dieron",
    "mostró": "mostraron",
    "presentó": "presentaron",
    "elaboró": "elaboraron",
    "ofreció": "ofrecieron",
    "aprendió": "aprendieron",
    "vendió": "vendieron",
    "visitó": "visitaron",
}
_SOLD = "vende exhibe elabora ofrece entrega produce exporta".split()
_TIMES = frozenset("lunes martes miércoles jueves viernes sábados domingos días meses años fines noches tardes".split())
# Feminine, with the article of the others.
_FEMININE_WITH_EL = frozenset("agua aula área arma acta ave alma hambre habla águila ama ancla arca asta".split())
_GRAVE = str.maketrans("àèìòù", "áéíóú")
_MASCULINE = "Centro Establecimiento Instituto Ministerio Programa Taller Coro Penal Pabellón Hospital Anexo Complejo"
_FEMININE = "Casa Cuna Panadería Panificadora Oficina Dirección Institución Escuela Junta Biblioteca Asociación"
_PERSON_BEFORE = re.compile(r"\b(?:directora?|jefa?|ministr[ao]|presidenta?|intern[ao]s?)\s+(?:del|de\s+la|de)\s+$")
_CALLED = "conocid llamad denominad ubicad cread inaugurad bautizad"
_NOT_PLURAL = frozenset(
    "más además después antes menos entonces jamás quizás detrás atrás crisis análisis tesis gracias tras mientras "
    "apenas lejos pues énfasis hipótesis síntesis oasis virus".split()
)
_MONTH = rf"(?:{'|'.join(MONTHS)}|setiembre)"
_DAY = rf"\b\d{{1,2}}(?:\.º|°)?\s+de\s+{_MONTH}\b|\b{_MONTH}\s+(?:de|del)\s+\d{{4}}"
_HAS_DAY = re.compile(_DAY, re.IGNORECASE)
_NAME = rf"[{_U}][\w.]*(?:\s+(?:(?:de|del|la|los|las)\s+)*[{_U}][\w.]*)*"
_ITEM = rf"(?:{_NAME}|\d[\d,.]*\d|\d)"
_LIST = re.compile(rf"{_ITEM}(?:,\s+{_ITEM})*,?\s+[ye]\s+{_ITEM}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to look at; ``paragraph`` counts from 1, none means the header or the whole note."""

    code: str
    severity: str
    paragraph: int | None
    excerpt: str
    suggestion: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "paragraph": self.paragraph,
            "excerpt": self.excerpt,
            "suggestion": self.suggestion,
        }


def check_note(text: str, words: Dictionary | None = None) -> tuple[Finding, ...]:
    """Every finding in the text of a note, header first, words by a dictionary if there is one; raises ``Refused``
    where it does not read as a note."""
    note = read_note(text)
    found = []
    for warning in note.warnings:
        severity = ERROR if warning.code in ("glued_label", "repeated_paragraphs") else WARNING
        excerpt = (re.findall(r"\(«(.+?)»\)", warning.message) or [warning.message])[0]
        found.append(
            Finding(
                code=warning.code,
                severity=severity,
                paragraph=warning.paragraph,
                excerpt=excerpt,
                suggestion=_FOR_WARNING[warning.code],
            )
        )
    as_of = f"al {date_es(note.published_at.date())}" if note.published_at else ""
    return (
        *found,
        *check_parts(title=note.title, subtitle=note.subtitle, paragraphs=note.paragraphs, as_of=as_of, words=words),
    )


def check_parts(
    *,
    title: str,
    subtitle: str = "",
    paragraphs: Sequence[str],
    as_of: str = "",
    evidence: Sequence[Evidence] = (),
    words: Dictionary | None = None,
) -> tuple[Finding, ...]:
    """Every finding in the parts of a note, for a draft that has no number yet; words by a dictionary if there is one.

    ``as_of`` is how the day of its figures would be written («al 2 de febrero de 2026»), for the suggestions;
    ``evidence`` what was published of programmes, without which no sentence may claim what they cause.
    """
    found = [_finding(None, hit) for hit in _title(title)]
    found += [_finding(None, hit) for part in (title, subtitle) for rule in _LANGUAGE for hit in rule(part)]
    found += [_finding(None, hit) for rule in RULES for hit in rule(f"{title}. {subtitle}")]
    found += [_finding(None, hit) for part in (title, subtitle) for hit in causal_claims(part, evidence)]
    seen: dict[str, int] = {}
    for number, paragraph in enumerate(paragraphs, start=1):
        if paragraph in seen:
            again = ("repeated_paragraphs", ERROR, short(paragraph), f"Repite el párrafo {seen[paragraph]}: quitarlo.")
            found.append(_finding(number, again))
            continue
        seen[paragraph] = number
        found += [_finding(number, hit) for rule in _LANGUAGE for hit in rule(paragraph)]
        found += [_finding(number, hit) for hit in _figures(paragraph, as_of or "al día de corte")]
        found += [_finding(number, hit) for hit in causal_claims(paragraph, evidence)]
        found += [_finding(number, hit) for rule in (_pairs, _sums, _shares, *RULES) for hit in rule(paragraph)]
    if words is not None:
        known = {word.lower() for item in found for word in re.findall(r"\w+", item.excerpt)}
        parts = [(None, title), (None, subtitle), *((seen[text], text) for text in seen)]
        found += [_finding(number, hit) for number, part in parts for hit in unknown_words(part, words, known)]
    return tuple(found)


def arithmetic(paragraphs: Sequence[str]) -> list[Finding]:
    """The totals that are not the sum of their parts and the shares that do not follow, of a text by itself."""
    return [
        _finding(number, hit)
        for number, paragraph in enumerate(paragraphs, start=1)
        for rule in (_sums, _shares)
        for hit in rule(paragraph)
    ]


_FOR_WARNING = {
    "glued_label": "Separar el rótulo «Nota de prensa» del subtítulo.",
    "repeated_paragraphs": "Publicar cada párrafo una sola vez.",
    "missing_date": "Poner la fecha y la hora, como «2 de febrero de 2026 - 4:07 p. m.».",
    "missing_time": "Poner la hora, como «4:07 p. m.».",
    "missing_number": "Poner el número, como «NOTA DE PRENSA N° 098-2026-INPE».",
    "short_number": "Escribir el número completo, como «NOTA DE PRENSA N° 098-2026-INPE».",
}


def _finding(paragraph: int | None, hit: Hit) -> Finding:
    code, severity, excerpt, suggestion = hit
    return Finding(code=code, severity=severity, paragraph=paragraph, excerpt=excerpt, suggestion=suggestion)


def _title(title: str) -> Iterator[Hit]:
    if len(title) > MAX_TITLE:
        yield "title_length", WARNING, title, f"Tiene {len(title)} caracteres: acortarlo a {MAX_TITLE} o menos."
    if title.endswith(".") and not title.endswith("…"):
        yield "title_final_stop", WARNING, title, "Un título no lleva punto final."
    if len(title) > 20 and title == title.upper():
        yield "title_capitals", WARNING, title, "Escribirlo en minúsculas, con mayúscula inicial y en los nombres."


# -- language -------------------------------------------------------------------------------------------------------


def _glued(text: str) -> Iterator[Hit]:
    for match in re.finditer(rf"(?<!\w)([{_L}]{{3,}})([{_U}][{_L}]+)(?!\w)", text):
        yield "glued_words", ERROR, match[0], f"{match[1]} {match[2]}"
    for match in re.finditer(rf"(?<![{_L}])([{_L}]{{2,}})([.,;:])([{_U}][{_L}]+)", text):
        yield "missing_space", ERROR, match[0], f"{match[1]}{match[2]} {match[3]}"


def _participle(text: str) -> Iterator[Hit]:
    for match in re.finditer(r"\b[Ss]e\s+(\w{2,})(ado|ido)\b", text):
        past = match[1] + ("ó" if match[2] == "ado" else "ió")
        yield "verb_form", ERROR, match[0], f"{match[0].split()[0]} {past} (o «se ha {match[1]}{match[2]}»)"


def _spelling(text: str) -> Iterator[Hit]:
    for match in re.finditer(r"\w+", text):
        word, low = match[0], match[0].lower()
        if grave := low.translate(_GRAVE) if low != low.translate(_GRAVE) else "":
            other = next((pair for pair in _STEMS if grave.startswith(pair[0])), ("", ""))
            yield "misspelling", ERROR, word, _like(word, other[1] + grave[len(other[0]) :])
        elif low in TYPOS:
            yield "misspelling", ERROR, word, _like(word, TYPOS[low])
        elif stem := next((pair for pair in _STEMS if low.startswith(pair[0])), None):
            yield "misspelling", ERROR, word, _like(word, stem[1] + low[len(stem[0]) :])
        elif low in ACCENTS:
            yield "missing_accent", ERROR, word, _like(word, ACCENTS[low])
        elif re.fullmatch(rf"[{_L}]+[cs]ion", low):
            yield "missing_accent", ERROR, word, f"{word[:-2]}ón"
        elif (shop := re.fullmatch(rf"([{_L}]+er)ia(s?)", low)) and _wants_accent(word, f"{shop[1]}ia"):
            yield "missing_accent", ERROR, word, _like(word, f"{shop[1]}ía{shop[2]}")


def _wants_accent(word: str, singular: str) -> bool:
    """Whether a word in -eria lacks its accent; one with a capital may be a name, as «Valeria» and «Iberia» are."""
    return singular not in _WITHOUT_ACCENT and (word[0].islower() or singular in _COMMON)


def _infinitive(text: str) -> Iterator[Hit]:
    """An infinitive joined to an adjective where a second adjective is meant: «productivo y laborar»."""
    words = "|".join(ADJECTIVE_OF)
    for match in re.finditer(rf"\b(\w+(?:iv[oa]|al|ari[oa]|ic[oa])s?)\s+[ye]\s+({words})\b", text):
        yield "word_class", ERROR, match[0], f"{match[1]} y {ADJECTIVE_OF[match[2]]}"


def _agreement(text: str) -> Iterator[Hit]:
    """Singular noun with plural adjective and the reverse, told by endings that leave no doubt."""
    singular = r"(?:encia|ancia|ción|sión|dad|tad|miento|ura)"
    for match in re.finditer(
        rf"\b(?:(\w+s)\s+de\s+(?:la\s+|el\s+)?)?(\w+{singular})\s+(\w{{2,}}(?:[ivctsr][oa]|al)(?:e?s))\b", text
    ):
        head, noun, adjective = match.groups()
        if not re.search(r"(?:iv[oa]s|ic[oa]s|os[oa]s|ari[oa]s|ales)$", adjective):
            continue
        if head and (adjective.endswith("ales") or head[-2:] == adjective[-2:]):
            continue  # the adjective may belong to the plural before «de»
        one = adjective.removesuffix("es") if adjective.endswith("ales") else adjective[:-1]
        if not adjective.endswith("ales"):
            one = one[:-1] + ("o" if noun.endswith("miento") else "a")
        yield "number_agreement", ERROR, f"{noun} {adjective}", f"{noun} {one}"
    for match in re.finditer(r"\b(\w+(?:encias|ciones|siones|dades|mientos))\s+(\w{2,}(?:iv|os)[oa])\b", text):
        yield "number_agreement", ERROR, match[0], f"{match[1]} {match[2]}s"


def _plural(text: str) -> Iterator[Hit]:
    """A plural with what is said of one: «las internas expuso», «los productos artesanal», «hubieron visitantes»."""
    verbs = "|".join(map(re.escape, {**_SINGULAR, **_PAST_OF_MANY}))
    start = r"(?:^|[.!?:;«“]\s*)"
    for match in re.finditer(rf"{start}([LU][oan]{{1,2}}s\s+\w+[aeo]s)\s+({verbs})\b", text):
        if match[1].split()[1].lower() not in _TIMES:
            right = ({**_SINGULAR, **_PAST_OF_MANY})[match[2]]
            yield "number_agreement", ERROR, f"{match[1]} {match[2]}", f"{match[1]} {right}"
    for match in re.finditer(rf"{start}(L[oa]s\s+(\w+[aeo]s)(?:\s+\w+)?\s+se)\s+({'|'.join(_SOLD)})\b", text):
        if match[2].lower() not in _TIMES:
            yield "number_agreement", ERROR, f"{match[1]} {match[3]}", f"{match[1]} {match[3]}n"
    for match in re.finditer(r"\b([LlUu][oan]{1,2}s|[Ss]us|\d{2,})\s+(\w+[aeo]s)\s+(\w{2,}[iunrct]al)\b", text):
        if match[3] not in ("igual", "cual"):
            yield "number_agreement", ERROR, f"{match[2]} {match[3]}", f"{match[2]} {match[3]}es"
    for match in re.finditer(r"\b([Hh]ubieron|[Hh]abrán)\s+(\w+s|\d+)\b", text):
        one = _like(match[1], "hubo" if match[1].lower() == "hubieron" else "habrá")
        if match[2].lower() not in _NOT_PLURAL | {"los", "las"}:
            yield "number_agreement", ERROR, match[0], f"{one} {match[2]}"


def _existence(text: str) -> Iterator[Hit]:
    """A singular «existe» before a plural: «no exista posibilidades»."""
    for match in re.finditer(rf"\b(no\s+)?({'|'.join(_PLURAL_VERB)})\s+(\w{{3,}}s)\b", text, re.IGNORECASE):
        if match[3].lower() not in _NOT_PLURAL:
            right = f"{match[1] or ''}{_PLURAL_VERB[match[2].lower()]} {match[3]}"
            yield "number_agreement", ERROR, match[0], right


def _gender(text: str) -> Iterator[Hit]:
    """An institution with an apposition of the other gender: «Centro …, más conocida como»."""
    run = rf"(?:\s+(?:de|del|la|el|los|las|y|e|[{_U}]\w*))*"
    called = "|".join(_CALLED.split())
    for heads, wrong, right in ((_MASCULINE, "a", "o"), (_FEMININE, "o", "a")):
        pattern = rf"\b(?:{'|'.join(heads.split())})\b{run},\s+((?:(?:más|mejor|también)\s+)?(?:{called})){wrong}\b"
        for match in re.finditer(pattern, text):
            if not (_PERSON_BEFORE.search(text[: match.start()]) or _other_gender(match[0], wrong)):
                yield "gender_agreement", ERROR, f"{match[1]}{wrong}", f"{match[1]}{right}"


def _made(text: str) -> Iterator[Hit]:
    """A thing with what was done to it in the other gender: «la panadería MaxiGloria fue inaugurado»."""
    for article, wrong, right in (("[Ll]a", "o", "a"), ("[Ee]l", "a", "o")):
        thing = rf"\b{article}\s+(\w+)(?:\s+[{_U}]\w*)*"
        for match in re.finditer(rf"{thing}\s+(?:fue|será|quedó|ha\s+sido)\s+(\w+[ai]d){wrong}\b", text):
            before = re.search(r"\b(?:a|de|por|con|en|para|y|e)\s+$", text[: match.start()])
            if not before and match[1] not in _FEMININE_WITH_EL:
                yield "gender_agreement", ERROR, match[0], f"{match[0][:-1]}{right}"


def _other_gender(run: str, ending: str) -> bool:
    """Whether the run of names goes on to another institution, of the gender of the apposition: it belongs to that."""
    heads = _FEMININE if ending == "a" else _MASCULINE
    return bool(re.search(rf"\s(?:y|e)\s+(?:el\s+|la\s+)?(?:{'|'.join(heads.split())})\b", run))


def _past(text: str) -> Iterator[Hit]:
    """A verb of saying in the present of «yo» after its subject: «el director anuncio que»."""
    verbs = "anuncio|informo|señalo|indico|destaco|explico|afirmo|manifesto|preciso|resalto|inauguro|visito|participo"
    subject = (
        rf"(?:\b(?:[Ee]l|[Ll]a)\s+(?:{_PEOPLE})(?:\s+(?:de|del|la|las|los|el|[{_U}]\w*)){{0,8}}|\b(?:INPE|MINJUSDH))"
    )
    for match in re.finditer(rf"{subject}\s+({verbs})\b", text):
        yield "missing_accent", ERROR, match[1], _PASTS.get(match[1], match[1][:-1] + "ó")
    for match in re.finditer(rf"(?<=[{_L}])\s+({verbs})\s+que\b", text):
        before = text[max(match.start() - 80, 0) : match.start()]
        if re.search(rf"\b(?!Este$|Ese$|Cada$|Dicho$|Otro$)[{_U}][{_L}]{{2,}}$", before) and not re.search(
            rf"{subject}$", before
        ):
            yield "missing_accent", ERROR, match[1], _PASTS.get(match[1], match[1][:-1] + "ó")


def _counted(text: str) -> Iterator[Hit]:
    """A count above one with its verb in singular: «34 niños asiste», «treinta mujeres participó»."""
    number = rf"(?:(?<![\d.,/])(?!1\s)(?!0\s)\d{{1,3}}(?:[,.]\d{{3}})*|\b{_WRITTEN})"
    nouns = "niños|niñas|niñas y niños|niños y niñas|mujeres|hombres|personas|intern[ao]s|madres|talleres|trabajadoras|"
    nouns += "trabajadores|estudiantes|alumn[ao]s|penales|establecimientos|empresas|bebés|reclus[ao]s"
    some = r"(?:\s+(?:privad[ao]s\s+de\s+libertad|penitenciarios|gestantes|extranjer[ao]s))?"
    counted = rf"{number}\s+(?:{nouns}){some}\s+({'|'.join(_SINGULAR)})\b"
    for match in re.finditer(counted, text, re.IGNORECASE):
        before = text[max(match.start() - 20, 0) : match.start()]
        if not re.search(
            r"\b(?:de|entre)\s+(?:(?:l[ao]s|est[ao]s|sus|cada)\s+)?$", before, re.IGNORECASE
        ):  # «una de las 34 niñas asiste»
            yield "number_agreement", ERROR, match[0], match[0][: -len(match[1])] + _SINGULAR[match[1].lower()]


def _like(word: str, other: str) -> str:
    """The other word with the capitals of the first."""
    if word.isupper():
        return other.upper()
    return other[0].upper() + other[1:] if word[0].isupper() else other


_LANGUAGE: tuple[Callable[[str], Iterator[Hit]], ...] = (
    _glued,
    _participle,
    _spelling,
    _infinitive,
    _agreement,
    _plural,
    _existence,
    _gender,
    _made,
    _past,
    _counted,
)


# -- figures and claims ---------------------------------------------------------------------------------------------


def _figures(text: str, as_of: str) -> Iterator[Hit]:
    """A figure says its day: «a la fecha» says none, a hedge without a day cannot be checked."""
    if _HAS_DAY.search(text):
        return
    for match in re.finditer(r"\ba\s+la\s+fecha\b", text, re.IGNORECASE):
        yield "undated_figure", WARNING, match[0], _like(match[0], as_of)
    words = "más de|menos de|cerca de|alrededor de|aproximadamente|casi|unos|unas"
    hedge = rf"\b(?:{words})\s+\d+(?:[.,]\d+)*(?:\s+(?:mil|millones))?"
    for match in re.finditer(hedge, text, re.IGNORECASE):
        if not re.match(r"\s+(?:años|meses|días|horas|minutos)\b", text[match.end() :]):
            yield "hedge_without_date", WARNING, match[0], f"Decir de qué día es la cifra: «{match[0]}, {as_of}»."


def _pairs(text: str) -> Iterator[Hit]:
    """Before «respectivamente» two lists of the same length must stand."""
    for sentence in sentences(text):
        at = sentence.lower().find("respectivamente")
        lists = [match[0] for match in _LIST.finditer(sentence[max(at - 1000, 0) : max(at, 0)])][-2:]
        if len(lists) < 2:
            continue
        counts = [len(re.split(r",?\s+[ye]\s+|,\s+", found)) for found in lists]
        if counts[0] != counts[1]:
            advice = f"La primera lista tiene {counts[0]} y la segunda {counts[1]}: decir cuál corresponde a cuál."
            yield "pairing_mismatch", ERROR, f"{lists[0]} … {lists[1]}", advice


# A count of things: N stands for the beginning of its group.
_COUNT = r"(?<![\d.,/])N\d{1,3}(?:,\d{3})+|\d+)(?![\d/]|[.,]\d|\s*%)"
_COUNTED = _COUNT.replace("N", "(")
_MEASURED = re.compile(r"\ba\s+las?\s+\d|S/|\b(?:horas?|años?|meses|días?|soles|minutos)\b|%", re.IGNORECASE)


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _sums(text: str) -> Iterator[Hit]:
    """A total with its parts: «34 niños: 20 niñas y 15 niños», «20 mujeres y 15 hombres, en total 34»."""
    for sentence in sentences(text):
        whole, colon, rest = sentence.partition(":")
        totals = re.findall(_COUNTED, NO_COUNT.sub(" ", whole))
        parts = re.findall(_COUNTED, NO_COUNT.sub(" ", rest)) if colon else []
        if (
            len(totals) == 1
            and len(parts) > 1
            and not _MEASURED.search(rest)
            and re.search(r"\d[^:]*?\s[ye]\s[^:]*?\d", rest)
        ):
            yield from _unequal(totals[0], parts, short(sentence))
            continue
        total = re.search(rf"\b(?:en\s+total|un\s+total\s+de|suman|hacen)\s*,?\s*{_COUNTED}", sentence, re.IGNORECASE)
        if total and not re.search(r"\bde\s+(?:los|las)\s+cuales\b", sentence):
            before = re.findall(_COUNTED, NO_COUNT.sub(" ", sentence[: total.start()]))
            if len(before) > 1:
                yield from _unequal(total[1], before, short(sentence))


def _unequal(total: str, parts: Sequence[str], excerpt: str) -> Iterator[Hit]:
    found = sum(map(_whole, parts))
    if found != _whole(total):
        yield (
            "sum_mismatch",
            ERROR,
            excerpt,
            f"Las partes ({' + '.join(parts)}) suman {found:,} y el total dice {total}.",
        )


def _shares(text: str) -> Iterator[Hit]:
    """A share beside its part and its whole: «20 de 40 (el 60 %)»."""
    share = r"(?P<share>\d{1,3}(?:[.,]\d{1,2})?)\s*%"
    part, whole = (_COUNT.replace("N", f"(?P<{name}>", 1) for name in ("part", "whole"))
    patterns = (
        rf"{part}\s+(?:\w+\s+){{0,4}}?de\s+(?:l[ao]s\s+|un\s+total\s+de\s+)?{whole}[^.;:%\d]{{0,40}}?{share}",
        rf"\bde\s+(?:l[ao]s\s+)?{whole}\s+\w+,\s+{part}\b[^.;:%\d]{{0,60}}?{share}",
        rf"{share}(?:\s+del?\s[^.;:%\d(]{{1,60}})?\s*\({part}\s+(?:\w+\s+)?de\s+(?:l[ao]s\s+)?{whole}",
        rf"{whole}\s+[^.;:%\d]{{1,40}}[.;,:]\s+de\s+(?:ell[ao]s|est[ao]s|l[ao]s\s+cuales),?\s+{part}\b"
        rf"[^.;:%\d]{{0,60}}?{share}",
    )
    plain = NO_COUNT.sub(lambda gone: " " * len(gone[0]), text)
    for match in (found for pattern in patterns for found in re.finditer(pattern, plain, re.IGNORECASE)):
        counted, of, percent = _whole(match["part"]), _whole(match["whole"]), match["share"].replace(",", ".")
        decimals = len(percent.partition(".")[2])
        if 0 < of >= counted and abs(100 * counted / of - float(percent)) > 0.5 * 10**-decimals + 1e-9:
            right = f"{100 * counted / of:.{decimals}f} %"
            excerpt = text[match.start() : match.end()]
            yield "share_mismatch", ERROR, excerpt, f"{match['part']} de {match['whole']} es el {right}."
