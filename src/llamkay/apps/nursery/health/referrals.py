"""A woman in custody referred to an outside service: the referral, its answer, the follow-up; until it is ended."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.nursery import acts, permissions
from llamkay.apps.nursery.models import Referral
from llamkay.apps.nursery.record.services import log_act, not_in_the_future
from llamkay.apps.people.queries import custody, custody_on
from llamkay.apps.people.writing import lock_person
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.search import naming
from llamkay.platform.security import scope as scopes
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment, Institution
    from llamkay.apps.people.models import Person


# Each step with the day and the words that it writes, and after which steps it may come.
STEPS = {
    "answer": ("answered_on", "answer", ("answer",)),
    "follow": ("followed_on", "follow_up", ("follow",)),
    "end": ("ended_on", "ended_why", ("answer", "follow")),
}
ANSWER_WITHIN = timedelta(days=90)


def refer(
    *,
    actor: Any,
    person: "Person",
    what: str,
    service: str,
    on: date,
    due_on: date,
    by: str,
    institution: "Institution | None" = None,
) -> Referral:
    """She is sent to an outside service; its answer is awaited until a day, here from ``institution`` if named."""
    not_in_the_future(on)
    if not on <= due_on <= on + ANSWER_WITHIN:
        raise Refused(_("La respuesta se espera dentro de los 90 días de la derivación: revise las fechas."), "due_on")
    with transaction.atomic(), scopes.elevated():
        person = lock_person(person)
        place = _held(person, on)
        require(actor, permissions.ENTER_HEALTH, establishment_id=place.pk)
        if person.sex != "F":
            raise Refused(_("{person} no es mujer.").format(person=person))
        what = " ".join(what.split())
        if Referral.objects.filter(person=person, what__iexact=what, ended_on=None, followed_on=None).exists():
            raise Refused(_("Ya tiene abierta una derivación por eso."))
        made = Referral.objects.create(
            person=person,
            what=what,
            service=" ".join(service.split()),
            referred_on=on,
            referred_by=by.strip(),
            due_on=due_on,
            entered_by=actor.username,
            institution=institution,
        )
        _log(actor, place, made, "Se derivó a una interna a un servicio de fuera.")
    return made


def step(*, actor: Any, referral: Referral, step: str, on: date, text: str, next_on: date | None = None) -> Referral:
    """The next step: ``answer`` with what the service said and when to look again, ``follow`` with what was found then,
    or ``end`` without, and why."""
    not_in_the_future(on)
    if step not in STEPS:
        raise Refused(_("Ese paso va después de otro: regístrelos en orden."))
    day, words, after = STEPS[step]
    if not text.strip():
        raise Refused(_("Escriba qué respondió, qué se halló o por qué."))
    if step == "answer" and (next_on is None or next_on < on):
        raise Refused(_("Diga qué día se hará el seguimiento, desde el de la respuesta."), "next_on")
    with _locked(actor, referral) as (referral, place):
        if next_step(referral) not in after:
            raise Refused(_("Ese paso va después de otro, o la derivación ya se cerró."))
        latest = referral.answered_on or referral.referred_on
        if on < latest:
            raise Refused(_("La fecha es anterior al paso de antes ({on:%d/%m/%Y}).").format(on=latest))
        setattr(referral, day, on)
        setattr(referral, words, text.strip())
        if step == "answer":
            referral.next_on = next_on
        referral.save()
        _log(actor, place, referral, "Un paso más en la derivación de una interna.")
    return referral


@dataclass(frozen=True)
class Addressed:
    """A referral as the institution that it is addressed to reads it: who, from where, why; and its own answer."""

    pk: int
    person: str
    code: str
    place: str
    what: str
    service: str
    referred_on: date
    due_on: date
    answered_on: date | None
    answer: str
    waits: bool


def addressed_to(institutions: Collection[int], *, on: date) -> list[Addressed]:
    """The referrals addressed to some institutions, those that wait for an answer first; of no other a trace."""
    if not institutions:
        return []
    with scopes.elevated():  # its liaison holds no prison: what is addressed to her is all that she reads of any
        rows = Referral.objects.filter(institution__in=list(institutions)).select_related("person")
        rows = rows.order_by(F("answered_on").asc(nulls_first=True), "due_on", "id")
        held = custody(on=on).filter(person__in=rows.values("person")).select_related("establishment")
        places = {spell.person_id: str(spell.establishment) for spell in held}
        return [
            Addressed(
                pk=row.pk,
                person=row.person.full_name,
                code=row.person.code,
                place=places.get(row.person_id, ""),
                what=row.what,
                service=row.service,
                referred_on=row.referred_on,
                due_on=row.due_on,
                answered_on=row.answered_on,
                answer=row.answer,
                waits=next_step(row) == "answer",
            )
            for row in rows
        ]


def answer_addressed(*, actor: Any, pk: int, institutions: Collection[int], text: str, next_on: date) -> Referral:
    """The answer of the institution that a referral is addressed to, written by its own liaison today."""
    require(actor, permissions.ANSWER_ADDRESSED)
    today = clock.today()
    if not text.strip():
        raise Refused(_("Escriba qué respondió, qué se halló o por qué."))
    if next_on < today:
        raise Refused(_("Diga qué día se hará el seguimiento, desde el de la respuesta."), "next_on")
    with transaction.atomic(), scopes.elevated():
        found = Referral.objects.select_for_update(of=("self",)).select_related("person").filter(pk=pk).first()
        if found is None or found.institution_id not in institutions:
            raise PermissionDenied(_("Esa derivación no está dirigida a su institución."))
        if next_step(found) != "answer":
            raise Refused(_("Esa derivación ya tiene su respuesta o se cerró."))
        found.answered_on, found.answer, found.next_on = today, text.strip(), next_on
        found.answered_by = actor.username
        found.save()
        _log(actor, _held(found.person, today), found, "Una institución respondió la derivación de una interna.")
    return found


def next_step(referral: Referral) -> str:
    """What is awaited: ``answer``, ``follow``, or nothing once it was followed or ended."""
    if referral.followed_on or referral.ended_on:
        return ""
    return "follow" if referral.answered_on else "answer"


def due_on(referral: Referral) -> date | None:
    """The day by which the next step is awaited."""
    return {"answer": referral.due_on, "follow": referral.next_on}.get(next_step(referral))


def referrals(scope: Scope, *, on: date) -> QuerySet[Referral]:
    """The referrals of the women held in the scope that day, those awaited first."""
    held = Q(person__custody__period__contains=on)
    if not scope.everything:
        held &= Q(person__custody__establishment__in=scope.ids)
    return Referral.objects.filter(held).select_related("person").distinct().order_by("due_on", "id")


def late(rows: QuerySet[Referral], *, today: date) -> QuerySet[Referral]:
    """Those whose answer or follow-up has passed its day."""
    open_ = rows.filter(followed_on=None, ended_on=None)
    return open_.filter(Q(answered_on=None, due_on__lt=today) | Q(answered_on__isnull=False, next_on__lt=today))


def referral_list(
    scope: Scope,
    *,
    on: date,
    q: str = "",
    state: str = "",
    establishment: Any = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Referral]:
    """The open referrals, or with ``state`` those ``late``, awaiting their ``answer`` or ``follow``, ``ended``, or
    ``all``; days are those of the referral."""
    rows = naming(
        referrals(scope, on=on),
        q,
        "person__first_surname",
        "person__second_surname",
        "person__given_names",
        "person__code",
        "service",
    )
    if establishment is not None:
        rows = rows.filter(person__custody__establishment=establishment, person__custody__period__contains=on)
    rows = rows.filter(referred_on__gte=since) if since else rows
    rows = rows.filter(referred_on__lte=until) if until else rows
    open_ = Q(followed_on=None, ended_on=None)
    chosen = {
        "": open_,
        "answer": open_ & Q(answered_on=None),
        "follow": open_ & Q(answered_on__isnull=False),
        "ended": ~open_,
        "all": Q(),
        "late": open_,
    }
    rows = rows.filter(chosen.get(state, open_))
    return late(rows, today=on) if state == "late" else rows


@contextmanager
def _locked(actor: Any, referral: Referral) -> "Iterator[tuple[Referral, Establishment]]":
    """A referral, locked, with the prison that has the woman, once the actor may write health there."""
    with transaction.atomic(), scopes.elevated():
        found = Referral.objects.select_for_update(of=("self",)).select_related("person").get(pk=referral.pk)
        place = _held(found.person, clock.today())
        require(actor, permissions.ENTER_HEALTH, establishment_id=place.pk)
        yield found, place


def _held(person: "Person", on: date) -> "Establishment":
    spell = custody_on(person, on)
    if spell is None:
        raise Refused(_("{person} no está bajo custodia ese día.").format(person=person))
    return spell.establishment


def _log(actor: Any, place: "Establishment", referral: Referral, sentence: str) -> None:
    """The book says that something was written of a referral, never of whom nor why."""
    log_act(actor, acts.REFERRAL, place, f"referral:{referral.pk}", sentence)
