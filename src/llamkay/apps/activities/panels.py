"""What activities show on a person's page, and in the story of a person."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from llamkay.apps.activities import permissions
from llamkay.apps.activities.corrections.queries import corrections_of
from llamkay.apps.activities.kinds import Kind, PlaceState, SheetState, SuspensionKind
from llamkay.apps.activities.lists import before_and_after
from llamkay.apps.activities.models import Allocation, Cancellation, PlaceRequest, SheetRow
from llamkay.apps.activities.places.queries import (
    completions_of,
    enrolments,
    person_activities,
    requests_of,
    state_words,
    suspensions_of,
)
from llamkay.apps.activities.places.suspension_services import dates
from llamkay.apps.activities.queries import reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets.marks import hours_text
from llamkay.apps.activities.sheets.queries import marked_days
from llamkay.apps.people.hooks import Chapter, Event
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import days_by_month
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope


def person_panel(request: Any, person: Any) -> Panel | None:
    """Places and enrolments of a person, for whoever may see activities."""
    if not decide(request.user, permissions.VIEW):
        return None
    scope, today = request.user.actions[permissions.VIEW], clock.today()
    allocations = person_activities(scope=scope, person=person)
    suspensions = suspensions_of(allocations)
    states = [(item, state_words(item, suspensions[item.pk], on=today)) for item in allocations]
    return Panel(
        title=_("Trabajo y estudio"),
        template="activities/_person_panel.html",
        context={
            "person": person,
            "allocations": states,
            "requests": requests_of(scope=scope, person=person),
            "completions": completions_of(scope=scope, person=person),
            "enrolments": enrolments(scope=scope, person=person),
            "may_manage": bool(decide(request.user, permissions.MANAGE)),
            "may_request": bool(decide(request.user, permissions.REQUEST)),
        },
    )


def chapter(reader: Any, person: Any) -> Chapter | None:
    """The places of a person, what suspended and ended them, and the registers, for whoever may see activities."""
    if not decide(reader, permissions.VIEW):
        return None
    scope = reader.actions[permissions.VIEW]
    events = [event for wish in requests_of(scope=scope, person=person) for event in _asking(wish)]
    for entry in enrolments(scope=scope, person=person):
        register = str(Kind(entry.kind).label).lower()
        words = _("Se le inscribió en el registro de {register}, folio {folio}.")
        events.append(Event(entry.period.lower, words.format(register=register, folio=entry.folio)))
    places = person_activities(scope=scope, person=person)
    suspensions = suspensions_of(places)
    for place in places:
        where = {"where": place.activity.name}
        events.append(Event(place.period.lower, _("Empezó en {where}.").format(**where)))
        for pause in suspensions[place.pk]:
            if pause.kind == SuspensionKind.NOT_REQUIRED:
                words = _("No se le requirió en {where} {dates}: {why}.")
                events.append(Event(pause.period.lower, words.format(**where, dates=dates(pause), why=pause.reason)))
                continue
            words = (
                _("Se suspendió su plaza en {where}, con pago.")
                if pause.paid
                else _("Se suspendió su plaza en {where}.")
            )
            events.append(Event(pause.period.lower, words.format(**where)))
            if pause.period.upper and pause.period.upper != place.period.upper:
                events.append(Event(pause.period.upper, _("Volvió a {where}.").format(**where)))
        if place.period.upper:
            why = str(place.ending or place.end_reason or _("sin motivo anotado")).lower()
            events.append(Event(place.period.upper, _("Dejó {where}: {why}.").format(**where, why=why)))
    events += [*_not_held(places), *_corrected(scope, person)]
    return Chapter("actividades", _("Trabajo y actividades"), events)


def _asking(wish: PlaceRequest) -> Iterator[Event]:
    """What became of a request for a place, as far as its days are kept."""
    where = {"where": wish.activity.name}
    yield Event(wish.requested_on, _("Pidió una plaza en {where}.").format(**where))
    if wish.decided_on is None:
        return
    if wish.act and wish.state != PlaceState.REFUSED:
        words = _("El consejo aprobó su plaza en {where} ({act}).")
    elif wish.state == PlaceState.REFUSED:
        words = _("El consejo no aprobó su plaza en {where} ({act}): {why}")
    else:
        return
    yield Event(wish.decided_on, words.format(**where, act=wish.act or _("sin acta anotada"), why=wish.reason))


def _not_held(places: Collection[Allocation]) -> Iterator[Event]:
    """The sessions that were not held while somebody had a place; one query."""
    rows = Cancellation.objects.filter(activity__in={place.activity_id for place in places}, restored_at=None)
    for row in rows:
        for place in places:
            if place.activity_id == row.activity_id and row.on in place.period:
                words = _("No hubo sesión en {where}: {why}.")
                yield Event(row.on, words.format(where=place.activity.name, why=str(row.words).lower()))


def _corrected(scope: Scope, person: Any) -> Iterator[Event]:
    """The closed days that two people corrected; three queries."""
    corrected = corrections_of(scope=scope, person=person)
    reasons = reasons_by_number() if corrected else {}
    for one in corrected:
        activity, month = one.row.sheet.activity, Month.of(one.row.sheet.month)
        marks = before_and_after(one, reasons, scheduled_minutes(activity=activity, month=month))
        words = _("Se corrigió su día {day:%d/%m/%Y} en {where}: antes {before}, ahora {after}.").format(
            day=month.first.replace(day=one.day), where=activity.name, before=marks.before, after=marks.after
        )
        yield Event(one.confirmed_at.astimezone(clock.LIMA).date(), words)


def marked_from(person: Any, establishment: Any, on: date) -> str:
    """What somebody leaving on a day has marked in the establishment on that day and after it."""
    marks = marked_days(person=person, at=establishment, since=on)
    groups = []
    for closed, words in ((True, _("en meses cerrados")), (False, _("en planillas abiertas"))):
        days = {day: minutes for day, minutes, of in marks if of is closed}
        if days:
            groups.append(f"{words}, {days_by_month(days)} ({hours_text(sum(days.values()))} h)")
    if not groups:
        return ""
    text = _("Desde ese día tiene marcas en {place}: {told}. Ya no contarán aquí como días ni como minutos que sigan.")
    sentences = [text.format(place=establishment, told="; ".join(groups))]
    if any(closed for _day, _minutes, closed in marks):
        sentences.append(
            _("Los meses cerrados se vuelven a contar en el próximo cierre; lo pagado se corrige por ajuste.")
        )
    if not all(closed for _day, _minutes, closed in marks):
        sentences.append(_("En las planillas abiertas hay que borrarlas."))
    return " ".join(sentences)


def stays_with_former(model: Any) -> Q | None:
    """A row of a closed sheet stays as it was signed; it is read with the person that stands."""
    return Q(sheet__state=SheetState.CLOSED) if model is SheetRow else None
