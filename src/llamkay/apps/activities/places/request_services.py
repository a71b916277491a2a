"""The way to a place: asked for, listed, proposed by the head, decided by the council; one transaction each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.kinds import AskedBy, PlaceState
from llamkay.apps.activities.models import Activity, Allocation, PlaceRequest
from llamkay.apps.activities.places.queries import waits_since
from llamkay.apps.people.queries import is_held
from llamkay.apps.people.writing import lock_people
from llamkay.core.errors import Refused
from llamkay.core.placement.states import STEPS, WAITING, State
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.people.hooks import Leaving
    from llamkay.apps.people.models import Person

# What each step is called in the log.
_VERBS: dict[str, tuple[Verb, str]] = {
    "list": (acts.LIST_REQUEST, "Puso en la lista de espera"),
    "propose": (acts.PROPOSE_PLACE, "Propuso al consejo"),
    "return": (acts.RETURN_REQUEST, "Devolvió a la lista de espera"),
    "approve": (acts.APPROVE_PLACE, "El consejo aprobó"),
    "refuse": (acts.REFUSE_PLACE, "No se aprobó"),
    "withdraw": (acts.WITHDRAW_REQUEST, "Retiró"),
    "lapse": (acts.LAPSE_REQUEST, "Venció"),
    "reinstate": (acts.REINSTATE_REQUEST, "Repuso en la lista de espera"),
}


@transaction.atomic
def request_place(
    *, actor: Any, activity: Activity, person: "Person", asked_by: str = AskedBy.PERSON, on: date, note: str = ""
) -> PlaceRequest:
    """Write down that a place is asked for; whoever waited elsewhere for the same keeps since when.

    Refuses a second request that still waits, whoever has a place there, and whoever is not held in the prison.
    """
    require(actor, permissions.REQUEST, establishment_id=activity.establishment_id)
    _lock_both(activity, person)
    if on > clock.today():
        raise Refused(_("El {on:%d/%m/%Y} todavía no llega.").format(on=on), field="on")
    if asked_by not in AskedBy.values:
        raise Refused(_("Indique quién pide la plaza."), field="asked_by")
    if person.merged_into_id:
        raise Refused(_("Esta identidad se unió a otra: use la persona principal."))
    if activity.period.upper and activity.period.upper <= clock.today():
        raise Refused(_("{activity} ya terminó.").format(activity=activity.name))
    if not is_held(person, at=activity.establishment_id, on=clock.today()):
        raise Refused(
            _("{person} no está en {place}: la plaza se pide en el penal donde está.").format(
                person=person, place=activity.establishment
            )
        )
    if Allocation.objects.filter(person=person, activity=activity, period__overlap=(clock.today(), None)).exists():
        raise Refused(_("{person} ya tiene plaza en {activity}.").format(person=person, activity=activity.name))
    waiting = PlaceRequest.objects.filter(person=person, activity=activity, state__in=WAITING).first()
    if waiting is not None:
        raise Refused(
            _("{person} ya pidió {activity} el {on:%d/%m/%Y}: su solicitud está «{state}».").format(
                person=person,
                activity=activity.name,
                on=waiting.requested_on,
                state=waiting.get_state_display().lower(),
            )
        )
    made = PlaceRequest.objects.create(
        person=person,
        activity=activity,
        requested_on=on,
        waits_since=min(on, waits_since(person, activity) or on),
        asked_by=asked_by,
        note=note.strip()[:300],
        entered_by=actor.username,
        entered_at=clock.now(),
    )
    _record(actor, acts.REQUEST_PLACE, made, "Anotó la solicitud de plaza")
    return made


def _lock_both(activity: Activity, person: "Person") -> None:
    """Who asks, places and moves people waits in one order: the activity, then the person."""
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    lock_people([person.pk])


@transaction.atomic
def take_step(*, actor: Any, request: PlaceRequest, step: str, reason: str = "") -> PlaceRequest:
    """List, propose, return, withdraw or reinstate a request; what the council decides is ``decide``."""
    if step in ("approve", "place"):
        raise ValueError(f"the step {step} is not taken here")
    locked = lock_request(request)
    if step == "refuse":
        _may_refuse(actor, locked)
    else:
        require_answer(actor, permissions.MANAGE, locked.activity)
    _step(locked, step, reason)
    if step == "propose":
        locked.proposed_by = actor.username
    if step == "reinstate":
        locked.act, locked.decided_on, locked.decided_by, locked.reason = "", None, "", ""
    locked.save()
    verb, words = _VERBS[step]
    _record(actor, verb, locked, words, reason=reason.strip())
    return locked


def _may_refuse(actor: Any, request: PlaceRequest) -> None:
    """What the council has in its hands it refuses itself; before that, the head of the area."""
    if request.state == State.PROPOSED:
        require(actor, permissions.DECIDE_PLACE, establishment_id=request.activity.establishment_id)
    else:
        require_answer(actor, permissions.MANAGE, request.activity)


@transaction.atomic
def decide(
    *, actor: Any, requests: Collection[int], act: str, on: date, approve: bool, reason: str = ""
) -> list[PlaceRequest]:
    """Write what the council decided of several requests in one session: all of them or none.

    Nobody writes the decision on what they proposed.
    """
    if not requests:
        raise Refused(_("Elija al menos una solicitud."))
    if not act.strip():
        raise Refused(_("Escriba el número del acta del consejo."), field="act")
    if on > clock.today():
        raise Refused(_("La sesión del {on:%d/%m/%Y} todavía no llega.").format(on=on), field="on")
    rows = PlaceRequest.objects.select_for_update(of=("self",)).filter(pk__in=list(requests)).order_by("pk")
    found = list(rows.select_related("person", "activity__establishment", "activity__responsible"))
    if len(found) < len(set(requests)):
        raise Refused(_("Una de las solicitudes ya no está: recargue la página."))
    for item in found:
        require(actor, permissions.DECIDE_PLACE, establishment_id=item.activity.establishment_id)
        if item.proposed_by == actor.username:
            raise Refused(
                _("Usted propuso a {person}: lo que decidió el consejo lo anota otra persona.").format(
                    person=item.person
                )
            )
        if on < item.requested_on:
            raise Refused(
                _("{person} pidió la plaza después, el {asked:%d/%m/%Y}.").format(
                    person=item.person, asked=item.requested_on
                ),
                field="on",
            )
        item.act, item.decided_on, item.decided_by = act.strip()[:80], on, actor.username
        step = "approve" if approve else "refuse"
        _step(item, step, reason)
        item.save()
        verb, words = _VERBS[step]
        _record(actor, verb, item, words, reason=reason.strip(), details={"act": item.act})
    return found


def lock_request(request: PlaceRequest) -> PlaceRequest:
    """The request as it stands now, locked until the transaction ends."""
    rows = PlaceRequest.objects.select_for_update(of=("self",))
    rows = rows.select_related("person", "activity__establishment", "activity__responsible")
    found = rows.filter(pk=request.pk).first()
    if found is None:
        raise Refused(_("Esa solicitud ya no está: recargue la página."))
    return found


def answer_requests(answered: Iterable[tuple[PlaceRequest, Allocation]]) -> None:
    """The places that approved requests came to."""
    rows = []
    for request, allocation in answered:
        request.state, request.allocation = PlaceState.ACTIVE, allocation
        rows.append(request)
    PlaceRequest.objects.bulk_update(rows, ["state", "allocation"])


def give_back(allocations: Iterable[int]) -> None:
    """Places that are taken out before they began leave their requests approved, as the council left them."""
    rows = PlaceRequest.objects.filter(allocation__in=list(allocations))
    rows.update(state=PlaceState.APPROVED, allocation=None)


def lapse_on_leaving(leavings: "Sequence[Leaving]", why: str) -> None:
    """What people asked for in the prisons that they leave waits there no more; since when they waited goes along."""
    left = {leaving.person.pk: leaving.establishment.pk for leaving in leavings}
    rows = PlaceRequest.objects.filter(person__in=these(left), state__in=WAITING).select_related("activity")
    lapsed = [row for row in rows if row.activity.establishment_id == left[row.person_id]]
    for row in lapsed:
        row.state, row.reason = PlaceState.LAPSED, why
    PlaceRequest.objects.bulk_update(lapsed, ["state", "reason"])


def _step(request: PlaceRequest, name: str, reason: str) -> None:
    step = STEPS[name]
    if request.state not in step.before:
        raise Refused(
            _("La solicitud de {person} está «{state}»: recargue la página para ver cómo quedó.").format(
                person=request.person, state=request.get_state_display().lower()
            )
        )
    if step.reason and not reason.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    request.state = step.after
    if step.reason and name != "reinstate":
        request.reason = reason.strip()[:300]


def _record(
    actor: Any,
    verb: Verb,
    request: PlaceRequest,
    words: str,
    *,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{request.person_id}",
        sentence=f"{words}: {request.person.full_name}, {request.activity.name}",
        stream=request.activity.establishment.code,
        reason=reason,
        details={"request": request.pk, "activity": request.activity_id, **(details or {})},
    )
