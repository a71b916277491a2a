"""Notes that wait for a decision."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.press import corrections
from llamkay.apps.press.models import Note
from llamkay.apps.press.permissions import APPROVE, DRAFT
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def drafts(_user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """How many notes are drafts."""
    if count := Note.objects.filter(state=Note.State.DRAFT).count():
        yield Task(_("Notas en borrador por revisar"), reverse("press:list") + "?estado=draft", count)


def to_publish(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """The corrections that somebody else wrote."""
    for each in corrections.waiting().exclude(written_by=user.username):
        text = _("Corrección por publicar de la {line}").format(line=each.note.line)
        yield Task(text, reverse("press:detail", args=[each.note_id]))


register(APPROVE, to_publish)
register(
    (APPROVE, DRAFT),
    drafts,
    awaited={
        DRAFT: gettext_lazy("las notas en borrador"),
        APPROVE: gettext_lazy("las notas por aprobar"),
    },
)
