"""What waits: agreements about to end, commitments whose day is near or passed, reports that nobody reviewed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.coordination.agreements.queries import ending
from llamkay.apps.coordination.commitments.queries import lines, posts_answered, review_until
from llamkay.apps.coordination.permissions import ANSWER, MANAGE, REVIEW
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.scope import Scope


def about_to_end(_user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """Each agreement whose end is 180, 90 or 30 days away or less; from thirty on, before the rest."""
    for line in ending(today):
        text = _("El convenio {number} vence: decida si se renueva").format(number=line.agreement.number)
        urgency = Urgency.MONTH if line.alarm == 30 else Urgency.REST
        yield Task(text, line.agreement.get_absolute_url(), due=line.last_day, urgency=urgency)


def to_answer(user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """The commitments of the posts that an account answers for, thirty days before they fall due and after."""
    for line in lines(on=today, posts=posts_answered(user, today)):
        if line.standing.waits_for_owner(today):
            text = _("Informar el avance de {code}: {what}").format(
                code=line.commitment.code, what=line.commitment.what
            )
            yield Task(text, line.commitment.get_absolute_url(), 1, line.due_on, line.post)


def to_review(user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """How many commitments wait for somebody who does not answer for them, and until when the first."""
    own = set(posts_answered(user, today))
    rows = [
        line for line in lines(on=today) if line.standing.waits_for_review(today) and line.commitment.post_id not in own
    ]
    if rows:
        url = f"{reverse('coordination:commitments')}?estado=unreviewed"
        yield Task(_("Compromisos por revisar"), url, len(rows), min(map(review_until, rows)))


register(MANAGE, about_to_end, awaited={MANAGE: gettext_lazy("los convenios por vencer")})
register(ANSWER, to_answer, awaited={ANSWER: gettext_lazy("los compromisos de su cargo")})
register(REVIEW, to_review, awaited={REVIEW: gettext_lazy("los compromisos por revisar")})
