"""Press notes: read an old one, draft a new one with live figures, void one that was published, never change it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import establishment_by_code, name_on, own_institution
from llamkay.apps.press import acts, naming, wording
from llamkay.apps.press.models import Note, NoteFigure, PublishedNote
from llamkay.apps.press.permissions import APPROVE, DRAFT
from llamkay.apps.press.queries import version
from llamkay.apps.press.wording import Document, NoteRefused, SealedFigure, Worded, word
from llamkay.apps.statistics.queries import key_labels, keys_of, metrics_by_code
from llamkay.core.errors import Refused
from llamkay.core.notes import HEDGES, figure_names, render
from llamkay.core.notes import Note as NoteRead
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.database.search import fold
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import Command, require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Institution


_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class NoteChanged(NoteRefused):
    """Somebody else changed what was being edited; ``stored`` is what stands now."""

    def __init__(self, sentence: str, stored: Any) -> None:
        super().__init__(sentence)
        self.stored = stored


def import_note(*, actor: Any, text: str) -> Note:
    """Keep a published note as it was, with what reading it found wrong; the same number is not kept twice.

    The same text again gives the note that is already kept; another text with a taken number is refused.
    """
    require(actor, DRAFT)
    text = "\n".join(text.splitlines())
    read = wording.read_published(text)
    if refusal := wording.why_not_kept(read):
        raise NoteRefused(refusal)
    number, year = read.number or 0, read.year or 0
    institution = own_institution()
    with transaction.atomic():
        lock_series(institution, year)
        if standing := Note.objects.filter(institution=institution, year=year, number=number).first():
            if standing.raw_text == text:
                return standing
            raise NoteRefused(
                _(
                    "El número {number:03d}-{year} ya lo tiene la nota «{standing.title}». Un número no se guarda "
                    "dos veces: revise el número del texto."
                ).format(number=number, year=year, standing=standing)
            )
        note = Note(
            institution=institution,
            year=year,
            number=number,
            acronym=read.institution or name_on(institution, clock.today()).acronym,
            title=read.title,
            subtitle=read.subtitle,
            paragraphs=list(read.paragraphs),
            state=Note.State.PUBLISHED,
            origin=Note.Origin.IMPORTED,
            published_at=read.published_at,
            raw_text=text,
            warnings=read.as_dict()["warnings"],
        )
        save_note(note)
        seal = keep_document(note, document_of(note, list(read.paragraphs), []))
        record(actor, note, acts.IMPORT, f"{actor} importó la nota {note.line}.", hash=seal)
    return note


@dataclass(frozen=True)
class OldNote:
    """A file of an old note as it was read, or why it cannot be kept; ``stored`` is the note where it already is."""

    file: str
    text: str
    read: NoteRead | None
    refusal: str = ""
    stored: Note | None = None

    @property
    def new(self) -> bool:
        return self.read is not None and not self.refusal and self.stored is None


def read_several(files: Iterable[tuple[str, bytes]]) -> list[OldNote]:
    """What is read in several files, a note each, in the order of their numbers; nothing is kept."""
    found = [_old_note(name, content) for name, content in files]
    numbers = {(each.read.year, each.read.number) for each in found if each.read}
    same = Note.objects.filter(institution=own_institution(), year__in={year for year, _number in numbers})
    standing = {(note.year, note.number): note for note in same}
    made, seen = list[OldNote](), dict[tuple[int | None, int | None], str]()
    for each in sorted(found, key=lambda one: (*_order(one), one.file)):
        key = (each.read.year, each.read.number) if each.read and not each.refusal else None
        if key is None:
            made.append(each)
        elif key in standing:
            made.append(replace(each, stored=standing[key], refusal=_other(standing[key], each.text)))
        elif key in seen:
            twice = _("Trae el mismo número que «{file}»: deje uno solo.").format(file=seen[key])
            made.append(replace(each, refusal=twice))
        else:
            seen[key] = each.file
            made.append(each)
    return made


def _old_note(name: str, content: bytes) -> OldNote:
    try:
        text = "\n".join(content.decode("utf-8-sig").splitlines())
        read = wording.read_published(text)
    except UnicodeDecodeError:
        return OldNote(name, "", None, _("No es texto en UTF-8."))
    except NoteRefused as refusal:
        return OldNote(name, "", None, str(refusal))
    return OldNote(name, text, read, wording.why_not_kept(read))


def _order(each: OldNote) -> tuple[int, int]:
    return (each.read.year or 0, each.read.number or 0) if each.read else (0, 0)


def _other(standing: Note, text: str) -> str:
    if standing.raw_text == text:
        return ""
    return _("Su número ya lo tiene otra nota: «{standing.title}».").format(standing=standing)


def import_several(*, actor: Any, texts: Iterable[str]) -> list[Note]:
    """Keep several published notes, all or none, in the order of their numbers."""
    require(actor, DRAFT)
    read = read_several((f"{at}", text.encode()) for at, text in enumerate(texts, start=1))
    with transaction.atomic():
        return [import_note(actor=actor, text=each.text) for each in read if each.text]


def draft_note(*, actor: Any, title: str, subtitle: str, paragraphs: list[str]) -> Note:
    """Begin a note; figures stand in its paragraphs as ``{{figure:NAME}}``."""
    require(actor, DRAFT)
    institution = own_institution()
    note = Note(institution=institution, year=clock.today().year, drafted_by=actor.username)
    note.acronym = name_on(institution, clock.today()).acronym
    with transaction.atomic():
        _set(note, title=title, subtitle=subtitle, paragraphs=paragraphs)
        record(actor, note, acts.DRAFT, f"{actor} empezó la nota «{note.title}».")
    return note


def edit_note(
    *, actor: Any, note: Note, title: str, subtitle: str, paragraphs: list[str], expected: str | None = None
) -> Note:
    """Change a draft. A published note is never changed.

    ``expected`` is the version that was being edited: raises ``NoteChanged`` when somebody saved another meanwhile.
    """
    require(actor, DRAFT)
    with transaction.atomic():
        locked = draft_of(note)
        if expected is not None and expected != version(locked):
            raise NoteChanged(
                _(
                    "Otra persona cambió este borrador mientras usted escribía. Abajo está lo que se guardó y lo que "
                    "usted escribió: junte los dos y guarde otra vez."
                ),
                locked,
            )
        _set(locked, title=title, subtitle=subtitle, paragraphs=paragraphs)
        record(actor, locked, acts.EDIT, f"{actor} cambió el borrador «{locked.title}».")
    return locked


def _set(note: Note, *, title: str, subtitle: str, paragraphs: list[str]) -> None:
    cleaned = [" ".join(text.split()) for text in paragraphs if text.strip()]
    if not title.strip() or not cleaned:
        raise NoteRefused(_("La nota necesita un título y al menos un párrafo."))
    if len(title) > 200 or len(subtitle) > 300:
        raise NoteRefused(_("El título tiene 200 letras como máximo y la bajada 300."))
    if len(set(cleaned)) < len(cleaned):
        again = next(text for at, text in enumerate(cleaned) if text in cleaned[:at])
        raise NoteRefused(
            _("Hay un párrafo repetido, el que empieza «{again}»; quite uno de los dos.").format(again=again[:60])
        )
    if "{{" in title + subtitle or "}}" in title + subtitle:
        raise NoteRefused(_("Las cifras van en los párrafos; en el título y la bajada escriba palabras."))
    for text in cleaned:
        _names_in(text)
    if wrong := naming.nameless(cleaned):
        raise NoteRefused(wrong[0])
    note.title, note.subtitle, note.paragraphs = title.strip(), subtitle.strip(), cleaned
    save_note(note)


def _names_in(text: str) -> tuple[str, ...]:
    try:
        return figure_names(text)
    except Refused:
        at = min(found for found in (text.find("{{"), text.find("}}")) if found >= 0)
        raise NoteRefused(
            _(
                "«{text}» no es una cifra bien escrita. Se escribe {{{{figure:nombre}}}}, con letras sin "
                "tilde, números o guiones, sin espacios en el nombre."
            ).format(text=text[at : at + 40])
        ) from None


def add_figure(
    *,
    actor: Any,
    note: Note,
    name: str,
    metric: str,
    month: date,
    key: str = "",
    establishment_code: str = "",
    share_of: str = "",
    hedge: str = "",
    rounding: int = 1,
    expected: str | None = None,
) -> NoteFigure:
    """Give a draft a figure, or change it: a metric of a month, of the nation or a prison, worded as asked.

    ``expected`` is the version of the figure that was being edited, empty for a new one; ``None`` does not ask.
    """
    require(actor, DRAFT)
    with transaction.atomic():
        locked = draft_of(note)
        standing = locked.figures.select_related("metric", "share_of").filter(name=name).first()
        if expected == "" and standing:
            raise NoteRefused(
                _("Este borrador ya tiene una cifra «{name}». Use otro nombre o cambie la que está.").format(name=name)
            )
        if expected and expected != version(standing):
            raise NoteChanged(
                _("Otra persona cambió o quitó la cifra «{name}» mientras usted la editaba.").format(name=name),
                standing,
            )
        figure = standing or NoteFigure(note=locked, name=name)
        set_figure(
            figure,
            metric=metric,
            month=month,
            key=key,
            establishment_code=establishment_code,
            share_of=share_of,
            hedge=hedge,
            rounding=rounding,
        )
        word(figure)
        figure.save()
        record(actor, locked, acts.FIGURE, f"{actor} puso la cifra «{name}» en «{locked.title}».")
    return figure


def set_figure(
    figure: NoteFigure,
    *,
    metric: str,
    month: date,
    key: str = "",
    establishment_code: str = "",
    share_of: str = "",
    hedge: str = "",
    rounding: int = 1,
) -> NoteFigure:
    """Put a definition on a figure without saving it. Raises ``NoteRefused`` where the parts do not go together."""
    codes = metrics_by_code([metric, share_of])
    if metric not in codes or (share_of and share_of not in codes):
        raise NoteRefused(
            _("«{name}» no es una cifra del diccionario.").format(name=metric if metric not in codes else share_of)
        )
    counted, whole = codes[metric], codes.get(share_of)
    if not _NAME.fullmatch(figure.name):
        raise NoteRefused(_("El nombre lleva letras sin tilde, números o guiones, sin espacios, y 40 como máximo."))
    if not counted.public or (whole and not whole.public):
        raise NoteRefused(
            _("«{name}» no es una cifra pública: no va en una nota.").format(
                name=counted if not counted.public else whole
            )
        )
    if key not in keys_of(counted):
        advice = (
            _("elija una de sus clases ({counted.dimension})").format(counted=counted)
            if counted.dimension
            else _("no se divide en clases")
        )
        raise NoteRefused(_("«{counted}» {asked}: «{key}» no vale.").format(counted=counted, asked=advice, key=key))
    if whole and whole.dimension:
        raise NoteRefused(
            _("«{whole}» se divide en clases: para un porcentaje elija una cifra de total.").format(whole=whole)
        )
    if establishment_code and establishment_by_code(establishment_code) is None:
        raise NoteRefused(_("No hay un establecimiento con el código «{code}».").format(code=establishment_code))
    if hedge not in HEDGES["es"]:
        raise NoteRefused(
            _("«{hedge}» no se usa: elija entre {hedges}.").format(
                hedge=hedge, hedges=", ".join(filter(None, HEDGES["es"]))
            )
        )
    if share_of and (hedge or rounding != 1):
        raise NoteRefused(_("Un porcentaje se escribe exacto: quite la aproximación y el redondeo."))
    if rounding < 1 or (hedge and rounding == 1) or (rounding > 1 and not hedge):
        raise NoteRefused(
            _(
                "La aproximación y el redondeo van juntos: «más de» necesita a cuánto se redondea, y un número "
                "redondeado necesita decir que lo es."
            )
        )
    figure.metric, figure.key, figure.establishment_code = counted, key, establishment_code
    figure.share_of, figure.month = whole, month.replace(day=1)
    figure.hedge, figure.rounding = hedge, rounding
    return figure


def remove_figure(*, actor: Any, note: Note, name: str) -> None:
    """Take a figure out of a draft; one that is not there changes nothing."""
    require(actor, DRAFT)
    with transaction.atomic():
        locked = draft_of(note)
        gone, _by_table = locked.figures.filter(name=name).delete()
        if gone:
            record(actor, locked, acts.UNFIGURE, f"{actor} quitó la cifra «{name}» de «{locked.title}».")


def preview(note: Note) -> list[str]:
    """The paragraphs of a draft with the figures as they stand today."""
    shelf = wording.Shelf()
    words = {figure.name: word(figure, shelf).text for figure in wording.figures(note)}
    return [render(text, words) for text in naming.spoken(note.paragraphs)]


@dataclass(frozen=True)
class Final:
    """A note as it would go out now: its document, the figures behind it, what its paragraphs say with its names."""

    document: Document
    worded: dict[str, Worded]
    named: list[str]  # the paragraphs with their names in words, and their figures as tokens

    @property
    def seal(self) -> str:
        """What the person at the screen confirms."""
        return document_digest(self.document)


def final_text(note: Note) -> Final:
    """A note word by word as it would go out now. Raises ``NoteRefused`` when it cannot be published."""
    used = {name for text in note.paragraphs for name in figure_names(text)}
    figures = {figure.name: figure for figure in wording.figures(note)}
    if missing := sorted(used - figures.keys()):
        raise NoteRefused(_("El texto usa la cifra «{missing}», que no está definida.").format(missing=missing[0]))
    shelf = wording.Shelf()
    worded = {name: word(figures[name], shelf) for name in sorted(used)}
    labels = key_labels() if used else {}
    entries = [_entry(figures[name], worded[name], labels) for name in sorted(used)]
    words = {name: wording_.text for name, wording_ in worded.items()}
    if wrong := naming.nameless(note.paragraphs):
        raise NoteRefused(wrong[0])
    named = naming.spoken(note.paragraphs)
    paragraphs = [render(text, words) for text in named]
    if again := [text for at, text in enumerate(paragraphs) if text in paragraphs[:at]]:
        raise NoteRefused(
            _("Con sus cifras, dos párrafos dicen lo mismo: «{again}». Quite uno de los dos.").format(
                again=again[0][:60]
            )
        )
    return Final(document=document_of(note, paragraphs, entries), worded=worded, named=named)


def _entry(figure: NoteFigure, worded: Worded, labels: Mapping[str, str]) -> SealedFigure:
    entry: SealedFigure = {
        "name": figure.name,
        "text": worded.text,
        "value": worded.value,
        "denominator": worded.denominator,
        "metric": figure.metric.code,
        "title": figure.metric.name,
        "definition": figure.metric.definition,
        "key": figure.key,
        "key_name": labels.get(figure.key, figure.key),
        "share_of": figure.share_of.code if figure.share_of else "",
        "share_title": figure.share_of.name if figure.share_of else "",
        "establishment": figure.establishment_code,
        "month": f"{figure.month:%Y-%m}",
        "as_of": worded.as_of.isoformat() if worded.as_of else None,
        "snapshots": worded.snapshots,
    }
    if worded.over is not None:
        entry["over"], entry["lacking"] = worded.over, worded.lacking
    return entry


def wrote(actor: Any, note: Note) -> bool:
    """Whether this member of staff wrote any of the note, by the log of acts; the command line is nobody in person."""
    if isinstance(actor, Command):
        return False
    return actor.username in writers([note])[note.pk]


def writers(notes: Iterable[Note]) -> dict[int, set[str]]:
    """Who wrote any of each of some notes, by the log of acts."""
    found: dict[int, set[str]] = {note.pk: set() for note in notes}
    targets = {f"note:{pk}": pk for pk in found}
    for act in audit.acts_after(0, targets=targets).filter(
        verb__in=(acts.DRAFT, acts.EDIT, acts.FIGURE, acts.UNFIGURE)
    ):
        found[targets[act.target]].add(act.actor)
    return found


def void_note(*, actor: Any, note: Note, reason: str) -> Note:
    """Void a published note with a reason; its number stays taken."""
    require(actor, APPROVE)
    if not reason.strip():
        raise NoteRefused(_("Escriba por qué se anula la nota."))
    with transaction.atomic():
        locked = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
        if locked.state != Note.State.PUBLISHED:
            raise NoteRefused(_("Solo se anula una nota publicada."))
        locked.state, locked.void_reason = Note.State.VOIDED, reason.strip()
        locked.save()
        record(actor, locked, acts.VOID, f"{actor} anuló la nota {locked.line}.", reason=reason)
    return locked


def discard_draft(*, actor: Any, note: Note) -> None:
    """Delete a draft with its figures; it had no number, so the series has no gap."""
    require(actor, DRAFT)
    with transaction.atomic():
        locked = draft_of(note)
        record(actor, locked, acts.DISCARD, f"{actor} descartó el borrador «{locked.title}».")
        locked.delete()


def today_would_be(note: Note) -> list[wording.Moved]:
    """Each figure of a published note: what it said, and what it would say today; a reserved value is not told."""
    return wording.today_would_be(note)


def draft_of(note: Note) -> Note:
    """The note locked, to be written in. Raises ``NoteRefused`` where it is no longer a draft."""
    locked = Note.objects.select_for_update(of=("self",)).select_related("institution").filter(pk=note.pk).first()
    if locked is None:
        raise NoteRefused(_("Ese borrador ya no existe: alguien lo descartó."))
    if refusal := why_not_edited(locked):
        raise NoteRefused(refusal)
    return locked


def why_not_edited(note: Note) -> str:
    """Why nobody writes in a note now, in a sentence; empty while it is a draft."""
    if note.state == Note.State.REVIEW:
        return _("La nota está en revisión: nadie la cambia hasta que la devuelvan o la retire quien la escribió.")
    if note.state == Note.State.APPROVED:
        return _("La nota está aprobada y no se cambia: para corregirla, se devuelve o la retira quien la escribió.")
    if note.state != Note.State.DRAFT:
        return _("La nota ya está publicada: no se cambia. Redacte otra o anúlela con su motivo.")
    return ""


def lock_series(institution: "Institution", year: int) -> None:
    """Wait for whoever takes a number of the same year."""
    lock(Space.NOTES, institution.pk, year)


def save_note(note: Note, paragraphs: list[str] | None = None) -> None:
    """Save a note with what it is searched by."""
    note.search_text = fold(" ".join([note.line, note.title, note.subtitle, *(paragraphs or note.paragraphs)]))
    note.save()


def document_of(note: Note, paragraphs: list[str], figures: list[SealedFigure]) -> Document:
    return {"title": note.title, "subtitle": note.subtitle, "paragraphs": paragraphs, "figures": figures}


def document_digest(document: Mapping[str, object]) -> str:
    """The seal of a published document."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def keep_document(note: Note, document: Document) -> str:
    """Keep the document as it goes out; returns its seal."""
    return PublishedNote.objects.create(note=note, document=document, hash=document_digest(document)).hash


def record(actor: Any, note: Note, verb: Verb, sentence: str, reason: str = "", **details: str) -> None:
    """Write an act about a note in the log."""
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"note:{note.pk}",
        sentence=sentence,
        stream="national",
        reason=reason,
        details=details,
    )
