"""What education shows on a person's page."""

from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.education.kinds import ProofState
from llamkay.apps.education.permissions import VIEW_SCHOOLING
from llamkay.apps.education.queries import completions
from llamkay.apps.education.school.queries import enrolments_of
from llamkay.apps.education.schooling.queries import schooling_of, schooling_text
from llamkay.apps.education.schooling.views import studies
from llamkay.apps.people.hooks import Chapter, Event
from llamkay.platform import clock
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide


def person_panel(request: Any, person: Any) -> Panel | None:
    """What a person studied and what is lacking, for whoever may see it."""
    if not decide(request.user, VIEW_SCHOOLING):
        return None
    scope = request.user.actions[VIEW_SCHOOLING]
    context = studies(request.user, person, scope=scope, today=clock.today())
    return Panel(title=_("Estudios"), template="education/_studies.html", context=context)


def chapter(reader: Any, person: Any) -> Chapter | None:
    """What a person proved to have studied, the groups they studied in and what they passed, for whoever may see it."""
    if not decide(reader, VIEW_SCHOOLING):
        return None
    scope, events = reader.actions[VIEW_SCHOOLING], []
    for row in schooling_of(scope=scope, person=person):
        if row.state == ProofState.PROVEN and row.checked_at:
            day = row.checked_at.astimezone(clock.LIMA).date()
            events.append(Event(day, _("Probó sus estudios: {what}.").format(what=schooling_text(row, on=day))))
    for row in enrolments_of(scope=scope, person=person):
        events.append(Event(row.period.lower, _("Se matriculó en {group}.").format(group=row.group)))
        if row.period.upper and row.reason:
            words = _("Dejó {group}: {why}.").format(group=row.group, why=row.get_state_display().lower())
            events.append(Event(row.period.upper, words))
    for done in completions(scope=scope, person=person):
        words = _("Aprobó {plan}, parte {part} de {parts} (acta {act}).")
        events.append(Event(done.on, words.format(plan=done.plan, part=done.part, parts=done.parts, act=done.act)))
    return Chapter("educacion", _("Estudios"), events)
