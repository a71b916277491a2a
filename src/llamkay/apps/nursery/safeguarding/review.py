"""Who may read the data of children, when each did it last, and the review of it every six months."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import grants_on
from llamkay.apps.nursery import acts
from llamkay.apps.nursery.law import term
from llamkay.apps.nursery.models import AccessReview
from llamkay.apps.nursery.permissions import REVIEW
from llamkay.core.errors import Refused
from llamkay.core.values.dates import add_months
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.models import InteractionLog
from llamkay.platform.record import audit
from llamkay.platform.security.access import ACTIONS, require

KINDS = ("child", "child_state", "children", "concern")  # of the readings that the log keeps
HERE = "nursery."


def reach(*, on: date) -> list[dict[str, Any]]:
    """Each account with a function that reaches children: where, which data, and when it last read any.

    Those that never read, or did so longest ago, come first: they are the ones to ask about.
    """
    grants = (
        grants_on(on)
        .filter(user__is_active=True)
        .select_related("user", "role", "establishment")
        .order_by(InOrder("user__full_name"), "id")
    )
    found: dict[int, dict[str, Any]] = {}
    for grant in grants:
        actions = [code for code in grant.role.actions if code.startswith(HERE) and ACTIONS[code].sensitive]
        if not actions:
            continue
        line = found.setdefault(grant.user_id, {"user": grant.user, "roles": [], "actions": set()})
        line["roles"].append(f"{grant.role}, {grant.establishment or _('todo el país')}")
        line["actions"] |= set(actions)
    names = [line["user"].username for line in found.values()]
    last = dict(
        InteractionLog.objects.filter(actor__in=names, kind__in=KINDS).values_list("actor").annotate(at=Max("at"))
    )
    lines = [
        {
            **line,
            "last": last.get(line["user"].username),
            "can": sorted(str(ACTIONS[code].name) for code in line["actions"]),
        }
        for line in found.values()
    ]
    return sorted(lines, key=lambda line: (line["last"] is not None, line["last"], line["user"].username))


def by_action(lines: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How many accounts reach each class of data."""
    counts: dict[str, int] = defaultdict(int)
    for line in lines:
        for name in line["can"]:
            counts[name] += 1
    return sorted(counts.items())


def due_on() -> date | None:
    """The day by which it must be reviewed again; none where it never was."""
    last = AccessReview.objects.first()
    if last is None:
        return None
    day = last.at.astimezone(clock.LIMA).date()
    return add_months(day, term("nursery.access.review", on=day)["months"])


def overdue(*, on: date) -> bool:
    """Whether the review is late: it never was, or its day has passed."""
    day = due_on()
    return day is None or day < on


def review(*, actor: Any, conclusion: str) -> AccessReview:
    """The access was looked at; what must change is said here and done with the accounts."""
    require(actor, REVIEW)
    if len(conclusion.strip()) < 15:
        raise Refused(_("Escriba qué vio y qué debe cambiar, en una frase entera."))
    with transaction.atomic():
        made = AccessReview.objects.create(
            at=clock.now(), by=actor.username, accounts=len(reach(on=clock.today())), conclusion=conclusion.strip()
        )
        audit.record(
            actor=actor.username,
            verb=acts.ACCESS_REVIEW,
            target=f"access_review:{made.pk}",
            sentence=f"Se revisó quién puede leer datos de niños: {made.accounts} cuentas.",
            stream="sistema",
        )
    return made
