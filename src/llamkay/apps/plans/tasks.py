"""What waits of life plans: reviews, first interviews, the evaluations of the half year that ended."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.plans.interviews.queries import overdue_interviews
from llamkay.apps.plans.permissions import COUNCIL, INTERVIEW, TREAT, WRITE
from llamkay.apps.plans.reviews import queries
from llamkay.apps.plans.treatment.queries import late
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope

REFERRAL_DAYS = 30  # after which somebody is asked whether a referral came to anything


def to_review(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The reviews that may be held, those that are overdue apart with the day of the oldest."""
    for state, words in (("overdue", _("Revisiones de planes vencidas")), ("open", _("Planes de vida por revisar"))):
        rows = queries.reviews(scope=scope, on=today, state=state)
        if count := rows.count():
            yield Task(words, f"{reverse('plans:reviews')}?estado={state}", count, due=rows[0].due_on)


def to_interview(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Whoever came in and was not interviewed within the term."""
    if count := overdue_interviews(scope=scope, on=today).count():
        yield Task(
            _("Personas que ingresaron y esperan su entrevista"), f"{reverse('plans:list')}?estado=no_interview", count
        )


def to_evaluate(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The evaluations of the half year that ended, by the day on which they are due."""
    semester = queries.last_semester(today)
    if count := queries.evaluated(scope=scope, semester=semester, on=today, state="missing").count():
        yield Task(
            _("Evaluaciones del semestre {semester} por registrar").format(semester=semester),
            f"{reverse('plans:evaluations')}?semestre={semester}&estado=missing",
            count,
            due=queries.council_due(semester, today),
        )


def referrals(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Referrals of which nobody wrote whether they started."""
    if count := late(scope=scope, since=today - timedelta(days=REFERRAL_DAYS)).count():
        yield Task(
            _("Derivaciones a tratamiento que no han empezado"), f"{reverse('plans:treatments')}?estado=referred", count
        )


register(WRITE, to_review, awaited={WRITE: gettext_lazy("las revisiones de los planes de vida")})
register(INTERVIEW, to_interview, awaited={INTERVIEW: gettext_lazy("las entrevistas de quienes ingresan")})
register(COUNCIL, to_evaluate, awaited={COUNCIL: gettext_lazy("las evaluaciones de cada semestre")})
register(TREAT, referrals, awaited={TREAT: gettext_lazy("las derivaciones a tratamiento")})
