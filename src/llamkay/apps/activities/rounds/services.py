"""A round of choices is opened, wishes are entered, and it is drawn once with a seed that everybody heard."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.kinds import AskedBy, PlaceState
from llamkay.apps.activities.models import Activity, Allocation, PlaceRequest, Round, RoundOffer, RoundWish
from llamkay.apps.activities.places.queries import waits_since
from llamkay.apps.activities.suitability.facts import frame
from llamkay.apps.people.queries import is_held
from llamkay.core.errors import Refused
from llamkay.core.placement.choices import Outcome, Wish, draw
from llamkay.core.placement.states import WAITING
from llamkay.core.placement.suitability import Severity
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


@transaction.atomic
def open_round(
    *, actor: Any, establishment: "Establishment", name: str, closes_on: date, most: int, offers: Mapping[Activity, int]
) -> Round:
    """Open a round of a prison for wishes until a day; each activity offers so many places."""
    require(actor, permissions.MANAGE, establishment_id=establishment.pk)
    if not name.strip():
        raise Refused(_("Escriba el nombre de la ronda."), field="name")
    if closes_on < clock.today():
        raise Refused(_("La ronda se cierra un día por venir."), field="closes_on")
    if not offers or any(places < 1 for places in offers.values()):
        raise Refused(_("Elija al menos una actividad y sus plazas."), field="activities")
    if any(activity.establishment_id != establishment.pk for activity in offers):
        raise Refused(_("Las actividades son del mismo penal."), field="activities")
    made = Round.objects.create(
        establishment=establishment,
        name=name.strip()[:100],
        closes_on=closes_on,
        most=most,
        opened_by=actor.username,
        opened_at=clock.now(),
    )
    RoundOffer.objects.bulk_create(
        RoundOffer(round=made, activity=activity, places=places) for activity, places in offers.items()
    )
    _record(actor, acts.OPEN_ROUND, made, f"Abrió la ronda «{made.name}» con {len(offers)} actividades")
    return made


@transaction.atomic
def enter_wish(*, actor: Any, round: Round, person: "Person", choices: Sequence[int]) -> RoundWish:
    """Write what somebody chooses, the first first; again, while the round is open, changes it."""
    locked = _lock(round)
    require(actor, permissions.REQUEST, establishment_id=locked.establishment_id)
    _open(locked)
    if clock.today() > locked.closes_on:
        raise Refused(_("La ronda se cerró el {on:%d/%m/%Y}.").format(on=locked.closes_on))
    if not is_held(person, at=locked.establishment_id, on=clock.today()):
        raise Refused(_("{person} no está en ese penal.").format(person=person), field="person")
    offered = set(locked.offers.values_list("activity", flat=True))
    if not choices or len(choices) != len(set(choices)):
        raise Refused(_("Elija actividades distintas, la preferida primero."), field="first")
    if len(choices) > locked.most or set(choices) - offered:
        raise Refused(_("Se eligen hasta {most} de las que ofrece la ronda.").format(most=locked.most), field="first")
    wish, _made = RoundWish.objects.update_or_create(
        round=locked, person=person, defaults={"choices": list(choices), "entered_by": actor.username}
    )
    _record(
        actor, acts.WISH, locked, f"{person.full_name} eligió en la ronda «{locked.name}»", target=f"person:{person.pk}"
    )
    return wish


@transaction.atomic
def draw_round(*, actor: Any, round: Round, seed: str) -> list[RoundWish]:
    """Draw a round: hard rules, then whoever has no place of that kind, then the lot of the seed; once for all.

    Whoever reaches a choice is proposed to the council for it. Raises ``Refused`` when it was drawn.
    """
    locked = _lock(round)
    require(actor, permissions.MANAGE, establishment_id=locked.establishment_id)
    _open(locked)
    if len(seed.strip()) < 4:
        raise Refused(
            _("Escriba la semilla que se oyó en el sorteo, como «acta 9-2026» o el número que salió."), field="seed"
        )
    wishes = list(locked.wishes.select_related("person").order_by("person__code"))
    if not wishes:
        raise Refused(_("Nadie ha elegido todavía."))
    outcomes = outcomes_of(locked, wishes, seed=seed.strip(), on=clock.today())
    for wish, outcome in zip(wishes, outcomes, strict=True):
        wish.lot, wish.activity_id = outcome.lot, outcome.activity
        wish.decided = [list(choice) for choice in outcome.choices]
    RoundWish.objects.bulk_update(wishes, ["lot", "activity", "decided"], batch_size=500)
    locked.seed, locked.drawn_by, locked.drawn_at = seed.strip()[:80], actor.username, clock.now()
    locked.save(update_fields=["seed", "drawn_by", "drawn_at"])
    _propose(actor, locked, [wish for wish in wishes if wish.activity_id])
    reached = sum(1 for wish in wishes if wish.activity_id)
    _record(
        actor,
        acts.DRAW_ROUND,
        locked,
        f"Sorteó la ronda «{locked.name}»: {reached} de {len(wishes)} con plaza",
        details={"seed": locked.seed, "wishes": len(wishes)},
    )
    return wishes


def outcomes_of(of: Round, wishes: Sequence[RoundWish], *, seed: str, on: date) -> list[Outcome]:
    """What a seed would give, in the order of the wishes; nothing is written."""
    offers = {offer.activity_id: offer for offer in of.offers.select_related("activity__establishment")}
    activities = [offer.activity for offer in offers.values()]
    people = [wish.person_id for wish in wishes]
    found = frame(people, activities, on=on)
    at = {person: n for n, person in enumerate(people)}
    barred = {
        (wish.person_id, activity.pk): item.rule
        for wish in wishes
        for m, activity in enumerate(activities)
        if activity.pk in wish.choices
        for item in found.judgement.findings(at[wish.person_id], m)
        if item.severity == Severity.BLOCK and not found.excepted(at[wish.person_id], m, item.rule)
    }
    kinds = {activity.kind for activity in activities}
    placed = Allocation.objects.filter(person__in=people, period__contains=on, activity__kind__in=kinds)
    already = set(placed.values_list("person_id", flat=True))
    return draw(
        [Wish(wish.person_id, tuple(wish.choices), int(wish.person_id not in already)) for wish in wishes],
        {pk: offer.places for pk, offer in offers.items()},
        seed=seed,
        barred=barred,
    )


def _propose(actor: Any, of: Round, wishes: Sequence[RoundWish]) -> None:
    """The council finds each of them among its proposals; who already asked for the same is taken further."""
    waiting = {
        (row.person_id, row.activity_id): row
        for row in PlaceRequest.objects.select_for_update().filter(
            person__in=[wish.person_id for wish in wishes], state__in=WAITING
        )
    }
    activities = {offer.activity_id: offer.activity for offer in of.offers.select_related("activity")}
    today, note = clock.today(), _("Ronda «{name}»").format(name=of.name)[:300]
    for wish in wishes:
        assert wish.activity_id is not None
        row = waiting.get((wish.person_id, wish.activity_id))
        if row is None:
            since = waits_since(wish.person, activities[wish.activity_id]) or today
            row = PlaceRequest(
                person=wish.person,
                activity_id=wish.activity_id,
                requested_on=today,
                waits_since=since,
                asked_by=AskedBy.PERSON,
                entered_by=actor.username,
                entered_at=clock.now(),
            )
        if row.state != PlaceState.APPROVED:
            row.state, row.note, row.proposed_by = PlaceState.PROPOSED, note, actor.username
            row.save()


def _lock(of: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=of.pk)


def _open(of: Round) -> None:
    if of.drawn_at:
        raise Refused(_("La ronda ya se sorteó: su resultado no cambia."))


def _record(
    actor: Any, verb: Verb, of: Round, words: str, *, target: str = "", details: dict[str, Any] | None = None
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=target or f"round:{of.pk}",
        sentence=words,
        stream=of.establishment.code,
        details={"round": of.pk, **(details or {})},
    )
