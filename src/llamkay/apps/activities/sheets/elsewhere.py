"""What happened elsewhere reaches the sheet: hospital, court, leave, isolation, leaving the prison.

While a sheet is open its page shows those days from the registry, and what lies beneath waits, so that a record that
is taken back gives the day back as it was. Once handed in the days are written, with what they held before; a closed
sheet stays as it was signed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from llamkay.apps.activities import acts
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Activity, Sheet, SheetRow
from llamkay.apps.activities.queries import rest_days, scheduled_minutes
from llamkay.apps.activities.sheets.days import OpenDays, open_days
from llamkay.apps.people.hooks import Changed, Leaving
from llamkay.core.values import Month
from llamkay.platform.database.bulk import these
from llamkay.platform.months import month_name
from llamkay.platform.record import audit
from llamkay.platform.security import scope

_COLUMNS = ["minutes", "reasons", "pieces", "elsewhere"]


def timetable_days(activity: Activity, month: Month) -> dict[int, int]:
    """The days of a month on which an activity works, with their minutes: of its timetable, and no rest day without
    the council's act."""
    acted = activity.authorisations.filter(on__gte=month.first, on__lt=month.end).values_list("on__day", flat=True)
    rest = set(rest_days(month)).difference(acted)
    scheduled = enumerate(scheduled_minutes(activity=activity, month=month), start=1)
    return {day: minutes for day, minutes in scheduled if minutes and day not in rest}


def write_facts(sheet: Sheet, rows: Iterable[SheetRow]) -> list[SheetRow]:
    """The rows of a sheet that is handed in with what happened elsewhere written in them; saved where they changed."""
    rows, month = list(rows), Month.of(sheet.month)
    days = open_days(activity=sheet.activity, month=month, people=[row.person_id for row in rows])
    due = timetable_days(sheet.activity, month)
    changed = [row for row in rows if _fill(row, days[row.person_id], due)]
    SheetRow.objects.bulk_update(changed, _COLUMNS, batch_size=200)
    return changed


def give_back(sheet: Sheet) -> None:
    """The rows of a sheet that is filled again as they were before what happened elsewhere was written in them."""
    changed = [row for row in sheet.rows.exclude(elsewhere={}) if _restore(row)]
    SheetRow.objects.bulk_update(changed, _COLUMNS, batch_size=200)


def _fill(row: SheetRow, open_: OpenDays, due: Mapping[int, int]) -> bool:
    before = (list(row.reasons), list(row.minutes), list(row.pieces))
    _restore(row)
    for day in range(1, len(row.reasons) + 1):
        fact, at = open_.fact(day), day - 1
        held = [row.reasons[at], row.minutes[at], row.pieces[at]]
        if (fact and day in due) or (any(held) and (fact or day not in open_.held)):
            row.elsewhere[str(day)] = held
            stands = fact.reason if fact and day in due else 0
            row.reasons[at], row.minutes[at], row.pieces[at] = stands, due[day] if stands and fact.paid else 0, 0
    return before != (row.reasons, row.minutes, row.pieces)


def _restore(row: SheetRow) -> bool:
    for day, held in row.elsewhere.items():
        at = int(day) - 1
        row.reasons[at], row.minutes[at], row.pieces[at] = held
    found, row.elsewhere = bool(row.elsewhere), {}
    return found


def follow(changes: Sequence[Changed]) -> None:
    """Facts that are recorded, end or are taken back reach the sheets that wait for their approval or their close; a
    number of queries that grows with the sheets and not with the people."""
    since: dict[int, Changed] = {}
    for each in changes:
        if each.person.pk not in since or each.since < since[each.person.pk].since:
            since[each.person.pk] = each
    if not since:
        return
    with scope.elevated(), transaction.atomic():
        rows = SheetRow.objects.filter(
            person__in=these(since),
            sheet__state__in=(SheetState.SUBMITTED, SheetState.APPROVED),
            sheet__month__gte=min(each.since for each in since.values()).replace(day=1),
        )
        of: dict[int, list[Any]] = defaultdict(list)
        for pk, person, month in rows.order_by("pk").values_list("sheet_id", "person_id", "sheet__month"):
            if month >= since[person].since.replace(day=1):
                of[pk].append(since[person].person)
        for pk in sorted(of):
            _follow_on(pk, changes[0].actor, of[pk])


def follow_activity(activity: Activity, actor: Any, on: date) -> None:
    """A session that is cancelled or restored reaches the sheet of its month for everybody on it."""
    rows = Sheet.objects.filter(activity=activity, month=on.replace(day=1))
    for pk in rows.filter(state__in=(SheetState.SUBMITTED, SheetState.APPROVED)).values_list("pk", flat=True):
        _follow_on(pk, actor)


def follow_leaving(leavings: Sequence[Leaving]) -> None:
    """Who leaves the prison is no longer marked there on the days that follow."""
    follow([Changed(leaving.actor, leaving.person, leaving.on) for leaving in leavings])


def _follow_on(pk: int, actor: Any, people: Sequence[Any] = ()) -> None:
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("activity__establishment").get(pk=pk)
    if sheet.state not in (SheetState.SUBMITTED, SheetState.APPROVED):
        return
    rows = sheet.rows.filter(person__in=these(one.pk for one in people)) if people else sheet.rows.all()
    if not (changed := {row.person_id for row in write_facts(sheet, rows)}):
        return
    names = [one.full_name for one in people if one.pk in changed]
    whose = f"de {'; '.join(names)}" if names else "de todas las personas"
    sheet.version += 1
    sheet.save(update_fields=["version"])
    audit.record(
        actor=actor.username,
        verb=acts.FOLLOW_FACT,
        target=f"sheet:{sheet.pk}",
        sentence=f"La planilla {sheet.activity.name}, {month_name(Month.of(sheet.month))}, tomó lo que pasó en otra "
        f"parte en los días {whose}",
        stream=sheet.activity.establishment.code,
        details={"version": sheet.version},
    )
