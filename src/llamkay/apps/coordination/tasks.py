"""What waits: agreements about to end, commitments whose day is near or passed, reports that nobody reviewed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.coordination.agreements.queries import ending
from llamkay.apps.coordination.commitments.queries import lines, posts_answered, review_until
from llamkay.apps.coordination.desk.queries import addressed
from llamkay.apps.coordination.permissions import (
    ANSWER,
    APPROVE_REPEATED,
    LIAISON,
    MANAGE,
    PLAN,
    REVIEW,
    SIGN_MINUTES,
)
from llamkay.apps.coordination.visits.queries import UNSIGNED, follow_ups, visible, waiting_for_second_name
from llamkay.apps.coordination.visits.signing import waiting_for
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


def visits_ahead(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Each visit that waits for its next step: its day, its minutes, its commitments, its follow-ups."""
    for visit in (
        visible(scope).exclude(state="closed").annotate(promised=Count("commitments"), unsigned=UNSIGNED).order_by("on")
    ):
        url = visit.get_absolute_url()
        if visit.state in ("planned", "briefed"):
            yield Task(_("Visita «{visit}»: preparar").format(visit=visit), url, due=visit.on)
        elif visit.state == "held" and not visit.promised and not visit.none_why:
            yield Task(_("Visita «{visit}»: ¿qué se prometió? No tiene compromisos").format(visit=visit), url)
        elif visit.state == "held":
            yield Task(_("Visita «{visit}»: hacer el acta").format(visit=visit), url)
        elif visit.unsigned:
            yield Task(_("Visita «{visit}»: reunir las firmas del acta").format(visit=visit), url)
        else:
            due = next((day for day in follow_ups(visit) if day >= today), None)
            yield Task(_("Visita «{visit}»: seguir lo prometido y cerrar").format(visit=visit), url, due=due)


def to_sign(user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """Each paper of a visit that waits for the signature of the post for which an account answers."""
    for paper in waiting_for(user, today):
        url = reverse("coordination:sign_minutes", args=[paper.visit_id, paper.pk])
        kind = paper.get_kind_display().lower()
        yield Task(_("Firmar: {kind} {n} de «{visit}»").format(kind=kind, n=paper.number, visit=paper.visit), url)


def second_names(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """How many figures that were published before wait for a second person, who did not ask for them."""
    if count := waiting_for_second_name().exclude(requested_by=user.username).count():
        yield Task(_("Cifras ya publicadas que esperan una segunda firma"), reverse("coordination:visits"), count)


def referrals_to_answer(user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """How many women were referred to her institution and wait for its answer, and until when the first."""
    rows = [each for each in addressed(user, today) if each.waits]
    if rows:
        text = _("Derivaciones por responder")
        yield Task(text, reverse("coordination:liaison"), len(rows), min(each.referral.due_on for each in rows))


register(PLAN, visits_ahead, awaited={PLAN: gettext_lazy("las visitas en preparación")})
register(SIGN_MINUTES, to_sign, awaited={SIGN_MINUTES: gettext_lazy("las actas de visitas por firmar")})
register(APPROVE_REPEATED, second_names)
register(LIAISON, referrals_to_answer, awaited={LIAISON: gettext_lazy("las derivaciones dirigidas a su institución")})
register(MANAGE, about_to_end, awaited={MANAGE: gettext_lazy("los convenios por vencer")})
register(ANSWER, to_answer, awaited={ANSWER: gettext_lazy("los compromisos de su cargo")})
register(REVIEW, to_review, awaited={REVIEW: gettext_lazy("los compromisos por revisar")})
