"""What a note says: each figure in words as it stands, what keeps a draft from being published, an old text read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NotRequired, TypedDict
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from llamkay.apps.evaluation.queries import published
from llamkay.apps.institutions.queries import establishment_names
from llamkay.apps.press.models import Note, NoteFigure
from llamkay.apps.press.naming import nameless
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.kinds import QUARTERLY
from llamkay.apps.statistics.queries import key_labels
from llamkay.core.errors import Refused
from llamkay.core.notes import (
    Evidence,
    Finding,
    check_parts,
    date_es,
    figure_names,
    format_number_es,
    hedged,
    loose_numbers,
    percent_es,
    read_note,
    render,
)
from llamkay.core.notes import Note as NoteRead
from llamkay.core.values import Month
from llamkay.platform.files.words import spanish
from llamkay.platform.months import month_name

if TYPE_CHECKING:
    from llamkay.apps.statistics.models import Metric, Release


RESERVED = "reservado"


class NoteRefused(Refused):
    """The note cannot be saved or approved; the sentence says why."""


@dataclass(frozen=True)
class Worded:
    """A figure as it stands: its words, value, denominator and the snapshots it rests on."""

    text: str
    value: int
    denominator: int | None
    as_of: date | None
    snapshots: list[int]
    over: int | None = None  # a share: how many prisons gave both
    lacking: int = 0  # and how many the whole only


def figures(note: Note) -> list[NoteFigure]:
    """The figures of a note by their names."""
    return list(note.figures.select_related("metric", "share_of").order_by("name"))


@dataclass(frozen=True)
class Behind:
    """A figure as the public reads it now; ``value`` none where it is reserved, not ``known`` where nobody gave it.

    ``over`` are the prisons that a share is taken over, ``lacking`` those that gave the whole and not the part.
    """

    value: int | None
    known: bool
    as_of: date | None = None
    snapshots: tuple[int, ...] = ()
    denominator: int | None = None
    over: int | None = None
    lacking: int = 0
    counted: int = 0
    reported: int = 0
    missing: int = 0


class Shelf:
    """What the public reads of the months that the figures of a note are of, each read once."""

    def __init__(self) -> None:
        self._months: dict[date, PublishedMonth] = {}

    def behind(self, figure: NoteFigure) -> Behind:
        """The figure as the public reads it now."""
        month = self._months.setdefault(figure.month, PublishedMonth(figure.month))
        if figure.metric.code in QUARTERLY:
            return _of_the_quarter(month.release, figure)
        found = month.figure(figure.metric.code, figure.key)
        part = found.of(figure.establishment_code)
        if figure.establishment_code:
            value, known = part.value if part else None, part is not None
            of = [part] if part else []
        else:
            value, known = found.value, bool(found.parts)
            of = [part for part in found.parts if part.inside]
        made = Behind(
            value=value,
            known=known,
            as_of=max((each.as_of for each in of), default=None),
            snapshots=tuple(each.snapshot for each in of),
            counted=sum(each.source == "counted" for each in of),
            reported=sum(each.source == "reported" for each in of),
            missing=0 if figure.establishment_code else found.missing,
        )
        if not figure.share_of or value is None:
            return made
        share = month.share(figure.metric.code, figure.share_of.code, key=figure.key, code=figure.establishment_code)
        if share is None:
            return made
        return replace(made, value=share.part, denominator=share.whole, over=share.places, lacking=share.missing)


def _of_the_quarter(release: "Release | None", figure: NoteFigure) -> Behind:
    """Of children and pregnancies: what the signed release of that month tells, and nothing where there is none."""
    if release is None:
        return Behind(None, known=True)
    stem, place = QUARTERLY[figure.metric.code], figure.establishment_code
    value = release.document["cells"].get(f"{stem}:{place}" if place else stem)
    return Behind(value, known=True, as_of=date.fromisoformat(release.document["as_of"]))


def word(figure: NoteFigure, shelf: Shelf | None = None) -> Worded:
    """A figure as it stands today, in words. Raises ``NoteRefused`` when it may not be said or nothing is known."""
    found = (shelf or Shelf()).behind(figure)
    if not found.known:
        raise NoteRefused(
            _("No hay cifras de «{name}» de {month} para «{figure.name}».").format(
                name=figure.metric.name, month=month_name(Month.of(figure.month)), figure=figure
            )
        )
    of_children = {figure.metric.code, figure.share_of.code if figure.share_of else ""} & QUARTERLY.keys()
    if of_children and (found.value is None or figure.share_of):
        raise NoteRefused(
            _(
                "«{figure.name}» no se puede publicar: de niñas, niños y gestantes se dice solo lo que publica el "
                "trimestre, sin porcentajes. Elija un mes que termine un trimestre ya publicado y un valor que no esté "
                "reservado."
            ).format(figure=figure)
        )
    if found.value is None:
        raise NoteRefused(
            _(
                "«{figure.name}» no se puede publicar: el público no lee ese valor, porque podría señalar a una "
                "persona o permitiría hallar otro restando. Use otra cifra o la nacional."
            ).format(figure=figure)
        )
    if figure.share_of:
        return _share(figure, figure.share_of, found)
    if not figure.hedge and figure.rounding == 1:
        text = format_number_es(found.value)
    else:
        worded = hedged(found.value, hedge=figure.hedge, rounding=figure.rounding)
        if worded.status == "untrue":
            raise NoteRefused(
                _(
                    "«{figure.hedge}» no es verdad para «{figure.name}»: la cifra es {number}. Elija "
                    "otra aproximación u otro redondeo."
                ).format(figure=figure, number=format_number_es(found.value))
            )
        text = worded.text
    return Worded(text, found.value, None, found.as_of, list(found.snapshots))


def _share(figure: NoteFigure, of: "Metric", found: Behind) -> Worded:
    """A percentage, over the prisons that gave the part and the whole."""
    if found.value is None or not found.denominator:
        raise NoteRefused(
            _(
                "«{figure.name}» no se puede decir como parte de «{name}»: ningún penal dio las dos cifras, una está "
                "reservada, o la parte supera al todo."
            ).format(figure=figure, name=of.name)
        )
    text = percent_es(found.value, found.denominator)
    return Worded(text, found.value, found.denominator, found.as_of, list(found.snapshots), found.over, found.lacking)


@dataclass(frozen=True)
class Moved:
    """A figure of a published note: what it said, what it would say today, and whether the two differ."""

    name: str
    then: int
    now: int | str  # the word for what is reserved, where it is
    moved: bool
    text: str

    @property
    def further(self) -> bool:
        """Whether its value says more than its words: «más de 29 mil» is 29,051; «320» is itself."""
        return isinstance(self.now, int) and self.text != format_number_es(self.now)


def today_would_be(note: Note) -> list[Moved]:
    """Each figure of a published note: what it said, and what it would say today; a reserved value is not told."""
    found, shelf = [], Shelf()
    for figure in figures(note):
        if figure.value is None:
            continue
        now = shelf.behind(figure)
        if now.value is None:
            found.append(Moved(figure.name, figure.value, RESERVED, True, RESERVED))
            continue
        try:
            text = word(figure, shelf).text
        except NoteRefused:
            text = format_number_es(now.value)
        moved = now.value != figure.value or now.denominator != figure.denominator
        found.append(Moved(figure.name, figure.value, now.value, moved, text))
    return found


@dataclass(frozen=True)
class Standing:
    """A figure of a draft as it stands: what it says or why it cannot be said, and where it comes from."""

    figure: NoteFigure
    worded: Worded | None
    problem: str
    found: Behind
    used: bool
    place: str
    key_name: str

    @property
    def token(self) -> str:
        return f"{{{{figure:{self.figure.name}}}}}"


def standings(note: Note) -> list[Standing]:
    """Every figure of a draft, worded where it can be."""
    used = {name for text in note.paragraphs for name in figure_names(text)}
    listed = figures(note)
    places = establishment_names(f.establishment_code for f in listed)
    labels = key_labels()
    lines, shelf = [], Shelf()
    for figure in listed:
        found, worded, problem = shelf.behind(figure), None, ""
        try:
            worded = word(figure, shelf)
        except NoteRefused as refusal:
            problem = str(refusal)
        lines.append(
            Standing(
                figure=figure,
                worded=worded,
                problem=problem,
                found=found,
                used=figure.name in used,
                place=places.get(figure.establishment_code, ""),
                key_name=labels.get(figure.key, figure.key),
            )
        )
    return lines


@dataclass(frozen=True)
class Problem:
    """Something wrong in a draft, in a sentence; ``blocks`` when it keeps it from being published."""

    sentence: str
    blocks: bool
    missing: str = ""  # the name of a figure that is used and not defined


def problems(note: Note, lines: Iterable[Standing]) -> list[Problem]:
    """What is wrong with the figures of a draft: first what keeps it from being published."""
    lines = list(lines)
    defined = {line.figure.name for line in lines}
    used = dict.fromkeys(name for text in note.paragraphs for name in figure_names(text))
    found = [
        Problem(_("El texto usa la cifra «{name}», que no está definida.").format(name=name), True, name)
        for name in used
        if name not in defined
    ]
    found += [Problem(sentence, True) for sentence in nameless(note.paragraphs)]
    found += [Problem(line.problem, True) for line in lines if line.problem and line.used]
    found += [
        Problem(
            _(
                "«{name}» es un porcentaje sobre los {over} penales que dieron las dos cifras; otros {lacking} no "
                "dieron «{metric}»: dígalo en el texto."
            ).format(
                name=line.figure.name,
                over=line.worded.over,
                lacking=line.worded.lacking,
                metric=line.figure.metric.label,
            ),
            False,
        )
        for line in lines
        if line.used and line.worded and line.worded.lacking
    ]
    found += [
        Problem(
            _("La cifra «{name}» está definida y el texto no la usa: no saldrá publicada.").format(
                name=line.figure.name
            ),
            False,
        )
        for line in lines
        if not line.used
    ]
    return found + unfounded(note)


def unfounded(note: Note) -> list[Problem]:
    """The numbers that were typed into a draft: nobody will be able to open them."""
    message = _("El número de «{words}» está escrito a mano: no sale de ninguna cifra y nadie podrá abrirlo.")
    typed = dict.fromkeys(words for text in note.paragraphs for words in loose_numbers(text))
    return [Problem(message.format(words=words), False) for words in typed]


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph: plain text, or a figure with its name."""

    text: str
    name: str = ""
    known: bool = True


def pieces(paragraphs: Iterable[str], words: dict[str, str]) -> list[list[Piece]]:
    """Each paragraph cut where a figure stands; a figure without words keeps its token."""
    cut = []
    for paragraph in paragraphs:
        marked = render(paragraph, {name: f"\0{name}\0" for name in figure_names(paragraph)})
        line = []
        for at, part in enumerate(marked.split("\0")):
            if at % 2 == 0:
                line.append(Piece(part))
            else:
                line.append(Piece(words.get(part, f"{{{{figure:{part}}}}}"), part, part in words))
        cut.append([piece for piece in line if piece.text])
    return cut


class SealedFigure(TypedDict):
    """A figure as the document of a published note keeps it."""

    name: str
    text: str
    value: int
    denominator: int | None
    metric: str
    title: str
    definition: str
    key: NotRequired[str]
    key_name: NotRequired[str]
    share_of: NotRequired[str]
    share_title: NotRequired[str]
    establishment: str
    month: str
    as_of: str | None
    snapshots: list[int]
    over: NotRequired[int | None]
    lacking: NotRequired[int]


class Document(TypedDict):
    """A note word by word, with each of its figures: as it was sent, as it was approved, as it went out."""

    title: str
    subtitle: str
    paragraphs: list[str]
    figures: list[SealedFigure]


class DescribedFigure(SealedFigure):
    """The same with what people read of it: its place, month and day, what it counts, the address that opens it."""

    address: str
    place: str
    month_name: str
    counts: str
    day: date | None
    of_children: bool


def described(entries: Iterable[SealedFigure]) -> list[DescribedFigure]:
    """The figures of a sealed document with their place, month and day as people read them."""
    entries = list(entries)
    codes = {entry["establishment"] for entry in entries}
    places = establishment_names(codes)
    return [
        {
            **entry,
            "address": _address(entry),
            "place": places.get(entry["establishment"], entry["establishment"]),
            "month_name": month_name(Month.parse(entry["month"])),
            "counts": _counts(entry),
            "day": date.fromisoformat(entry["as_of"]) if entry["as_of"] else None,
            "of_children": entry["metric"] in QUARTERLY,
        }
        for entry in entries
    ]


def _address(entry: SealedFigure) -> str:
    """The part of an address that names a figure: its month and, where it has them, its prison and class."""
    named = {"mes": entry["month"], "penal": entry["establishment"], "clase": entry.get("key", "")}
    return urlencode({name: value for name, value in named.items() if value})


def _counts(entry: SealedFigure) -> str:
    """What a sealed figure counts: its name, its class, the whole it is a part of."""
    key, whole = entry.get("key_name"), entry.get("share_title")
    part = f"{entry['title']} ({key.lower()})" if key else entry["title"]
    return _("%(part)s, como porcentaje de %(whole)s") % {"part": part, "whole": whole} if whole else part


def advice(note: Note, paragraphs: Iterable[str], day: date | None) -> tuple[Finding, ...]:
    """What a careful reader would look at again: language, figures without a day, claims without a source."""
    return check_parts(
        title=note.title,
        subtitle=note.subtitle,
        paragraphs=list(paragraphs),
        as_of=f"al {date_es(day)}" if day else "",
        words=spanish(),
        evidence=[
            Evidence(programme=each.programme, proves=each.proves, sentence=each.sentence) for each in published()
        ],
    )


def advice_on(read: NoteRead) -> tuple[Finding, ...]:
    """The same of a note that was read from its text."""
    return check_parts(title=read.title, subtitle=read.subtitle, paragraphs=read.paragraphs, words=spanish())


# -- an old note, as it was published ---------------------------------------------------------------------------------

_REFUSALS = {
    "note.long": _("El texto es demasiado largo: una nota tiene 200,000 letras como máximo."),
    "note.binary": _("El texto trae caracteres que no son letras: guárdelo como texto en UTF-8."),
    "note.empty": _("No hay texto: pegue la nota o elija su archivo."),
    "note.unlike": _(
        "Esto no se lee como una nota de prensa: en sus primeras líneas no hay un número como «NOTA DE PRENSA "
        "N° 098-2026-INPE» ni una fecha como «2 de febrero de 2026»."
    ),
    "note.title": _("La nota no tiene título: va en la primera línea."),
    "note.paragraphs": _("La nota no tiene párrafos después de su número y su fecha."),
    "note.moment": _("«{text}» no es una fecha: escríbala como «2 de febrero de 2026 - 4:07 p. m.»."),
}


def read_published(text: str) -> NoteRead:
    """Read the text of a published note. Raises ``NoteRefused`` with the reason in Spanish."""
    try:
        return read_note(text)
    except Refused as refusal:
        raise NoteRefused(str(_REFUSALS[refusal.code]).format(**refusal.values)) from refusal


def why_not_kept(read: NoteRead) -> str:
    """Why a note that was read cannot be kept, in a sentence; empty when it can."""
    if not read.number or not read.year:
        return str(_("El texto no trae el número de la nota; búsquelo en la línea «NOTA DE PRENSA N°»."))
    if len(read.title) > 200 or len(read.subtitle) > 300:
        return str(_("El título tiene 200 letras como máximo y la bajada 300: revise si se juntaron dos líneas."))
    if len(read.institution or "") > 20:
        return _("«{read.institution}» no parece la sigla de una institución: revise la línea del número.").format(
            read=read
        )
    return ""
