"""What is late in the nurseries, what comes, and who answers for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from llamkay.apps.institutions.queries import every_establishment, grants_on, role_names
from llamkay.apps.nursery import access, permissions
from llamkay.apps.nursery.models import Departure, PlanStep
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import DIRECTOR, HEALTH, SEPARATED, SOCIAL, CaseFile, Due, files
from llamkay.apps.nursery.separation.services import STEPS
from llamkay.platform import clock
from llamkay.platform.security.scope import Scope

# A year of follow-up, and a month to find it late.
FOLLOWED = timedelta(days=400)
FOLLOW_UPS = sum(code.startswith("follow_up") for code in STEPS)
# Each function that answers for what is due, and the action by which whoever holds it does it.
OWNED_BY = {HEALTH: permissions.ENTER_HEALTH, SOCIAL: permissions.ADMIT, DIRECTOR: permissions.DECIDE}


@dataclass
class Owner:
    """A function of one prison with what it owes: the lines the reader may see, and how many more there are."""

    role: str
    names: list[str]
    place: str
    instead_of: str = ""
    lines: list[Due] = field(default_factory=list)
    hidden: int = 0

    @property
    def count(self) -> int:
        return len(self.lines) + self.hidden


def open_files(scope: Scope, *, today: date) -> list[CaseFile]:
    """The files of the children who live inside, and of those who left within a year of follow-up or whose follow-up
    is not done."""
    separated = Departure.objects.filter(stay__child=OuterRef("pk"), kind__in=SEPARATED)
    done = PlanStep.objects.filter(child=OuterRef("pk"), code__startswith="follow_up").values("child")
    rows = queries.children(scope).annotate(done=Subquery(done.annotate(n=Count("pk")).values("n")))
    followed = Q(until__gt=today - FOLLOWED) | (Exists(separated) & (Q(done=None) | Q(done__lt=FOLLOW_UPS)))
    rows = rows.filter(Q(until=None) | followed)
    return files(rows.order_by("sort_name", "id"), today=today)


def owners(user: Any, files: Collection[CaseFile], *, today: date) -> tuple[list[Owner], list[Owner]]:
    """What is late, and what comes within thirty days, by who answers for it; nothing is without an owner.

    Where a prison has nobody of a function, its director answers. The reader sees the lines of the parts that
    the reader's function opens, and of the rest how many; what the reader answers for stands first.
    """
    places = {file.stay.establishment_id for file in files}
    staff, roles = _staff(places), role_names()
    titles = dict(every_establishment().filter(pk__in=places).values_list("pk", "name"))
    levels: dict[tuple[str, int], str] = {}
    shown: dict[bool, dict[tuple[int, str], Owner]] = {True: {}, False: {}}
    dues = [due for file in files for due in file.dues()]
    for due in sorted(dues, key=lambda due: (due.on, due.child.surnames, due.child.given_names)):
        place = due.establishment_id
        group = shown[due.overdue(today)]
        if (place, due.owner) not in group:
            group[place, due.owner] = _owner(due.owner, place, staff, roles, titles)
        level = levels.setdefault((due.part, place), access.level(user, due.part, establishment_id=place))
        if level == access.FULL:
            group[place, due.owner].lines.append(due)
        else:
            group[place, due.owner].hidden += 1
    name = str(user)
    late, coming = (
        sorted(group.values(), key=lambda owner: (name not in owner.names, owner.place, -owner.count, owner.role))
        for group in shown.values()
    )
    return late, coming


def _owner(role: str, place: int, staff: Any, roles: dict[str, str], titles: dict[int, str]) -> Owner:
    """Who holds a function in a prison; its director where nobody does."""
    if names := staff.get((place, role)):
        return Owner(roles[role], names, titles[place])
    instead_of = "" if role == DIRECTOR else roles[role]
    return Owner(roles[DIRECTOR], staff.get((place, DIRECTOR), []), titles[place], instead_of)


def _staff(places: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    """(prison, function) → the names of whoever holds it today."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    grants = grants_on(clock.today()).filter(
        establishment__in=list(places),
        user__is_active=True,
        role__code__in=["health", "social_worker", "director"],
    )
    for place, role, name in grants.values_list("establishment_id", "role__code", "user__full_name").order_by(
        "user_id"
    ):
        found[place, role].append(name)
    return found
