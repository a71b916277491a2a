"""The papers that travel with whoever is moved to another prison: which are missing, who owes them, which arrived."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.people import acts
from llamkay.apps.people.models import CustodySpell, Person, TransferPaper
from llamkay.apps.people.permissions import MANAGE
from llamkay.apps.people.registry import rule
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.search import naming
from llamkay.platform.record import audit
from llamkay.platform.security import scope as scopes
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


State = TransferPaper.State


def expect(arrivals: "Iterable[tuple[CustodySpell, Establishment]]") -> None:
    """Whoever arrives by transfer is owed, by the prison that they leave, the papers of the rule of that day, each by
    its day; one statement for many."""
    TransferPaper.objects.bulk_create(
        TransferPaper(
            person_id=spell.person_id,
            establishment_id=spell.establishment_id,
            owed_by=owed_by,
            arrived_on=spell.period.lower,
            kind=paper["code"],
            owes=paper["owes"],
            due_on=spell.period.lower + timedelta(days=paper["days"]),
        )
        for spell, owed_by in arrivals
        for paper in rule("transfer.papers", on=spell.period.lower)
    )


def settle(*, actor: Any, paper: TransferPaper, state: str, on: date, note: str = "") -> TransferPaper:
    """The prison that has the person says that a paper arrived, or that there is none to send and why."""
    require(actor, MANAGE, establishment_id=paper.establishment_id)
    if state not in (State.RECEIVED, State.NOT_NEEDED, State.MISSING):
        raise Refused(_("Diga si llegó, si no corresponde o si todavía falta."))
    if on > clock.today() or on < paper.arrived_on:
        raise Refused(_("La fecha va del día de su llegada a hoy: revísela."), field="on")
    if state != State.RECEIVED and not note.strip():
        raise Refused(_("Escriba por qué no corresponde, o por qué vuelve a faltar."), field="note")
    with scopes.elevated(), transaction.atomic():
        paper = TransferPaper.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=paper.pk)
        if paper.state == state:
            raise Refused(_("Ya figura así."))
        paper.state, paper.note, paper.by = state, note.strip(), actor.username
        paper.on = None if state == State.MISSING else on
        paper.save()
        audit.record(
            actor=actor.username,
            verb=acts.TRANSFER_PAPER,
            target=f"person:{paper.person_id}",
            stream=paper.establishment.code,
            sentence=audit.spanish(lambda: f"{paper.get_kind_display()}: {paper.get_state_display().lower()}."),
            reason=paper.note,
        )
    return paper


def of_person(scope: Scope, person: Person) -> QuerySet[TransferPaper]:
    """The papers of a person's last transfer, as far as the caller's prison waits for them or owes them."""
    rows = _seen(scope).filter(person=person)
    return rows.filter(arrived_on=rows.order_by("-arrived_on").values("arrived_on")[:1])


def _seen(scope: Scope) -> QuerySet[TransferPaper]:
    rows = TransferPaper.objects.select_related("person", "establishment", "owed_by")
    if scope.everything:
        return rows
    return rows.filter(Q(establishment__in=scope.ids) | Q(owed_by__in=scope.ids))


class Owed(NamedTuple):
    """How many papers prisons of a scope wait for, how many they owe, how many of either have passed their day."""

    awaited: int
    owed: int
    late: int


def owed(scope: Scope, *, today: date) -> Owed:
    """What is missing now, in one look."""
    rows = list(_seen(scope).filter(state=State.MISSING).values_list("establishment", "owed_by", "due_on"))
    here = [row for row in rows if scope.everything or row[0] in scope.ids]
    ours = [row for row in rows if scope.everything or row[1] in scope.ids]
    return Owed(len(here), len(ours), sum(row[2] < today for row in rows))


def paper_list(
    scope: Scope, *, today: date, q: str = "", state: str = "", side: str = "", establishment: Any = None
) -> QuerySet[TransferPaper]:
    """The papers of transfers, those missing first; ``side`` is ``awaited`` here or ``owed`` by us."""
    rows = _seen(scope)
    if not scope.everything and side:
        rows = rows.filter(**{f"{'establishment' if side == 'awaited' else 'owed_by'}__in": scope.ids})
    rows = naming(rows, q, "person__first_surname", "person__second_surname", "person__given_names", "person__code")
    if establishment is not None:
        rows = rows.filter(Q(establishment=establishment) | Q(owed_by=establishment))
    if state == "late":
        rows = rows.filter(state=State.MISSING, due_on__lt=today)
    elif state != "all":
        rows = rows.filter(state=state or State.MISSING)
    return rows.order_by("due_on", "person__sort_name", "id")
