"""Reads of the log: what was done, by whom, why, and who read what."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment, User
from llamkay.platform.clock import LIMA
from llamkay.platform.database.search import holding
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record.acts import ACTS, READS, TARGETS, Act, Target
from llamkay.platform.security.scope import Scope

# How many lines a list or a file holds at most; more are reached by narrowing the days.
LIMIT = 10_000
NATIONAL = "national"


def streams(scope: Scope) -> list[tuple[str, Any]]:
    """The books of acts that the caller may read: one for each establishment, and the national one."""
    places = scope.filter(Establishment.objects.all(), "id").values_list("code", "name")
    return [*([(NATIONAL, _("Nacional"))] if scope.everything else []), *places]


def acts(
    *,
    scope: Scope,
    content: bool,
    stream: str = "",
    verb: str = "",
    actor: str = "",
    target: str = "",
    since: date | None = None,
    until: date | None = None,
    words: str = "",
) -> QuerySet[LoggedAction]:
    """Acts in scope, the latest first; ``until`` is included.

    Without ``content`` the words are looked for only in acts that say nothing of people, so that a search tells
    nothing that the list hides.
    """
    rows = LoggedAction.objects.order_by("-id")
    if not scope.everything:
        rows = rows.filter(stream__in=[code for code, _name in streams(scope)])
    exact = {"stream": stream, "verb": verb, "actor": actor, "target": target}
    rows = rows.filter(_between(since, until), **{name: value for name, value in exact.items() if value})
    if words:
        rows = rows.filter(holding(words, "sentence", "reason"))
        if not content:
            rows = rows.filter(verb__in=[act.verb for act in ACTS.values() if not act.of_people])
    return rows


def reads(
    *, kind: str = "", actor: str = "", target: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[InteractionLog]:
    """Who read what, the latest first. A read belongs to no establishment: only the whole country's readers ask."""
    exact = {"kind": kind, "actor": actor, "target": target}
    rows = InteractionLog.objects.order_by("-id").filter(_between(since, until))
    return rows.filter(**{name: value for name, value in exact.items() if value})


def _between(since: date | None, until: date | None) -> Q:
    condition = Q()
    if since:
        condition &= Q(at__gte=_midnight(since))
    if until:
        condition &= Q(at__lt=_midnight(until + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LIMA)


def shown(lines: list[Any], *, content: bool) -> list[Any]:
    """The lines with the names of who acted, the words of what and of whom; without content, nothing about people."""
    names = dict(User.objects.filter(username__in={line.actor for line in lines}).values_list("username", "full_name"))
    for line in lines:
        line.who = names.get(line.actor, "")
        line.kind_of_target, _colon, line.number = line.target.partition(":")
        about = TARGETS.get(line.kind_of_target, Target(line.kind_of_target))
        line.about, line.page, line.opens = about.words, about.page, about.action
        is_act = isinstance(line, LoggedAction)
        if is_act:
            # A verb that nobody registers any more shows its code, and is taken to speak of people.
            act = ACTS.get(line.verb, Act(line.verb, line.verb, of_people=True))
            line.verb_words, line.has_content = act.words, content or not act.of_people
        else:
            line.kind_words = READS.get(line.kind, line.kind)
    return lines
