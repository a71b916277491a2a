"""A note on its way out: sent to review, taken back, returned with its reason, approved, published; each its own act.

The number is taken on publication, so that none is lost when an approved note does not go out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import name_on, staff_names
from llamkay.apps.press import acts, wording
from llamkay.apps.press.models import Note, NoteStep
from llamkay.apps.press.permissions import APPROVE, DRAFT, PUBLISH
from llamkay.apps.press.queries import next_number, steps_of
from llamkay.apps.press.services import (
    Final,
    NoteChanged,
    document_digest,
    draft_of,
    final_text,
    keep_document,
    lock_series,
    record,
    save_note,
    writers,
    wrote,
)
from llamkay.apps.press.wording import Document, NoteRefused, SealedFigure
from llamkay.core.notes import Change, text_changes
from llamkay.platform import clock
from llamkay.platform.security.access import Command, require
from llamkay.platform.templatetags.staff import SYSTEM, named

LONGEST = 1000  # letters of a reason


@dataclass(frozen=True)
class FigureChange:
    """A figure that is not as it was: what it said and says, its name and what it counts."""

    name: str
    title: str
    before: str  # empty where it is new
    after: str  # empty where it is gone

    @property
    def sentence(self) -> str:
        """What became of it."""
        if not self.before:
            return _("«{name}» es nueva: dice {after}.").format(name=self.name, after=self.after)
        if not self.after:
            return _("«{name}» ya no está: decía {before}.").format(name=self.name, before=self.before)
        if self.before == self.after:
            return _("«{name}» dice lo mismo, {after}, y cuenta otra cosa.").format(name=self.name, after=self.after)
        return _("«{name}» decía {before} y ahora dice {after}.").format(
            name=self.name, before=self.before, after=self.after
        )


@dataclass(frozen=True)
class Changes:
    """What two versions of a note do not share."""

    heading: list[Change]  # title and subtitle
    paragraphs: list[Change]
    figures: list[FigureChange]

    def __bool__(self) -> bool:
        return bool(self.heading or self.paragraphs or self.figures)


def changes(before: Document, after: Document) -> Changes:
    """What changed between two documents of a note: in its text, and in what its figures say or count."""
    old = {entry["name"]: entry for entry in before["figures"]}
    new = {entry["name"]: entry for entry in after["figures"]}
    figures = [
        FigureChange(
            name=name,
            title=(new.get(name) or old[name])["title"],
            before=_says(old[name]) if name in old else "",
            after=_says(new[name]) if name in new else "",
        )
        for name in sorted(old.keys() | new.keys())
        if name not in old or name not in new or _content(old[name]) != _content(new[name])
    ]
    heads = [[text for text in (each["title"], each["subtitle"]) if text] for each in (before, after)]
    return Changes(text_changes(*heads), text_changes(before["paragraphs"], after["paragraphs"]), figures)


def _says(entry: SealedFigure) -> str:
    """The words of a figure, with its value where they do not say it all."""
    value = wording.format_number_es(entry["value"])
    return entry["text"] if entry["text"] == value or entry["denominator"] else f"{entry['text']} ({value})"


def _content(entry: SealedFigure) -> dict[str, Any]:
    """What a reader would call the figure: not the snapshots it rests on, which may be newer and say the same."""
    return {name: value for name, value in entry.items() if name not in ("snapshots", "as_of", "definition")}


def may_send(actor: Any, note: Note) -> bool:
    """Whoever wrote any of it sends it; one that the system drafted, whoever drafts."""
    return isinstance(actor, Command) or bool({actor.username, SYSTEM} & writers([note])[note.pk])


def send(*, actor: Any, note: Note, words: str = "", expected: str | None = None) -> Note:
    """Send a draft to review, as it stands: nobody writes in it until it is returned or taken back.

    What is sent stays word for word. Raises ``NoteRefused`` where it could not be published, ``NoteChanged`` when it is
    not what was ``expected``.
    """
    require(actor, DRAFT)
    with transaction.atomic():
        locked = draft_of(note)
        if not may_send(actor, locked):
            raise NoteRefused(_("La envía a revisión quien escribió algo de ella."))
        final = final_text(locked)
        _as_read(locked, final.seal, expected)
        locked.state = Note.State.REVIEW
        locked.save()
        _step(actor, locked, NoteStep.Kind.SENT, words=words, document=final.document)
        record(actor, locked, acts.SEND, f"{actor} envió a revisión la nota «{locked.title}».", reason=words.strip())
    return locked


def take_back(*, actor: Any, note: Note) -> Note:
    """Make a note that waits for its review or its publication a draft again, by whoever wrote any of it."""
    require(actor, DRAFT)
    with transaction.atomic():
        locked = _locked(note, Note.State.REVIEW, Note.State.APPROVED)
        if not may_send(actor, locked):
            raise NoteRefused(_("La retira quien la escribió; quien revisa la devuelve con su motivo."))
        _a_draft_again(locked)
        _step(actor, locked, NoteStep.Kind.TAKEN_BACK)
        record(actor, locked, acts.TAKE_BACK, f"{actor} retiró de la revisión la nota «{locked.title}».")
    return locked


def send_back(
    *, actor: Any, note: Note, reason: str, paragraphs: Sequence[int] = (), expected: str | None = None
) -> Note:
    """Return a note to whoever wrote it, with the reason and the paragraphs that it is about; an approval falls.

    ``expected`` is the ``reading`` that was before whoever decides: nobody returns what another approved meanwhile.
    """
    require(actor, APPROVE)
    reason = reason.strip()
    if not reason:
        raise NoteRefused(_("Escriba por qué se devuelve: es lo que va a leer quien la corrija."), "reason")
    with transaction.atomic():
        locked = _locked(note, Note.State.REVIEW, Note.State.APPROVED)
        if wrote(actor, locked):
            raise NoteRefused(_("Usted escribió parte de esta nota: la revisa otra persona. Puede retirarla."))
        _nobody_before(locked, expected)
        if wrong := [at for at in paragraphs if not 1 <= at <= len(locked.paragraphs)]:
            raise NoteRefused(_("La nota no tiene un párrafo {n}.").format(n=wrong[0]), "paragraphs")
        _a_draft_again(locked)
        _step(actor, locked, NoteStep.Kind.RETURNED, words=reason, paragraphs=sorted(set(paragraphs)))
        record(actor, locked, acts.RETURN, f"{actor} devolvió la nota «{locked.title}».", reason=reason)
    return locked


def approve(*, actor: Any, note: Note, expected: str | None = None, not_before: datetime | None = None) -> Note:
    """Approve a note as it reads now, by somebody who wrote none of it; one that was approved, once more.

    Its document is sealed: that and nothing else is published. Raises ``NoteRefused`` when a figure is missing or its
    hedge is not true, or when somebody decided on it meanwhile; ``NoteChanged`` when ``expected`` (the ``reading``) is
    not what would be approved.
    """
    require(actor, APPROVE)
    if not_before is not None and not_before <= clock.now():
        raise NoteRefused(_("Esa hora ya pasó: deje el embargo vacío o escriba una que venga."), "not_before")
    with transaction.atomic():
        locked = _locked(note, Note.State.REVIEW, Note.State.APPROVED)
        by_another(actor, locked)
        _nobody_before(locked, expected)
        final = final_text(locked)
        _as_read(locked, reading(locked, final), expected)
        locked.state, locked.approved_by, locked.not_before = Note.State.APPROVED, actor.username, not_before
        locked.save()
        made = _step(actor, locked, NoteStep.Kind.APPROVED, document=final.document)
        record(actor, locked, acts.APPROVE, f"{actor} aprobó la nota «{locked.title}».", document=made.hash)
    return locked


def reading(note: Note, final: Final | None) -> str:
    """What whoever decides has before them: the last step of the note and the seal of how it reads now."""
    return f"{steps_of(note)[-1].pk}-{final.seal if final else ''}"


def _nobody_before(note: Note, expected: str | None) -> None:
    """Raise ``NoteRefused`` where another decided on the note since it was read."""
    if expected and expected.partition("-")[0] != str(steps_of(note)[-1].pk):
        raise NoteRefused(_where(note))


def by_another(actor: Any, note: Note) -> None:
    """Raise ``NoteRefused`` for whoever wrote any of the note: another person approves it."""
    if wrote(actor, note):
        raise NoteRefused(_("Usted escribió parte de esta nota: la aprueba otra persona."))


@dataclass(frozen=True)
class Outgoing:
    """An approved note as it would be published now: its document, the number that it would take."""

    document: Document
    number: int
    year: int
    acronym: str

    @property
    def seal(self) -> str:
        """What the person at the screen confirms: the words and the number."""
        return document_digest({"number": [self.number, self.year, self.acronym], **self.document})


def outgoing(note: Note) -> Outgoing:
    """What was approved of a note, with the number that is next today."""
    today = clock.today()
    return Outgoing(
        document=approval(note).document,
        number=next_number(note.institution, today.year),
        year=today.year,
        acronym=name_on(note.institution, today).acronym,
    )


def approval(note: Note) -> NoteStep:
    """The last approval of a note that has one."""
    return steps_of(note, NoteStep.Kind.APPROVED)[-1]


def as_approved(note: Note) -> Final:
    """An approved note as it reads now. Raises ``NoteRefused`` where that is not what was approved."""
    try:
        final = final_text(note)
    except NoteRefused as refusal:
        again = _("Se devuelve, o se aprueba otra vez cuando se pueda decir.")
        raise NoteRefused(f"{refusal} {again}") from refusal
    moved = changes(approval(note).document, final.document)
    if not moved:
        return final
    found = [each.sentence for each in moved.figures] or [_("El texto diría otra cosa con los cargos de hoy.")]
    raise NoteRefused(
        _("Desde que se aprobó: {what} Para publicarla tiene que aprobarse otra vez.").format(what=" ".join(found))
    )


def publish(*, actor: Any, note: Note, expected: str | None = None) -> Note:
    """Number and publish an approved note: word for word what was approved, with the next number of the year.

    Raises ``NoteRefused`` before its hour and where a figure moved since, ``NoteChanged`` where ``expected`` (the seal
    that was confirmed) has another number; no number is taken then.
    """
    require(actor, PUBLISH)
    with transaction.atomic():
        locked = _locked(note, Note.State.APPROVED)
        if locked.not_before and clock.now() < locked.not_before:
            raise NoteRefused(
                _("Tiene embargo hasta {moment}: no se publica antes.").format(moment=_moment(locked.not_before))
            )
        final = as_approved(locked)
        lock_series(locked.institution, clock.today().year)
        out = outgoing(locked)
        _as_read(locked, out.seal, expected)
        entries = {entry["name"]: entry for entry in out.document["figures"]}
        for figure in wording.figures(locked):
            if entry := entries.get(figure.name):
                figure.value, figure.denominator = entry["value"], entry["denominator"]
                figure.text, figure.snapshot_ids = entry["text"], entry["snapshots"]
                figure.save()
        locked.paragraphs = final.named
        locked.year, locked.number, locked.acronym = out.year, out.number, out.acronym
        locked.state, locked.published_at, locked.published_by = Note.State.PUBLISHED, clock.now(), actor.username
        save_note(locked, out.document["paragraphs"])
        _step(actor, locked, NoteStep.Kind.PUBLISHED)
        seal = keep_document(locked, out.document)
        record(actor, locked, acts.PUBLISH, f"{actor} publicó la nota {locked.line}.", hash=seal)
    return locked


def waiting_for(user: Any) -> list[Note]:
    """The notes in review that this account may approve, the longest waiting first."""
    rows = list(Note.objects.filter(state=Note.State.REVIEW).prefetch_related("steps"))
    theirs = writers(rows)
    mine = [note for note in rows if user.username not in theirs[note.pk]]
    return sorted(mine, key=lambda note: (sent(note).at, note.pk))


def returned_to(user: Any) -> list[tuple[Note, NoteStep]]:
    """The drafts of this account that came back from their review, each with the return."""
    rows = Note.objects.filter(state=Note.State.DRAFT, steps__kind=NoteStep.Kind.RETURNED).distinct()
    back = [(note, last) for note in rows.prefetch_related("steps") if (last := returned(note))]
    theirs = writers(note for note, _last in back)
    return [(note, last) for note, last in back if user.username in theirs[note.pk]]


def returned(note: Note) -> NoteStep | None:
    """The return of a draft that nobody has sent again since; nothing where it was not returned."""
    steps = steps_of(note)
    is_back = note.state == Note.State.DRAFT and steps and steps[-1].kind == NoteStep.Kind.RETURNED
    return steps[-1] if is_back else None


def sent(note: Note) -> NoteStep:
    """The last time that a note was sent to review."""
    return steps_of(note, NoteStep.Kind.SENT)[-1]


def since_last_sent(note: Note, now: Final | None = None) -> Changes | None:
    """What changed of a note since it was sent the time before; nothing where it is sent for the first time.

    ``now`` is a draft that is about to be sent.
    """
    before = [step.document for step in steps_of(note, NoteStep.Kind.SENT)]
    if now is not None:
        before.append(now.document)
    return changes(before[-2], before[-1]) if len(before) > 1 else None


def _locked(note: Note, *states: str) -> Note:
    locked = Note.objects.select_for_update(of=("self",)).select_related("institution").filter(pk=note.pk).first()
    if locked is None:
        raise NoteRefused(_("Esa nota ya no existe: alguien descartó el borrador."))
    if locked.state not in states:
        raise NoteRefused(_where(locked))
    return locked


def _where(note: Note) -> str:
    """Where a note stands, and who put it there: for whoever came second."""
    state = note.get_state_display().lower()
    last = steps_of(note)[-1:]
    if not last:
        return _("La nota está ahora «{state}»: eso ya no se puede hacer.").format(state=state)
    return _("La nota está ahora «{state}»: {who}, {moment}. Eso ya no se puede hacer.").format(
        state=state, who=named(last[0].by, staff_names()), moment=_moment(last[0].at)
    )


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _as_read(note: Note, seal: str, expected: str | None) -> None:
    if expected is not None and expected != seal:
        raise NoteChanged(
            _("El texto, una cifra o el número cambiaron desde que usted abrió la página. Léala otra vez y confirme."),
            note,
        )


def _a_draft_again(note: Note) -> None:
    note.state, note.approved_by, note.not_before = Note.State.DRAFT, "", None
    note.save()


def _step(
    actor: Any,
    note: Note,
    kind: str,
    *,
    words: str = "",
    paragraphs: Iterable[int] = (),
    document: Document | None = None,
) -> NoteStep:
    return NoteStep.objects.create(
        note=note,
        kind=kind,
        by=actor.username,
        at=clock.now(),
        words=words.strip(),
        paragraphs=list(paragraphs),
        document=document,
        hash=document_digest(document) if document else "",
    )
