"""A change reaches the head of the area, and is attended to."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.inbox.queries import WHAT_TO_DO
from llamkay.apps.activities.kinds import ChangeKind
from llamkay.apps.activities.models import Activity, Allocation, ChangedCircumstance
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit

if TYPE_CHECKING:
    from llamkay.apps.people.hooks import Changed
    from llamkay.apps.people.models import Person


class Change(NamedTuple):
    """A change of a day as the head of one activity is to be told it; of nobody, where it is of all."""

    activity: int
    person: "Person | None"
    on: date
    what: str


def tell_each(kind: str, changes: Iterable[Change]) -> None:
    """Put changes before the heads of their activities; one that already waits there word for word is not told twice.
    Two queries for any number."""
    found = [one._replace(what=one.what[:300]) for one in changes]
    if not found:
        return
    same = ChangedCircumstance.objects.filter(
        activity__in={one.activity for one in found}, on__in={one.on for one in found}, kind=kind, done_at=None
    )
    known, now = set(same.values_list("activity_id", "person_id", "on", "what")), clock.now()
    ChangedCircumstance.objects.bulk_create(
        ChangedCircumstance(activity_id=one.activity, person=one.person, kind=kind, on=one.on, what=one.what, at=now)
        for one in found
        if (one.activity, one.person.pk if one.person else None, one.on, one.what) not in known
    )


def tell(kind: str, activities: Iterable[int], *, on: date, what: str, person: "Person | None" = None) -> None:
    """The same change before the head of each activity."""
    tell_each(kind, [Change(pk, person, on, what) for pk in activities])


def tell_of(kind: str, person: "Person", *, on: date, what: str) -> None:
    """The same for every activity in which somebody has a place on a day or later."""
    rows = Allocation.objects.filter(person=person, period__overlap=(on, None))
    tell(kind, set(rows.values_list("activity_id", flat=True)), on=on, what=what, person=person)


def untell(kind: str, person: "Person", *, on: date, what: str) -> None:
    """What was told of somebody and waits still, because of something that never was, waits no more."""
    rows = ChangedCircumstance.objects.filter(kind=kind, person=person, on=on, what=what[:300], done_at=None)
    rows.delete()


def untell_of_places(pairs: Collection[tuple[int, int]]) -> None:
    """What waits about people in activities (activity, person) where they never had a place after all; two queries."""
    rows = ChangedCircumstance.objects.filter(
        activity__in={activity for activity, _person in pairs},
        person__in=these({person for _activity, person in pairs}),
        done_at=None,
    )
    found = rows.values_list("pk", "activity_id", "person_id")
    rows.filter(pk__in=[pk for pk, activity, person in found if (activity, person) in pairs]).delete()


@override("es")  # kept in Spanish, whoever acts
def tell_stage(changed: "Sequence[Changed]") -> None:
    """Some people are in another stage: whoever gave them a place asks again whether it suits; three queries."""
    since = {each.person.pk: each for each in changed}
    first = min(each.since for each in changed)
    rows = Allocation.objects.filter(person__in=these(since), period__overlap=(first, None)).order_by()
    found = {
        (activity, person)
        for activity, person, end in rows.values_list("activity_id", "person_id", "period__endswith")
        if end is None or end > since[person].since
    }
    what, now = _("Cambió de régimen o etapa"), clock.now()
    waiting = ChangedCircumstance.objects.filter(
        person__in=these(since), kind=ChangeKind.STAGE, what=what, done_at=None
    )
    known = set(waiting.values_list("activity_id", "person_id", "on"))
    ChangedCircumstance.objects.bulk_create(
        ChangedCircumstance(
            activity_id=activity, person_id=person, kind=ChangeKind.STAGE, on=since[person].since, what=what, at=now
        )
        for activity, person in sorted(found)
        if (activity, person, since[person].since) not in known
    )


def tell_once(kind: str, activity: int, person: "Person", *, on: date, what: str, since: date) -> None:
    """The same of somebody in one activity, but only once from a day on, attended to or not."""
    rows = ChangedCircumstance.objects.filter(activity=activity, person=person, kind=kind, on__gte=since)
    if not rows.exists():
        tell(kind, [activity], on=on, what=what, person=person)


def attended_by_act(*, actor: Any, kind: str, activity: int, person: "Person", note: str) -> None:
    """What waits about somebody in an activity is attended to by the act that answers it."""
    rows = ChangedCircumstance.objects.filter(activity=activity, person=person, kind=kind, done_at=None)
    rows.update(done_by=actor.username, done_at=clock.now(), done_note=note[:200])


@transaction.atomic
def attend(*, actor: Any, change: ChangedCircumstance, note: str = "") -> ChangedCircumstance:
    """Somebody attended to a change; it says by whom and what was done."""
    rows = ChangedCircumstance.objects.select_for_update(of=("self",))
    row = rows.select_related("activity__establishment", "activity__responsible", "person").get(pk=change.pk)
    require_answer(actor, permissions.INBOX, row.activity)
    if row.done_at:
        raise Refused(_("Ya se atendió: recargue la página."))
    row.done_by, row.done_at, row.done_note = actor.username, clock.now(), note.strip()[:200]
    row.save(update_fields=["done_by", "done_at", "done_note"])
    audit.record(
        actor=actor.username,
        verb=acts.ATTEND_CHANGE,
        target=f"person:{row.person_id}" if row.person_id else f"activity:{row.activity_id}",
        sentence=f"Atendió un cambio en {row.activity.name}: {row.what}",
        stream=row.activity.establishment.code,
        reason=row.done_note,
        details={"change": row.pk, "todo": str(WHAT_TO_DO[ChangeKind(row.kind)])},
    )
    return row


@override("es")  # kept in Spanish, whoever acts
def activity_changed(activity: Activity, fields: Iterable[str], *, on: date) -> None:
    """The hours, places or dates of an activity are others: who has a place there is to be told."""
    names = [str(FIELDS[name]) for name in fields if name in FIELDS]
    if names and Allocation.objects.filter(activity=activity, period__overlap=(on, None)).exists():
        what = _("Cambió {what} de la actividad").format(what=", ".join(names))
        tell(ChangeKind.ACTIVITY, [activity.pk], on=on, what=what)


FIELDS = {
    "timetable": gettext_lazy("el horario"),
    "starts_at": gettext_lazy("la hora"),
    "capacity": gettext_lazy("el número de plazas"),
    "period": gettext_lazy("las fechas"),
    "place": gettext_lazy("el lugar"),
    "place_name": gettext_lazy("el lugar"),
    "responsible": gettext_lazy("quién responde"),
    "rota": gettext_lazy("el rol de turnos"),
}
