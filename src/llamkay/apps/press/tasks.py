"""Notes that wait for a decision."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.press import corrections, reviews
from llamkay.apps.press.models import Note
from llamkay.apps.press.permissions import APPROVE, DRAFT, PUBLISH
from llamkay.platform import clock
from llamkay.platform.screens.cells import spanish
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope

SHOWN = 5  # notes of one kind by their titles; the rest are one line
_LETTERS = 70  # of a title or a reason


def drafts(_user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """How many notes are drafts."""
    if count := Note.objects.filter(state=Note.State.DRAFT).count():
        yield Task(_("Notas en borrador"), reverse("press:list") + "?estado=draft", count)


def to_review(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """The notes in review that somebody else wrote, the longest waiting first."""
    waiting = reviews.waiting_for(user)
    for note in waiting[:SHOWN]:
        since = date_format(localtime(reviews.sent(note).at), "SHORT_DATETIME_FORMAT")
        text = format_html(_("Nota por revisar, desde el {since}: «{title}»"), since=since, title=_short(note.title))
        yield Task(text, _page(note))
    if more := waiting[SHOWN:]:
        yield Task(_("Otras notas por revisar"), reverse("press:list") + "?estado=review", len(more))


def returned(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """What this member of staff wrote and came back from its review, with its reason."""
    for note, step in reviews.returned_to(user):
        text = format_html(_("Nota devuelta, «{title}»: {reason}"), title=_short(note.title), reason=_short(step.words))
        yield Task(text, _page(note))


def approved(_user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """What was approved and has not gone out; of an embargo, until when."""
    for note in Note.objects.filter(state=Note.State.APPROVED).order_by("not_before", "id"):
        if note.not_before and note.not_before > clock.now():
            until = date_format(localtime(note.not_before), "SHORT_DATETIME_FORMAT")
            text = _("Nota aprobada, con embargo hasta el {until}: «{title}»")
            text = format_html(text, until=until, title=_short(note.title))
        else:
            text = format_html(_("Nota aprobada, por publicar: «{title}»"), title=_short(note.title))
        yield Task(text, _page(note))


def _short(text: str) -> SafeString:
    """The beginning of what somebody wrote in Spanish, whatever the language of the page."""
    line = " ".join(text.split())
    return spanish(line if len(line) <= _LETTERS else line[:_LETTERS].rstrip() + "…")


def _page(note: Note) -> str:
    return reverse("press:detail", args=[note.pk])


def to_publish(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """The corrections that somebody else wrote."""
    for each in corrections.waiting().exclude(written_by=user.username):
        text = _("Corrección por publicar de la {line}").format(line=each.note.line)
        yield Task(text, reverse("press:detail", args=[each.note_id]))


register(APPROVE, to_review, awaited={APPROVE: gettext_lazy("las notas por revisar")})
register(PUBLISH, approved, awaited={PUBLISH: gettext_lazy("las notas aprobadas, por publicar")})
register(APPROVE, to_publish)
register(DRAFT, returned)
register(DRAFT, drafts, awaited={DRAFT: gettext_lazy("las notas en borrador")})
