"""Notes that say what nobody would approve today."""

from llamkay.apps.press.models import Note, NoteStep, PublishedNote


def published_before(note):
    """Give a draft its way to the public with an empty text, whatever its figures tell: as a note of before had it."""
    document, at = {"figures": []}, "2026-01-20T10:00-05:00"
    for kind, state, by in (("sent", "review", ""), ("approved", "approved", "otra")):
        NoteStep.objects.create(note=note, kind=kind, by="alguien", at=at, document=document, hash="0" * 64)
        Note.objects.filter(pk=note.pk).update(state=state, approved_by=by)
    PublishedNote.objects.create(note=note, document=document, hash="0" * 64)
    Note.objects.filter(pk=note.pk).update(state="published", number=1, published_at=at)
