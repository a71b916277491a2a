"""What a certificate must not say: that its holder is or was in prison, and where (CEP art. 84, Reglamento art. 121).

Her own name is never judged: she may be called like a prison.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# «interna» and «remisión» alone stay: a control is internal, and goods travel with a «guía de remisión».
_WORDS = re.compile(
    r"\b(inpe|penal|penales|penitenci\w+|carcel\w*|excarcel\w+|encarcel\w+|prision\w*|presidi\w+|pres[oa]s?|"
    r"reclus\w+|recluid\w+|reo|reos|privad[oa]s? de (la |su )?libertad|ppl|condena\w*|sentenci\w+|"
    r"(redencion|remision) de (la )?pena|redimi\w+|pabellon\w*|resocializ\w+|e\.? ?p\.? de|"
    r"intern[oa]s? del?|consejo tecnico|orden judicial|libertad condicional|semilibertad)\b"
)
_TYPE = re.compile(r"^(e\.? ?p\.?|establecimiento penitenciario|cerec) ?(anexo )?(-|del?\b)? *")


@dataclass(frozen=True)
class Breach:
    """A text that tells what it must not, and the words that tell it."""

    text: str
    words: str


def breaches(texts: Iterable[str], prisons: Iterable[str], *, bare: bool = True) -> list[Breach]:
    """What the texts tell of prison: words of confinement and names of prisons, with or without capitals and accents.

    ``bare`` looks for «Miguel Castro Castro» too and not only for «E.P. Miguel Castro Castro»; many are named like the
    town around them, which the name of a school may bear.

    >>> breaches(["Taller del penal"], [])
    [Breach(text='Taller del penal', words='penal')]
    >>> breaches(["Auditoría interna y guías de remisión"], ["E.P. de Ica"])
    []
    """
    names = {fold(name) for name in prisons}
    if bare:
        names |= {_TYPE.sub("", name) for name in names}
    patterns = [_WORDS, *(re.compile(rf"\b{re.escape(name)}\b") for name in sorted(names, key=len, reverse=True))]
    out = []
    for text in texts:
        plain = fold(text)
        hit = next((match for pattern in patterns if (match := pattern.search(plain))), None)
        if hit:
            out.append(Breach(text, hit.group()))
    return out


def fold(text: str) -> str:
    """A text without accents and capitals, its spaces single.

    >>> fold("  Cañete  DE Ancón ")
    'canete de ancon'
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
