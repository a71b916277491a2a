"""Two known people turn out to be one: proposed by somebody, confirmed by another, undone within a period.

What still changes follows to the identity that stands. What is signed, closed or entered in the books stays as it was,
under the former identity, and is read with the one that stands (``identities``): no sealed month is rewritten. Money
follows by entries of its own.
"""

from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.people import acts
from llamkay.apps.people.hooks import JOINED, MAY_JOIN, STAYS, UNJOINED, Joining
from llamkay.apps.people.identity.services import no_clashes
from llamkay.apps.people.models import CustodySpell, IdentityJoin, Person
from llamkay.apps.people.permissions import MERGE
from llamkay.apps.people.registry import rule
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope as scopes
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

State = IdentityJoin.State


def propose(*, actor: Any, former: Person, standing: Person, reason: str) -> IdentityJoin:
    """Somebody of the registry says that two known people are one, with the paper that proves it."""
    if len(reason.strip()) < 10:
        raise Refused(_("Escriba con qué documento se prueba que son la misma persona."), field="reason")
    with scopes.elevated(), transaction.atomic():
        former, standing = _both(former.pk, standing.pk)
        place = max((_last(former), _last(standing)), key=lambda spell: spell.period.lower).establishment
        require(actor, MERGE, establishment_id=place.pk)
        _check(former, standing)
        open_ = IdentityJoin.objects.filter(
            Q(former__in=[former, standing]) | Q(standing__in=[former, standing]), state=State.PROPOSED
        )
        if open_.exists():
            raise Refused(_("Ya hay una unión propuesta con una de las dos: decídala antes."))
        join = IdentityJoin.objects.create(
            former=former,
            standing=standing,
            establishment=place,
            reason=reason.strip(),
            proposed_by=actor.username,
            proposed_at=clock.now(),
        )
        _record(actor, acts.JOIN_PROPOSE, join, f"Se propuso unir {former.code} a {standing.code}.")
    return join


def confirm(*, actor: Any, join: IdentityJoin) -> IdentityJoin:
    """A second person confirms: what changes moves, money moves by entries, and the former identity leads here."""
    with scopes.elevated(), transaction.atomic():
        join = _locked(join)
        require(actor, MERGE, establishment_id=join.establishment_id)
        _proposed(join)
        if join.proposed_by == actor.username:
            raise Refused(_("La propuso usted: la confirma otra persona, después de ver los documentos."))
        former, standing = _both(join.former_id, join.standing_id)
        _check(former, standing)
        joining = Joining(actor, join.pk, former, standing)
        join.moved = _move(former, standing)
        former.merged_into = standing
        former.save(update_fields=["merged_into"])
        JOINED(joining)
        join.state, join.decided_by, join.decided_at = State.CONFIRMED, actor.username, clock.now()
        join.save()
        _record(actor, acts.JOIN_CONFIRM, join, f"{former.code} se unió a {standing.code}.")
    return join


def refuse(*, actor: Any, join: IdentityJoin, why: str) -> IdentityJoin:
    """They are two people after all, or it is not proved; whoever proposed it may take it back so."""
    if not why.strip():
        raise Refused(_("Escriba por qué no se unen."), field="why")
    with scopes.elevated(), transaction.atomic():
        join = _locked(join)
        require(actor, MERGE, establishment_id=join.establishment_id)
        _proposed(join)
        join.state, join.decided_by, join.decided_at = State.REFUSED, actor.username, clock.now()
        join.ended_why = why.strip()
        join.save()
        _record(actor, acts.JOIN_REFUSE, join, "No se unieron dos identidades.", why.strip())
    return join


def undo(*, actor: Any, join: IdentityJoin, why: str) -> IdentityJoin:
    """They were two people: what had moved goes back, money too; what was written since stays where it is."""
    if len(why.strip()) < 10:
        raise Refused(_("Escriba con qué documento se prueba que son dos personas."), field="why")
    with scopes.elevated(), transaction.atomic():
        join = _locked(join)
        require(actor, MERGE, establishment_id=join.establishment_id)
        if join.state != State.CONFIRMED or join.decided_at is None:
            raise Refused(_("Solo se deshace una unión que se hizo."))
        if clock.today() > until(join):
            raise Refused(
                _("Se podía deshacer hasta el {until:%d/%m/%Y}: después la separa una resolución judicial.").format(
                    until=until(join)
                )
            )
        former = Person.objects.select_for_update().get(pk=join.former_id)
        standing = Person.objects.select_for_update().get(pk=join.standing_id)
        if former.merged_into_id != standing.pk or standing.merged_into_id is not None:
            raise Refused(_("Una de las dos se unió después a otra: deshaga antes esa unión."))
        _move_back(join)
        former.merged_into = None
        former.save(update_fields=["merged_into"])
        UNJOINED(Joining(actor, join.pk, former, standing))
        join.state, join.ended_by, join.ended_at, join.ended_why = (
            State.UNDONE,
            actor.username,
            clock.now(),
            why.strip(),
        )
        join.save()
        _record(actor, acts.JOIN_UNDO, join, f"Se separó {former.code} de {standing.code}.", why.strip())
    return join


def until(join: IdentityJoin) -> date:
    """The last day on which a join is undone, that day included."""
    done = join.decided_at or join.proposed_at
    day = done.astimezone(clock.LIMA).date()
    days: int = rule("join.undo", on=day)["days"]
    return day + timedelta(days=days)


def joins(scope: Scope) -> QuerySet[IdentityJoin]:
    """The joins that prisons of the scope answer for, the newest first."""
    return scope.filter(IdentityJoin.objects.select_related("former", "standing", "establishment"))


def to_confirm(user: Any, scope: Scope) -> QuerySet[IdentityJoin]:
    """The joins that somebody else proposed, which this user may confirm."""
    return joins(scope).filter(state=State.PROPOSED).exclude(proposed_by=user.username)


# What a join stands on.


def _check(former: Person, standing: Person) -> None:
    if former.pk == standing.pk:
        raise Refused(_("Es la misma identidad: elija otra persona."))
    if former.sex != standing.sex:
        raise Refused(_("Figuran con distinto sexo: corrija ese dato antes de unir."))
    if IdentityJoin.objects.filter(standing=former, state=State.CONFIRMED).exists():
        raise Refused(
            _("A {code} ya se unió otra identidad: proponga al revés, que sea ella la que queda.").format(
                code=former.code
            )
        )
    no_clashes(former, standing)
    if problems := [why for why in MAY_JOIN(former, standing) if why]:
        raise Refused(" ".join(problems))


def _last(person: Person) -> CustodySpell:
    """Where the person was held last: that prison answers for the join."""
    spell = CustodySpell.objects.filter(person=person).select_related("establishment").order_by("-period").first()
    if spell is None:
        raise Refused(_("{person} no tiene ingreso registrado.").format(person=person))
    return spell


def _both(former: int, standing: int) -> tuple[Person, Person]:
    """Both people, locked in one order; neither was merged already."""
    found = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=(former, standing)).order_by("pk")}
    for person in found.values():
        if person.merged_into_id is not None:
            raise Refused(_("La identidad {code} ya se unió a otra.").format(code=person.code))
    return found[former], found[standing]


def _locked(join: IdentityJoin) -> IdentityJoin:
    return IdentityJoin.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=join.pk)


def _proposed(join: IdentityJoin) -> None:
    if join.state != State.PROPOSED:
        raise Refused(_("Esa unión ya se decidió."))


def _move(former: Person, standing: Person) -> dict[str, list[int]]:
    """Point what still changes at the person that stands; table → the rows that moved. What is sealed stays."""
    moved: dict[str, list[int]] = {}
    for relation in Person._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        if not _follows(model, relation.field):
            continue
        rows = model._base_manager.filter(**{field: former})
        for staying in STAYS(model):
            rows = rows if staying is None else rows.exclude(staying)
        ids = list(rows.values_list("pk", flat=True))
        try:
            with transaction.atomic():
                model._base_manager.filter(pk__in=ids).update(**{field: standing})
        except DatabaseError as error:
            raise Refused(
                _("No se pueden unir: las dos tienen registros de la misma fecha o sellados ({table}).").format(
                    table=model._meta.db_table
                )
            ) from error
        if ids:
            moved[f"{model._meta.label}.{field}"] = ids
    return moved


def _move_back(join: IdentityJoin) -> None:
    """Point what a join moved back at the former identity, where it is still with the one that stands."""
    for relation in Person._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        ids = join.moved.get(f"{model._meta.label}.{field}", [])
        if ids:
            rows = model._base_manager.filter(pk__in=ids, **{field: join.standing_id})
            rows.update(**{field: join.former_id})


def _follows(model: Any, field: Any) -> bool:
    """Whether the rows of a table follow a person who is joined: not histories, nor what is written once, nor joins."""
    if not field.concrete or getattr(model, "pgh_tracked_model", None) is not None or model in (IdentityJoin, Person):
        return False
    return not any("append_only" in trigger.name for trigger in getattr(model._meta, "triggers", []))


def _record(actor: Any, verb: Verb, join: IdentityJoin, sentence: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{join.standing_id}",
        sentence=sentence,
        stream=join.establishment.code,
        reason=reason or join.reason,
        details={"join": join.pk},
    )
