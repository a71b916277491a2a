"""Where the people or things of a figure are: the regions as tiles, and the prisons."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import establishments
from llamkay.apps.statistics.figures.published import PublicFigure, PublishedMonth
from llamkay.apps.statistics.kinds import OF_PEOPLE
from llamkay.apps.statistics.models import Metric
from llamkay.platform.charts import REGIONS, Chart, Mark, squares, tiles

LETTERS = 9  # as many as a square is wide
_STOP = re.compile(r"[^aeiouáéíóúü](?=[aeiouáéíóúü])")  # where an abbreviation may end: a consonant before a vowel
_PLAIN = re.compile(r"\b(E\.P\.|CEREC|Modelo|de|del|la)(?= )| - (?=\w\.).*")


def regions_chart(metric: Metric, read: PublishedMonth, found: PublicFigure) -> Chart | None:
    """Where the people or things are: what part of those held where people are counted, else how many."""
    held = read.figure("population")
    marks = []
    for region, value in found.regions.items():
        people = _held(held, found, region)
        part = None if value is None or not people else round(100 * value / people, 1)
        drawn_value, unit = (part, " %") if metric.code in OF_PEOPLE else (value, "")
        words = _("reservado") if drawn_value is None else ""
        more = (_written(value), _written(people)) if metric.code in OF_PEOPLE else ()
        marks.append(Mark(region, drawn_value, words or f"{drawn_value:,}{unit}", more=more))
    known = [(mark.value, mark.label) for mark in marks if mark.value is not None]
    if not known:
        return None
    most = max(known, key=lambda each: each[0])[1]
    if metric.code in OF_PEOPLE:
        title = _("{name}: qué parte de la población, por región; la mayor, {region}")
        headings = [_("Región"), _("De la población"), metric.counted_in.capitalize(), _("Población")]
        unit = " %"
    else:
        title = _("{name}: cuántos por región; donde más, {region}")
        headings, unit = [_("Región"), metric.counted_in.capitalize()], ""
    return tiles(
        marks,
        places=REGIONS,
        name="regiones",
        title=title.format(name=metric.label, region=most),
        headings=headings,
        kept_back=_("reservado"),
        unit=unit,
    )


def letters(name: str) -> str:
    """A prison in as few letters as a square is wide: its place whole or abbreviated, the words before it by their
    first letter.

    >>> [letters(name) for name in ("E.P. de Ica", "E.P. Anexo de Mujeres de Chorrillos", "E.P. de Puerto Maldonado")]
    ['Ica', 'AM.Chorr.', 'P.Maldon.']
    """
    words = _PLAIN.sub("", name).replace("-", " ").split()
    short = " ".join(words)
    if len(short) <= LETTERS:
        return short
    numbered = words.pop() if len(words) > 1 and len(words[-1]) < 3 else ""
    before = "".join(word[0] for word in words[:-1]) + "." * (len(words) > 1)
    room = LETTERS - len(before) - len(numbered)
    if len(words[-1]) <= room:
        return before + words[-1] + numbered
    ends = [stop.end() for stop in _STOP.finditer(words[-1]) if 1 < stop.end() < room]
    return f"{before}{words[-1][: max(ends, default=room - 1)]}.{numbered}"


def prisons_chart(
    metric: Metric, read: PublishedMonth, found: PublicFigure, *, link: Callable[[str], str]
) -> Chart | None:
    """Each prison as a square among those of its regional office: what part of those held where people are counted,
    else how many. ``link`` is the page of a prison, by its code."""
    parts = {part.code: part for part in found.parts}
    held = {part.code: part.value for part in read.figure("population").parts}
    shares = metric.code in OF_PEOPLE
    groups: dict[str, list[Mark]] = {}
    short: dict[str, str] = {}
    for place in establishments():
        part, people = parts.get(place.code), held.get(place.code)
        value = part.value if part else None
        words = "" if part is None else _("reservado")
        drawn: float | None = value
        if value is not None:
            drawn = value if not shares else round(100 * value / people, 1) if people else None
            words = "—" if drawn is None else f"{drawn:,}{' %' if shares else ''}"
        more = ("—" if part is None else _written(value), "—" if people is None else f"{people:,}") if shares else ()
        groups.setdefault(place.office.name, []).append(
            Mark(place.name, drawn, words, link=link(place.code), more=more)
        )
        short[place.name] = letters(place.name)
    if not any(mark.value is not None for group in groups.values() for mark in group):
        return None
    if shares:
        title = _("{name}: qué parte de la población, penal por penal")
        headings = [_("Penal"), _("De la población"), metric.counted_in.capitalize(), _("Población")]
    else:
        title = _("{name}: cuántos, penal por penal")
        headings = [_("Penal"), metric.counted_in.capitalize()]
    return squares(
        groups,
        letters=short,
        name="penales",
        title=title.format(name=metric.label),
        headings=headings,
        kept_back=_("reservado"),
        unit=" %" if shares else "",
        note=_("Por oficina regional. El nombre entero de cada penal está en la tabla."),
    )


def _held(held: PublicFigure, found: PublicFigure, region: str) -> int:
    """Who is held in the prisons of a region that are in the sum of the figure."""
    inside = {part.code for part in found.parts if part.inside and part.region == region}
    values = [part.value or 0 for part in held.parts if part.code in inside]
    return sum(values) if len(values) == len(inside) else 0


def _written(value: int | None) -> str:
    return _("reservado") if value is None else f"{value:,}"
