"""What a note may claim that a programme causes: what a lot proved, or what somebody says in a quotation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WARNING = "warning"
Hit = tuple[str, str, str, str]  # code, severity, excerpt, suggestion


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What was published of a programme: its name, whether a lot proved fewer returns, what may be said of it."""

    programme: str
    proves: bool
    sentence: str


_CAUSES = r"(?:reduc|redujo|redujer|disminu|bajar|bajó|baja|evit|previen|preven|impid|elimin|combat|aument|elev)\w*"
_RETURN = (
    r"(?:reincid\w+|reingres\w+|reca[íi]d\w+|volver(?:\s+\w+)?\s+a\s+(?:delinquir|prisión|la\s+cárcel)"
    r"|retornos?\s+a\s+(?:prisión|la\s+cárcel))"
)
_CLAIMS = (
    rf"\b{_CAUSES}\b[^.;]{{0,60}}?\b{_RETURN}",
    rf"\b{_RETURN}\b[^.;]{{0,30}}?\b(?:se\s+)?(?:redujo|reduce|disminuy\w+|bajó|baja|cayó)\b[^.;]{{0,20}}\b(?:gracias|por|con)\b",
    r"\b(?:ayud|logr|hac|permit)\w*\b[^.;]{0,40}?\bno\s+(?:vuelv|volver|reincid)\w*",
    rf"\bgracias\s+a[^.;]{{0,60}}?\b(?:no|menos)\s+(?:{_RETURN}|vuelv\w+\s+a\s+\w+)",
)
_STOCK = (
    r"\d+(?:[.,]\d+)?\s*%[^.;]{0,40}?\b(?:población\s+penal|intern[ao]s|reclus[ao]s|pres[ao]s|personas\s+privadas)\b"
    r"[^.;]{0,40}?\b(?:reincid\w+|reingres\w+)"
)


def causal_claims(text: str, evidence: Sequence[Evidence]) -> Iterator[Hit]:
    """That an activity lowers or raises return is somebody's word or what a lot proved; quotations are theirs.

    A share of those inside who had entered before is not how many of those released come back.
    """
    unquoted = re.sub(r"“[^”]*”|«[^»]*»|\"[^\"]*\"", lambda quoted: " " * len(quoted[0]), text)
    seen: list[tuple[int, int]] = []
    for match in (found for claim in _CLAIMS for found in re.finditer(claim, unquoted, re.IGNORECASE)):
        if any(match.start() < end and start < match.end() for start, end in seen):
            continue
        seen.append(match.span())
        about = _about(_sentence_at(text, match.start()), evidence)
        if not (about and about.proves):
            yield "causal_claim", WARNING, match[0], _advice(about, evidence)
    for match in re.finditer(_STOCK, unquoted, re.IGNORECASE):
        yield "stock_share", WARNING, short(match[0]), _OF_STOCK


_OF_STOCK = (
    "Decir «ya habían ingresado antes»: la parte de quienes están adentro no dice cuántos de los que salen vuelven, "
    "porque quien vuelve por más tiempo se cuenta más."
)


def _about(sentence: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """The published evidence of the programme that a sentence names."""
    plain = sentence.lower()
    return next((each for each in evidence if each.programme.lower() in plain), None)


def _sentence_at(text: str, place: int) -> str:
    start = 0
    for sentence in sentences(text):
        start = text.index(sentence, start)
        if start <= place < start + len(sentence):
            return sentence
    return text


def _advice(about: Evidence | None, evidence: Sequence[Evidence]) -> str:
    if about:
        return f"De «{about.programme}» se puede decir: {about.sentence}"
    advice = "Atribuir la afirmación a quien la hace o citar la evidencia con su método y su fecha."
    if evidence:
        names = ", ".join(f"«{each.programme}»" for each in evidence[:3])
        return f"{advice} Nombrar el programa: se evaluó {names}; solo un sorteo permite decir que reduce."
    return advice


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return re.split(r"(?<=[.;])\s+(?=[A-ZÁÉÍÓÚÑ])", text)


def short(text: str) -> str:
    """A text as an excerpt shows it."""
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"
