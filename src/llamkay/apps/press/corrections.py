"""Corrections: a published note stays as it was, and a second, numbered document says what it got wrong."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.press import acts
from llamkay.apps.press.models import Correction, Note
from llamkay.apps.press.permissions import APPROVE, DRAFT
from llamkay.apps.press.wording import NoteRefused
from llamkay.apps.statistics.hooks import Corrected
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require


def published_of(note: Note) -> list[Correction]:
    """What was corrected of a note, the last first."""
    return list(note.corrections.select_related("note").filter(state=Correction.State.PUBLISHED))


def waiting() -> QuerySet[Correction]:
    """The corrections that somebody else has to publish."""
    return Correction.objects.filter(state=Correction.State.PROPOSED).select_related("note")


def propose(
    *,
    actor: Any,
    note: Note,
    says: str,
    should_say: str,
    why: str,
    contradicts: bool,
    qualifies: bool,
    figure: str = "",
) -> Correction:
    """Write what a published note got wrong: the words that it says, those that it should say, and the cause.

    Raises ``NoteRefused`` for a note that is not published, and for words that it does not say.
    """
    require(actor, DRAFT)
    says, should_say, why = (" ".join(text.split()) for text in (says, should_say, why))
    with transaction.atomic():
        locked = Note.objects.select_for_update(of=("self",)).select_related("published").get(pk=note.pk)
        if locked.state != Note.State.PUBLISHED:
            raise NoteRefused(_("Solo se corrige una nota publicada."))
        document = locked.published.document
        if not any(says in text for text in (document["title"], document["subtitle"], *document["paragraphs"])):
            raise NoteRefused(_("La nota no dice «{words}»: copie sus palabras tal como salieron.").format(words=says))
        if says == should_say:
            raise NoteRefused(_("Lo que debe decir es lo mismo que dice."))
        if len(why) < 10:
            raise NoteRefused(_("Escriba la causa del error: se publica."))
        if figure and figure not in {entry["name"] for entry in document["figures"]}:
            raise NoteRefused(_("La nota no tiene una cifra «{name}».").format(name=figure))
        made = Correction.objects.create(
            note=locked,
            figure=figure,
            says=says,
            should_say=should_say,
            why=why,
            contradicts=contradicts,
            qualifies=qualifies,
            written_by=actor.username,
            written_at=clock.now(),
        )
        _record(actor, made, acts.CORRECT, f"{actor} propuso corregir «{says}» de la nota {locked.line}.")
    return made


def publish(*, actor: Any, correction: Correction) -> Correction:
    """Number and publish a correction, by somebody who did not write it."""
    require(actor, APPROVE)
    with transaction.atomic():
        locked = _again(correction)
        if locked.written_by == actor.username:
            raise NoteRefused(_("Usted escribió esta corrección: la publica otra persona."))
        last = Correction.objects.filter(note=locked.note).aggregate(Max("number"))["number__max"] or 0
        locked.number, locked.state = last + 1, Correction.State.PUBLISHED
        locked.published_by, locked.published_at = actor.username, clock.now()
        locked.hash = digest(locked)
        locked.save()
        _record(actor, locked, acts.PUBLISH_CORRECTION, f"{actor} publicó la {locked.line}.", hash=locked.hash)
    return locked


def discard(*, actor: Any, correction: Correction) -> None:
    """Leave a proposed correction unpublished; it stays on file."""
    require(actor, APPROVE)
    with transaction.atomic():
        locked = _again(correction)
        locked.state = Correction.State.DISCARDED
        locked.save()
        _record(actor, locked, acts.DISCARD_CORRECTION, f"{actor} descartó corregir «{locked.says}».")


def digest(correction: Correction) -> str:
    """The seal of a published correction."""
    names = ("number", "figure", "says", "should_say", "why", "contradicts", "qualifies")
    content = [correction.note.line, *(getattr(correction, name) for name in names)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def corrected(at: datetime | None) -> Iterator[Corrected]:
    """What was corrected of the notes until a moment, for whoever repeats their figures."""
    rows = Correction.objects.filter(state=Correction.State.PUBLISHED).select_related("note__published")
    for row in rows.filter(published_at__lte=at) if at else rows:
        entries = {entry["name"]: entry for entry in row.note.published.document["figures"]}
        of = entries.get(row.figure)
        month: date | None = Month.parse(of["month"]).first if of else None
        assert row.published_at is not None
        yield Corrected(
            line=row.line,
            document=row.note.line,
            at=row.published_at,
            substantial=row.substantial,
            says=row.says,
            should_say=row.should_say,
            why=row.why,
            metric=of["metric"] if of else "",
            place=of["establishment"] if of else "",
            month=month,
        )


def _again(correction: Correction) -> Correction:
    locked = Correction.objects.select_for_update(of=("self",)).select_related("note").get(pk=correction.pk)
    if locked.state != Correction.State.PROPOSED:
        raise NoteRefused(_("Esa corrección ya está «{state}».").format(state=locked.get_state_display().lower()))
    Note.objects.select_for_update(of=("self",)).get(pk=locked.note_id)  # the numbers of a note one after another
    return locked


def _record(actor: Any, correction: Correction, verb: Verb, sentence: str, **details: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"note:{correction.note_id}",
        sentence=sentence,
        stream="national",
        details=details or None,
    )
