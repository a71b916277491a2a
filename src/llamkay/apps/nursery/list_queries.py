"""The lists of the nursery narrowed by what their filters ask; each argument is a field of ``lists.ListFilter``."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from llamkay.apps.nursery.day import incidents
from llamkay.apps.nursery.day import queries as day_queries
from llamkay.apps.nursery.health import queries as health_queries
from llamkay.apps.nursery.models import BreakGlass, Carer, Concern, Incident, IncidentAddition, Room
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import CaseFile
from llamkay.apps.nursery.record.queries import BANDS
from llamkay.core.nursery.dates import add_months, completed_months
from llamkay.platform.database.search import fold, naming
from llamkay.platform.security.scope import Scope


def _between(rows: QuerySet, column: str, since: date | None, until: date | None) -> QuerySet:
    """Those of some days of Lima, the first and the last included."""
    if since:
        rows = rows.filter(**{f"{column}__gte": day_queries.moment(since, time())})
    if until:
        rows = rows.filter(**{f"{column}__lt": day_queries.moment(until + timedelta(days=1), time())})
    return rows


def _says(words: str, *texts: str) -> bool:
    """Whether every word stands in the texts, whatever its accents and capitals."""
    found = fold(" ".join(texts))
    return all(word in found for word in fold(words).split())


def carers(
    scope: Scope, *, on: date, q: str = "", kind: str = "", state: str = "", establishment: Any = None
) -> list[Carer]:
    """Who looks after children, each with ``lacking`` and its ``state``: ``able``, ``lacking`` or ``ended``."""
    rows = naming(day_queries.carers(scope), q, "name")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(establishment=establishment) if establishment else rows
    found = list(rows)
    lacking = day_queries.lacking(found, on=on)
    for carer in found:
        carer.lacking = lacking[carer.pk]
        ended = carer.period.upper is not None and carer.period.upper <= on
        carer.state = "ended" if ended else "lacking" if carer.lacking else "able"
    return [carer for carer in found if state in ("", carer.state)]


def incident_list(
    scope: Scope,
    *,
    q: str = "",
    kind: str = "",
    state: str = "",
    establishment: Any = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Incident]:
    """The incidents, the newest first, each with ``mother_knows``: ``state`` is ``untold``, ``told`` or ``injury``."""
    rows = incidents.with_mother_knows(day_queries.incidents(scope)).prefetch_related("additions")
    rows = naming(rows, q, "place", "what", "child__given_names", "child__surnames", "child__code") if q else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(establishment=establishment) if establishment else rows
    if state == "injury":
        rows = rows.exclude(injury="")
    elif state in ("told", "untold"):
        rows = rows.filter(mother_knows=state == "told", child__isnull=False)
    return _between(rows, "at", since, until)


def injuries(
    scope: Scope, *, q: str = "", kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Incident]:
    """The incidents with an injury and what was done of it, searched by these only: the rest is for others."""
    done = IncidentAddition.objects.filter(kind=IncidentAddition.Kind.DONE)
    rows = day_queries.incidents(scope).exclude(injury="").prefetch_related(Prefetch("additions", done))
    rows = naming(rows, q, "injury", "child__given_names", "child__surnames", "child__code") if q else rows
    return _between(rows.filter(kind=kind) if kind else rows, "at", since, until)


def concerns(
    scope: Scope,
    *,
    username: str,
    on: date,
    q: str = "",
    kind: str = "",
    state: str = "",
    establishment: Any = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Concern]:
    """The concerns that the reader may read.

    ``kind`` is ``maltreatment`` or ``other``; ``state`` is ``open``, ``late``, ``sent`` or ``closed``.
    """
    rows = naming(queries.concerns(scope, username=username), q, "about")
    rows = rows.filter(maltreatment=kind == "maltreatment") if kind else rows
    rows = rows.filter(establishment=establishment) if establishment else rows
    waiting = Q(sent_on=None) | Q(maltreatment=False)
    rows = {
        "open": rows.filter(closed_on=None),
        "late": rows.filter(waiting, closed_on=None, due_on__lt=on),
        "sent": rows.filter(closed_on=None, sent_on__isnull=False),
        "closed": rows.filter(closed_on__isnull=False),
    }.get(state, rows)
    return _between(rows, "reported_at", since, until)


def openings(
    *, q: str = "", kind: str = "", state: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[BreakGlass]:
    """What was opened in an emergency: still to review unless ``state`` is ``reviewed`` or ``all``."""
    rows = naming(queries.openings(pending=not state), q, "by", "child__code")
    rows = rows.exclude(reviewed_at=None) if state == "reviewed" else rows
    return _between(rows.filter(part=kind) if kind else rows, "at", since, until)


def files(
    found: Iterable[CaseFile],
    *,
    today: date,
    q: str = "",
    state: str = "",
    room: Room | None = None,
    establishment: Any = None,
) -> list[CaseFile]:
    """The files on the way to the third birthday: ``state`` is ``over``, a number of months to go, or ``late``.

    What is late is told only of the children whose way out the reader reads whole (``file.whole``).
    """
    inside_room = {child.pk for child in day_queries.of_room(room, on=today)} if room else set()
    matching = []
    for file in found:
        child = file.child
        fits = (
            _says(q, child.surnames, child.given_names, child.code)
            and (room is None or child.pk in inside_room)
            and (establishment is None or file.stay.establishment_id == establishment.pk)
        )
        if state == "over":
            fits = fits and file.overstays
        elif state == "late":
            fits = fits and file.whole and file.inside and any(stage["late"] for stage in file.stages)
        elif state:
            fits = fits and file.inside and today <= file.birthday <= add_months(today, int(state))
        if fits:
            matching.append(file)
    return matching


def health(
    scope: Scope,
    *,
    today: date,
    q: str = "",
    kind: str = "",
    state: str = "",
    room: Room | None = None,
    establishment: Any = None,
) -> tuple[list[dict[str, Any]], int]:
    """What the calendars ask of the children, and how many of those who fit are owed nothing.

    ``kind`` is a band of age; ``state`` is ``late``, ``due``, ``problem``, or ``all`` with those owed nothing.
    """
    inside_room = {child.pk for child in day_queries.of_room(room, on=today)} if room else set()
    rows, quiet = [], 0
    for row in health_queries.due_now(scope, today=today):
        file, child = row["file"], row["file"].child
        first, last = BANDS.get(kind, (0, 10_000))
        if (
            not _says(q, child.surnames, child.given_names, child.code)
            or not first <= completed_months(child.born_on, today) < last
            or (room is not None and child.pk not in inside_room)
            or (establishment is not None and file.stay.establishment_id != establishment.pk)
        ):
            continue
        owed = bool(row["late"] or row["due"])
        quiet += not owed
        wanted = {"late": row["late"], "due": row["due"], "problem": row["problems"], "all": True}.get(state, owed)
        if wanted:
            rows.append(row)
    return rows, quiet


def expecting(
    scope: Scope,
    *,
    on: date,
    q: str = "",
    state: str = "",
    establishment: Any = None,
    since: date | None = None,
    until: date | None = None,
) -> list[health_queries.Expecting]:
    """The pregnancies that go on, or with ``state`` those ``late``, without ``plan``, or ``ended``; days are those of
    the probable birth."""
    rows = health_queries.pregnancies(scope, on=on, running=state != "ended")
    rows = rows.exclude(end="") if state == "ended" else rows
    rows = naming(rows, q, "person__first_surname", "person__second_surname", "person__given_names", "person__code")
    rows = rows.filter(due_on__gte=since) if since else rows
    rows = rows.filter(due_on__lte=until) if until else rows
    if establishment is not None:
        rows = rows.filter(person__custody__establishment=establishment, person__custody__period__contains=on)
    if state == "ended":  # as each stood when it ended
        return [e for row in rows for e in health_queries.expecting([row], on=min(on, row.period.upper or on))]
    found = health_queries.expecting(rows, on=on)
    if state == "late":
        return [each for each in found if each.overdue]
    return [each for each in found if not each.pregnancy.birth_plan] if state == "plan" else found
