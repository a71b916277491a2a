"""How a note writes numbers, dates and hedges in Spanish, and how a figure stands inside a paragraph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from llamkay.core.errors import Refused

LIMA = timezone(timedelta(hours=-5), "America/Lima")  # no daylight saving since 1994
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
HEDGES = {
    "es": ("", "más de", "casi", "cerca de", "alrededor de"),
    "en": ("", "more than", "almost", "close to", "about"),
}
NEAR = 20  # «casi» and «cerca de» may miss the figure by one part in twenty, no more
_FIGURE = re.compile(r"\{\{\s*figure:(?P<name>[A-Za-z0-9_-]{1,40})\s*\}\}")


# A name in a text: who holds a post (on a day, where one is written), a prison, a brand, what somebody said.
NAMED = ("cargo", "penal", "marca", "cita")
_NAMED = re.compile(
    r"\{\{\s*(?P<token>(?:" + "|".join(NAMED) + r"):[A-Za-z0-9_-]{1,60}(?:@\d{4}-\d\d-\d\d)?)\s*\}\}", re.ASCII
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hedged:
    """A figure in words: ``status`` is ``holds``, ``exact`` (no hedge needed) or ``untrue`` (it would mislead)."""

    text: str
    bound: int
    status: str


def hedged(value: int, *, hedge: str, rounding: int = 1, lang: str = "es") -> Hedged:
    """Write a figure with a hedge only where the hedge is true; otherwise the exact figure, and the status says so.

    The bound is computed from the value: «más de» floors to a multiple of ``rounding`` and holds strictly above it;
    «casi» takes the next multiple; «cerca de» and «alrededor de» the nearest; these three hold within five percent.
    A value that is itself the bound needs no hedge. Raises ``ValueError`` for an unknown hedge or language.

    >>> hedged(29346, hedge="más de", rounding=1000).text
    'más de 29 mil'
    """
    if lang not in HEDGES:
        raise ValueError(f"«{lang}» is not a language of the notes; use {' or '.join(HEDGES)}")
    if hedge not in HEDGES[lang]:
        raise ValueError(f"«{hedge}» is not a hedge; use one of {', '.join(filter(None, HEDGES[lang]))}")
    if value < 0 or rounding < 1:
        raise ValueError("a figure must be zero or more and its rounding one or more")
    kind = HEDGES[lang].index(hedge)
    below = value // rounding * rounding
    if kind == 0 or value == below:
        return Hedged(text=_amount(value, lang), bound=value, status="exact")
    above = below + rounding
    bound = (below, below, above, *[below if value - below < above - value else above] * 2)[kind]
    true = bound > 0 and (kind == 1 or abs(value - bound) * NEAR <= bound)
    if not true:
        return Hedged(text=format_number_es(value), bound=bound, status="untrue")
    return Hedged(text=f"{hedge} {_amount(bound, lang)}", bound=bound, status="holds")


# Numbers that count nothing: dates, years, hours, the numbers of norms, documents and addresses.
NO_COUNT = re.compile(
    r"\b\d{1,2}\s*(?:y\s+\d{1,2}\s*)?de\s+(?:" + "|".join([*MONTHS, "setiembre"]) + r")(?:\s+(?:de|del)\s+\d{4})?"
    r"|\b(?:19|20)\d{2}\b(?!,\d)|\b\d{1,2}:\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|(?:\b(?:n\.?\s*[°º]|ley|d\.?\s*leg\.?|d\.?\s*s\.?|decreto\s+(?:supremo|legislativo)|resolución|artículos?|arts?\.?|"
    r"numeral|inciso|pabell[oó]n|km|kil[oó]metro|avenida|calle|jir[oó]n)\s*(?:n\.?\s*[°º]\s*)?|[°º]\s*)\d[\d.,-]*"
    r"|\b\d+[.-]\d+-[A-ZÑÁÉÍÓÚ]+",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(?<![\w.,])\d[\d.,]*(?:\s*%)?(?:\s+\w+)?")


def loose_numbers(paragraph: str) -> tuple[str, ...]:
    """The counts typed into a paragraph that stand on no figure, each with the word after it.

    >>> loose_numbers("El 2 de febrero de 2026, {{figure:mujeres}} y 500 personas más, según la Ley 26320.")
    ('500 personas',)
    """
    text = NO_COUNT.sub(" ", _FIGURE.sub(" ", _NAMED.sub(" ", paragraph)))
    return tuple(match[0].strip(" .,") for match in _COUNT.finditer(text))


def format_number_es(value: int) -> str:
    """A whole number as it is written in Peru, with a comma for the thousands.

    >>> format_number_es(1234)
    '1,234'
    """
    return f"{value:,}"


def _amount(value: int, lang: str) -> str:
    """Round thousands and millions in words («29 mil», «2 millones»), every other number in figures."""
    million, thousand = ("millón", "mil") if lang == "es" else ("million", "thousand")
    if value and value % 1_000_000 == 0:
        count = value // 1_000_000
        plural = "es" if lang == "es" and count > 1 else ""
        return f"{format_number_es(count)} {'millon' if plural else million}{plural}"
    if value >= 10_000 and value % 1000 == 0 and value < 1_000_000:
        return f"{value // 1000} {thousand}"
    return format_number_es(value)


def percent_es(part: int, whole: int, *, decimals: int = 0) -> str:
    """A share in percent, half upwards, computed without floats.

    >>> percent_es(29000, 103717)
    '28 %'
    """
    if whole <= 0 or part < 0 or decimals < 0:
        raise ValueError("a share needs a part of zero or more and a whole above zero")
    scaled = (2 * part * 100 * 10**decimals + whole) // (2 * whole)
    units, rest = divmod(scaled, 10**decimals)
    return f"{format_number_es(units)}{f'.{rest:0{decimals}d}' if decimals else ''} %"


def date_es(day: date) -> str:
    """A day in words.

    >>> date_es(date(2026, 2, 2))
    '2 de febrero de 2026'
    """
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def datetime_es(moment: datetime) -> str:
    """A moment as notes print it, in Lima's time; raises ``ValueError`` for a moment without a zone.

    >>> datetime_es(datetime(2026, 2, 2, 21, 7, tzinfo=timezone.utc))
    '2 de febrero de 2026 - 4:07 p. m.'
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = moment.astimezone(LIMA)
    half = "a. m." if local.hour < 12 else "p. m."
    return f"{date_es(local.date())} - {local.hour % 12 or 12}:{local.minute:02d} {half}"


def number_line(*, number: int, year: int, acronym: str) -> str:
    """The one spelling of the number line.

    >>> number_line(number=98, year=2026, acronym="INPE")
    'NOTA DE PRENSA N° 098-2026-INPE'
    """
    if number < 1 or not acronym:
        raise ValueError("a note needs a number of one or more and the acronym of its institution")
    return f"NOTA DE PRENSA N° {number:03d}-{year}-{acronym}"


def correction_line(*, number: int, note: str) -> str:
    """The line of a correction, under that of the note it is of.

    >>> correction_line(number=1, note="NOTA DE PRENSA N° 098-2026-INPE")
    'CORRECCIÓN N° 1 DE LA NOTA DE PRENSA N° 098-2026-INPE'
    """
    return f"CORRECCIÓN N° {number} DE LA {note}"


def figure_names(paragraph: str) -> tuple[str, ...]:
    """The figures in a paragraph, written ``{{figure:NAME}}``, in order; raises ``Refused`` for a broken one."""
    rest = _NAMED.sub("", _FIGURE.sub("", paragraph))
    if "{{" in rest or "}}" in rest:
        at = rest.find("{{") if "{{" in rest else rest.find("}}")
        raise Refused(f"«{rest[at : at + 40]}» is not a figure; write it like {{{{figure:workers}}}}")
    return tuple(match["name"] for match in _FIGURE.finditer(paragraph))


def render(paragraph: str, figures: Mapping[str, str]) -> str:
    """The paragraph with every figure in its words; raises ``Refused`` for a figure without a value.

    >>> render("Trabajan {{figure:workers}} internos.", {"workers": "más de 29 mil"})
    'Trabajan más de 29 mil internos.'
    """
    for name in figure_names(paragraph):
        if name not in figures:
            raise Refused(
                "the figure «{name}» has no value; define it for the note or take it out of the text",
                code="note.no_value",
                values={"name": name},
            )
    return _FIGURE.sub(lambda match: figures[match["name"]], paragraph)


def name_tokens(paragraph: str) -> tuple[str, ...]:
    """The names that stand in a paragraph as ``{{cargo:12}}``, ``{{penal:EP16}}``, ``{{marca:aleka}}``, ``{{cita:3}}``.

    >>> name_tokens("Recibió {{cargo:12@2026-02-02}} en el {{penal:EP16}}, con {{figure:mujeres}} internas.")
    ('cargo:12@2026-02-02', 'penal:EP16')
    """
    return tuple(match["token"] for match in _NAMED.finditer(paragraph))


def with_names(paragraph: str, words: Mapping[str, str]) -> str:
    """The paragraph with its names in words; one that has none stays as it is written.

    >>> with_names("En el {{penal:EP16}} y en la {{marca:x}}.", {"penal:EP16": "E.P. Mujeres Chorrillos"})
    'En el E.P. Mujeres Chorrillos y en la {{marca:x}}.'
    """
    return _NAMED.sub(lambda match: words.get(match["token"], match[0]), paragraph)


def post_es(title: str) -> str:
    """A post as it is written beside a name; an acronym stays.

    >>> [post_es(title) for title in ("Ministra de la Mujer", "SG adjunta")]
    ['ministra de la Mujer', 'SG adjunta']
    """
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"
