"""Somebody's way through a treatment programme: check, lock, change, record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.places.queries import end_reasons
from llamkay.apps.people.hooks import Leaving
from llamkay.apps.people.kinds import Exit
from llamkay.apps.plans import acts, permissions
from llamkay.apps.plans.held import answering, not_ahead, record
from llamkay.apps.plans.kinds import ReviewKind
from llamkay.apps.plans.law import programmes
from llamkay.apps.plans.models import Review, Treatment
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

COMPLETED = "completed"


@transaction.atomic
def refer(*, actor: Any, person: "Person", programme: str, on: date, why: str = "") -> Treatment:
    """Refer somebody to a programme in force that day; one at a time in each."""
    place = answering(actor, permissions.TREAT, person)
    not_ahead(on)
    found = programmes(on).get(programme)
    if found is None:
        raise Refused(_("Ese programa no estaba vigente ese día: elija otro."), field="programme")
    if Treatment.objects.filter(person=person, programme=programme, ended_on=None).exists():
        raise Refused(
            _("{person} ya está en {programme}.").format(person=person, programme=found.label), field="programme"
        )
    made = Treatment.objects.create(
        person=person,
        establishment=place,
        programme=programme,
        programme_name=found.name,
        referred_on=on,
        referred_by=actor.username,
        why=why.strip(),
        by=actor.username,
        at=clock.now(),
    )
    record(actor, acts.REFER, person, place, f"Derivó a {person} a {made.programme_name}.")
    return made


@transaction.atomic
def start(*, actor: Any, treatment: Treatment, on: date) -> Treatment:
    """The programme begins for her."""
    place, locked = _open(actor, treatment)
    not_ahead(on)
    if locked.started_on:
        raise Refused(_("Ya empezó el {day:%d/%m/%Y}.").format(day=locked.started_on))
    if on < locked.referred_on:
        raise Refused(
            _("No empieza antes de la derivación ({day:%d/%m/%Y}).").format(day=locked.referred_on), field="on"
        )
    locked.started_on = on
    locked.save(update_fields=["started_on"])
    record(actor, acts.START_TREATMENT, locked.person, place, f"{locked.person} empezó {locked.programme_name}.")
    return locked


@transaction.atomic
def end(*, actor: Any, treatment: Treatment, on: date, ending: str, note: str = "") -> Treatment:
    """It ends: completed, or left for a reason of two levels, of which a transfer is never her failure."""
    place, locked = _open(actor, treatment)
    not_ahead(on)
    reason = end_reasons().filter(code=ending).first()
    if reason is None:
        raise Refused(_("Elija por qué termina."), field="ending")
    if reason.completed and not locked.started_on:
        raise Refused(_("Nadie completa un programa que no empezó: anote primero cuándo empezó."), field="ending")
    if on < (locked.started_on or locked.referred_on):
        raise Refused(_("No termina antes de empezar: revise la fecha."), field="on")
    if reason.code == "other" and not note.strip():
        raise Refused(_("Ese motivo no dice nada por sí solo: escriba una observación."), field="note")
    locked.ended_on, locked.ending, locked.note = on, reason, note.strip()
    locked.save(update_fields=["ended_on", "ending", "note"])
    done = "completó" if reason.completed else "dejó"
    record(actor, acts.END_TREATMENT, locked.person, place, f"{locked.person} {done} {locked.programme_name}.")
    return locked


def _open(actor: Any, treatment: Treatment) -> tuple[Any, Treatment]:
    place = answering(actor, permissions.TREAT, treatment.person)
    locked = Treatment.objects.select_for_update(of=("self",)).select_related("person").get(pk=treatment.pk)
    if locked.ended_on:
        raise Refused(_("Ese programa ya terminó el {day:%d/%m/%Y}.").format(day=locked.ended_on))
    return place, locked


def ended_by_leaving(left: Mapping[int, date]) -> list[str]:
    """The treatment that ended, and the reviews brought forward, because some people left, each on a day."""
    found = []
    for row in Treatment.objects.filter(person__in=these(left), ending__in=list(Exit.values)).select_related("person"):
        if row.ended_on == left[row.person_id]:
            found.append(_("{person}: terminó un programa de tratamiento.").format(person=row.person))
    reviews = Review.objects.filter(person__in=these(left), kind=ReviewKind.TRANSFER, held_on=None)
    for review in reviews.select_related("person"):
        if review.opens_on <= left[review.person_id]:
            found.append(_("{person}: se adelantó la revisión de su plan.").format(person=review.person))
    return found


def end_on_leaving(leavings: Sequence[Leaving]) -> None:
    """What people had not finished ends on leaving, for a reason that is not theirs; two statements for many."""
    of = {leaving.person.pk: leaving for leaving in leavings}
    rows = list(Treatment.objects.select_for_update().filter(person__in=these(of), ended_on=None).order_by("pk"))
    for row in rows:
        leaving = of[row.person_id]
        row.ended_on, row.ending_id = max(leaving.on, row.started_on or row.referred_on), leaving.exit
    Treatment.objects.bulk_update(rows, ["ended_on", "ending"])
